//! How a term is counted: from what, in which unit, over which days, to which moment.
//!
//! Every count says which days it passed over and why, so that whoever doubts a date can count again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month, OffsetDateTime, Time};

use super::{Calendar, HolidayKind, iso_date};

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How many of the unit; 0 ends on the day itself.
    #[schemars(range(max = 9_999))]
    pub count: u16,
    /// In what it is counted.
    pub unit: Unit,
}

/// What a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours of work (giờ làm việc).
    WorkingHours,
    /// Days that are worked (ngày làm việc).
    WorkingDays,
    /// Days of the calendar (ngày).
    Days,
    /// Months: the corresponding day, or the month's last.
    Months,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 4] = [
        Self::WorkingHours,
        Self::WorkingDays,
        Self::Days,
        Self::Months,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WorkingHours => "working_hours",
            Self::WorkingDays => "working_days",
            Self::Days => "days",
            Self::Months => "months",
        }
    }

    /// Whether every day of it counts, be it worked or not.
    #[must_use]
    pub fn counts_every_day(self) -> bool {
        match self {
            Self::Days | Self::Months => true,
            Self::WorkingHours | Self::WorkingDays => false,
        }
    }

    /// The unit with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
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
    /// From when to when it runs, if it is counted in hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursSpan>,
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
            Unit::WorkingDays | Unit::WorkingHours => from,
            Unit::Days | Unit::Months => last_day(from, self.limit),
        }
    }
}

/// The moments between which a term in hours runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSpan {
    /// When it begins.
    #[serde(with = "time::serde::rfc3339")]
    pub from: OffsetDateTime,
    /// When it ends.
    #[serde(with = "time::serde::rfc3339")]
    pub to: OffsetDateTime,
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
    /// The deadline of a term that an event on this day starts. Hours then run from the end of
    /// the day: at what time of it something happened, is not known.
    #[must_use]
    pub fn deadline(&self, counted_from: Date, limit: Limit, basis: &str) -> Deadline {
        if limit.unit == Unit::WorkingHours {
            return self.deadline_from(self.end_of(counted_from), counted_from, limit, basis);
        }
        Deadline {
            counted_from,
            limit,
            due: self.due(counted_from, limit),
            hours: None,
            calendar_version: self.version,
            basis: basis.to_owned(),
        }
    }

    /// The deadline of a term that an event at this moment starts.
    #[must_use]
    pub fn deadline_at(&self, at: OffsetDateTime, limit: Limit, basis: &str) -> Deadline {
        match limit.unit {
            Unit::WorkingHours => self.deadline_from(at, self.day_of(at), limit, basis),
            Unit::WorkingDays | Unit::Days | Unit::Months => {
                self.deadline(self.day_of(at), limit, basis)
            }
        }
    }

    /// The deadline of a term that the receipt of a dossier at this moment starts: late in the
    /// day it counts as of the next.
    #[must_use]
    pub fn deadline_of_receipt(&self, at: OffsetDateTime, limit: Limit, basis: &str) -> Deadline {
        let day = self.reception_day(at);
        if day == self.day_of(at) {
            return self.deadline_at(at, limit, basis);
        }
        match limit.unit {
            Unit::WorkingHours => {
                self.deadline_from(self.moment(day, Time::MIDNIGHT), day, limit, basis)
            }
            Unit::WorkingDays | Unit::Days | Unit::Months => self.deadline(day, limit, basis),
        }
    }

    /// The same term, counted with this calendar.
    #[must_use]
    pub fn recounted(&self, deadline: &Deadline) -> Deadline {
        let Deadline {
            counted_from,
            limit,
            basis,
            ..
        } = deadline;
        match deadline.hours {
            Some(hours) => self.deadline_from(hours.from, *counted_from, *limit, basis),
            None => self.deadline(*counted_from, *limit, basis),
        }
    }

    /// The moment a term ends: that of its last hour, or the end of its last day.
    #[must_use]
    pub fn end_of_term(&self, deadline: &Deadline) -> OffsetDateTime {
        match deadline.hours {
            Some(hours) => hours.to,
            None => self.end_of(deadline.due),
        }
    }

    fn deadline_from(
        &self,
        from: OffsetDateTime,
        counted_from: Date,
        limit: Limit,
        basis: &str,
    ) -> Deadline {
        let ends = self.after_working_hours(from, limit.count);
        Deadline {
            counted_from,
            limit,
            due: ends.map_or_else(|| self.due(counted_from, limit), |it| self.day_of(it)),
            hours: ends.map(|to| HoursSpan { from, to }),
            calendar_version: self.version,
            basis: basis.to_owned(),
        }
    }

    /// The last day of a term that an event on this day starts.
    #[must_use]
    pub fn due(&self, from: Date, limit: Limit) -> Date {
        match limit.unit {
            Unit::WorkingDays => self.working_days_after(from, limit.count),
            Unit::WorkingHours => {
                let ends = self.after_working_hours(self.end_of(from), limit.count);
                // Where nobody said the hours, a day has eight of them.
                let days = limit.count.div_ceil(8);
                ends.map_or_else(|| self.working_days_after(from, days), |it| self.day_of(it))
            }
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
        // Whoever waits before the term has begun wins nothing by it, and loses nothing.
        let begun = self.runs_after(deadline);
        let (stood_from, on) = (stood_from.max(begun), on.max(begun));
        let (left, unit) = match deadline.limit.unit {
            Unit::WorkingHours => (self.hours_left(deadline, stood_from), Unit::WorkingHours),
            Unit::WorkingDays => {
                let left = self.working_days_between(stood_from, deadline.due);
                (left, Unit::WorkingDays)
            }
            Unit::Days | Unit::Months => (days_between(stood_from, deadline.due), Unit::Days),
        };
        self.deadline(on, Limit { count: left, unit }, &deadline.basis)
    }

    /// The day after whose end a term runs: that of the event, or the one before its first hour.
    #[must_use]
    pub fn runs_after(&self, deadline: &Deadline) -> Date {
        let Some(hours) = deadline.hours else {
            return deadline.counted_from;
        };
        let first = self.day_of(hours.from);
        first.previous_day().unwrap_or(first)
    }

    /// How many whole hours of work a term still had when it came to a standstill on a day; a
    /// part of an hour counts as one, so that nobody loses any.
    fn hours_left(&self, deadline: &Deadline, stood_from: Date) -> u16 {
        let stood = self.end_of(stood_from);
        let left = self.work_between(stood, self.end_of_term(deadline));
        u16::try_from((left.whole_minutes() + 59) / 60).unwrap_or(u16::MAX)
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
        Unit::WorkingHours | Unit::WorkingDays | Unit::Days => {
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
