use super::*;
use crate::Role;
use crate::calendar::{Limit, Unit};
use crate::law::ClockAfterSupplement;
use crate::testing::{acting, agency, applicant, calendar, law_with};
use crate::{CaseId, Party};

/// Charter requested on the 3rd, before acceptance.
fn waiting() -> Vec<CaseEvent> {
    vec![submitted(), supplement_requested("2026-03-03")]
}

/// Charter requested on the 6th, after acceptance.
fn waiting_in_process() -> Vec<CaseEvent> {
    [in_process(), vec![supplement_requested("2026-03-06")]].concat()
}

fn brought(history: &[CaseEvent], components: &[&str], on: &str) -> Decision {
    decide(history, &supplement(components), &applicant(on))
}

#[test]
fn what_is_missing_is_asked_for_and_the_case_waits() {
    let asked = request_supplement(&["charter", "charter"]);
    assert_eq!(
        decide(&[submitted()], &asked, &agency("COMINGO", "2026-03-03")),
        Ok(vec![supplement_requested("2026-03-03")])
    );
}

#[test]
fn only_the_receiver_asks_the_applicant() {
    let needed = Role::Receiver;
    assert_eq!(
        decide(
            &in_process(),
            &request_supplement(&["charter"]),
            &agency("MOFA", "2026-03-05")
        ),
        Err(CaseRejection::NotAllowed { needed })
    );
}

#[test]
fn what_is_asked_for_belongs_to_the_dossier() {
    let ask = |missing: &[&str]| {
        let by = agency("COMINGO", "2026-03-03");
        decide(&[submitted()], &request_supplement(missing), &by)
    };
    assert_eq!(ask(&[]), Err(CaseRejection::NoComponents));
    assert_eq!(
        ask(&["poem"]),
        Err(CaseRejection::UnknownComponent {
            component: "poem".parse().unwrap()
        })
    );
}

#[test]
fn a_case_that_waits_is_not_asked_again() {
    assert_eq!(
        decide(
            &waiting(),
            &request_supplement(&["charter"]),
            &agency("COMINGO", "2026-03-03")
        ),
        Err(CaseRejection::AwaitsSupplement)
    );
}

#[test]
fn the_applicant_comes_back_twice_at_most() {
    let mut history = waiting();
    history.extend(brought(&history, &["charter"], "2026-03-05").unwrap());
    let ask = |history: &[CaseEvent]| {
        let by = agency("COMINGO", "2026-03-06");
        decide(history, &request_supplement(&["charter"]), &by)
    };

    history.extend(ask(&history).unwrap());
    history.extend(brought(&history, &["charter"], "2026-03-09").unwrap());

    assert_eq!(
        ask(&history),
        Err(CaseRejection::TooManySupplements { requests_max: 2 })
    );
}

#[test]
fn after_acceptance_a_supplement_is_asked_for_within_three_working_days() {
    let ask = |on: &str| {
        let by = agency("COMINGO", on);
        decide(&in_process(), &request_supplement(&["charter"]), &by)
    };
    assert_eq!(
        ask("2026-03-09"),
        Ok(vec![supplement_requested("2026-03-09")])
    );
    assert_eq!(
        ask("2026-03-10"),
        Err(CaseRejection::SupplementTooLate {
            until: day("2026-03-09")
        })
    );
    let no_limit = law_with(|it| it.supplements.after_acceptance = None);
    assert!(
        decide_under(
            &no_limit,
            &in_process(),
            &request_supplement(&["charter"]),
            &agency("COMINGO", "2026-03-10")
        )
        .is_ok()
    );
}

#[test]
fn before_acceptance_no_such_limit_runs() {
    assert!(
        decide(
            &[submitted()],
            &request_supplement(&["charter"]),
            &agency("COMINGO", "2026-04-10")
        )
        .is_ok()
    );
}

#[test]
fn a_dossier_that_is_with_the_decider_is_not_sent_back() {
    assert_eq!(
        decide(
            &with_decider(),
            &request_supplement(&["charter"]),
            &agency("COMINGO", "2026-03-25")
        ),
        Err(CaseRejection::AlreadyForwarded)
    );
}

#[test]
fn a_supplement_before_acceptance_starts_the_check_again() {
    assert_eq!(
        brought(&waiting(), &["charter", "charter"], "2026-03-10"),
        Ok(vec![CaseEvent::DossierSupplemented {
            components: ids(&["charter"]),
            deadline: term("2026-03-10", 2, "2026-03-12", "11.2"),
            consultation_deadline: None,
            forwarding_deadline: None,
        }])
    );
}

#[test]
fn a_supplement_after_acceptance_starts_the_term_again() {
    assert_eq!(
        brought(&waiting_in_process(), &["charter"], "2026-03-16"),
        Ok(vec![CaseEvent::DossierSupplemented {
            components: ids(&["charter"]),
            deadline: term("2026-03-16", 30, "2026-04-28", "11.7"),
            consultation_deadline: Some(term("2026-03-16", 2, "2026-03-18", "11.3")),
            forwarding_deadline: None,
        }])
    );
}

