//! What is owed under a certificate: what was done about it, and what was not.

use std::collections::BTreeMap;

use time::Date;

use super::{Certificate, CertificateEvent, CertificateRejection, Standing};
use crate::case::CertificateTerms;
use crate::law::{Duty, DutyTerm, KnownBy, Owed, Registered, Rules};
use crate::{Acting, Calendar, Code, Law, Party, ProcedureId};

/// What became of something that was owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyState {
    /// It was done.
    Fulfilled {
        /// On which day.
        on: Date,
    },
    /// Somebody who may decided that it need not be done.
    Waived,
    /// Its day passed.
    Missed,
}

impl DutyState {
    /// What became of it where two things were noted: what was done, or need not be, was not missed.
    fn or_better(self, other: Self) -> Self {
        match (self, other) {
            (DutyState::Missed, _) | (DutyState::Waived, DutyState::Fulfilled { .. }) => other,
            (DutyState::Fulfilled { .. } | DutyState::Waived, _) => self,
        }
    }
}

/// What is known of everything that was owed, by duty and by what that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duties(BTreeMap<(Code, KnownBy), Became>);

/// What became of something that was owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Became {
    /// The day by which it was owed then.
    due: Date,
    state: DutyState,
}

/// From what the duties of a certificate are counted; whoever asks looks it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founded {
    /// The procedure under which it was granted.
    pub procedure: ProcedureId,
    /// The version that the case kept.
    pub version: u32,
    /// The days on which something changed that was registered.
    pub changed_on: Vec<Date>,
    /// The days on which it was extended.
    pub extended_on: Vec<Date>,
    /// The day on which the certificate was handed over that was issued, if it was.
    pub received_on: Option<Date>,
    /// The days on which it was handed over that was extended or amended.
    pub received_again_on: Vec<Date>,
}

/// Something that is owed, as whoever deals with it names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyNamed {
    /// From what it is counted.
    pub founded: Founded,
    /// Which duty.
    pub duty: Code,
    /// The day by which it is owed.
    pub due: Date,
}

impl Duties {
    /// What was noted of a duty.
    fn of(&self, duty: &Code) -> impl Iterator<Item = (KnownBy, Became)> {
        let of_it = self.0.iter().filter(move |it| it.0.0 == *duty);
        of_it.map(|((_, known_by), became)| (*known_by, *became))
    }

    /// The last day on which a duty began anew: on which it was done, or by which it need not be.
    fn last_begun(&self, duty: &Code) -> Option<Date> {
        let begun = |(_, became): (KnownBy, Became)| match became.state {
            DutyState::Fulfilled { on } => Some(on),
            DutyState::Waived => Some(became.due),
            DutyState::Missed => None,
        };
        self.of(duty).filter_map(begun).max()
    }

    /// What is owed, with what became of it, and after it what was owed once and is not any more:
    /// where a duty begins anew whenever it was done, each day by which it was owed before.
    fn told<'a>(
        &self,
        duty: &'a Duty,
        owed: Vec<Owed<'a>>,
        calendars: &[&Calendar],
    ) -> Vec<(Owed<'a>, Option<DutyState>)> {
        let merge = |one: &mut Became, other: Became| one.state = one.state.or_better(other.state);
        let mut noted = duty.noted(self.of(&duty.id), &owed, calendars, merge);
        let mut told: Vec<_> = (owed.into_iter())
            .map(|it| {
                let became = noted.remove(&it.known_by());
                (it, became.map(|it| it.state))
            })
            .collect();
        told.extend(noted.into_values().map(|became| {
            let before = Owed {
                duty,
                due: became.due,
                counted: None,
                period: None,
            };
            (before, Some(became.state))
        }));
        told
    }

    pub(super) fn note(&mut self, event: &CertificateEvent) {
        let (duty, due, counted_from, state) = match event {
            CertificateEvent::DutyFulfilled {
                duty,
                due,
                counted_from,
                on,
            } => (duty, due, counted_from, DutyState::Fulfilled { on: *on }),
            CertificateEvent::DutyWaived {
                duty,
                due,
                counted_from,
                ..
            } => (duty, due, counted_from, DutyState::Waived),
            CertificateEvent::DutyMissed {
                duty,
                due,
                counted_from,
            } => (duty, due, counted_from, DutyState::Missed),
            CertificateEvent::Granted { .. }
            | CertificateEvent::Changed { .. }
            | CertificateEvent::Passed { .. }
            | CertificateEvent::Expired {} => return,
        };
        let known_by = counted_from.map_or(KnownBy::Due(*due), KnownBy::From);
        let became = Became { due: *due, state };
        self.0.insert((duty.clone(), known_by), became);
    }
}

