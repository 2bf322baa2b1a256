//! When opinions differ, and when they do not come.

use super::intake::{not_allowed, receiver_only};
use super::state::{calendar, holds};
use super::{Case, CaseEvent, CaseRejection, Clock, Consultation, OpinionKind, Process};
use crate::law::{Act, MeetingWhen, Rules};
use crate::{Acting, AgencyId, Law, Party, PersonalRef, Role};

impl Case {
    pub(super) fn hold_meeting(
        &self,
        minutes: Option<&PersonalRef>,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let rules = process.dossier.rules(law)?;
        let particulars = &process.dossier.particulars;
        if !holds(law, rules, rules.decider_of(particulars), by) {
            receiver_only(&process.dossier, rules, by, law)?;
        }
        if !rules.takes(Act::Meet) {
            return Err(CaseRejection::NoMeetingHere);
        }
        if rules.meets_after_forwarding() && !process.forwarded {
            return Err(CaseRejection::NotForwarded);
        }
        if process.met {
            return Ok(vec![]);
        }
        Ok(vec![CaseEvent::MeetingHeld {
            minutes: minutes.cloned(),
        }])
    }

    /// A body that is late is named to whoever can see to it. It stays asked: silence is not
    /// consent (Decree 61/2018 Art. 19.5).
    pub(super) fn escalate(
        &self,
        agency: &AgencyId,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let rules = process.dossier.rules(law)?;
        if by.party != Party::System {
            receiver_only(&process.dossier, rules, by, law)?;
        }
        let Some(stage) = process.consultations.get(agency) else {
            let agency = agency.clone();
            return Err(CaseRejection::NotConsulted { agency });
        };
        let running = process.dossier.clocks.get(&Clock::Opinion(agency.clone()));
        match (stage, running) {
            (Consultation::Answered, _) => Err(CaseRejection::OpinionAlreadyGiven),
            (Consultation::Requested | Consultation::Received, None) => {
                Err(CaseRejection::NotLate { due: None })
            }
            (Consultation::Requested | Consultation::Received, Some(running)) => {
                let deadline = running.deadline();
                if by.at < calendar(law, rules)?.end_of_term(deadline) {
                    return Err(CaseRejection::NotLate {
                        due: Some(deadline.due),
                    });
                }
                if process.escalated.contains(agency) {
                    return Ok(vec![]);
                }
                let clock = Clock::Opinion(agency.clone());
                // That it is late is told before what is done about it, whoever was first to see.
                let mut events = process.dossier.missed(rules, by, law)?;
                events.retain(
                    |it| matches!(it, CaseEvent::DeadlineMissed { clock: of, .. } if *of == clock),
                );
                events.push(CaseEvent::ConsultationEscalated {
                    agency: agency.clone(),
                });
                Ok(events)
            }
        }
    }
}

impl Process {
    /// The bodies met, or did not have to.
    pub(super) fn met_if_needed(&self, rules: &Rules) -> Result<(), CaseRejection> {
        let when = rules.meeting.as_ref().map(|it| it.when);
        let needed = match when {
            None | Some(MeetingWhen::Optional) => false,
            Some(MeetingWhen::Always) => true,
            Some(MeetingWhen::OpinionsDiffer) => self.opinions_differ(),
        };
        if needed && !self.met {
            return Err(CaseRejection::MeetingMissing);
        }
        Ok(())
    }

    fn opinions_differ(&self) -> bool {
        let mut given = self.opinions.values();
        let against = given.clone().any(|it| *it == OpinionKind::Disagree);
        let in_favour =
            |it: &OpinionKind| matches!(it, OpinionKind::Agree | OpinionKind::AgreeWithConditions);
        against && given.any(in_favour)
    }

    /// Whoever decides has what it needs.
    pub(super) fn ripe(&self, rules: &Rules, by: &Acting, law: &Law) -> Result<(), CaseRejection> {
        if rules.takes(Act::Forward) && !self.forwarded {
            return Err(CaseRejection::NotForwarded);
        }
        self.dossier.not_waiting()?;
        if rules.meets_after_forwarding() {
            return self.met_if_needed(rules);
        }
        if rules.takes(Act::Forward) {
            return Ok(());
        }
        let today = calendar(law, rules)?.day_of(by.at);
        let agencies = self.awaited(rules, law, today);
        if !agencies.is_empty() {
            return Err(CaseRejection::OpinionsMissing { agencies });
        }
        self.met_if_needed(rules)
    }
}

/// Whether somebody may act for whoever decides on the dossier.
pub(super) fn decider_only(
    decider: &AgencyId,
    rules: &Rules,
    by: &Acting,
    law: &Law,
) -> Result<(), CaseRejection> {
    if holds(law, rules, decider, by) {
        return Ok(());
    }
    not_allowed(Role::Decider)
}
