//! What is owed under a certificate: what was done about it, and what was not.

use std::collections::BTreeMap;

use time::Date;

use super::{Certificate, CertificateEvent, CertificateRejection, Standing};
use crate::case::{CertificateTerms, holds};
use crate::law::{Duty, DutyTerm, Owed, Registered, Rules};
use crate::{Acting, Calendar, Code, Law, Party, ProcedureId, Role};

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

/// What is known of everything that was owed, by duty and day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duties(BTreeMap<(Code, Date), DutyState>);

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
    /// What became of a duty that was owed by that day.
    #[must_use]
    pub fn of(&self, duty: &Code, due: Date) -> Option<DutyState> {
        self.0.get(&(duty.clone(), due)).copied()
    }

    /// The last day on which a duty began anew: on which it was done, or by which it need not be.
    fn last_begun(&self, duty: &Code) -> Option<Date> {
        let of_it = self.0.iter().filter(|((id, _), _)| id == duty);
        let begun = |((_, due), state): (&(Code, Date), &DutyState)| match state {
            DutyState::Fulfilled { on } => Some(*on),
            DutyState::Waived => Some(*due),
            DutyState::Missed => None,
        };
        of_it.filter_map(begun).max()
    }

    pub(super) fn note(&mut self, event: &CertificateEvent) {
        match event {
            CertificateEvent::DutyFulfilled { duty, due, on } => {
                let state = DutyState::Fulfilled { on: *on };
                self.0.insert((duty.clone(), *due), state);
            }
            CertificateEvent::DutyWaived { duty, due, .. } => {
                self.0.insert((duty.clone(), *due), DutyState::Waived);
            }
            CertificateEvent::DutyMissed { duty, due } => {
                self.0.insert((duty.clone(), *due), DutyState::Missed);
            }
            CertificateEvent::Granted { .. }
            | CertificateEvent::Changed { .. }
            | CertificateEvent::Passed { .. }
            | CertificateEvent::Expired {} => (),
        }
    }
}

impl Certificate {
    /// Everything that is owed under it, in the order of the days, with what became of it.
    ///
    /// Where a duty begins anew whenever it was done, as not to stay without activity, each day by
    /// which it was owed before stays listed.
    #[must_use]
    pub fn owed<'a>(
        &self,
        rules: &'a Rules,
        calendar: &Calendar,
        founded: &Founded,
    ) -> Vec<(Owed<'a>, Option<DutyState>)> {
        let Certificate::Issued { terms, duties, .. } = self else {
            return vec![];
        };
        let of_holder = rules.duties.iter().filter(|it| it.agencies.is_empty());
        let each = of_holder.flat_map(|duty| {
            let registered = registered(terms, duties, duty, founded);
            let mut owed = duty.owed(registered, calendar);
            owed.extend(duties.settled_before(duty, &owed));
            owed
        });
        let mut owed: Vec<_> = each
            .map(|it| {
                let state = duties.of(&it.duty.id, it.due);
                (it, state)
            })
            .collect();
        owed.sort_by(|a, b| (a.0.due, a.0.duty.id.as_str()).cmp(&(b.0.due, b.0.duty.id.as_str())));
        owed
    }

    /// Says that a duty was done, or need not be.
    pub(super) fn settle(
        &self,
        named: &DutyNamed,
        event: CertificateEvent,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CertificateEvent>, CertificateRejection> {
        let (rules, calendar) = named.founded.rules(law)?;
        let may = [&rules.receiver, &rules.decider];
        if !may.into_iter().any(|it| holds(law, rules, it, by)) {
            let needed = &[Role::Receiver, Role::Decider];
            return Err(CertificateRejection::NotAllowed { needed });
        }
        let today = calendar.day_of(by.at);
        if let CertificateEvent::DutyFulfilled { on, .. } = &event
            && *on > today
        {
            return Err(CertificateRejection::NotYet { today });
        }
        if let (Certificate::Issued { terms, .. }, CertificateEvent::DutyFulfilled { on, .. }) =
            (self, &event)
            && *on < terms.valid_from
        {
            return Err(CertificateRejection::BeforeIssue {
                issued: terms.valid_from,
            });
        }
        let owed = self.owed(rules, calendar, &named.founded);
        let found = owed
            .iter()
            .find(|(it, _)| it.duty.id == named.duty && it.due == named.due);
        let told_before = |duty: &Duty| matches!(event, CertificateEvent::DutyFulfilled { on, .. } if self.knows_of(duty, on));
        match found {
            None => Err(CertificateRejection::NotOwed {
                duty: named.duty.clone(),
                due: named.due,
            }),
            // What was missed may still be done, late.
            Some((it, None | Some(DutyState::Missed))) if !told_before(it.duty) => Ok(vec![event]),
            Some((_, None | Some(_))) => Err(CertificateRejection::AlreadySettled {
                duty: named.duty.clone(),
                due: named.due,
            }),
        }
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

    /// What an application for an extension fulfils that was filed in time.
    pub(super) fn renewed(
        &self,
        founded: &Founded,
        by: &Acting,
        law: &Law,
    ) -> Vec<CertificateEvent> {
        // Whoever applies is not refused because of what the catalogue lacks.
        let Ok((rules, calendar)) = founded.rules(law) else {
            return vec![];
        };
        let today = calendar.day_of(by.at);
        let owed = self.owed(rules, calendar, founded).into_iter();
        owed.filter(|(it, state)| {
            let renewal = matches!(it.duty.due, DutyTerm::BeforeEnd { .. });
            renewal && state.is_none() && today <= it.due
        })
        .map(|(it, _)| CertificateEvent::DutyFulfilled {
            duty: it.duty.id.clone(),
            due: it.due,
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
        let (rules, calendar) = founded.rules(law)?;
        let today = calendar.day_of(by.at);
        let owed = self.owed(rules, calendar, founded);
        let missed = owed
            .into_iter()
            .filter(|(it, state)| state.is_none() && it.due < today);
        Ok(missed
            .map(|(it, _)| CertificateEvent::DutyMissed {
                duty: it.duty.id.clone(),
                due: it.due,
            })
            .collect())
    }
}

impl Duties {
    /// The days by which a duty was owed that begins anew whenever it was done.
    fn settled_before<'a>(&self, duty: &'a Duty, owed: &[Owed<'a>]) -> Vec<Owed<'a>> {
        let days = self.0.keys().filter(|it| it.0 == duty.id).map(|it| it.1);
        let known = |day: &Date| owed.iter().any(|it| it.due == *day);
        days.filter(|it| !known(it))
            .map(|due| Owed {
                duty,
                due,
                counted: None,
                period: None,
            })
            .collect()
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
        last_active: last_active(terms, duties, duty),
    }
}

fn last_active(terms: &CertificateTerms, duties: &Duties, duty: &Duty) -> Date {
    let done = match duty.due {
        DutyTerm::Within { .. } => duties.last_begun(&duty.id),
        DutyTerm::AfterIssue(_)
        | DutyTerm::AfterCertificate(_)
        | DutyTerm::AfterChange(_)
        | DutyTerm::Yearly { .. }
        | DutyTerm::BeforeEnd { .. }
        | DutyTerm::EachPeriod { .. }
        | DutyTerm::AfterEnd(_) => None,
    };
    done.unwrap_or(terms.valid_from).max(terms.valid_from)
}
