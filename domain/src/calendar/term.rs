use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month};

use super::{Calendar, HolidayKind, iso_date};

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How many of the unit; 0 ends on the day itself.
    pub count: u16,
    /// In what it is counted.
    pub unit: Unit,
}

/// What a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Days that are worked (ngày làm việc).
    WorkingDays,
    /// Days of the calendar (ngày).
    Days,
    /// Months: the corresponding day, or the month's last.
    Months,
}

/// The last day of a term, with all that led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The day of the event that started the term; itself not counted.
    #[serde(with = "iso_date")]
    pub counted_from: Date,
    /// How long the term is.
    pub limit: Limit,
    /// The last day; the term ends at its 24:00.
    #[serde(with = "iso_date")]
    pub due: Date,
    /// The version of the calendar it was counted with.
    pub calendar_version: u32,
    /// The article that sets the limit.
    pub basis: String,
}

impl Deadline {
    /// The first day of which it matters whether it is worked: with working days the one after
    /// the event, with other units the last one of the term.
    #[must_use]
    pub fn looked_at_from(&self) -> Date {
        let from = self.counted_from;
        match self.limit.unit {
            Unit::WorkingDays if self.limit.count > 0 => from.next_day().unwrap_or(from),
            Unit::WorkingDays => from,
            Unit::Days | Unit::Months => last_day(from, self.limit),
        }
    }
}

/// A day that a term passes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedDay {
    /// The day.
    pub date: Date,
    /// Why it is not counted.
    pub why: Skipped,
}

/// Why a day is not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Skipped {
    /// Nobody works on that day of the week.
    WeeklyDayOff,
    /// A holiday or a day that stands in for one.
    Holiday {
        /// What kind of day off it is.
        kind: HolidayKind,
        /// Its name in Vietnamese.
        vi: String,
        /// Its name in English.
        en: String,
    },
}

impl Calendar {
    /// The deadline of a term that an event on this day starts.
    #[must_use]
    pub fn deadline(&self, counted_from: Date, limit: Limit, basis: &str) -> Deadline {
        Deadline {
            counted_from,
            limit,
            due: self.due(counted_from, limit),
            calendar_version: self.version,
            basis: basis.to_owned(),
        }
    }

    /// The last day of a term that an event on this day starts.
    #[must_use]
    pub fn due(&self, from: Date, limit: Limit) -> Date {
        match limit.unit {
            Unit::WorkingDays => self.working_days_after(from, limit.count),
            Unit::Days | Unit::Months => self.working_day_from(last_day(from, limit)),
        }
    }

    /// The deadline of a term that stood still from one day to another: what was left of it is
    /// counted from the day on which it goes on. The days of waiting are never lost, and a term
    /// that had run out before stays late.
    #[must_use]
    pub fn resumed(&self, deadline: &Deadline, stood_from: Date, on: Date) -> Deadline {
        if deadline.due < stood_from {
            return deadline.clone();
        }
        let left = match deadline.limit.unit {
            Unit::WorkingDays => self.working_days_between(stood_from, deadline.due),
            Unit::Days | Unit::Months => days_between(stood_from, deadline.due),
        };
        let unit = match deadline.limit.unit {
            Unit::WorkingDays => Unit::WorkingDays,
            Unit::Days | Unit::Months => Unit::Days,
        };
        self.deadline(on, Limit { count: left, unit }, &deadline.basis)
    }

    /// How many working days lie after the first day, up to and including the last.
    #[must_use]
    pub fn working_days_between(&self, after: Date, through: Date) -> u16 {
        let days = days_after(after).take_while(|it| *it <= through);
        let worked = days.filter(|it| self.is_working_day(*it)).count();
        u16::try_from(worked).unwrap_or(u16::MAX)
    }

    /// The days that a term passes over, each with its reason: with working days all days off up
    /// to its end, with other units those that its end was moved over.
    #[must_use]
    pub fn skipped(&self, deadline: &Deadline) -> Vec<SkippedDay> {
        let first = deadline.looked_at_from();
        std::iter::once(first)
            .chain(days_after(first))
            .take_while(|it| *it <= deadline.due)
            .filter_map(|date| self.why_off(date).map(|why| SkippedDay { date, why }))
            .collect()
    }

    fn working_days_after(&self, from: Date, count: u16) -> Date {
        if count == 0 {
            return self.working_day_from(from);
        }
        days_after(from)
            .filter(|it| self.is_working_day(*it))
            .nth(usize::from(count) - 1)
            .unwrap_or(Date::MAX)
    }

    /// The day itself when it is worked, or else the next that is.
    fn working_day_from(&self, day: Date) -> Date {
        if self.is_working_day(day) {
            return day;
        }
        days_after(day)
            .find(|it| self.is_working_day(*it))
            .unwrap_or(Date::MAX)
    }
}

/// The last day of a term that counts every day, wherever it falls.
fn last_day(from: Date, limit: Limit) -> Date {
    match limit.unit {
        Unit::WorkingDays | Unit::Days => {
            from.saturating_add(Duration::days(i64::from(limit.count)))
        }
        Unit::Months => months_after(from, limit.count),
    }
}

fn days_between(after: Date, through: Date) -> u16 {
    u16::try_from((through - after).whole_days().max(0)).unwrap_or(u16::MAX)
}

pub(super) fn days_after(day: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(day.next_day(), |it| it.next_day())
}

fn months_after(from: Date, count: u16) -> Date {
    let months = i32::from(u8::from(from.month())) - 1 + i32::from(count);
    let year = from.year() + months / 12;
    let month = u8::try_from(months % 12 + 1).map_or(Month::January, |it| {
        Month::try_from(it).unwrap_or(Month::January)
    });
    let day = from.day().min(month.length(year));
    Date::from_calendar_date(year, month, day).unwrap_or(Date::MAX)
}
