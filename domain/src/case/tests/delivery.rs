//! What the legal term lasts until: the decision, or the result.

use super::*;
use crate::case::Clock;
use crate::testing::{agency, system};

fn time_passes(history: &[CaseEvent], on: &str) -> Decision {
    decide(history, &CaseCommand::LetTimePass, &system(on))
}

fn open(history: &[CaseEvent]) -> Vec<Clock> {
    let case = replay::<Case>(history);
    let clocks = case.clocks().unwrap();
    clocks.iter().map(|it| it.0.clone()).collect()
}

/// The same, accepted when no event said with what the term ends.
fn as_before(history: &[CaseEvent]) -> Vec<CaseEvent> {
    let stored = history.iter().map(|event| {
        let mut stored = serde_json::to_value(event).unwrap();
        if let Some(data) = stored["data"].as_object_mut() {
            data.remove("total_ends");
        }
        serde_json::from_value(stored).unwrap()
    });
    stored.collect()
}

fn noted_total(decision: Decision) -> bool {
    let total = |it: &CaseEvent| {
        matches!(
            it,
            CaseEvent::DeadlineMissed {
                clock: Clock::Total,
                ..
            }
        )
    };
    decision.unwrap().iter().any(total)
}

#[test]
fn a_term_that_lasts_until_the_result_is_missed_after_the_decision() {
    let decided = [with_decider(), vec![granted()]].concat();
    assert_eq!(open(&decided), [Clock::Total]);
    assert_eq!(time_passes(&decided, "2026-04-15"), Ok(vec![]));
    assert!(noted_total(time_passes(&decided, "2026-04-16")));
}

#[test]
fn what_was_stored_before_folds_as_it_did() {
    let decided = as_before(&[with_decider(), vec![granted()]].concat());
    assert_eq!(open(&decided), []);
    assert_eq!(time_passes(&decided, "2026-06-01"), Ok(vec![]));
}

#[test]
fn a_result_is_announced_once_by_the_receiver_and_ends_the_term() {
    let announce = CaseCommand::AnnounceResult;
    let desk = agency("COMINGO", "2026-04-10");
    let undecided = decide(&with_decider(), &announce, &desk);
    assert!(undecided.is_err(), "{undecided:?}");
    let decided = [with_decider(), vec![granted()]].concat();
    let by_another = decide(&decided, &announce, &agency("MOFA", "2026-04-10"));
    assert!(matches!(by_another, Err(CaseRejection::NotAllowed { .. })));

    let announced = decide(&decided, &announce, &desk);
    assert_eq!(announced, Ok(vec![CaseEvent::ResultAnnounced {}]));
    let decided = [decided, announced.unwrap()].concat();
    assert_eq!(open(&decided), []);
    assert_eq!(decide(&decided, &announce, &desk), Ok(vec![]));
    assert_eq!(time_passes(&decided, "2027-01-04"), Ok(vec![]));
}
