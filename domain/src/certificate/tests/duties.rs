//! What is owed under a certificate, and what becomes of it.

use uuid::Uuid;

use crate::certificate::{
    Certificate, CertificateCommand, CertificateEvent, CertificateRejection, DutyNamed, DutyState,
    Founded,
};
use crate::testing::{agency, applicant, certificate_terms, day, law, system};
use crate::{Aggregate, CaseId, Law, Role};

pub(super) fn granted() -> Certificate {
    let terms = Box::new(certificate_terms(5, "7-26"));
    let case = CaseId(Uuid::from_u128(1));
    Certificate::default().evolve(&CertificateEvent::Granted { case, terms })
}

fn named(duty: &str, due: &str) -> DutyNamed {
    DutyNamed {
        founded: founded(),
        duty: duty.parse().unwrap(),
        due: day(due),
    }
}

pub(super) fn founded() -> Founded {
    Founded {
        procedure: "FNGO-OP-ISSUE".parse().unwrap(),
        version: 5,
        changed_on: vec![],
        extended_on: vec![],
        received_on: Some(day("2026-04-02")),
        received_again_on: vec![],
    }
}

pub(super) fn fulfil(duty: &str, due: &str, on: &str) -> CertificateCommand {
    let on = day(on);
    let named = Box::new(named(duty, due));
    CertificateCommand::FulfilDuty { named, on }
}

pub(super) fn note() -> CertificateCommand {
    CertificateCommand::NoteMissedDuties { founded: founded() }
}

fn then(certificate: &Certificate, command: &CertificateCommand, on: &str) -> Certificate {
    let events = certificate.decide(command, &agency("COMINGO", on), law());
    let events = events.unwrap_or_else(|it| panic!("{it}"));
    events.iter().fold(certificate.clone(), Certificate::evolve)
}

fn states(certificate: &Certificate, duty: &str) -> Vec<(String, Option<DutyState>)> {
    states_under(law(), certificate, duty)
}

pub(super) fn states_under(
    law: &Law,
    certificate: &Certificate,
    duty: &str,
) -> Vec<(String, Option<DutyState>)> {
    let owed = certificate.owed(law, &founded());
    let of_duty = owed.into_iter().filter(|it| it.0.duty.id.as_str() == duty);
    of_duty
        .map(|(it, state)| (it.due.to_string(), state))
        .collect()
}

#[test]
fn what_is_owed_is_fulfilled_once_by_whoever_receives_or_decides() {
    let account = fulfil("account", "2026-04-16", "2026-04-10");
    let done = then(&granted(), &account, "2026-04-10");
    let on = day("2026-04-10");
    let fulfilled = Some(DutyState::Fulfilled { on });
    assert_eq!(
        states(&done, "account"),
        [("2026-04-16".to_owned(), fulfilled)]
    );
    let by = agency("MOFA", "2026-04-13");
    assert!(matches!(
        done.decide(&account, &by, law()),
        Err(CertificateRejection::AlreadySettled { .. })
    ));
    for by in [agency("MOH", "2026-04-10"), applicant("2026-04-10")] {
        let refused = granted().decide(&account, &by, law()).unwrap_err();
        let text = "only the receiver or the decider may do this";
        assert_eq!(refused.to_string(), text);
    }
}

#[test]
fn whoever_settles_a_duty_plays_the_part_that_the_procedure_gives_them() {
    let account = fulfil("account", "2026-04-16", "2026-04-10");
    for (by, role) in [
        (agency("COMINGO", "2026-04-10"), Role::Receiver),
        (agency("MOFA", "2026-04-10"), Role::Decider),
        (agency("MOH", "2026-04-10"), Role::Outsider),
        (applicant("2026-04-10"), Role::Applicant),
        (system("2026-04-10"), Role::System),
    ] {
        assert_eq!(account.role_of(&by, law()), role);
    }
}

#[test]
fn only_what_is_owed_by_that_day_is_fulfilled_and_not_before_it_was_done() {
    let by = agency("COMINGO", "2026-04-10");
    assert!(matches!(
        granted().decide(&fulfil("account", "2026-04-17", "2026-04-10"), &by, law()),
        Err(CertificateRejection::NotOwed { .. })
    ));
    let today = day("2026-04-10");
    assert_eq!(
        granted().decide(&fulfil("account", "2026-04-16", "2026-04-11"), &by, law()),
        Err(CertificateRejection::NotYet { today })
    );
    assert!(matches!(
        granted().decide(&fulfil("account", "2026-04-16", "1990-01-01"), &by, law()),
        Err(CertificateRejection::BeforeIssue { .. })
    ));
}

