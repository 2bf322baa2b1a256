//! What is owed after registration, though nobody asks for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month};

use super::Bilingual;
use crate::calendar::{Calendar, Deadline, Limit, Unit};
use crate::form::TEXT;
use crate::{AgencyId, Code};

/// A duty that follows from a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Names the duty.
    pub id: Code,
    /// What has to be done.
    pub title: Bilingual,
    /// Who has to do it; the holder when no agency is named. What agencies owe has had entries of
    /// its own since; where an older version names them here, nobody watches over it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<AgencyId>,
    /// By when.
    pub due: DutyTerm,
    /// The article; says so when it was not verified.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// By when a duty is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutyTerm {
    /// Within a term from the day on which the certificate was issued.
    AfterIssue(Limit),
    /// Within a term from each day on which the certificate was issued, extended, or amended and
    /// supplemented.
    AfterCertificate(Limit),
    /// Within a term from the day on which something changed that was registered.
    AfterChange(Limit),
    /// By this day of each year of validity, and of the year after it.
    Yearly {
        /// The month, from 1.
        month: u8,
        /// The day of the month.
        day: u8,
    },
    /// At least so many days before the certificate ends.
    BeforeEnd {
        /// How many days.
        days: u16,
    },
    /// Never so many months without doing it.
    Within {
        /// How many months.
        months: u16,
    },
}

/// A day by which something is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed<'a> {
    /// What.
    pub duty: &'a Duty,
    /// The last day.
    pub due: Date,
    /// How it was counted; nothing when the text names the day itself.
    pub counted: Option<Deadline>,
}

/// What the duties of a certificate are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registered<'a> {
    /// The day of issue.
    pub valid_from: Date,
    /// The last day of validity.
    pub valid_until: Date,
    /// The days on which something changed that was registered.
    pub changed_on: &'a [Date],
    /// The days on which it was extended.
    pub extended_on: &'a [Date],
    /// The last day on which the holder is known to have worked; that of issue at first.
    pub last_active: Date,
}

impl Duty {
    /// Every day by which this is owed under a certificate, in their order.
    #[must_use]
    pub fn owed(&self, registered: Registered<'_>, calendar: &Calendar) -> Vec<Owed<'_>> {
        let counted = |from: Date, limit: Limit| {
            let deadline = calendar.deadline(from, limit, &self.basis);
            self.owed_by(deadline.due, Some(deadline))
        };
        match self.due {
            DutyTerm::AfterIssue(limit) => vec![counted(registered.valid_from, limit)],
            DutyTerm::AfterCertificate(limit) => {
                let later = registered.changed_on.iter().chain(registered.extended_on);
                let mut days: Vec<_> = later.copied().chain([registered.valid_from]).collect();
                days.sort_unstable();
                let mut owed: Vec<_> = days.into_iter().map(|it| counted(it, limit)).collect();
                // What is due on one day is done at once.
                owed.dedup_by_key(|it| it.due);
                owed
            }
            DutyTerm::AfterChange(limit) => {
                let changes = registered.changed_on.iter();
                changes.map(|it| counted(*it, limit)).collect()
            }
            DutyTerm::Yearly { month, day } => {
                let years = registered.valid_from.year()..=registered.valid_until.year() + 1;
                let days = years.filter_map(|year| day_of(year, month, day));
                // The last report is for a year that ended with the certificate.
                let last = registered.valid_until.saturating_add(Duration::days(365));
                days.filter(|it| registered.valid_from < *it && *it <= last)
                    .map(|it| self.owed_by(it, None))
                    .collect()
            }
            DutyTerm::BeforeEnd { days } => {
                let before = Duration::days(i64::from(days));
                let due = registered.valid_until.saturating_sub(before);
                vec![self.owed_by(due, None)]
            }
            DutyTerm::Within { months } => {
                let unit = Unit::Months;
                let limit = Limit {
                    count: months,
                    unit,
                };
                let next = counted(registered.last_active, limit);
                let lasts = next.due <= registered.valid_until;
                lasts.then_some(next).into_iter().collect()
            }
        }
    }

    fn owed_by(&self, due: Date, counted: Option<Deadline>) -> Owed<'_> {
        Owed {
            duty: self,
            due,
            counted,
        }
    }
}

fn day_of(year: i32, month: u8, day: u8) -> Option<Date> {
    let month = Month::try_from(month).ok()?;
    Date::from_calendar_date(year, month, day).ok()
}
