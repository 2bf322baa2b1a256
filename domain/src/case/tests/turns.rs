//! What becomes of every command at every point, given by whoever may give it.

use super::*;
use crate::testing::{agency, applicant, system};

fn histories() -> [(&'static str, Vec<CaseEvent>); 9] {
    let recorded = decide(
        &[],
        &CaseCommand::ImportHistory(Box::new(history())),
        &system("2026-03-02"),
    );
    let waiting = [in_process(), vec![supplement_requested("2026-03-04")]].concat();
    [
        ("unfiled", vec![]),
        ("intake", vec![submitted()]),
        ("in process", in_process()),
        ("waiting", waiting),
        ("consulting", consulting()),
        ("with the decider", with_decider()),
        ("decided", decided()),
        ("closed", closed()),
        ("recorded", recorded.unwrap()),
    ]
}

fn commands() -> [(CaseCommand, Acting); 16] {
    let on = "2026-03-04";
    let desk = || agency("COMINGO", on);
    let decider = || agency("MOFA", on);
    [
        (
            CaseCommand::SubmitDossier(Box::new(submission())),
            applicant(on),
        ),
        (assign(), desk()),
        (request_supplement(&["charter"]), desk()),
        (supplement(&["charter"]), applicant(on)),
        (accept(), desk()),
        (CaseCommand::RefuseIntake(grounds("wrong-agency")), desk()),
        (ask(&[]), desk()),
        (CaseCommand::ReceiveConsultation, agency("MPS", on)),
        (agree(), agency("MPS", on)),
        (CaseCommand::ForwardDossier, desk()),
        (CaseCommand::GrantCertificate(grant()), decider()),
        (
            CaseCommand::RefuseApplication(grounds("unlawful-dossier")),
            decider(),
        ),
        (CaseCommand::WithdrawDossier { reason: None }, applicant(on)),
        (
            CaseCommand::StopProcessing(grounds("applicant-ceased")),
            desk(),
        ),
        (hand_over("online"), desk()),
        (CaseCommand::ImportHistory(Box::new(history())), system(on)),
    ]
}

/// The answers to the commands above, in their order, at every point.
const ANSWERS: [[&str; 16]; 9] = [
    // unfiled
    [
        "yes",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "not-submitted",
        "yes",
    ],
    // intake
    [
        "already-submitted",
        "yes",
        "yes",
        "no-supplement-requested",
        "yes",
        "yes",
        "not-accepted",
        "not-accepted",
        "not-accepted",
        "not-accepted",
        "not-accepted",
        "not-accepted",
        "yes",
        "not-accepted",
        "not-decided",
        "already-submitted",
    ],
    // in process
    [
        "already-submitted",
        "yes",
        "yes",
        "no-supplement-requested",
        "already-accepted",
        "already-accepted",
        "yes",
        "not-consulted",
        "not-consulted",
        "opinions-missing",
        "not-forwarded",
        "not-forwarded",
        "yes",
        "yes",
        "not-decided",
        "already-submitted",
    ],
    // waiting
    [
        "already-submitted",
        "yes",
        "awaits-supplement",
        "yes",
        "already-accepted",
        "already-accepted",
        "awaits-supplement",
        "not-consulted",
        "not-consulted",
        "awaits-supplement",
        "not-forwarded",
        "not-forwarded",
        "yes",
        "yes",
        "not-decided",
        "already-submitted",
    ],
    // consulting
    [
        "already-submitted",
        "yes",
        "yes",
        "no-supplement-requested",
        "already-accepted",
        "already-accepted",
        "nobody-to-consult",
        "yes",
        "yes",
        "opinions-missing",
        "not-forwarded",
        "not-forwarded",
        "yes",
        "yes",
        "not-decided",
        "already-submitted",
    ],
    // with the decider
    [
        "already-submitted",
        "yes",
        "already-forwarded",
        "no-supplement-requested",
        "already-accepted",
        "already-accepted",
        "already-forwarded",
        "opinion-already-given",
        "opinion-already-given",
        "already-forwarded",
        "yes",
        "yes",
        "yes",
        "yes",
        "not-decided",
        "already-submitted",
    ],
    // decided
    [
        "already-submitted",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "already-decided",
        "yes",
        "already-submitted",
    ],
    // closed
    [
        "already-submitted",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "closed",
        "already-submitted",
    ],
    // recorded
    [
        "already-submitted",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "only-recorded",
        "already-submitted",
    ],
];

#[test]
fn every_command_has_its_answer_at_every_point() {
    for ((point, history), answers) in histories().iter().zip(ANSWERS) {
        for ((command, by), answer) in commands().iter().zip(answers) {
            let given = match decide(history, command, by) {
                Ok(_) => "yes",
                Err(rejection) => rejection.code(),
            };
            assert_eq!(given, answer, "{} when {point}", command.name());
        }
    }
}

#[test]
fn every_command_has_a_name_of_its_own() {
    let mut names: Vec<_> = commands().iter().map(|it| it.0.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 16);
}