#[test]
fn what_is_missed_is_noted_once_and_may_still_be_done() {
    let note = CertificateCommand::NoteMissedDuties { founded: founded() };
    let by = system("2026-06-10");
    let events = granted().decide(&note, &by, law()).unwrap();
    assert_eq!(events.len(), 2, "the account and the plan");
    let missed = events.iter().fold(granted(), Certificate::evolve);
    assert_eq!(missed.decide(&note, &by, law()), Ok(vec![]));
    assert_eq!(states(&missed, "plan")[0].1, Some(DutyState::Missed));
    let late = then(
        &missed,
        &fulfil("plan", "2026-06-09", "2026-06-10"),
        "2026-06-10",
    );
    let on = day("2026-06-10");
    assert_eq!(
        states(&late, "plan")[0].1,
        Some(DutyState::Fulfilled { on })
    );
    assert!(matches!(
        granted().decide(&note, &agency("MOFA", "2026-06-10"), law()),
        Err(CertificateRejection::NotAllowed { .. })
    ));
}

#[test]
fn a_decision_lets_a_duty_be() {
    let waive = CertificateCommand::WaiveDuty {
        named: Box::new(named("annual-report", "2026-12-18")),
        decision: "12-QD-2026".parse().unwrap(),
    };
    let waived = then(&granted(), &waive, "2026-12-01");
    assert_eq!(
        states(&waived, "annual-report")[0].1,
        Some(DutyState::Waived)
    );
    let note = CertificateCommand::NoteMissedDuties { founded: founded() };
    let events = waived.decide(&note, &system("2026-12-20"), law()).unwrap();
    let reports = events.iter().filter(|it| {
        matches!(it, CertificateEvent::DutyMissed { duty, .. } if duty.as_str() == "annual-report")
    });
    assert_eq!(reports.count(), 0);
}

#[test]
fn activity_begins_the_twelve_months_anew() {
    let active = then(
        &granted(),
        &fulfil("activity", "2027-04-02", "2026-09-01"),
        "2026-09-01",
    );
    let days: Vec<_> = states(&active, "activity");
    assert_eq!(days.len(), 2);
    assert_eq!(days[1], ("2027-09-01".to_owned(), None));
}

#[test]
fn activity_on_a_day_that_is_not_news_leaves_the_twelve_months_running() {
    let active = then(
        &granted(),
        &fulfil("activity", "2027-04-02", "2026-09-01"),
        "2026-09-01",
    );
    for (certificate, due, on) in [
        (&granted(), "2027-04-02", "2026-04-02"),
        (&active, "2027-09-01", "2026-09-01"),
        (&active, "2027-09-01", "2026-06-01"),
    ] {
        let told = certificate.decide(
            &fulfil("activity", due, on),
            &agency("COMINGO", "2026-10-01"),
            law(),
        );
        let duty = "activity".parse().unwrap();
        let due = day(due);
        assert_eq!(
            told,
            Err(CertificateRejection::AlreadySettled { duty, due })
        );
    }
}

#[test]
fn twelve_months_begin_anew_after_those_that_were_waived() {
    let waive = CertificateCommand::WaiveDuty {
        named: Box::new(named("activity", "2027-04-02")),
        decision: "12-QD-2027".parse().unwrap(),
    };
    let waived = then(&granted(), &waive, "2027-04-05");
    let due = ["2027-04-02", "2028-04-03"].map(str::to_owned);
    let [first, next] = due;
    let told = [(first, Some(DutyState::Waived)), (next, None)];
    assert_eq!(states(&waived, "activity"), told);
    let events = waived.decide(
        &CertificateCommand::NoteMissedDuties { founded: founded() },
        &system("2028-04-04"),
        law(),
    );
    let missed = events.unwrap().into_iter().any(|it| {
        let due = day("2028-04-03");
        matches!(it, CertificateEvent::DutyMissed { duty, due: on, .. } if duty.as_str() == "activity" && on == due)
    });
    assert!(missed);
}

#[test]
fn whoever_applies_for_an_extension_in_time_has_renewed() {
    let renew = CertificateCommand::NoteRenewal { founded: founded() };
    let applied = |on: &str| granted().decide(&renew, &applicant(on), law()).unwrap();
    let events = applied("2029-02-01");
    let renewed = events.iter().fold(granted(), Certificate::evolve);
    let on = day("2029-02-01");
    let told = ("2029-02-01".to_owned(), Some(DutyState::Fulfilled { on }));
    assert_eq!(states(&renewed, "renewal"), [told]);
    assert_eq!(applied("2029-02-02"), [], "the day has passed");
    let again = renewed.decide(&renew, &applicant("2029-02-01"), law());
    assert_eq!(again, Ok(vec![]));
    let missed = renewed.decide(
        &CertificateCommand::NoteMissedDuties { founded: founded() },
        &system("2029-02-05"),
        law(),
    );
    let renewal = |it: &CertificateEvent| matches!(it, CertificateEvent::DutyMissed { duty, .. } if duty.as_str() == "renewal");
    assert!(!missed.unwrap().iter().any(renewal));
}
