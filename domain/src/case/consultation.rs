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
        let mut agencies = process.not_asked_yet(rules, law, today);
        for agency in further {
            let holder =
                law.holder_on(agency, today)
                    .ok_or_else(|| CaseRejection::UnknownAgency {
                        agency: agency.clone(),
                    })?;
            if by.party.agency() == Some(&holder.id) {
                return Err(CaseRejection::ConsultsItself {
                    agency: holder.id.clone(),
                });
            }
            let asked = !process.spoken_for_by(&holder.id, law, today).is_empty();
            if !asked && !agencies.contains(&holder.id) {
                agencies.push(holder.id.clone());
            }
        }
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
        let consulted = process.consulted(by, law)?;
        let stages = |stage| consulted.iter().filter(move |it| it.1 == stage);
        if stages(Consultation::Requested).next().is_some() {
            return stages(Consultation::Requested)
                .map(|(asked, _)| process.received(asked, by, law))
                .collect();
        }
        Err(match stages(Consultation::Received).next() {
            Some(_) => CaseRejection::AlreadyReceived,
            None => CaseRejection::OpinionAlreadyGiven,
        })
    }

    pub(super) fn give_opinion(
        &self,
        opinion: OpinionKind,
        text: Option<&PersonalRef>,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let mut unanswered = process.consulted(by, law)?;
        unanswered.retain(|it| it.1 != Consultation::Answered);
        let Some((last, _)) = unanswered.last().copied() else {
            return Err(CaseRejection::OpinionAlreadyGiven);
        };

        let rules = process.dossier.rules(law)?;
        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        let awaited = process.awaited(rules, law, today);
        let all_answered = awaited.iter().all(|it| Some(it) == by.party.agency());
        let runs = all_answered && process.dossier.waiting.is_none();
        let hand_on = &rules.limits.forwarding;
        let deadline = runs.then(|| calendar.deadline_at(by.at, hand_on.limit, &hand_on.basis));
        let mut events = vec![];
        for (asked, stage) in unanswered {
            // Whoever answers has the letter.
            if stage == Consultation::Requested {
                events.push(process.received(asked, by, law)?);
            }
            events.push(CaseEvent::OpinionGiven {
                agency: asked.clone(),
                opinion,
                text: text.cloned(),
                forwarding_deadline: deadline.clone().filter(|_| asked == last),
            });
        }
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
            deadline: calendar.deadline_at(by.at, decision.limit, &decision.basis),
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

    /// The bodies that the procedure names and nobody has asked.
    ///
    /// They are settled when the first letters go out: a field that moves to another ministry
    /// afterwards does not make an opinion void that was asked of the right one.
    fn not_asked_yet(&self, rules: &Rules, law: &Law, today: Date) -> Vec<AgencyId> {
        if self.consultations.is_empty() {
            self.must_be_asked(rules, law, today)
        } else {
            vec![]
        }
    }

    /// The bodies whose opinion is still needed: asked and silent, or not asked at all.
    ///
    /// For a body that was dissolved its successor is awaited; where nobody holds its powers,
    /// nobody can answer.
    pub(super) fn awaited(&self, rules: &Rules, law: &Law, today: Date) -> Vec<AgencyId> {
        let mut awaited: Vec<_> = (self.consultations.iter())
            .filter(|(_, stage)| **stage != Consultation::Answered)
            .filter_map(|(asked, _)| law.holder_on(asked, today))
            .map(|it| it.id.clone())
            .chain(self.not_asked_yet(rules, law, today))
            .collect();
        awaited.sort();
        awaited.dedup();
        awaited
    }

    /// The consultations in which a body speaks on the day: its own, and those of bodies whose
    /// powers came to it. A body that was dissolved speaks in none.
    pub(super) fn spoken_for_by(
        &self,
        agency: &AgencyId,
        law: &Law,
        today: Date,
    ) -> Vec<(&AgencyId, Consultation)> {
        let speaks = |asked: &AgencyId| {
            law.holder_on(asked, today)
                .is_some_and(|it| it.id == *agency)
        };
        (self.consultations.iter())
            .filter(|(asked, _)| speaks(asked))
            .map(|(asked, stage)| (asked, *stage))
            .collect()
    }

    /// The consultations in which somebody speaks, or why there are none.
    fn consulted(
        &self,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<(&AgencyId, Consultation)>, CaseRejection> {
        let Some(agency) = by.party.agency() else {
            return not_allowed(Role::Consultee);
        };
        let calendar = calendar(law, self.dossier.rules(law)?)?;
        let consulted = self.spoken_for_by(agency, law, calendar.day_of(by.at));
        if consulted.is_empty() {
            return Err(CaseRejection::NotConsulted {
                agency: agency.clone(),
            });
        }
        Ok(consulted)
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
            deadline: calendar.deadline_at(by.at, opinion.limit, &opinion.basis),
        })
    }
}
