//! Saying what became of something that is owed under a certificate.

use time::Date;

use super::duties::last_active;
use super::{Certificate, CertificateEvent, CertificateRejection, DutyNamed, DutyState};
use crate::case::holds;
use crate::law::{Duty, DutyTerm, Owed};
use crate::{Acting, Code, Law, PaperNumber, Role};

impl Certificate {
    /// Says that a duty was done.
    pub(super) fn fulfilled(
        &self,
        named: &DutyNamed,
        on: Date,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CertificateEvent>, CertificateRejection> {
        let today = Self::may_settle(named, by, law)?;
        self.was_done(named, on, today, law)?;
        self.settle(named, law, |duty, due, counted_from| {
            CertificateEvent::DutyFulfilled {
                duty,
                due,
                counted_from,
                on,
            }
        })
    }

    /// Says that a duty need not be done.
    pub(super) fn waived(
        &self,
        named: &DutyNamed,
        decision: &PaperNumber,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CertificateEvent>, CertificateRejection> {
        Self::may_settle(named, by, law)?;
        self.settle(named, law, |duty, due, counted_from| {
            CertificateEvent::DutyWaived {
                duty,
                due,
                counted_from,
                decision: decision.clone(),
            }
        })
    }

    /// The day it is, where somebody may say what became of a duty.
    fn may_settle(named: &DutyNamed, by: &Acting, law: &Law) -> Result<Date, CertificateRejection> {
        let (rules, calendar) = named.founded.rules(law)?;
        let may = [&rules.receiver, &rules.decider];
        if !may.into_iter().any(|it| holds(law, rules, it, by)) {
            let needed = &[Role::Receiver, Role::Decider];
            return Err(CertificateRejection::NotAllowed { needed });
        }
        Ok(calendar.day_of(by.at))
    }

    /// Whether a duty can have been done on that day, and nobody said so.
    fn was_done(
        &self,
        named: &DutyNamed,
        on: Date,
        today: Date,
        law: &Law,
    ) -> Result<(), CertificateRejection> {
        if on > today {
            return Err(CertificateRejection::NotYet { today });
        }
        if let Certificate::Issued { terms, .. } = self
            && on < terms.valid_from
        {
            let issued = terms.valid_from;
            return Err(CertificateRejection::BeforeIssue { issued });
        }
        let owed = self.owed(law, &named.founded);
        let found = owed.iter().find(|(it, _)| named.names(it));
        if found.is_some_and(|(it, _)| self.knows_of(it.duty, on)) {
            return Err(named.settled_already());
        }
        Ok(())
    }

    /// Says what became of what is owed by the named day. What was missed may still be done, late.
    fn settle(
        &self,
        named: &DutyNamed,
        law: &Law,
        event: impl Fn(Code, Date, Option<Date>) -> CertificateEvent,
    ) -> Result<Vec<CertificateEvent>, CertificateRejection> {
        let owed = self.owed(law, &named.founded);
        let found: Vec<_> = owed.iter().filter(|(it, _)| named.names(it)).collect();
        if found.is_empty() {
            return Err(CertificateRejection::NotOwed {
                duty: named.duty.clone(),
                due: named.due,
            });
        }
        let open = found.iter().filter(|it| match it.1 {
            None | Some(DutyState::Missed) => true,
            Some(DutyState::Fulfilled { .. } | DutyState::Waived) => false,
        });
        // What is due on one day is done at once.
        let settled: Vec<_> = open
            .map(|(it, _)| event(it.duty.id.clone(), it.due, it.counted_from()))
            .collect();
        if settled.is_empty() {
            return Err(named.settled_already());
        }
        Ok(settled)
    }

    /// Whether a duty that begins anew whenever it was done was done on that day, or later. To say so
    /// again would settle the day by which it is owed now, and nothing would begin anew.
    fn knows_of(&self, duty: &Duty, on: Date) -> bool {
        match (self, duty.due) {
            (Certificate::Issued { terms, duties, .. }, DutyTerm::Within { .. }) => {
                on <= last_active(terms, duties, duty)
            }
            (_, _) => false,
        }
    }
}

impl DutyNamed {
    fn names(&self, owed: &Owed<'_>) -> bool {
        owed.duty.id == self.duty && owed.due == self.due
    }

    fn settled_already(&self) -> CertificateRejection {
        CertificateRejection::AlreadySettled {
            duty: self.duty.clone(),
            due: self.due,
        }
    }
}
