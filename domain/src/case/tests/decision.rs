use super::*;
use crate::Role;
use crate::testing::{agency, applicant};

fn granted_with(change: impl FnOnce(&mut Grant), history: &[CaseEvent], on: &str) -> Decision {
    let mut grant = grant();
    change(&mut grant);
    let grant = CaseCommand::GrantCertificate(grant);
    decide(history, &grant, &agency("MOFA", on))
}

/// A dossier whose applicant is registered at home until that day.
fn registered_until(last: &str) -> Vec<CaseEvent> {
    let mut submission = submission();
    submission.home_registration_until = Some(day(last));
    let mut history = with_decider();
    history[0] = submitted_with(submission);
    history
}

fn valid_until(decision: &Decision) -> time::Date {
    match &decision.as_ref().unwrap()[..] {
        [CaseEvent::CertificateGranted(terms)] => terms.valid_until,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_certificate_is_granted_for_what_was_applied_for() {
    assert_eq!(
        granted_with(|_| (), &with_decider(), "2026-04-02"),
        Ok(vec![granted()])
    );
}

#[test]
fn a_certificate_is_valid_for_three_years_at_most() {
    let until = |last: &str| {
        let until = day(last);
        granted_with(
            |it| it.valid_until = Some(until),
            &with_decider(),
            "2026-04-02",
        )
    };
    assert_eq!(valid_until(&until("2029-04-02")), day("2029-04-02"));
    assert_eq!(valid_until(&until("2027-12-31")), day("2027-12-31"));
    assert_eq!(
        until("2029-04-03"),
        Err(CaseRejection::ValidTooLong {
            latest: day("2029-04-02")
        })
    );
}

#[test]
fn three_years_after_a_leap_day_is_the_last_of_february() {
    let decision = granted_with(|_| (), &with_decider(), "2028-02-29");
    assert_eq!(valid_until(&decision), day("2031-02-28"));
}

#[test]
fn a_certificate_is_never_valid_beyond_the_registration_at_home() {
    let history = registered_until("2027-06-30");
    let decision = granted_with(|_| (), &history, "2026-04-02");
    assert_eq!(valid_until(&decision), day("2027-06-30"));
    let later = Some(day("2027-07-01"));
    assert_eq!(
        granted_with(|it| it.valid_until = later, &history, "2026-04-02"),
        Err(CaseRejection::ValidTooLong {
            latest: day("2027-06-30")
        })
    );
}

#[test]
fn a_certificate_is_valid_on_the_day_it_is_granted() {
    let yesterday = Some(day("2026-04-01"));
    assert_eq!(
        granted_with(
            |it| it.valid_until = yesterday,
            &with_decider(),
            "2026-04-02"
        ),
        Err(CaseRejection::NeverValid)
    );
    let history = registered_until("2026-04-01");
    for until in [None, yesterday, Some(day("2026-12-31"))] {
        assert_eq!(
            granted_with(|it| it.valid_until = until, &history, "2026-04-02"),
            Err(CaseRejection::NeverValid)
        );
    }
    let today = registered_until("2026-04-02");
    assert!(granted_with(|_| (), &today, "2026-04-02").is_ok());
}

#[test]
fn an_application_is_refused_on_a_ground_of_its_procedure() {
    let refuse = |ground: &str| {
        let refuse = CaseCommand::RefuseApplication(grounds(ground));
        decide(&with_decider(), &refuse, &agency("MOFA", "2026-04-02"))
    };
    assert_eq!(
        refuse("no-legal-personality"),
        Ok(vec![CaseEvent::ApplicationRefused {
            ground: "no-legal-personality".parse().unwrap(),
            reason: Some(in_the_vault(3)),
        }])
    );
    assert_eq!(
        refuse("wrong-agency"),
        Err(CaseRejection::UnknownGround {
            ground: "wrong-agency".parse().unwrap()
        })
    );
}

#[test]
fn only_the_decider_decides_and_only_what_it_has() {
    let needed = Role::Decider;
    for command in [
        CaseCommand::GrantCertificate(grant()),
        CaseCommand::RefuseApplication(grounds("no-legal-personality")),
    ] {
        for by in [agency("COMINGO", "2026-04-02"), applicant("2026-04-02")] {
            assert_eq!(
                decide(&with_decider(), &command, &by),
                Err(CaseRejection::NotAllowed { needed })
            );
        }
        assert_eq!(
            decide(&all_answered(), &command, &agency("MOFA", "2026-04-02")),
            Err(CaseRejection::NotForwarded)
        );
    }
}

#[test]
fn a_decision_stands() {
    assert_eq!(
        granted_with(|_| (), &decided(), "2026-04-03"),
        Err(CaseRejection::AlreadyDecided)
    );
}

#[test]
fn the_result_is_handed_over_by_the_receiver() {
    let by = agency("COMINGO", "2026-04-06");
    assert_eq!(
        decide(&decided(), &hand_over("online"), &by),
        Ok(vec![returned()])
    );
    assert_eq!(
        decide(&decided(), &hand_over("pigeon"), &by),
        Err(CaseRejection::UnknownChannel {
            channel: "pigeon".parse().unwrap()
        })
    );
    let needed = Role::Receiver;
    assert_eq!(
        decide(
            &decided(),
            &hand_over("online"),
            &agency("MOFA", "2026-04-06")
        ),
        Err(CaseRejection::NotAllowed { needed })
    );
}

#[test]
fn there_is_no_result_before_the_decision() {
    assert_eq!(
        decide(
            &with_decider(),
            &hand_over("online"),
            &agency("COMINGO", "2026-04-06")
        ),
        Err(CaseRejection::NotDecided)
    );
}