#[test]
fn where_the_clock_resumes_what_was_left_is_counted_on() {
    let law = law_with(|it| it.supplements.clock = ClockAfterSupplement::Resume);
    let events = decide_under(
        &law,
        &waiting_in_process(),
        &supplement(&["charter"]),
        &applicant("2026-03-16"),
    );
    // Two of the thirty days had passed.
    let resumed = term("2026-03-16", 28, "2026-04-23", "11.7");
    assert!(matches!(
        &events.unwrap()[0],
        CaseEvent::DossierSupplemented { deadline, .. } if *deadline == resumed
    ));
}

#[test]
fn opinions_that_come_while_the_case_waits_are_heard_and_handed_on_when_it_goes_on() {
    let mut history = [consulting(), vec![supplement_requested("2026-03-06")]].concat();
    history.extend(CONSULTED[1..].iter().copied().map(answered));

    let last = decide(&history, &agree(), &agency("MOF", "2026-03-09")).unwrap();
    assert_eq!(last, [received("MOF"), answered("MOF")]);
    history.extend(last);

    let back = brought(&history, &["charter"], "2026-03-16").unwrap();
    assert_eq!(
        back,
        [CaseEvent::DossierSupplemented {
            components: ids(&["charter"]),
            deadline: term("2026-03-16", 30, "2026-04-28", "11.7"),
            consultation_deadline: None,
            forwarding_deadline: Some(term("2026-03-16", 2, "2026-03-18", "11.5")),
        }]
    );
    history.extend(back);
    let forward = CaseCommand::ForwardDossier;
    assert!(decide(&history, &forward, &agency("COMINGO", "2026-03-17")).is_ok());
}

#[test]
fn the_clock_stands_until_everything_asked_for_is_there() {
    let history = [
        submitted(),
        CaseEvent::SupplementRequested {
            missing: ids(&["charter", "representative-cv"]),
            reason: None,
            waits_from: day("2026-03-03"),
            deadline: None,
        },
    ];
    assert_eq!(
        brought(&history, &["charter"], "2026-03-10"),
        Err(CaseRejection::Incomplete {
            missing: ids(&["representative-cv"])
        })
    );
    let all = ["legalised-translation", "representative-cv", "charter"];
    assert!(brought(&history, &all, "2026-03-10").is_ok());
}

#[test]
fn what_is_brought_belongs_to_the_dossier() {
    assert_eq!(
        brought(&waiting(), &[], "2026-03-10"),
        Err(CaseRejection::NoComponents)
    );
    assert_eq!(
        brought(&waiting(), &["poem"], "2026-03-10"),
        Err(CaseRejection::UnknownComponent {
            component: "poem".parse().unwrap()
        })
    );
}

#[test]
fn nothing_is_brought_that_nobody_asked_for() {
    assert_eq!(
        brought(&[submitted()], &["charter"], "2026-03-10"),
        Err(CaseRejection::NoSupplementRequested)
    );
}

#[test]
fn a_supplement_is_brought_by_whoever_filed_or_written_down_at_the_desk() {
    let other = ActorId(Uuid::from_u128(0xbad));
    let by = |actor, party| {
        let by = acting(actor, party, "2026-03-10");
        decide(&waiting(), &supplement(&["charter"]), &by)
    };
    let needed = Role::Applicant;
    assert_eq!(
        by(other, Party::Applicant),
        Err(CaseRejection::NotAllowed { needed })
    );
    assert_eq!(
        by(other, Party::Agency("MOFA".parse().unwrap())),
        Err(CaseRejection::NotAllowed { needed })
    );
    assert!(by(other, Party::Agency("COMINGO".parse().unwrap())).is_ok());
}

#[test]
fn a_paper_that_was_missing_makes_the_dossier_full() {
    let mut half = submission();
    half.components.retain(|it| it.as_str() != "charter");
    let mut history = vec![submitted_with(half), supplement_requested("2026-03-03")];
    history.extend(brought(&history, &["charter"], "2026-03-04").unwrap());

    let case = replay::<Case>(&history);
    let by = agency("COMINGO", "2026-03-04");
    let wanted = case.code_wanted(CaseId(Uuid::nil()), by.at, law()).unwrap();
    let code = DossierCode::new(&wanted.prefix, wanted.day, 1);
    assert!(decide(&history, &CaseCommand::AcceptDossier { code }, &by).is_ok());
}

#[test]
fn whoever_brings_it_outside_the_hours_of_reception_moves_no_hours() {
    let law = law_with(|it| it.supplements.clock = ClockAfterSupplement::Resume);
    let by = Acting {
        at: datetime!(2026-03-01 10:00 +7),
        ..applicant("2026-03-01")
    };
    let limit = Limit {
        count: 40,
        unit: Unit::WorkingHours,
    };
    let total = calendar().deadline_of_receipt(by.at, limit, "");
    let accepted = CaseEvent::DossierAccepted {
        code: code(),
        procedure_version: 5,
        deadline: total.clone(),
        consultation_deadline: None,
        total_ends: TotalEnds::Delivery,
    };
    let history = [submitted(), accepted, supplement_requested("2026-03-01")];
    let events = decide_under(&law, &history, &supplement(&["charter"]), &by).unwrap();
    let [CaseEvent::DossierSupplemented { deadline, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(deadline.hours.unwrap().to, total.hours.unwrap().to);
}
