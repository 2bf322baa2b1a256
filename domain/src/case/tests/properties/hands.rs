//! No case is lost between two bodies: at each moment one of them has it, and something is waited for.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::course::{Course, begins, courses};
use super::{Turn, throws};
use crate::case::{Case, CaseCommand, CaseEvent};
use crate::{Acting, Aggregate, Party, Role};

/// In whose hands a case is, told from its events alone.
fn told(history: &[CaseEvent]) -> Option<Role> {
    use CaseEvent as E;

    history.iter().fold(None, |hands, event| match event {
        E::DossierSubmitted { .. }
        | E::ConsultationRequested { .. }
        | E::CertificateGranted(_)
        | E::CertificateChanged { .. }
        | E::ApplicationApproved { .. }
        | E::ApplicationRefused { .. }
        | E::ResultReturned {
            follow_up: Some(_), ..
        } => Some(Role::Receiver),
        E::DossierForwarded { .. } | E::CaseRipened { .. } => Some(Role::Decider),
        E::IntakeRefused { .. }
        | E::DossierWithdrawn { .. }
        | E::ProcessingStopped { .. }
        | E::ResultReturned {
            follow_up: None, ..
        }
        | E::FollowUpConfirmed {} => None,
        E::OfficerAssigned { .. }
        | E::SupplementRequested { .. }
        | E::DossierSupplemented { .. }
        | E::DossierAccepted { .. }
        | E::ConsultationReceived { .. }
        | E::ConsultationEscalated { .. }
        | E::MeetingHeld { .. }
        | E::OpinionGiven { .. }
        | E::Reappointed { .. }
        | E::CasePaused { .. }
        | E::CaseResumed { .. }
        | E::DeadlinesRecounted { .. }
        | E::DeadlineMissed { .. }
        | E::DocumentFiled { .. }
        | E::ResultAnnounced {}
        | E::HistoryImported { .. }
        | E::StepCompleted { .. }
        | E::HistoryEnded { .. } => hands,
    })
}

/// The bodies that may take the case a step further, each with its part.
fn may_go_on(course: &Course, turn: &Turn) -> Vec<Role> {
    let on = turn.by.at.date();
    let outsider = Acting {
        party: Party::Agency("MOJ".parse().unwrap()),
        ..course.receiver(on)
    };
    let bodies = [
        (Role::Receiver, course.receiver(on)),
        (Role::Decider, course.decider(on)),
        (Role::Outsider, outsider),
    ];
    let steps = course.steps_of(&turn.after, on);
    let may = |by: &Acting, command: &CaseCommand| {
        let decided = turn.after.decide(command, by, &course.law);
        decided.is_ok_and(|it| !it.is_empty())
    };
    let may_any = |it: &(Role, Acting)| steps.iter().any(|command| may(&it.1, command));
    let going_on = bodies.into_iter().filter(may_any);
    going_on.map(|it| it.0).collect()
}

proptest! {
    #[test]
    fn one_body_has_the_case_and_no_other_takes_it_further(
        course in courses(), begins in begins(), throws in throws(),
    ) {
        let mut history = vec![];
        for turn in course.play(begins, &throws) {
            history.extend(turn.events.clone());
            let hands = turn.after.in_hands_of();
            prop_assert_eq!(hands, told(&history), "{:?}", history.last());
            let open = !matches!(turn.after, Case::Closed(_));
            prop_assert_eq!(hands.is_some(), open);

            let on = turn.by.at.date();
            let one_body = course.receiver(on).party == course.decider(on).party;
            for role in may_go_on(&course, &turn) {
                prop_assert!(role != Role::Outsider, "{:?}", turn.after);
                prop_assert!(Some(role) == hands || one_body, "{role:?} and {hands:?}");
            }
        }
    }

    #[test]
    fn a_case_is_handed_on_once_to_one_body_which_can_decide(
        course in courses(), begins in begins(), throws in throws(),
    ) {
        let mut forwarded = 0;
        for turn in course.play(begins, &throws) {
            for event in &turn.events {
                let (CaseEvent::DossierForwarded { decider: to, .. }
                | CaseEvent::CaseRipened { decider: to, .. }) = event
                else {
                    continue;
                };
                forwarded += u8::from(matches!(event, CaseEvent::DossierForwarded { .. }));
                let decider = course.decider(turn.by.at.date());
                prop_assert_eq!(decider.party.agency(), Some(to));
                prop_assert!(course.law.agency(to).is_some());
            }
        }
        prop_assert!(forwarded <= 1);
    }

    #[test]
    fn an_open_case_has_a_term_or_waits_for_somebody(
        course in courses(), begins in begins(), throws in throws(),
    ) {
        for turn in course.play(begins, &throws) {
            let Some(dossier) = turn.after.dossier() else { continue };
            let term = dossier.clocks.iter().next().is_some();
            // What was decided lies at the desk for whoever applied.
            let collected = matches!(turn.after, Case::Decided(_));
            prop_assert!(term || dossier.waiting.is_some() || collected, "{:?}", turn.after);
            let runs = dossier.clocks.iter().any(|it| !it.1.stands());
            let waits = dossier.waiting.is_some();
            prop_assert!(runs || waits || collected, "all stand: {:?}", turn.after);
        }
    }
}

#[test]
fn random_cases_of_any_procedure_get_everywhere() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut ways, mut stands) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..400 {
        let tree = (courses(), begins(), throws()).new_tree(&mut runner);
        let (course, begins, throws) = tree.unwrap().current();
        for turn in course.play(begins, &throws) {
            stands.insert(turn.after.portal_status());
            for event in &turn.events {
                let name = serde_json::to_value(event).unwrap()["type"].to_string();
                ways.insert(name);
            }
        }
    }
    assert_eq!(stands.len(), 9, "all but 6 is seen: {stands:?}");
    for name in [
        "ripened",
        "dossier_forwarded",
        "follow_up_confirmed",
        "deadline_missed",
        "resumed",
    ] {
        let name = format!("\"case.{name}.v1\"");
        assert!(ways.contains(&name), "{name} is not in {ways:?}");
    }
}
