//! What is owed after registration, though nobody asks for it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month};

use super::{Bilingual, Every, ReportDue, ReportPeriod, YearDay};
use crate::calendar::{Calendar, Deadline, Limit, Unit};
use crate::form::TEXT;
use crate::{AgencyId, Code};

/// A duty that follows from a certificate, or from the approval of aid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Names the duty.
    pub id: Code,
    /// What has to be done.
    pub title: Bilingual,
    /// Who has to do it; the holder, or the owner of the aid, when no agency is named. What agencies owe has had entries of
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
    /// Within a term from the day on which the certificate that was issued was handed over. Until it
    /// is, nothing is owed.
    AfterReceipt(Limit),
    /// Within a term from each day on which the certificate was handed over that was issued, extended,
    /// or amended and supplemented.
    AfterEachReceipt(Limit),
    /// Within a term from the day on which something changed that was registered.
    AfterChange(Limit),
    /// By this day of each year of validity, and of the year after it.
    Yearly {
        /// The month, from 1.
        month: u8,
        /// The day of the month.
        day: u8,
        /// The last day of that year that it is about, where a text says: what was issued after it is
        /// reported on a year later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closes: Option<YearDay>,
    },
    /// At least so many days before the certificate ends.
    BeforeEnd {
        /// How many days.
        #[schemars(range(min = 1, max = 9_999))]
        days: u16,
    },
    /// Never so many months without doing it.
    Within {
        /// How many months.
        #[schemars(range(min = 1, max = 999))]
        months: u16,
    },
    /// For each period in which the aid runs, by a day after it.
    EachPeriod {
        /// How long a period is.
        every: Every,
        /// By which day.
        due: ReportDue,
    },
    /// Within a term from the last day of the aid.
    AfterEnd(Limit),
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
    /// The period that it is about, where it is about one.
    pub period: Option<ReportPeriod>,
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
    /// The day on which the certificate was handed over that was issued, if it was.
    pub received_on: Option<Date>,
    /// The days on which it was handed over that was extended or amended.
    pub received_again_on: &'a [Date],
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
                let days = each_once(later.copied().chain([registered.valid_from]));
                days.map(|it| counted(it, limit)).collect()
            }
            DutyTerm::AfterReceipt(limit) => {
                let received = registered.received_on.into_iter();
                received.map(|it| counted(it, limit)).collect()
            }
            DutyTerm::AfterEachReceipt(limit) => {
                let again = registered.received_again_on.iter().copied();
                let received = each_once(again.chain(registered.received_on));
                received.map(|it| counted(it, limit)).collect()
            }
            DutyTerm::AfterChange(limit) => {
                let changes = each_once(registered.changed_on.iter().copied());
                changes.map(|it| counted(it, limit)).collect()
            }
            DutyTerm::Yearly { month, day, closes } => {
                let years = registered.valid_from.year()..=registered.valid_until.year() + 1;
                let about = years.filter(|it| registered.is_reported_on(*it, (month, day), closes));
                let days = about.filter_map(|year| day_of(year, month, day));
                days.map(|it| self.owed_by(it, None)).collect()
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
            // Aid runs; a certificate is valid.
            DutyTerm::EachPeriod { .. } | DutyTerm::AfterEnd(_) => vec![],
        }
    }

    /// Every day by which this is owed under aid that runs on these days, in their order.
    #[must_use]
    pub fn owed_while(&self, (first, last): (Date, Date), calendar: &Calendar) -> Vec<Owed<'_>> {
        match self.due {
            DutyTerm::EachPeriod { every, due } => {
                let begun = |it: &ReportPeriod| it.first_day().is_some_and(|it| it <= last);
                let begins = ReportPeriod::around(every, first).filter(|_| first <= last);
                std::iter::successors(begins, |it| it.next())
                    .take_while(begun)
                    .filter_map(|period| {
                        let owed = self.owed_by(due.after(period)?, None);
                        let period = Some(period);
                        Some(Owed { period, ..owed })
                    })
                    .collect()
            }
            DutyTerm::AfterEnd(limit) => {
                let deadline = calendar.deadline(last, limit, &self.basis);
                vec![self.owed_by(deadline.due, Some(deadline))]
            }
            DutyTerm::AfterIssue(_)
            | DutyTerm::AfterCertificate(_)
            | DutyTerm::AfterReceipt(_)
            | DutyTerm::AfterEachReceipt(_)
            | DutyTerm::AfterChange(_)
            | DutyTerm::Yearly { .. }
            | DutyTerm::BeforeEnd { .. }
            | DutyTerm::Within { .. } => vec![],
        }
    }

    fn owed_by(&self, due: Date, counted: Option<Deadline>) -> Owed<'_> {
        Owed {
            duty: self,
            due,
            counted,
            period: None,
        }
    }
}

impl Registered<'_> {
    /// Whether the report of a year, due by that day of it, is about a day on which the certificate was
    /// valid.
    fn is_reported_on(&self, year: i32, (month, day): (u8, u8), closes: Option<YearDay>) -> bool {
        let Some(closes) = closes else {
            // The last report is for a year that ended with the certificate.
            let last = self.valid_until.saturating_add(Duration::days(365));
            let due = day_of(year, month, day);
            return due.is_some_and(|it| self.valid_from < it && it <= last);
        };
        let closing = |year| day_of(year, closes.month, closes.day);
        let (before, last) = (closing(year - 1), closing(year));
        before.is_some_and(|it| it < self.valid_until)
            && last.is_some_and(|it| self.valid_from <= it)
    }
}

impl DutyTerm {
    /// Whether it is counted from how aid runs, and not from a certificate.
    #[must_use]
    pub fn is_of_aid(self) -> bool {
        match self {
            DutyTerm::EachPeriod { .. } | DutyTerm::AfterEnd(_) => true,
            DutyTerm::AfterIssue(_)
            | DutyTerm::AfterCertificate(_)
            | DutyTerm::AfterReceipt(_)
            | DutyTerm::AfterEachReceipt(_)
            | DutyTerm::AfterChange(_)
            | DutyTerm::Yearly { .. }
            | DutyTerm::BeforeEnd { .. }
            | DutyTerm::Within { .. } => false,
        }
    }
}

/// The days in their order; what happened twice on one of them is owed once.
fn each_once(days: impl Iterator<Item = Date>) -> impl Iterator<Item = Date> {
    days.collect::<BTreeSet<_>>().into_iter()
}

fn day_of(year: i32, month: u8, day: u8) -> Option<Date> {
    let month = Month::try_from(month).ok()?;
    Date::from_calendar_date(year, month, day).ok()
}
