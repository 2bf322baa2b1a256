//! Dates as event logs write them: ISO 8601, with what real logs leave out or add.

use time::{Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// No place on earth is further from UTC than 14 hours, and Postgres takes no offset of 16.
const OFFSET_HOURS_MAX: u32 = 15;

/// A point in time as the log states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// With its own offset.
    At(OffsetDateTime),
    /// Without any offset: only who knows the log can say which instant that is.
    Local(PrimitiveDateTime),
}

impl Date {
    /// Reads a date such as `2011-10-11T13:45:40.276+02:00`.
    ///
    /// The time may be missing (midnight), follow a space instead of `T`, and leave out seconds or
    /// their fraction, of which nine digits are kept. The offset may be `Z`, `+01:00`, `+0100`,
    /// `+01` or missing. Years go from 2 to 9998 and offsets to 15:59, so that every date is one in
    /// UTC and in Postgres, too.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = Rest(text.trim().as_bytes());
        let date = calendar_date(&mut rest)?;
        let time = if rest.eat(b'T') || rest.eat(b't') || rest.is_time_after_space() {
            time_of_day(&mut rest)?
        } else {
            Time::MIDNIGHT
        };
        let local = PrimitiveDateTime::new(date, time);
        if rest.0.is_empty() {
            return Some(Self::Local(local));
        }
        rest.eat(b' ');
        let offset = offset(&mut rest)?;
        rest.0
            .is_empty()
            .then(|| Self::At(local.assume_offset(offset)))
    }

    /// The instant, taking `offset` where the log states none.
    #[must_use]
    pub fn or_offset(self, offset: UtcOffset) -> OffsetDateTime {
        match self {
            Self::At(at) => at,
            Self::Local(local) => local.assume_offset(offset),
        }
    }
}

/// Reads an offset alone: `Z`, `+01:00`, `+0100` or `+01`.
pub(crate) fn parse_offset(text: &str) -> Option<UtcOffset> {
    let mut rest = Rest(text.as_bytes());
    let offset = offset(&mut rest)?;
    rest.0.is_empty().then_some(offset)
}

fn calendar_date(rest: &mut Rest<'_>) -> Option<time::Date> {
    let year = i32::try_from(rest.number(4)?)
        .ok()
        .filter(|year| (2..=9998).contains(year))?;
    let month = rest.eat(b'-').then(|| rest.number(2))??;
    let day = rest.eat(b'-').then(|| rest.number(2))??;
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    time::Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
}

fn time_of_day(rest: &mut Rest<'_>) -> Option<Time> {
    let hour = rest.number(2)?;
    let minute = rest.eat(b':').then(|| rest.number(2))??;
    let second = if rest.eat(b':') { rest.number(2)? } else { 0 };
    let nanosecond = if rest.eat(b'.') { rest.fraction()? } else { 0 };
    let [hour, minute, second] = [hour, minute, second].map(u8::try_from);
    Time::from_hms_nano(hour.ok()?, minute.ok()?, second.ok()?, nanosecond).ok()
}

fn offset(rest: &mut Rest<'_>) -> Option<UtcOffset> {
    if rest.eat(b'Z') || rest.eat(b'z') {
        return Some(UtcOffset::UTC);
    }
    let sign = if rest.eat(b'-') {
        -1
    } else {
        rest.eat(b'+').then_some(1)?
    };
    let hours = rest.number(2).filter(|hours| *hours <= OFFSET_HOURS_MAX)?;
    let colon = rest.eat(b':');
    let minutes = if colon || !rest.0.is_empty() {
        rest.number(2)?
    } else {
        0
    };
    let minutes = i32::try_from(hours * 60 + minutes)
        .ok()
        .filter(|_| minutes <= 59)?;
    UtcOffset::from_whole_seconds(sign * minutes * 60).ok()
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn eat(&mut self, byte: u8) -> bool {
        let rest = self.0.strip_prefix(&[byte]);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// A space stands for `T` only before a digit; before a sign the offset follows.
    fn is_time_after_space(&mut self) -> bool {
        matches!(self.0, [b' ', b'0'..=b'9', ..]) && self.eat(b' ')
    }

    fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        decimal(number)
    }

    fn fraction(&mut self) -> Option<u32> {
        let digits = self
            .0
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (fraction, rest) = self.0.split_at(digits);
        self.0 = rest;
        let mut nanoseconds = [b'0'; 9];
        let kept = digits.min(nanoseconds.len());
        nanoseconds[..kept].copy_from_slice(&fraction[..kept]);
        decimal(&nanoseconds).filter(|_| digits > 0)
    }
}

fn decimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number: u32, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })
}
