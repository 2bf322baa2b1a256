use super::*;
use crate::Role;
use crate::testing::{agency, applicant, law_with, system};

fn requested(history: &[CaseEvent], further: &[&str], on: &str) -> Decision {
    decide(history, &ask(further), &agency("COMINGO", on))
}

fn opinion(history: &[CaseEvent], of: &str, on: &str) -> Decision {
    decide(history, &agree(), &agency(of, on))
}

fn forward(history: &[CaseEvent], on: &str) -> Decision {
    let forward = CaseCommand::ForwardDossier;
    decide(history, &forward, &agency("COMINGO", on))
}

#[test]
fn everybody_who_must_be_asked_is_asked_at_once() {
    assert_eq!(
        requested(&in_process(), &[], "2026-03-06"),
        Ok(CONSULTED.map(asked).to_vec())
    );
}

#[test]
fn the_receiver_may_ask_others_beside_them_and_afterwards() {
    let mut all = CONSULTED.map(asked).to_vec();
    all.push(asked("MOJ"));
    assert_eq!(
        requested(&in_process(), &["MOJ", "MPS", "MOJ"], "2026-03-06"),
        Ok(all)
    );
    assert_eq!(
        requested(&consulting(), &["MOJ"], "2026-03-10"),
        Ok(vec![asked("MOJ")])
    );
}

#[test]
fn nobody_is_asked_twice() {
    for further in [&[][..], &["MOF"], &["MPI"]] {
        assert_eq!(
            requested(&consulting(), further, "2026-03-10"),
            Err(CaseRejection::NobodyToConsult)
        );
    }
}

#[test]
fn the_receiver_does_not_ask_itself() {
    for further in [&["COMINGO"][..], &["MOJ", "COMINGO"]] {
        assert_eq!(
            requested(&in_process(), further, "2026-03-06"),
            Err(CaseRejection::ConsultsItself {
                agency: "COMINGO".parse().unwrap()
            })
        );
    }
}

#[test]
fn who_is_asked_exists() {
    assert_eq!(
        requested(&in_process(), &["MOON"], "2026-03-06"),
        Err(CaseRejection::UnknownAgency {
            agency: "MOON".parse().unwrap()
        })
    );
}

#[test]
fn only_the_receiver_asks() {
    let needed = Role::Receiver;
    for by in [agency("MOFA", "2026-03-06"), applicant("2026-03-06")] {
        assert_eq!(
            decide(&in_process(), &ask(&[]), &by),
            Err(CaseRejection::NotAllowed { needed })
        );
    }
}

#[test]
fn nobody_is_asked_about_a_dossier_that_waits_or_was_handed_on() {
    let waiting = [in_process(), vec![supplement_requested("2026-03-06")]].concat();
    assert_eq!(
        requested(&waiting, &[], "2026-03-06"),
        Err(CaseRejection::AwaitsSupplement)
    );
    assert_eq!(
        requested(&with_decider(), &["MOJ"], "2026-03-25"),
        Err(CaseRejection::AlreadyForwarded)
    );
}

#[test]
fn a_consulted_body_has_ten_working_days_from_its_own_receipt() {
    let receive = CaseCommand::ReceiveConsultation;
    assert_eq!(
        decide(&consulting(), &receive, &agency("MPS", "2026-03-09")),
        Ok(vec![received("MPS")])
    );
}

#[test]
fn a_letter_arrives_once() {
    let receive = |event: CaseEvent| {
        let history = [consulting(), vec![event]].concat();
        let by = agency("MPS", "2026-03-10");
        decide(&history, &CaseCommand::ReceiveConsultation, &by)
    };
    assert_eq!(
        receive(received("MPS")),
        Err(CaseRejection::AlreadyReceived)
    );
    assert_eq!(
        receive(answered("MPS")),
        Err(CaseRejection::OpinionAlreadyGiven)
    );
}

#[test]
fn whoever_answers_has_received_the_letter() {
    assert_eq!(
        opinion(&consulting(), "MPS", "2026-03-09"),
        Ok(vec![received("MPS"), answered("MPS")])
    );
    let history = [consulting(), vec![received("MPS")]].concat();
    assert_eq!(
        opinion(&history, "MPS", "2026-03-12"),
        Ok(vec![answered("MPS")])
    );
}

#[test]
fn a_late_opinion_is_an_opinion() {
    let history = [consulting(), vec![received("MPS")]].concat();
    assert!(opinion(&history, "MPS", "2026-05-29").is_ok());
}

