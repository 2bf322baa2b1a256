//! Bodies that are dissolved and fields that move while a case runs: on 1 March 2025 the Ministry
//! of Planning became part of that of Finance, on 1 July 2025 Yên Bái part of Lào Cai.

use super::*;
use crate::testing::agency;

/// Accepted in February 2025, for health and social affairs in Yên Bái and Ha Noi.
fn of_february() -> Vec<CaseEvent> {
    let mut submission = submission();
    submission.fields = ids(&["health", "social-affairs"]);
    submission.provinces = ids(&["VN34-01", "VN63-15"]);
    vec![submitted_with(submission), accepted()]
}

const ASKED_IN_FEBRUARY: [&str; 9] = [
    "MOF", "MOH", "MOHA", "MOLISA", "MPI", "MPS", "PPC-01", "PPC63-15", "SBV",
];

fn asked_in_february() -> Vec<CaseEvent> {
    [of_february(), ASKED_IN_FEBRUARY.map(asked).to_vec()].concat()
}

fn asked_whom(history: &[CaseEvent], on: &str) -> Vec<AgencyId> {
    let events = decide(history, &ask(&[]), &agency("COMINGO", on)).unwrap();
    let whom = |it: CaseEvent| {
        let CaseEvent::ConsultationRequested { agency } = it else {
            panic!("{it:?}")
        };
        agency
    };
    events.into_iter().map(whom).collect()
}

fn awaited(history: &[CaseEvent], on: &str) -> Vec<AgencyId> {
    let forward = CaseCommand::ForwardDossier;
    let Err(rejection) = decide(history, &forward, &agency("COMINGO", on)) else {
        return vec![];
    };
    let CaseRejection::OpinionsMissing { agencies } = rejection else {
        panic!("{rejection:?}")
    };
    agencies
}

fn opinions(history: &[CaseEvent], of: &str, on: &str) -> Decision {
    let events = decide(history, &agree(), &agency(of, on))?;
    let opinion = |it: &CaseEvent| matches!(it, CaseEvent::OpinionGiven { .. });
    Ok(events.into_iter().filter(opinion).collect())
}

#[test]
fn the_bodies_of_the_day_are_asked() {
    assert_eq!(
        asked_whom(&of_february(), "2025-02-28"),
        ids(&ASKED_IN_FEBRUARY)
    );
    assert_eq!(
        asked_whom(&of_february(), "2025-03-03"),
        ids(&["MOF", "MOH", "MOHA", "MPS", "PPC-01", "PPC63-15", "SBV"])
    );
    assert_eq!(
        asked_whom(&of_february(), "2025-07-01"),
        ids(&["MOF", "MOH", "MOHA", "MPS", "PPC-01", "PPC-15", "SBV"])
    );
}

#[test]
fn a_dissolved_body_speaks_no_more_and_its_successor_speaks_for_it() {
    let history = asked_in_february();
    assert_eq!(
        opinions(&history, "MPI", "2025-02-28"),
        Ok(vec![answered("MPI")])
    );
    assert_eq!(
        opinions(&history, "MPI", "2025-03-01"),
        Err(CaseRejection::NotConsulted {
            agency: "MPI".parse().unwrap()
        })
    );
    assert_eq!(
        opinions(&history, "PPC-15", "2025-07-01"),
        Ok(vec![answered("PPC63-15")])
    );
}

#[test]
fn one_answer_of_a_successor_serves_for_all_it_holds() {
    let history = asked_in_february();
    assert_eq!(
        opinions(&history, "MOF", "2025-03-03"),
        Ok(vec![answered("MOF"), answered("MPI")])
    );
    assert_eq!(
        opinions(&history, "MOF", "2025-02-28"),
        Ok(vec![answered("MOF")])
    );
}

#[test]
fn one_receipt_of_a_successor_serves_for_all_it_holds() {
    let receive = CaseCommand::ReceiveConsultation;
    let whom = |on: &str| {
        let by = agency("MOF", on);
        decide(&asked_in_february(), &receive, &by).map(|it| it.len())
    };
    assert_eq!(whom("2025-02-28"), Ok(1));
    assert_eq!(whom("2025-03-03"), Ok(2));
}

#[test]
fn a_successor_that_has_answered_is_heard_again_for_its_predecessor() {
    let history = [asked_in_february(), vec![answered("MOF")]].concat();
    assert_eq!(
        opinions(&history, "MOF", "2025-03-03"),
        Ok(vec![answered("MPI")])
    );
}

#[test]
fn the_answer_of_a_predecessor_does_not_stand_for_a_body_that_was_asked_itself() {
    let mut history = asked_in_february();
    let others = ASKED_IN_FEBRUARY.iter().filter(|it| **it != "MOF");
    history.extend(others.copied().map(answered));
    assert_eq!(awaited(&history, "2025-03-03"), ids(&["MOF"]));
}

#[test]
fn a_successor_is_awaited_for_its_silent_predecessor() {
    let mut history = asked_in_february();
    let others = ASKED_IN_FEBRUARY.iter().filter(|it| **it != "MPI");
    history.extend(others.copied().map(answered));
    assert_eq!(awaited(&history, "2025-02-28"), ids(&["MPI"]));
    assert_eq!(awaited(&history, "2025-03-03"), ids(&["MOF"]));
    history.push(answered("MPI"));
    assert_eq!(awaited(&history, "2025-03-03"), []);
}

#[test]
fn a_body_that_answered_before_it_was_dissolved_has_answered() {
    let mut history = asked_in_february();
    history.extend(ASKED_IN_FEBRUARY.map(answered));
    assert_eq!(awaited(&history, "2025-07-01"), []);
}

#[test]
fn a_successor_is_not_asked_for_what_its_predecessor_was_asked() {
    let again = decide(
        &asked_in_february(),
        &ask(&["PPC63-15", "PPC-15"]),
        &agency("COMINGO", "2025-07-01"),
    );
    assert_eq!(again, Err(CaseRejection::NobodyToConsult));
}

#[test]
fn a_body_without_a_successor_is_not_awaited_for_ever() {
    let mut ended = law().agency(&"SBV".parse().unwrap()).unwrap().clone();
    ended.valid_to = Some(day("2026-03-10"));
    let law = law().clone().with_agency(ended);
    let mut history = consulting();
    history.extend(CONSULTED[..5].iter().copied().map(answered));
    let forward = CaseCommand::ForwardDossier;
    let on = |on: &str| decide_under(&law, &history, &forward, &agency("COMINGO", on));
    assert!(on("2026-03-10").is_err());
    assert!(on("2026-03-11").is_ok());
}
