//! By what something that is owed is known, whatever becomes of the day by which it is owed.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::{Duty, DutyTerm, Owed, ReportPeriod};
use crate::Calendar;
use crate::calendar::{Limit, Unit};

/// By what something that is owed is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnownBy {
    /// By the day from which its term is counted: a corrected calendar moves the end, not the beginning.
    From(Date),
    /// By the period that it is about.
    Period(ReportPeriod),
    /// By its last day: where the text names that day, and where what became of it was noted before
    /// that said from what it is counted.
    Due(Date),
}

impl Owed<'_> {
    /// By what this is known.
    #[must_use]
    pub fn known_by(&self) -> KnownBy {
        match (&self.counted, self.period) {
            (Some(deadline), _) => KnownBy::From(deadline.counted_from),
            (None, Some(period)) => KnownBy::Period(period),
            (None, None) => KnownBy::Due(self.due),
        }
    }

    /// The day from which its term is counted; none where the text names the day.
    #[must_use]
    pub fn counted_from(&self) -> Option<Date> {
        self.counted.as_ref().map(|it| it.counted_from)
    }
}

impl Duty {
    /// What was noted of this duty, each under what it is known by now. What was noted with its last day
    /// only is meant that was due then by some version of the calendar, the first of these being the
    /// newest.
    pub(crate) fn noted<T>(
        &self,
        noted: impl IntoIterator<Item = (KnownBy, T)>,
        owed: &[Owed<'_>],
        calendars: &[&Calendar],
        merge: impl Fn(&mut T, T),
    ) -> BTreeMap<KnownBy, T> {
        let from = |it: KnownBy| match it {
            KnownBy::From(day) => Some(day),
            KnownBy::Period(_) | KnownBy::Due(_) => None,
        };
        let (by_day, exact): (Vec<_>, Vec<_>) = noted
            .into_iter()
            .partition(|it| matches!(it.0, KnownBy::Due(_)));
        let mut known: BTreeMap<KnownBy, T> = exact.into_iter().collect();
        let begun = owed.iter().filter_map(|it| from(it.known_by()));
        let begun: BTreeSet<Date> = begun
            .chain(known.keys().filter_map(|it| from(*it)))
            .collect();
        let mut by_day: Vec<_> = by_day
            .into_iter()
            .map(|(due, it)| (self.once_due(due, &begun, calendars), due, it))
            .collect();
        // What can only be meant for one comes first.
        by_day.sort_by_key(|it| it.0.len());
        for (meant, due, became) in by_day {
            let free = meant.iter().find(|it| !known.contains_key(it));
            let name = free.or(meant.first()).copied().unwrap_or(due);
            match known.get_mut(&name) {
                Some(before) => merge(before, became),
                None => {
                    known.insert(name, became);
                }
            }
        }
        known
    }

    /// What of this, counted from these days, was due then by some version of the calendar.
    fn once_due(
        &self,
        due: KnownBy,
        begun: &BTreeSet<Date>,
        calendars: &[&Calendar],
    ) -> Vec<KnownBy> {
        let (Some(limit), KnownBy::Due(due)) = (self.due.limit(), due) else {
            return vec![];
        };
        let mut meant: Vec<_> = vec![];
        for calendar in calendars {
            let of_this = begun.iter().filter(|it| calendar.due(**it, limit) == due);
            for day in of_this.map(|it| KnownBy::From(*it)) {
                if !meant.contains(&day) {
                    meant.push(day);
                }
            }
        }
        meant
    }
}

impl DutyTerm {
    /// How long a term is that is counted from a day; none where the text names the last day.
    fn limit(self) -> Option<Limit> {
        match self {
            DutyTerm::AfterIssue(limit)
            | DutyTerm::AfterCertificate(limit)
            | DutyTerm::AfterReceipt(limit)
            | DutyTerm::AfterEachReceipt(limit)
            | DutyTerm::AfterChange(limit)
            | DutyTerm::AfterEnd(limit) => Some(limit),
            DutyTerm::Within { months } => Some(Limit {
                count: months,
                unit: Unit::Months,
            }),
            DutyTerm::Yearly { .. } | DutyTerm::BeforeEnd { .. } | DutyTerm::EachPeriod { .. } => {
                None
            }
        }
    }
}
