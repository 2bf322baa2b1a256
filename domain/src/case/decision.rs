//! Deciding, and handing the result over.

use time::Date;

use super::intake::receiver_only;
use super::meeting::decider_only;
use super::reach::ground_among;
use super::state::calendar;
use super::{
    Case, CaseEvent, CaseRejection, CertificateChange, CertificateTerms, Dossier, Grant, Outcome,
    WrittenReason,
};
use crate::calendar::Deadline;
use crate::law::{Act, ConsulteeScope, Effect, ExtensionFrom, Rules, Scope, TermLimit};
use crate::{Acting, Channel, GroundId, Law};

impl CaseEvent {
    /// Whether it decides the case, for or against.
    #[must_use]
    pub fn is_decision(&self) -> bool {
        matches!(
            self,
            CaseEvent::CertificateGranted(_)
                | CaseEvent::CertificateChanged { .. }
                | CaseEvent::ApplicationApproved { .. }
                | CaseEvent::ApplicationRefused { .. }
        )
    }
}

impl Case {
    pub(super) fn grant(
        &self,
        grant: &Grant,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let (dossier, rules) = self.decidable(by, law)?;
        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        let ground = ground_of(grant, rules)?;
        let delivery = |it: &TermLimit| calendar.deadline_at(by.at, it.limit, &it.basis);
        let delivery = rules.limits.delivery.as_ref().map(delivery);
        match rules.result.effect {
            Effect::Issue => {
                let terms = dossier.terms(grant, rules, today)?;
                let mut events = dossier.replaced();
                events.push(CaseEvent::CertificateGranted(terms));
                Ok(events)
            }
            Effect::Approve => Ok(vec![CaseEvent::ApplicationApproved {
                paper: rules.result.certificate.clone(),
                number: grant.number.clone(),
                delivery_deadline: delivery,
            }]),
            effect @ (Effect::Extend
            | Effect::Amend
            | Effect::Reissue
            | Effect::Suspend
            | Effect::Reactivate
            | Effect::Revoke
            | Effect::End) => {
                let change = dossier.change(effect, grant, ground, rules, today)?;
                dossier.changed(change, delivery)
            }
        }
    }

    pub(super) fn refuse(
        &self,
        reason: &WrittenReason,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let (_, rules) = self.decidable(by, law)?;
        ground_among(&rules.refusal_grounds, &reason.ground)?;
        Ok(vec![CaseEvent::ApplicationRefused {
            ground: reason.ground.clone(),
            reason: reason.text.clone(),
        }])
    }

    /// Says that the result lies ready: from then on it is whoever applied that is waited for.
    pub(super) fn announce_result(
        &self,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.decided_dossier()?;
        receiver_only(dossier, dossier.rules(law)?, by, law)?;
        let announced = matches!(self, Case::Decided(it) if it.announced);
        let told = (!announced).then_some(CaseEvent::ResultAnnounced {});
        Ok(told.into_iter().collect())
    }

    /// The result lies ready, or was handed over.
    pub(super) fn delivered(mut self, event: &CaseEvent) -> Self {
        if let CaseEvent::ResultReturned { follow_up, .. } = event {
            return self.returned(follow_up.is_some());
        }
        if let Case::Decided(decided) = &mut self {
            decided.announced = true;
        }
        self
    }

    pub(super) fn return_result(
        &self,
        channel: &Channel,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.decided_dossier()?;
        let rules = dossier.rules(law)?;
        receiver_only(dossier, rules, by, law)?;
        if !rules.channels.contains(channel) {
            let channel = channel.clone();
            return Err(CaseRejection::UnknownChannel { channel });
        }
        let calendar = calendar(law, rules)?;
        let granted = matches!(self, Case::Decided(it) if it.outcome == Outcome::Granted);
        let follow_up = rules.result.follow_up.as_ref().filter(|_| granted);
        Ok(vec![CaseEvent::ResultReturned {
            channel: channel.clone(),
            follow_up: (follow_up.map(|it| &it.term))
                .map(|it| calendar.deadline_at(by.at, it.limit, &it.basis)),
        }])
    }

    /// Confirms that the holder did what the decision asked for; the body to which it reports.
    pub(super) fn confirm_follow_up(
        &self,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let Case::Returned(decided) = self else {
            self.decided_dossier()?;
            return Err(CaseRejection::NothingToFollowUp);
        };
        let dossier = &decided.dossier;
        receiver_only(dossier, dossier.rules(law)?, by, law)?;
        Ok(vec![CaseEvent::FollowUpConfirmed {}])
    }

    /// The dossier and its rules, when the decider acts on a dossier that is with it.
    fn decidable<'a>(
        &'a self,
        by: &Acting,
        law: &'a Law,
    ) -> Result<(&'a Dossier, &'a Rules), CaseRejection> {
        // Where nothing is accepted, the decision follows at the desk.
        if let Case::Intake(dossier) = self {
            let rules = dossier.rules(law)?;
            if rules.takes(Act::Accept) {
                return Err(CaseRejection::NotAccepted);
            }
            decider_only(rules.decider_of(&dossier.particulars), rules, by, law)?;
            dossier.not_waiting()?;
            dossier.full(rules)?;
            return Ok((dossier, rules));
        }
        let process = self.in_process()?;
        let dossier = &process.dossier;
        let rules = dossier.rules(law)?;
        decider_only(rules.decider_of(&dossier.particulars), rules, by, law)?;
        process.ripe(rules, by, law)?;
        Ok((dossier, rules))
    }
}

