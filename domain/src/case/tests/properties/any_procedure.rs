//! What the portal sees of cases of every delivered procedure, and of what is made of it by data alone.

use proptest::prelude::*;
use time::{Date, Duration};
use uuid::Uuid;

use super::course::{Course, applicant, begins, courses, in_force};
use super::{P, Throw, Turn};
use crate::case::tests::ids;
use crate::case::{
    Case, CaseCommand, CaseEvent, Grant, OpinionKind, PortalMessage, Waiting, WrittenReason,
};
use crate::law::{Act, Ground, PauseKind};
use crate::testing::{day, morning};
use crate::{Acting, Aggregate, CaseId, CertificateId, DossierCode, Party, replay};

impl Course {
    fn grant(&self) -> CaseCommand {
        CaseCommand::GrantCertificate(Grant {
            certificate: CertificateId(Uuid::from_u128(0xc)),
            number: "12-25".parse().unwrap(),
            valid_until: None,
            ground: self.rules.decision_grounds.first().map(|it| it.id.clone()),
            holder: None,
        })
    }

    fn accept(&self, case: &Case, on: Date) -> CaseCommand {
        let wanted = case.code_wanted(CaseId(Uuid::nil()), morning(on), &self.law);
        let prefix = wanted.map_or("G08".to_owned(), |it| it.prefix);
        let code = DossierCode::new(&prefix, on, 1);
        CaseCommand::AcceptDossier { code }
    }

    /// What comes next on the way to a result in favour.
    fn next(&self, case: &Case, on: Date) -> Option<(CaseCommand, Acting)> {
        let receiver = self.receiver(on);
        let process = match case {
            Case::Unfiled => return Some(self.file(on)),
            Case::Intake(_) if self.rules.takes(Act::Accept) => {
                return Some((self.accept(case, on), receiver));
            }
            Case::Intake(_) => return Some((self.grant(), self.decider(on))),
            Case::InProcess(process) => process,
            Case::Decided(_) => {
                let channel = self.rules.channels[0].clone();
                return Some((CaseCommand::ReturnResult { channel }, receiver));
            }
            Case::Returned(_) => return Some((CaseCommand::ConfirmFollowUp, receiver)),
            Case::Closed(_) | Case::Recorded { .. } => return None,
        };
        if process.consultations.is_empty() && self.rules.takes(Act::Consult) {
            let agencies = vec![];
            let command = CaseCommand::RequestConsultation { agencies };
            if case.decide(&command, &receiver, &self.law).is_ok() {
                return Some((command, receiver));
            }
        }
        if let Some(agency) = process.unanswered().first() {
            return Some((opinion(OpinionKind::Agree), self.acting(agency, on)));
        }
        if self.rules.takes(Act::Forward) && !process.forwarded {
            return Some((CaseCommand::ForwardDossier, receiver));
        }
        Some((self.grant(), self.decider(on)))
    }

    /// The commands by which somebody takes a case further, whoever that is.
    pub(super) fn steps_of(&self, case: &Case, on: Date) -> [CaseCommand; 6] {
        let channel = self.rules.channels[0].clone();
        [
            self.accept(case, on),
            CaseCommand::ForwardDossier,
            self.grant(),
            CaseCommand::AnnounceResult,
            CaseCommand::ReturnResult { channel },
            CaseCommand::ConfirmFollowUp,
        ]
    }

    /// The whole way to the hand-over, a day for each step.
    pub(super) fn straight(&self, begins: Date) -> Vec<Turn> {
        let (mut turns, mut on) = (vec![], begins);
        let mut case = Case::default();
        while let Some((command, by)) = self.next(&case, on) {
            let events = case.decide(&command, &by, &self.law);
            let events = events.unwrap_or_else(|it| {
                panic!("{}: {it}: {command:?}", self.procedure.id);
            });
            case = push(&mut turns, case, command, by, events);
            on += Duration::days(1);
            assert!(turns.len() < 100, "{} does not end", self.procedure.id);
        }
        turns
    }

    /// Cases in which two in three commands are what comes next, and the rest is something else that
    /// somebody might ask.
    pub(super) fn play(&self, begins: Date, throws: &[Throw]) -> Vec<Turn> {
        let (mut turns, mut on) = (vec![], begins);
        let mut case = Case::default();
        for throw in throws {
            on += Duration::days(i64::from(throw.2 % 4));
            let drawn = if throw.0 % 3 == 0 {
                Some(self.aside(&case, on, *throw))
            } else {
                self.next(&case, on)
            };
            let Some((command, by)) = drawn else { break };
            let waits = case.dossier().is_some_and(|it| it.waiting.is_some());
            let (command, by) = if waits && throw.1 % 2 == 0 {
                self.what_it_waits_for(&case, on)
            } else {
                (command, by)
            };
            if let Ok(events) = case.decide(&command, &by, &self.law) {
                case = push(&mut turns, case, command, by, events);
            }
        }
        turns
    }

    fn what_it_waits_for(&self, case: &Case, on: Date) -> (CaseCommand, Acting) {
        let waiting = case.dossier().and_then(|it| it.waiting.as_ref());
        if let Some(Waiting::Supplement { missing, .. }) = waiting {
            let components = missing.clone();
            return (CaseCommand::SupplementDossier { components }, applicant(on));
        }
        (CaseCommand::ResumeCase { paid_by: None }, self.decider(on))
    }

