use super::*;
use crate::Role;
use crate::testing::{agency, system};

fn import(history: History) -> CaseCommand {
    CaseCommand::ImportHistory(Box::new(history))
}

fn imported(change: impl FnOnce(&mut History)) -> Decision {
    let mut history = history();
    change(&mut history);
    decide(&[], &import(history), &system("2026-03-02"))
}

#[test]
fn a_history_is_recorded_step_by_step_in_its_own_order() {
    let events = imported(|_| ()).unwrap();

    let [
        CaseEvent::HistoryImported { source, .. },
        CaseEvent::StepCompleted { step: first, .. },
        CaseEvent::StepCompleted { step: second, .. },
        CaseEvent::HistoryEnded { ended_at },
    ] = &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!(*source, history().source);
    assert_eq!([&first[..], second], ["T02", "Confirmation of receipt"]);
    assert_eq!(Some(*ended_at), history().ended_at);
    assert_eq!(
        replay::<Case>(&events),
        Case::Recorded { ended: true },
        "it ended elsewhere"
    );
}

#[test]
fn a_history_may_have_no_steps_and_no_end() {
    let events = imported(|it| {
        it.steps = vec![];
        it.ended_at = None;
    })
    .unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(replay::<Case>(&events), Case::Recorded { ended: false });
}

#[test]
fn only_the_system_imports() {
    let needed = Role::System;
    assert_eq!(
        decide(&[], &import(history()), &agency("MOFA", "2026-03-02")),
        Err(CaseRejection::NotAllowed { needed })
    );
}

#[test]
fn a_history_is_recorded_under_a_procedure_that_is_there() {
    assert_eq!(
        imported(|it| it.procedure = "NOWHERE".parse().unwrap()),
        Err(CaseRejection::ProcedureNotInForce {
            procedure: "NOWHERE".parse().unwrap()
        })
    );
}

#[test]
fn a_history_is_not_recorded_under_rules() {
    assert_eq!(
        imported(|it| it.procedure = "FNGO-OP-ISSUE".parse().unwrap()),
        Err(CaseRejection::NotRecorded)
    );
}

#[test]
fn a_history_is_recorded_once() {
    let events = imported(|_| ()).unwrap();
    assert_eq!(
        decide(&events, &import(history()), &system("2026-03-02")),
        Err(CaseRejection::AlreadySubmitted)
    );
}