impl Dossier {
    /// The fields, provinces and declarations that decide who is asked.
    pub(super) fn scope<'a>(&'a self, rules: &'a Rules) -> Scope<'a> {
        let holding = self.particulars.holding.as_deref();
        let held = holding.filter(|_| rules.consultees.scope == ConsulteeScope::Change);
        let on_it = || holding.and_then(|it| it.seat.as_ref());
        Scope {
            fields: touched(&self.fields, held.map(|it| it.fields.as_slice())),
            provinces: touched(&self.provinces, held.map(|it| it.provinces.as_slice())),
            // Where only a change counts, a seat does that is a new one.
            seat: match held {
                Some(held) => {
                    (self.particulars.seat.as_ref()).filter(|it| held.seat.as_ref() != Some(it))
                }
                None => self.particulars.seat.as_ref().or_else(on_it),
            },
            traits: &self.particulars.traits,
            asks: Some(rules.receiver_of(&self.particulars)),
        }
    }

    /// What becomes of the certificate in whose place another is issued.
    fn replaced(&self) -> Vec<CaseEvent> {
        let held = self.particulars.holding.iter();
        held.map(|it| CaseEvent::CertificateChanged {
            certificate: it.certificate,
            change: CertificateChange::Ended {},
            delivery_deadline: None,
        })
        .collect()
    }

    /// What the certificate says that is issued.
    fn terms(
        &self,
        grant: &Grant,
        rules: &Rules,
        today: Date,
    ) -> Result<CertificateTerms, CaseRejection> {
        Ok(CertificateTerms {
            certificate: grant.certificate,
            kind: rules.result.certificate.clone(),
            number: grant.number.clone(),
            holder: grant.holder.unwrap_or(self.applicant),
            name: self.name.clone(),
            fields: self.fields.clone(),
            provinces: self.provinces.clone(),
            seat: self.particulars.seat.clone(),
            valid_from: today,
            valid_until: self.valid_until(grant, rules, today, today)?,
            home_registration_until: self.registered_at_home_until(),
        })
    }

    /// The last day of validity: not beyond the limit of its kind, and never beyond the holder's
    /// own registration at home (Decree 58/2022 Art. 9).
    fn valid_until(
        &self,
        grant: &Grant,
        rules: &Rules,
        from: Date,
        today: Date,
    ) -> Result<Date, CaseRejection> {
        let years = rules.result.validity_years_max;
        let by_kind = years.map_or(Date::MAX, |it| years_after(from, it));
        let home = self.registered_at_home_until();
        let latest = home.map_or(by_kind, |it| it.min(by_kind));
        let valid_until = grant.valid_until.unwrap_or(latest);
        if valid_until.min(latest) < today {
            return Err(CaseRejection::NeverValid);
        }
        if valid_until > latest {
            return Err(CaseRejection::ValidTooLong { latest });
        }
        Ok(valid_until)
    }

    fn change(
        &self,
        effect: Effect,
        grant: &Grant,
        ground: Option<GroundId>,
        rules: &Rules,
        today: Date,
    ) -> Result<CertificateChange, CaseRejection> {
        let ended = (self.particulars.holding.as_ref()).map_or(today, |it| it.valid_until);
        Ok(match effect {
            Effect::Extend => {
                let from = match rules.result.extension_from {
                    ExtensionFrom::End => ended,
                    ExtensionFrom::Decision => today,
                };
                let valid_until = self.valid_until(grant, rules, from, today)?;
                // What ends when it did anyway was not extended.
                if valid_until <= ended {
                    return Err(CaseRejection::NeverValid);
                }
                CertificateChange::Extended {
                    valid_until,
                    home_registration_until: self.home_registration_until,
                }
            }
            Effect::Amend => CertificateChange::Amended {
                fields: self.fields.clone(),
                provinces: self.provinces.clone(),
                seat: self.particulars.seat.clone(),
            },
            Effect::Reissue => CertificateChange::Reissued {
                number: grant.number.clone(),
            },
            Effect::Suspend => CertificateChange::Suspended {
                ground: ground.ok_or(CaseRejection::NoGround)?,
            },
            Effect::Revoke => CertificateChange::Revoked {
                ground: ground.ok_or(CaseRejection::NoGround)?,
            },
            Effect::Reactivate => CertificateChange::Reactivated {},
            Effect::End | Effect::Issue | Effect::Approve => CertificateChange::Ended {},
        })
    }

    fn changed(
        &self,
        change: CertificateChange,
        delivery_deadline: Option<Deadline>,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let held = self.particulars.holding.as_ref();
        Ok(vec![CaseEvent::CertificateChanged {
            certificate: held.ok_or(CaseRejection::NoCertificate)?.certificate,
            change,
            delivery_deadline,
        }])
    }
}

/// The ground of a decision that nobody applied for.
fn ground_of(grant: &Grant, rules: &Rules) -> Result<Option<GroundId>, CaseRejection> {
    match &grant.ground {
        None if rules.decision_grounds.is_empty() => Ok(None),
        None => Err(CaseRejection::NoGround),
        Some(ground) => {
            ground_among(&rules.decision_grounds, ground)?;
            Ok(Some(ground.clone()))
        }
    }
}

/// The names that one list has and the other has not; all of them when there is no other.
fn touched<T: Clone + PartialEq>(named: &[T], held: Option<&[T]>) -> Vec<T> {
    let Some(held) = held else {
        return named.to_vec();
    };
    let new = named.iter().filter(|it| !held.contains(it));
    let lost = held.iter().filter(|it| !named.contains(it));
    new.chain(lost).cloned().collect()
}

/// The corresponding day some years later; the month's last where there is none.
fn years_after(from: Date, years: u8) -> Date {
    let year = from.year() + i32::from(years);
    let day = from.day().min(from.month().length(year));
    Date::from_calendar_date(year, from.month(), day).unwrap_or(Date::MAX)
}
