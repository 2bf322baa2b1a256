//! Asking other bodies, hearing each of them, and joining their answers.

use time::Date;

use super::intake::{not_allowed, receiver_only};
use super::state::calendar;
use super::{Case, CaseEvent, CaseRejection, Consultation, OpinionKind, Process};
use crate::law::Rules;
use crate::{Acting, AgencyId, Law, PersonalRef, Role};

impl Case {
    pub(super) fn request_consultation(
        &self,
        further: &[AgencyId],
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let rules = process.dossier.rules(law)?;
        receiver_only(rules, by, law)?;
        process.dossier.not_waiting()?;
        process.not_forwarded()?;

        let today = calendar(law, rules)?.day_of(by.at);
        let mut agencies = process.must_be_asked(rules, law, today);
        for agency in further {
            let holder =
                law.holder_on(agency, today)
                    .ok_or_else(|| CaseRejection::UnknownAgency {
                        agency: agency.clone(),
                    })?;
            if !agencies.contains(&holder.id) {
                agencies.push(holder.id.clone());
            }
        }
        agencies.retain(|it| !process.consultations.contains_key(it));
        if agencies.is_empty() {
            return Err(CaseRejection::NobodyToConsult);
        }
        Ok(agencies
            .into_iter()
            .map(|agency| CaseEvent::ConsultationRequested { agency })
            .collect())
    }

    pub(super) fn receive_consultation(
        &self,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let (agency, stage) = process.consulted(by)?;
        match stage {
            Consultation::Requested => Ok(vec![process.received(agency, by, law)?]),
            Consultation::Received => Err(CaseRejection::AlreadyReceived),
            Consultation::Answered => Err(CaseRejection::OpinionAlreadyGiven),
        }
    }

    pub(super) fn give_opinion(
        &self,
        opinion: OpinionKind,
        text: Option<&PersonalRef>,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let (agency, stage) = process.consulted(by)?;
        let mut events = match stage {
            // Whoever answers has the letter.
            Consultation::Requested => vec![process.received(agency, by, law)?],
            Consultation::Received => vec![],
            Consultation::Answered => return Err(CaseRejection::OpinionAlreadyGiven),
        };

        let rules = process.dossier.rules(law)?;
        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        let awaited = process.awaited(rules, law, today);
        let last = awaited.iter().all(|it| it == agency);
        let hand_on = &rules.limits.forwarding;
        events.push(CaseEvent::OpinionGiven {
            agency: agency.clone(),
            opinion,
            text: text.cloned(),
            forwarding_deadline: last
                .then(|| calendar.deadline(today, hand_on.limit, &hand_on.basis)),
        });
        Ok(events)
    }

    pub(super) fn forward(&self, by: &Acting, law: &Law) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let rules = process.dossier.rules(law)?;
        receiver_only(rules, by, law)?;
        process.dossier.not_waiting()?;
        process.not_forwarded()?;

        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        let agencies = process.awaited(rules, law, today);
        if !agencies.is_empty() {
            return Err(CaseRejection::OpinionsMissing { agencies });
        }
        let decider =
            law.holder_on(&rules.decider, today)
                .ok_or_else(|| CaseRejection::UnknownAgency {
                    agency: rules.decider.clone(),
                })?;
        let decision = &rules.limits.decision;
        Ok(vec![CaseEvent::DossierForwarded {
            decider: decider.id.clone(),
            deadline: calendar.deadline(today, decision.limit, &decision.basis),
        }])
    }
}

impl Process {
    pub(super) fn not_forwarded(&self) -> Result<(), CaseRejection> {
        if self.forwarded {
            return Err(CaseRejection::AlreadyForwarded);
        }
        Ok(())
    }

    /// The bodies that the procedure names for this dossier.
    fn must_be_asked(&self, rules: &Rules, law: &Law, today: Date) -> Vec<AgencyId> {
        let dossier = &self.dossier;
        law.consultees(
            &rules.consultees,
            &dossier.fields,
            &dossier.provinces,
            today,
        )
    }

    /// The bodies whose opinion is still needed: asked and silent, or not asked at all.
    ///
    /// A body that was dissolved after it answered has answered for its successor.
    fn awaited(&self, rules: &Rules, law: &Law, today: Date) -> Vec<AgencyId> {
        let answered = |agency: &AgencyId| {
            self.consultations.iter().any(|(asked, stage)| {
                let speaks = asked == agency
                    || law
                        .holder_on(asked, today)
                        .is_some_and(|it| it.id == *agency);
                speaks && *stage == Consultation::Answered
            })
        };
        let asked = self.consultations.keys().cloned();
        let mut awaited: Vec<_> = asked
            .chain(self.must_be_asked(rules, law, today))
            .filter(|it| !answered(it))
            .collect();
        awaited.sort();
        awaited.dedup();
        awaited
    }

    /// The consulted body that somebody speaks for, and how far its consultation is.
    fn consulted<'a>(
        &'a self,
        by: &'a Acting,
    ) -> Result<(&'a AgencyId, Consultation), CaseRejection> {
        let Some(agency) = by.party.agency() else {
            return not_allowed(Role::Consultee);
        };
        let stage = self.consultations.get(agency);
        stage
            .map(|it| (agency, *it))
            .ok_or_else(|| CaseRejection::NotConsulted {
                agency: agency.clone(),
            })
    }

    fn received(
        &self,
        agency: &AgencyId,
        by: &Acting,
        law: &Law,
    ) -> Result<CaseEvent, CaseRejection> {
        let rules = self.dossier.rules(law)?;
        let calendar = calendar(law, rules)?;
        let opinion = &rules.limits.opinion;
        Ok(CaseEvent::ConsultationReceived {
            agency: agency.clone(),
            deadline: calendar.deadline(calendar.day_of(by.at), opinion.limit, &opinion.basis),
        })
    }
}
