//! Legal time: working days, terms and why they end where they end.
//!
//! The day of the event is not counted, and a term that ends on a day off ends on the next
//! working day (Civil Code 2015, Articles 147 and 148.5).

mod hours;
mod term;

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime, Time, UtcOffset, Weekday};

pub use self::hours::{OfficeHours, Reception, Session};
pub use self::term::{Deadline, HoursSpan, Limit, Skipped, SkippedDay, Unit};
use crate::CalendarId;
use crate::form::{Day, TEXT};

/// Which days an administration works. Data: holidays are set each year and may be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Names the calendar.
    pub id: CalendarId,
    /// Counts corrections, from 1.
    #[schemars(range(min = 1, max = 99_999_999))]
    pub version: u32,
    /// The country's distance from UTC in hours; where it changes in a year, the administration's.
    pub utc_offset_hours: i8,
    /// The days of the week on which nobody works, as ISO numbers: 1 is Monday, 7 is Sunday.
    pub weekly_days_off: Vec<u8>,
    /// When a working day is worked; without it, nothing can be counted in hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<OfficeHours>,
    /// Until when a dossier that arrives counts as received on the day; all day when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reception: Option<Reception>,
    /// Days off beside the weekly ones: holidays, compensations and swapped days.
    pub holidays: Vec<Holiday>,
    /// Days that are worked although they would be weekly days off.
    #[serde(default)]
    pub worked: Vec<WorkedDay>,
}

/// A day off, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    #[serde(with = "iso_date")]
    #[schemars(with = "Day")]
    pub date: Date,
    /// What kind of day off it is.
    #[serde(default, skip_serializing_if = "HolidayKind::is_holiday")]
    pub kind: HolidayKind,
    /// Its name in Vietnamese.
    #[schemars(regex(pattern = TEXT))]
    pub vi: String,
    /// Its name in English.
    #[schemars(regex(pattern = TEXT))]
    pub en: String,
    /// Whether the day is a weekly day off anyway. Said, so that a wrong date is found.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weekly_day_off: bool,
    /// Where it is laid down; says so when it was not verified.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// Why a day is off that is no weekly day off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolidayKind {
    /// A public holiday.
    #[default]
    Holiday,
    /// It stands in for a holiday on a weekly day off (Labour Code 2019 Art. 111.3).
    Compensation,
    /// It was exchanged for a weekly day off that is worked.
    Swapped,
}

impl HolidayKind {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            HolidayKind::Holiday => "holiday",
            HolidayKind::Compensation => "compensation",
            HolidayKind::Swapped => "swapped",
        }
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    fn is_holiday(&self) -> bool {
        *self == HolidayKind::Holiday
    }
}

/// A weekly day off that is worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkedDay {
    /// The day.
    #[serde(with = "iso_date")]
    #[schemars(with = "Day")]
    pub date: Date,
    /// Where it is laid down; says so when it was not verified.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

impl Calendar {
    /// The day it is here at that moment.
    #[must_use]
    pub fn day_of(&self, at: OffsetDateTime) -> Date {
        // At the end of time there is no later day to be in.
        at.checked_to_offset(self.offset()).unwrap_or(at).date()
    }

    /// The moment at which the clocks of the administration show this on the day.
    #[must_use]
    pub fn moment(&self, day: Date, time: Time) -> OffsetDateTime {
        day.with_time(time).assume_offset(self.offset())
    }

    /// The moment the day ends: 24:00.
    #[must_use]
    pub fn end_of(&self, day: Date) -> OffsetDateTime {
        let next = day.next_day().unwrap_or(day);
        self.moment(next, Time::MIDNIGHT)
    }

    /// The moment, as the clocks of the administration show it.
    #[must_use]
    pub fn local(&self, at: OffsetDateTime) -> OffsetDateTime {
        at.checked_to_offset(self.offset()).unwrap_or(at)
    }

    /// Whether the holidays of the year are known. Without them no term can be trusted that
    /// reaches into it.
    #[must_use]
    pub fn covers(&self, year: i32) -> bool {
        let mut holidays = self.holidays.iter();
        holidays.any(|it| it.date.year() == year && it.kind == HolidayKind::Holiday)
    }

    /// The days after the first, up to and including the last, that are worked although they
    /// would be weekly days off.
    #[must_use]
    pub fn worked_between(&self, after: Date, through: Date) -> Vec<&WorkedDay> {
        let counts =
            |it: &&WorkedDay| after < it.date && it.date <= through && self.is_working_day(it.date);
        let mut worked: Vec<_> = self.worked.iter().filter(counts).collect();
        worked.sort_by_key(|it| it.date);
        worked
    }

    /// Whether the day of the week is off.
    #[must_use]
    pub fn is_weekly_day_off(&self, day: Weekday) -> bool {
        self.weekly_days_off.contains(&day.number_from_monday())
    }

    /// Whether anybody works on that day.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        self.why_off(day).is_none()
    }

    /// Why nobody works on that day; nothing when it is worked.
    #[must_use]
    pub fn why_off(&self, day: Date) -> Option<Skipped> {
        if let Some(holiday) = self.holidays.iter().find(|it| it.date == day) {
            return Some(Skipped::Holiday {
                kind: holiday.kind,
                vi: holiday.vi.clone(),
                en: holiday.en.clone(),
            });
        }
        let weekly = self.is_weekly_day_off(day.weekday());
        let worked = self.worked.iter().any(|it| it.date == day);
        (weekly && !worked).then_some(Skipped::WeeklyDayOff)
    }

    /// The distance of its clocks from UTC.
    #[must_use]
    pub fn offset(&self) -> UtcOffset {
        UtcOffset::from_hms(self.utc_offset_hours, 0, 0).unwrap_or(UtcOffset::UTC)
    }
}

time::serde::format_description!(pub(crate) iso_date, Date, "[year]-[month]-[day]");