#[test]
fn the_last_opinion_says_by_when_the_dossier_goes_on() {
    let mut history = consulting();
    history.extend(CONSULTED[1..].iter().copied().map(answered));
    history.push(received("MOF"));
    let last = CaseEvent::OpinionGiven {
        agency: "MOF".parse().unwrap(),
        opinion: OpinionKind::Agree,
        text: None,
        forwarding_deadline: Some(term("2026-03-20", 2, "2026-03-24", "11.5")),
    };
    assert_eq!(opinion(&history, "MOF", "2026-03-20"), Ok(vec![last]));
}

#[test]
fn an_opinion_is_given_once() {
    assert_eq!(
        opinion(&all_answered(), "MPS", "2026-03-20"),
        Err(CaseRejection::OpinionAlreadyGiven)
    );
}

#[test]
fn a_body_speaks_only_where_it_was_asked_and_only_for_itself() {
    assert_eq!(
        opinion(&consulting(), "MOJ", "2026-03-09"),
        Err(CaseRejection::NotConsulted {
            agency: "MOJ".parse().unwrap()
        })
    );
    assert_eq!(
        opinion(&consulting(), "COMINGO", "2026-03-09"),
        Err(CaseRejection::NotConsulted {
            agency: "COMINGO".parse().unwrap()
        })
    );
    let needed = Role::Consultee;
    for by in [applicant("2026-03-09"), system("2026-03-09")] {
        assert_eq!(
            decide(&consulting(), &agree(), &by),
            Err(CaseRejection::NotAllowed { needed })
        );
    }
}

#[test]
fn a_dossier_goes_on_when_all_have_answered() {
    assert_eq!(
        forward(&all_answered(), "2026-03-24"),
        Ok(vec![forwarded()])
    );
}

#[test]
fn silence_is_not_consent() {
    let mut history = consulting();
    history.extend(["MPS", "PPC-01", "SBV", "MOH"].map(answered));
    history.push(received("MOF"));
    assert_eq!(
        forward(&history, "2026-06-30"),
        Err(CaseRejection::OpinionsMissing {
            agencies: ids(&["MOF", "MOHA"])
        })
    );
}

#[test]
fn a_dossier_does_not_go_on_before_anybody_was_asked() {
    assert_eq!(
        forward(&in_process(), "2026-03-06"),
        Err(CaseRejection::OpinionsMissing {
            agencies: ids(&CONSULTED)
        })
    );
    let nobody = law_with(|it| {
        it.consultees.always = vec![];
        it.consultees.field_managers = false;
        it.consultees.province_committees = false;
    });
    let by = agency("COMINGO", "2026-03-06");
    assert!(decide_under(&nobody, &in_process(), &CaseCommand::ForwardDossier, &by).is_ok());
}

#[test]
fn whoever_was_asked_beside_the_others_is_awaited_too() {
    let history = [all_answered(), vec![asked("MOJ")]].concat();
    assert_eq!(
        forward(&history, "2026-03-24"),
        Err(CaseRejection::OpinionsMissing {
            agencies: ids(&["MOJ"])
        })
    );
}

#[test]
fn only_the_receiver_hands_on_and_only_once() {
    let forward = CaseCommand::ForwardDossier;
    let needed = Role::Receiver;
    assert_eq!(
        decide(&all_answered(), &forward, &agency("MOFA", "2026-03-24")),
        Err(CaseRejection::NotAllowed { needed })
    );
    assert_eq!(
        decide(&with_decider(), &forward, &agency("COMINGO", "2026-03-24")),
        Err(CaseRejection::AlreadyForwarded)
    );
}

#[test]
fn a_dossier_that_waits_is_not_handed_on() {
    let history = [all_answered(), vec![supplement_requested("2026-03-09")]].concat();
    assert_eq!(
        forward(&history, "2026-03-24"),
        Err(CaseRejection::AwaitsSupplement)
    );
}

#[test]
fn there_is_somebody_to_hand_on_to() {
    let law = law_with(|it| it.decider = "MOON".parse().unwrap());
    let by = agency("COMINGO", "2026-03-24");
    assert_eq!(
        decide_under(&law, &all_answered(), &CaseCommand::ForwardDossier, &by),
        Err(CaseRejection::UnknownAgency {
            agency: "MOON".parse().unwrap()
        })
    );
}
