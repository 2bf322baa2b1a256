//! When a working day is worked, and until when what arrives counts as received on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime, Time};

use super::term::days_after;
use super::{Calendar, Unit};
use crate::form::{Clock, TEXT};

/// When a working day is worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficeHours {
    /// Morning and afternoon, in their order.
    pub sessions: Vec<Session>,
    /// Where they are laid down; says so when it was not verified.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// A part of the day without a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// When it begins.
    #[serde(with = "clock_time")]
    #[schemars(with = "Clock")]
    pub from: Time,
    /// When it ends.
    #[serde(with = "clock_time")]
    #[schemars(with = "Clock")]
    pub to: Time,
}

/// Until when a dossier that arrives counts as received on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reception {
    /// What arrives after this moment counts as received on the next working day.
    #[serde(with = "clock_time")]
    #[schemars(with = "Clock")]
    pub until: Time,
    /// The article that sets it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

time::serde::format_description!(clock_time, Time, "[hour]:[minute]");

impl OfficeHours {
    /// How long a working day is.
    #[must_use]
    pub fn per_day(&self) -> Duration {
        self.sessions.iter().map(|it| it.to - it.from).sum()
    }

    /// Whether the sessions are a day's, in their order and without overlap.
    #[must_use]
    pub fn are_in_order(&self) -> bool {
        let each = self.sessions.iter().all(|it| it.from < it.to);
        let order = self.sessions.windows(2).all(|it| it[0].to <= it[1].from);
        !self.sessions.is_empty() && each && order
    }
}

impl Calendar {
    /// The moment at which so many working hours after another have passed. Time runs from that
    /// moment on, and only while there is work (Civil Code 2015 Art. 147.1). Nothing when the
    /// calendar says no hours.
    #[must_use]
    pub fn after_working_hours(&self, from: OffsetDateTime, count: u16) -> Option<OffsetDateTime> {
        let hours = self.hours.as_ref().filter(|it| it.are_in_order())?;
        let from = self.local(from);
        let mut left = Duration::hours(i64::from(count));
        if left.is_zero() {
            return Some(from);
        }
        let first = from.date();
        for day in std::iter::once(first).chain(days_after(first)) {
            if !self.is_working_day(day) {
                continue;
            }
            for session in &hours.sessions {
                let begins = begin(session, day, from);
                let length = session.to - begins;
                if !length.is_positive() {
                    continue;
                }
                if left <= length {
                    return Some(self.moment(day, begins + left));
                }
                left -= length;
            }
        }
        None
    }

    /// How long there is work between two moments.
    #[must_use]
    pub fn work_between(&self, from: OffsetDateTime, to: OffsetDateTime) -> Duration {
        let Some(hours) = &self.hours else {
            return Duration::ZERO;
        };
        let (from, to) = (self.local(from), self.local(to));
        let days = std::iter::once(from.date()).chain(days_after(from.date()));
        let worked = days
            .take_while(|it| *it <= to.date())
            .filter(|it| self.is_working_day(*it));
        let sessions = worked.flat_map(|day| hours.sessions.iter().map(move |it| (day, it)));
        sessions
            .map(|(day, session)| {
                let begins = self.moment(day, session.from).max(from);
                let ends = self.moment(day, session.to).min(to);
                (ends - begins).max(Duration::ZERO)
            })
            .sum()
    }

    /// The day on which something counts as received that arrived at that moment: the day itself,
    /// or the next working day when it came after the hour until which dossiers are received, or
    /// on a day on which nobody receives.
    #[must_use]
    pub fn reception_day(&self, at: OffsetDateTime) -> Date {
        let local = self.local(at);
        let day = local.date();
        let too_late = |it: &Reception| local.time() > it.until || !self.is_working_day(day);
        if !self.reception.as_ref().is_some_and(too_late) {
            return day;
        }
        days_after(day)
            .find(|it| self.is_working_day(*it))
            .unwrap_or(day)
    }
}

impl Calendar {
    /// The day after whose end a term goes on that waited for what arrives at that moment. What comes
    /// too late in the day counts as of the next working day: days are counted after that one, and hours
    /// from its beginning.
    #[must_use]
    pub fn goes_on_after(&self, at: OffsetDateTime, unit: Unit) -> Date {
        let day = self.reception_day(at);
        if unit == Unit::WorkingHours && day != self.day_of(at) {
            return day.previous_day().unwrap_or(day);
        }
        day
    }
}

/// When a session of a day begins for a term that began at a moment.
fn begin(session: &Session, day: Date, from: OffsetDateTime) -> Time {
    if day == from.date() {
        session.from.max(from.time())
    } else {
        session.from
    }
}
