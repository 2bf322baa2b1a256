use time::macros::datetime;

use super::*;
use crate::dossier_book::AssignCode;
use crate::testing::{agency, delivered};
use crate::{CaseId, Role};

#[test]
fn a_full_dossier_is_accepted_and_the_legal_terms_run() {
    assert_eq!(
        decide(&[submitted()], &accept(), &agency("COMINGO", "2026-03-04")),
        Ok(vec![accepted()])
    );
}

#[test]
fn only_the_receiver_accepts() {
    let needed = Role::Receiver;
    assert_eq!(
        decide(&[submitted()], &accept(), &agency("MOFA", "2026-03-04")),
        Err(CaseRejection::NotAllowed { needed })
    );
}

#[test]
fn a_dossier_that_lacks_something_required_is_not_accepted() {
    let mut half = submission();
    half.components = required();
    half.components.retain(|it| it.as_str() != "charter");
    let accepted = |submission| {
        let by = agency("COMINGO", "2026-03-04");
        decide(&[submitted_with(submission)], &accept(), &by)
    };

    assert_eq!(
        accepted(half.clone()),
        Err(CaseRejection::Incomplete {
            missing: ids(&["charter"])
        })
    );
    // Only some dossiers need a translation.
    half.components.push("charter".parse().unwrap());
    assert!(accepted(half).is_ok());
}

#[test]
fn a_dossier_that_waits_for_its_applicant_is_not_accepted() {
    let waiting = [submitted(), supplement_requested("2026-03-03")];
    assert_eq!(
        decide(&waiting, &accept(), &agency("COMINGO", "2026-03-04")),
        Err(CaseRejection::AwaitsSupplement)
    );
}

#[test]
fn a_code_is_from_the_receivers_book_of_the_day() {
    let by = agency("COMINGO", "2026-03-04");
    for code in [
        DossierCode::new("G08", day("2026-03-03"), 1),
        DossierCode::new("H15", day("2026-03-04"), 1),
    ] {
        let accept = CaseCommand::AcceptDossier { code: code.clone() };
        assert_eq!(
            decide(&[submitted()], &accept, &by),
            Err(CaseRejection::CodeOfAnotherBook {
                code,
                day: day("2026-03-04")
            })
        );
    }
}

#[test]
fn the_book_is_that_of_the_day_it_is_in_viet_nam() {
    let case = CaseId(Uuid::from_u128(0xca5e));
    let late_in_utc = datetime!(2026-03-03 20:00 UTC);
    assert_eq!(
        replay::<Case>(&[submitted()]).code_wanted(case, late_in_utc, law()),
        Ok(AssignCode {
            case,
            prefix: "G08".to_owned(),
            day: day("2026-03-04"),
        })
    );
    assert_eq!(
        Case::default().code_wanted(case, late_in_utc, law()),
        Err(CaseRejection::NotSubmitted)
    );
}

#[test]
fn whoever_receives_numbers_its_dossiers_under_its_own_identifier() {
    let mut committee = law().agency(&"COMINGO".parse().unwrap()).unwrap().clone();
    committee.identifier = Some("G08.99".to_owned());
    let law = law().clone().with_agency(committee);
    let by = agency("COMINGO", "2026-03-04");
    let case = replay::<Case>(&[submitted()]);
    let wanted = case.code_wanted(CaseId(Uuid::nil()), by.at, &law).unwrap();
    assert_eq!(wanted.prefix, "G08.99");
    let accept = |unit| CaseCommand::AcceptDossier {
        code: DossierCode::new(unit, wanted.day, 1),
    };
    assert!(case.decide(&accept("G08.99"), &by, &law).is_ok());
    let another = case.decide(&accept("G08"), &by, &law).unwrap_err();
    assert!(matches!(another, CaseRejection::CodeOfAnotherBook { .. }));
}

#[test]
fn a_case_keeps_the_version_of_the_day_of_its_acceptance() {
    let mut second = delivered().procedures[0].clone();
    second.version = 6;
    second.valid_from = day("2026-03-04");
    let law = law().clone().with_procedure(second);
    let version = |on: &str| {
        let code = DossierCode::new("G08", day(on), 1);
        let accept = CaseCommand::AcceptDossier { code };
        let by = agency("COMINGO", on);
        let events = decide_under(&law, &[submitted()], &accept, &by).unwrap();
        replay::<Case>(&[vec![submitted()], events].concat())
            .procedure()
            .map(|it| it.1)
    };
    assert_eq!(version("2026-03-03"), Some(5));
    assert_eq!(version("2026-03-04"), Some(6));
}

#[test]
fn a_procedure_that_ended_while_the_dossier_was_checked_is_not_in_force() {
    let mut ended = delivered().procedures[0].clone();
    ended.valid_to = Some(day("2026-03-03"));
    let law = law().clone().with_procedure(ended);
    assert_eq!(
        decide_under(
            &law,
            &[submitted()],
            &accept(),
            &agency("COMINGO", "2026-03-04")
        ),
        Err(CaseRejection::ProcedureNotInForce {
            procedure: "FNGO-OP-ISSUE".parse().unwrap()
        })
    );
}

#[test]
fn a_dossier_is_accepted_once() {
    assert_eq!(
        decide(&in_process(), &accept(), &agency("COMINGO", "2026-03-04")),
        Err(CaseRejection::AlreadyAccepted)
    );
}
