//! Legal time: working days, terms and why they end where they end.
//!
//! The day of the event is not counted, and a term that ends on a day off ends on the next
//! working day (Civil Code 2015, Articles 147 and 148.5).

mod term;

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime, Time, UtcOffset, Weekday};

pub use self::term::{Deadline, Limit, Skipped, SkippedDay, Unit};
use crate::CalendarId;
use crate::form::{Day, TEXT};

/// Which days an administration works. Data: holidays are set each year and may be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Names the calendar.
    pub id: CalendarId,
    /// Counts corrections, from 1.
    #[schemars(range(min = 1))]
    pub version: u32,
    /// The country's distance from UTC in hours; where it changes in a year, the administration's.
    pub utc_offset_hours: i8,
    /// The days of the week on which nobody works, as ISO numbers: 1 is Monday, 7 is Sunday.
    pub weekly_days_off: Vec<u8>,
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

    /// The moment the day ends: 24:00.
    #[must_use]
    pub fn end_of(&self, day: Date) -> OffsetDateTime {
        let next = day.next_day().unwrap_or(day);
        next.with_time(Time::MIDNIGHT).assume_offset(self.offset())
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
                vi: holiday.vi.clone(),
                en: holiday.en.clone(),
            });
        }
        let weekly = self.is_weekly_day_off(day.weekday());
        let worked = self.worked.iter().any(|it| it.date == day);
        (weekly && !worked).then_some(Skipped::WeeklyDayOff)
    }

    fn is_weekly_day_off(&self, day: Weekday) -> bool {
        self.weekly_days_off.contains(&day.number_from_monday())
    }

    fn offset(&self) -> UtcOffset {
        UtcOffset::from_hms(self.utc_offset_hours, 0, 0).unwrap_or(UtcOffset::UTC)
    }
}

time::serde::format_description!(pub(crate) iso_date, Date, "[year]-[month]-[day]");
