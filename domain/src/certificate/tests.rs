use proptest::prelude::*;
use time::Date;
use uuid::Uuid;

use super::{Certificate, CertificateCommand, CertificateEvent, CertificateRejection};
use crate::testing::{agency, applicant, certificate_terms as terms, day, law, system};
use crate::{Acting, Aggregate, CaseId, Role, replay};

type Decision = Result<Vec<CertificateEvent>, CertificateRejection>;

const CASE: CaseId = CaseId(Uuid::from_u128(0xca5e));

fn grant() -> CertificateCommand {
    CertificateCommand::Grant {
        case: CASE,
        terms: Box::new(terms(5, "12-26")),
    }
}

fn granted() -> CertificateEvent {
    CertificateEvent::Granted {
        case: CASE,
        terms: Box::new(terms(5, "12-26")),
    }
}

fn expired() -> CertificateEvent {
    CertificateEvent::Expired {}
}

fn expire(today: &str) -> CertificateCommand {
    let today = day(today);
    CertificateCommand::Expire { today }
}

fn decide(history: &[CertificateEvent], command: &CertificateCommand, by: &Acting) -> Decision {
    replay::<Certificate>(history).decide(command, by, law())
}

#[test]
fn a_certificate_is_issued_as_the_case_decided() {
    let by = agency("MOFA", "2026-04-02");
    assert_eq!(decide(&[], &grant(), &by), Ok(vec![granted()]));
}

#[test]
fn a_certificate_is_issued_once() {
    let by = agency("MOFA", "2026-04-02");
    for history in [&[granted()][..], &[granted(), expired()]] {
        assert_eq!(
            decide(history, &grant(), &by),
            Err(CertificateRejection::AlreadyGranted)
        );
    }
}

#[test]
fn a_certificate_expires_when_its_last_day_has_passed() {
    let by = system("2029-04-03");
    assert_eq!(
        decide(&[granted()], &expire("2029-04-02"), &by),
        Err(CertificateRejection::StillValid {
            valid_until: day("2029-04-02")
        })
    );
    assert_eq!(
        decide(&[granted()], &expire("2029-04-03"), &by),
        Ok(vec![expired()])
    );
}

#[test]
fn a_certificate_that_expired_has_expired() {
    let by = system("2029-04-03");
    let history = [granted(), expired()];
    assert_eq!(decide(&history, &expire("2029-04-04"), &by), Ok(vec![]));
    let state = replay::<Certificate>(&history);
    assert_eq!(
        state,
        Certificate::Expired(Box::new(terms(5, "12-26"))),
        "what it said is kept"
    );
}

#[test]
fn what_was_never_issued_does_not_expire() {
    assert_eq!(
        decide(&[], &expire("2029-04-03"), &system("2029-04-03")),
        Err(CertificateRejection::NotGranted)
    );
}

#[test]
fn only_the_passage_of_time_lets_a_certificate_expire() {
    let needed = Role::System;
    for by in [agency("MOFA", "2029-04-03"), applicant("2029-04-03")] {
        assert_eq!(
            decide(&[granted()], &expire("2029-04-03"), &by),
            Err(CertificateRejection::NotAllowed { needed })
        );
    }
}

#[test]
fn commands_have_names_for_the_audit_trail() {
    assert_eq!(grant().name(), "grant_certificate");
    assert_eq!(expire("2029-04-03").name(), "expire_certificate");
}

proptest! {
    #[test]
    fn a_repeated_command_causes_nothing(commands in prop::collection::vec(any_command(), 0..12)) {
        let mut certificate = Certificate::default();
        for command in commands {
            let by = system("2029-04-03");
            let Ok(events) = certificate.decide(&command, &by, law()) else { continue };
            certificate = events.iter().fold(certificate, Certificate::evolve);
            let again = certificate.decide(&command, &by, law());
            prop_assert_eq!(again.unwrap_or_default(), vec![]);
        }
    }
}

fn any_command() -> impl Strategy<Value = CertificateCommand> {
    let days = (0..2000i64).prop_map(|it| day("2026-01-01") + time::Duration::days(it));
    prop_oneof![
        Just(grant()),
        days.prop_map(|today: Date| CertificateCommand::Expire { today }),
    ]
}
