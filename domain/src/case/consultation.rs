//! Asking other bodies, hearing each of them, and joining their answers.

use time::Date;

use super::intake::{not_allowed, receiver_only};
use super::state::calendar;
use super::{Case, CaseEvent, CaseRejection, Consultation, Dossier, OpinionKind, Process};
use crate::law::{Act, Rules, TermLimit};
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
        receiver_only(&process.dossier, rules, by, law)?;
        process.dossier.not_waiting()?;
        process.not_forwarded()?;
        if !rules.takes(Act::Consult) {
            return Err(CaseRejection::NobodyToConsult);
        }

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
        let term = |it: &TermLimit| calendar.deadline_at(by.at, it.limit, &it.basis);
        let deadline = (rules.limits.forwarding.as_ref())
            .filter(|_| runs)
            .map(term);
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
        if runs {
            let decision = term(&rules.limits.decision);
            events.extend(process.dossier.ripens(rules, decision, by, law));
        }
        Ok(events)
    }

    pub(super) fn forward(&self, by: &Acting, law: &Law) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let rules = process.dossier.rules(law)?;
        receiver_only(&process.dossier, rules, by, law)?;
        process.dossier.not_waiting()?;
        process.not_forwarded()?;

        if !rules.takes(Act::Forward) {
            return Err(CaseRejection::NothingToForward);
        }
        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        let agencies = process.awaited(rules, law, today);
        if !agencies.is_empty() {
            return Err(CaseRejection::OpinionsMissing { agencies });
        }
        if !rules.meets_after_forwarding() {
            process.met_if_needed(rules)?;
        }
        let decider = rules.decider_of(&process.dossier.particulars);
        let decider =
            law.holder_on(decider, today)
                .ok_or_else(|| CaseRejection::UnknownAgency {
                    agency: decider.clone(),
                })?;
        let decision = &rules.limits.decision;
        Ok(vec![CaseEvent::DossierForwarded {
            decider: decider.id.clone(),
            deadline: calendar.deadline_at(by.at, decision.limit, &decision.basis),
        }])
    }
}

impl Dossier {
    /// The bodies that the procedure names for this dossier.
    pub(super) fn must_be_asked(&self, rules: &Rules, law: &Law, today: Date) -> Vec<AgencyId> {
        if !rules.takes(Act::Consult) {
            return vec![];
        }
        law.consultees(&rules.consultees, &self.scope(rules), today)
    }
}

impl Process {
    pub(super) fn not_forwarded(&self) -> Result<(), CaseRejection> {
        if self.forwarded {
            return Err(CaseRejection::AlreadyForwarded);
        }
        Ok(())
    }

    /// The bodies that the procedure names and nobody has asked.
    ///
    /// They are settled when the first letters go out: a field that moves to another ministry
    /// afterwards does not make an opinion void that was asked of the right one.
    fn not_asked_yet(&self, rules: &Rules, law: &Law, today: Date) -> Vec<AgencyId> {
        if self.consultations.is_empty() {
            self.dossier.must_be_asked(rules, law, today)
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
        let opinion = (rules.limits.opinion.as_ref()).unwrap_or(&rules.limits.total);
        Ok(CaseEvent::ConsultationReceived {
            agency: agency.clone(),
            deadline: calendar.deadline_at(by.at, opinion.limit, &opinion.basis),
        })
    }
}

#[cfg(test)]
impl Process {
    /// The bodies that were asked and have not answered.
    pub(crate) fn unanswered(&self) -> Vec<AgencyId> {
        let open = |it: &(&AgencyId, &Consultation)| *it.1 != Consultation::Answered;
        (self.consultations.iter().filter(open))
            .map(|it| it.0.clone())
            .collect()
    }
}