impl Certificate {
    /// Everything that is owed under it, in the order of the days, with what became of it; nothing
    /// where the law does not know by what rules.
    #[must_use]
    pub fn owed<'a>(&self, law: &'a Law, founded: &Founded) -> Vec<(Owed<'a>, Option<DutyState>)> {
        let (Certificate::Issued { terms, duties, .. }, Ok((rules, calendar))) =
            (self, founded.rules(law))
        else {
            return vec![];
        };
        let calendars: Vec<_> = law.calendar_versions(&calendar.id).collect();
        let of_holder = rules.duties.iter().filter(|it| it.agencies.is_empty());
        let each = of_holder.flat_map(|duty| {
            let registered = registered(terms, duties, duty, founded);
            duties.told(duty, duty.owed(registered, calendar), &calendars)
        });
        let mut owed: Vec<_> = each.collect();
        owed.sort_by(|a, b| (a.0.due, a.0.duty.id.as_str()).cmp(&(b.0.due, b.0.duty.id.as_str())));
        owed
    }

    /// What an application for an extension fulfils that was filed in time.
    pub(super) fn renewed(
        &self,
        founded: &Founded,
        by: &Acting,
        law: &Law,
    ) -> Vec<CertificateEvent> {
        // Whoever applies is not refused because of what the catalogue lacks.
        let Ok((_, calendar)) = founded.rules(law) else {
            return vec![];
        };
        let today = calendar.day_of(by.at);
        let owed = self.owed(law, founded).into_iter();
        owed.filter(|(it, state)| {
            let renewal = matches!(it.duty.due, DutyTerm::BeforeEnd { .. });
            renewal && state.is_none() && today <= it.due
        })
        .map(|(it, _)| CertificateEvent::DutyFulfilled {
            duty: it.duty.id.clone(),
            due: it.due,
            counted_from: it.counted_from(),
            on: today,
        })
        .collect()
    }

    /// Notes what was owed by a day that has passed, and that nobody did.
    pub(super) fn miss(
        &self,
        founded: &Founded,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CertificateEvent>, CertificateRejection> {
        if by.party != Party::System {
            return super::only_the_system();
        }
        let ended = matches!(
            self,
            Certificate::Issued {
                standing: Standing::Revoked | Standing::Ended,
                ..
            }
        );
        if ended {
            return Ok(vec![]);
        }
        let (_, calendar) = founded.rules(law)?;
        let today = calendar.day_of(by.at);
        let owed = self.owed(law, founded);
        let missed = owed
            .into_iter()
            .filter(|(it, state)| state.is_none() && it.due < today);
        Ok(missed
            .map(|(it, _)| CertificateEvent::DutyMissed {
                duty: it.duty.id.clone(),
                due: it.due,
                counted_from: it.counted_from(),
            })
            .collect())
    }
}

impl Founded {
    pub(super) fn rules<'a>(
        &self,
        law: &'a Law,
    ) -> Result<(&'a Rules, &'a Calendar), CertificateRejection> {
        let rules = law
            .procedure(&self.procedure, self.version)
            .and_then(|it| it.rules());
        rules
            .and_then(|it| Some((it, law.calendar(&it.calendar)?)))
            .ok_or_else(|| CertificateRejection::NoRules {
                procedure: self.procedure.clone(),
            })
    }
}

fn registered<'a>(
    terms: &CertificateTerms,
    duties: &Duties,
    duty: &Duty,
    founded: &'a Founded,
) -> Registered<'a> {
    Registered {
        valid_from: terms.valid_from,
        valid_until: terms.valid_until,
        changed_on: &founded.changed_on,
        extended_on: &founded.extended_on,
        received_on: founded.received_on,
        received_again_on: &founded.received_again_on,
        last_active: last_active(terms, duties, duty),
    }
}

pub(super) fn last_active(terms: &CertificateTerms, duties: &Duties, duty: &Duty) -> Date {
    let done = match duty.due {
        DutyTerm::Within { .. } => duties.last_begun(&duty.id),
        DutyTerm::AfterIssue(_)
        | DutyTerm::AfterCertificate(_)
        | DutyTerm::AfterReceipt(_)
        | DutyTerm::AfterEachReceipt(_)
        | DutyTerm::AfterChange(_)
        | DutyTerm::Yearly { .. }
        | DutyTerm::BeforeEnd { .. }
        | DutyTerm::EachPeriod { .. }
        | DutyTerm::AfterEnd(_) => None,
    };
    done.unwrap_or(terms.valid_from).max(terms.valid_from)
}
