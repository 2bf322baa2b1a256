//! A month, half a year or a year that somebody reports on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use super::Every;

/// The earliest and the latest year that is reported on.
const YEARS: std::ops::RangeInclusive<u16> = 1990..=2199;

/// A time that is reported on: `2026`, `2026-H1` or `2026-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReportPeriod {
    year: u16,
    part: Part,
}

/// Which part of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    Month(Month0),
    Half(Half),
    Whole,
}

/// A month, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Month0(u8);

/// A half of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Half {
    First,
    Second,
}

/// Why a text is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a period is written 2026, 2026-H1 or 2026-03, and its year is from 1990 to 2199")]
pub struct ReportPeriodError;

impl ReportPeriod {
    /// The period in which the day is; nothing far from our time.
    #[must_use]
    pub fn around(every: Every, day: Date) -> Option<Self> {
        let year = u16::try_from(day.year()).ok()?;
        let month = u8::from(day.month()) - 1;
        let part = match every {
            Every::Month => Part::Month(Month0(month)),
            Every::HalfYear if month < 6 => Part::Half(Half::First),
            Every::HalfYear => Part::Half(Half::Second),
            Every::Year => Part::Whole,
        };
        YEARS.contains(&year).then_some(Self { year, part })
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// How often such a period comes.
    #[must_use]
    pub fn every(self) -> Every {
        match self.part {
            Part::Month(_) => Every::Month,
            Part::Half(_) => Every::HalfYear,
            Part::Whole => Every::Year,
        }
    }

    /// The period after this one; nothing far from our time.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::around(self.every(), self.last_day()?.next_day()?)
    }

    /// Which period of its year it is, from 0.
    #[must_use]
    pub fn ordinal(self) -> usize {
        match self.part {
            Part::Month(Month0(month)) => usize::from(month),
            Part::Half(Half::First) | Part::Whole => 0,
            Part::Half(Half::Second) => 1,
        }
    }

    /// Its first day by the calendar.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        let month = match self.part {
            Part::Month(Month0(month)) => Month::try_from(month + 1).ok()?,
            Part::Half(Half::First) | Part::Whole => Month::January,
            Part::Half(Half::Second) => Month::July,
        };
        Date::from_calendar_date(self.year.into(), month, 1).ok()
    }

    /// Its last day by the calendar.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        let year = i32::from(self.year);
        let month = match self.part {
            Part::Month(Month0(month)) => Month::try_from(month + 1).ok()?,
            Part::Half(Half::First) => Month::June,
            Part::Half(Half::Second) | Part::Whole => Month::December,
        };
        Date::from_calendar_date(year, month, month.length(year)).ok()
    }
}

impl fmt::Display for ReportPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year;
        match self.part {
            Part::Month(Month0(month)) => write!(f, "{year}-{:02}", month + 1),
            Part::Half(Half::First) => write!(f, "{year}-H1"),
            Part::Half(Half::Second) => write!(f, "{year}-H2"),
            Part::Whole => write!(f, "{year}"),
        }
    }
}

impl FromStr for ReportPeriod {
    type Err = ReportPeriodError;

    fn from_str(text: &str) -> Result<Self, ReportPeriodError> {
        let (year, part) = match text.split_once('-') {
            None => (text, Some(Part::Whole)),
            Some((year, "H1")) => (year, Some(Part::Half(Half::First))),
            Some((year, "H2")) => (year, Some(Part::Half(Half::Second))),
            Some((year, month)) => (year, month_of(month)),
        };
        let year = digits(year, 4).filter(|it| YEARS.contains(it));
        match (year, part) {
            (Some(year), Some(part)) => Ok(Self { year, part }),
            (None | Some(_), None | Some(_)) => Err(ReportPeriodError),
        }
    }
}

fn month_of(text: &str) -> Option<Part> {
    let month = u8::try_from(digits(text, 2)?).ok()?.checked_sub(1)?;
    (month < 12).then_some(Part::Month(Month0(month)))
}

/// A number that is written with so many digits and nothing else.
fn digits(text: &str, count: usize) -> Option<u16> {
    let fits = text.len() == count && text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|_| fits)
}

impl TryFrom<String> for ReportPeriod {
    type Error = ReportPeriodError;

    fn try_from(text: String) -> Result<Self, ReportPeriodError> {
        text.parse()
    }
}

impl From<ReportPeriod> for String {
    fn from(period: ReportPeriod) -> Self {
        period.to_string()
    }
}