    fn aside(
        &self,
        case: &Case,
        on: Date,
        (kind, who, _, variety): Throw,
    ) -> (CaseCommand, Acting) {
        let rules = &self.rules;
        let (receiver, decider) = (self.receiver(on), self.decider(on));
        let reason = |ground: Option<&Ground>| WrittenReason {
            ground: ground.unwrap().id.clone(),
            text: None,
        };
        let missing = rules.components.iter().take(1).map(|it| it.id.clone());
        let missing = missing.collect();
        let pause = |kind| CaseCommand::PauseCase { kind, reason: None };
        let system = Acting {
            party: Party::System,
            ..receiver.clone()
        };
        let officer = if who % 2 == 0 { receiver } else { decider };
        match (kind / 3) % 16 {
            0..4 => (
                CaseCommand::RequestSupplement {
                    missing,
                    reason: None,
                },
                officer,
            ),
            4 => (pause(PauseKind::Applicant), officer),
            5 => (pause(PauseKind::Suspension), officer),
            6 => (
                CaseCommand::RefuseIntake(reason(rules.intake_grounds.first())),
                officer,
            ),
            7 => (
                CaseCommand::RefuseApplication(reason(rules.refusal_grounds.first())),
                officer,
            ),
            8 => (
                CaseCommand::StopProcessing(reason(rules.stop_grounds.first())),
                officer,
            ),
            9 => (CaseCommand::WithdrawDossier { reason: None }, applicant(on)),
            10 => (
                CaseCommand::RequestConsultation {
                    agencies: ids(&["MOJ"]),
                },
                officer,
            ),
            11 => (CaseCommand::HoldMeeting { minutes: None }, officer),
            12 => (
                opinion(OpinionKind::Disagree),
                self.somebody_asked(case, on),
            ),
            13 => {
                let due = on + Duration::days(20 + i64::from(variety));
                (CaseCommand::Reappoint { due, reason: None }, officer)
            }
            _ => (CaseCommand::LetTimePass, system),
        }
    }

    fn somebody_asked(&self, case: &Case, on: Date) -> Acting {
        let asked = match case {
            Case::InProcess(process) => process.unanswered().into_iter().next(),
            Case::Unfiled
            | Case::Intake(_)
            | Case::Decided(_)
            | Case::Returned(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => None,
        };
        self.acting(&asked.unwrap_or_else(|| ids(&["MOJ"]).remove(0)), on)
    }
}

fn push(
    turns: &mut Vec<Turn>,
    before: Case,
    command: CaseCommand,
    by: Acting,
    events: Vec<CaseEvent>,
) -> Case {
    let after = events.iter().fold(before.clone(), Case::evolve);
    turns.push(Turn {
        before,
        after: after.clone(),
        command,
        by,
        events,
    });
    after
}

fn opinion(opinion: OpinionKind) -> CaseCommand {
    CaseCommand::GiveOpinion {
        opinion,
        text: None,
    }
}

/// What the portal is told of a case, status by status, beside what it would be shown.
fn told<'a>(events: impl Iterator<Item = &'a CaseEvent>) -> (Vec<P>, Vec<P>) {
    let (mut shown, mut told) = (vec![], vec![]);
    let (mut case, mut accepted) = (Case::default(), false);
    for event in events {
        let after = case.clone().evolve(event);
        let moves = case.portal_moves(&after);
        accepted |= matches!(event, CaseEvent::DossierAccepted { .. });
        if accepted && event.portal_messages().contains(&PortalMessage::Dossier) {
            told.extend(&moves);
        }
        shown.extend(moves);
        case = after;
    }
    (shown, told)
}

fn allowed(statuses: &[P]) -> bool {
    let before = std::iter::once(None).chain(statuses.iter().copied().map(Some));
    before
        .zip(statuses)
        .all(|(before, it)| it.may_follow(before))
}

proptest! {
    #[test]
    fn the_portal_sees_no_move_that_it_does_not_know_in_any_procedure(
        course in courses(), begins in begins(), throws in super::throws(),
    ) {
        let turns = course.play(begins, &throws);
        let (shown, told) = told(turns.iter().flat_map(|it| &it.events));
        prop_assert!(allowed(&shown), "{shown:?}");
        prop_assert!(allowed(&told), "{told:?}");
        prop_assert!(shown.ends_with(&told), "{shown:?} and {told:?}");
    }
}

#[test]
fn every_delivered_procedure_goes_the_whole_way_of_the_portal() {
    let procedures = in_force(day("2025-09-01"));
    assert!(procedures.len() > 20, "{}", procedures.len());
    for procedure in procedures {
        let turns = Course::of(procedure.clone(), 0).straight(day("2025-09-03"));
        let (shown, told) = told(turns.iter().flat_map(|it| &it.events));
        let way = [
            P::NewlyRegistered,
            P::Accepted,
            P::InProcess,
            P::Processed,
            P::Returned,
        ];
        assert_eq!(shown, way, "{}", procedure.id);
        let accepts = procedure.rules().unwrap().takes(Act::Accept);
        let heard = if accepts { &way[1..] } else { &[] };
        assert_eq!(told, heard, "{}", procedure.id);
    }
}

#[test]
fn what_was_written_before_cases_ripened_goes_on_as_it_did() {
    for procedure in in_force(day("2025-09-01")) {
        let course = Course::of(procedure.clone(), 0);
        let without = |events: &[CaseEvent]| -> Vec<CaseEvent> {
            let ripened = |it: &&CaseEvent| !matches!(it, CaseEvent::CaseRipened { .. });
            events.iter().filter(ripened).cloned().collect()
        };
        let mut history = vec![];
        for turn in course.straight(day("2025-09-03")) {
            let case = replay::<Case>(&history);
            let events = case.decide(&turn.command, &turn.by, &course.law).unwrap();
            assert_eq!(without(&events), without(&turn.events), "{}", procedure.id);
            history.extend(without(&events));
        }
        let (shown, told) = told(history.iter());
        assert!(
            allowed(&shown) && allowed(&told),
            "{}: {told:?}",
            procedure.id
        );
        assert_eq!(shown.last(), Some(&P::Returned), "{}", procedure.id);
    }
}
