mod correction;
mod duties;

use proptest::prelude::*;
use time::Date;
use uuid::Uuid;

use super::{
    Certificate, CertificateCommand, CertificateEvent, CertificateRejection, Duties, Standing,
};
use crate::case::CertificateChange;
use crate::testing::{agency, applicant, certificate_terms as terms, day, law, system};
use crate::{Acting, Aggregate, CaseId, Role, SubjectId, replay};

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
        Certificate::Issued {
            terms: Box::new(terms(5, "12-26")),
            standing: Standing::Expired,
            duties: Duties::default(),
        },
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
    let needed = &[Role::System];
    for by in [agency("MOFA", "2029-04-03"), applicant("2029-04-03")] {
        assert_eq!(
            decide(&[granted()], &expire("2029-04-03"), &by),
            Err(CertificateRejection::NotAllowed { needed })
        );
    }
}

fn pass(to: u128) -> CertificateCommand {
    let to = SubjectId(Uuid::from_u128(to));
    CertificateCommand::Pass { to }
}

#[test]
fn a_certificate_passes_to_whom_its_holder_was_merged_into() {
    let by = agency("MOFA", "2026-05-02");
    let (from, to) = (SubjectId(Uuid::from_u128(5)), SubjectId(Uuid::from_u128(6)));
    let passed = CertificateEvent::Passed { from, to };
    for history in [
        vec![granted()],
        vec![granted(), changed(suspended())],
        vec![granted(), expired()],
    ] {
        assert_eq!(decide(&history, &pass(6), &by), Ok(vec![passed.clone()]));
        let after = replay::<Certificate>(history.iter().chain([&passed]));
        assert_eq!(after.holding().unwrap().holder, to);
        assert_eq!(after.decide(&pass(6), &by, law()), Ok(vec![]), "once");
    }
    let never = decide(&[], &pass(6), &by);
    assert_eq!(never, Err(CertificateRejection::NotGranted));
}

#[test]
fn commands_have_names_for_the_audit_trail() {
    assert_eq!(grant().name(), "grant_certificate");
    assert_eq!(expire("2029-04-03").name(), "expire_certificate");
    assert_eq!(pass(6).name(), "pass_certificate");
}

fn change(change: CertificateChange) -> CertificateCommand {
    CertificateCommand::Change { case: CASE, change }
}

fn changed(change: CertificateChange) -> CertificateEvent {
    CertificateEvent::Changed { case: CASE, change }
}

fn suspended() -> CertificateChange {
    CertificateChange::Suspended {
        ground: "other-bank-account".parse().unwrap(),
    }
}

fn revoked() -> CertificateChange {
    CertificateChange::Revoked {
        ground: "forbidden-activity".parse().unwrap(),
    }
}

fn longer() -> CertificateChange {
    CertificateChange::Extended {
        valid_until: day("2032-04-02"),
        home_registration_until: None,
    }
}

fn standing(history: &[CertificateEvent]) -> &'static str {
    match replay::<Certificate>(history) {
        Certificate::Unissued => "unissued",
        Certificate::Issued { standing, .. } => standing.name(),
    }
}

#[test]
fn a_certificate_becomes_what_a_case_decided() {
    let by = agency("MOFA", "2027-04-02");
    let amended = CertificateChange::Amended {
        fields: vec!["education".parse().unwrap()],
        provinces: vec![],
        seat: None,
    };
    let reissued = CertificateChange::Reissued {
        number: "13-27".parse().unwrap(),
    };
    let mut history = vec![granted()];
    for it in [
        longer(),
        amended,
        reissued,
        suspended(),
        CertificateChange::Reactivated {},
    ] {
        let events = decide(&history, &change(it.clone()), &by);
        assert_eq!(events, Ok(vec![changed(it)]));
        history.extend(events.unwrap());
    }
    let holding = replay::<Certificate>(&history).holding().unwrap();
    assert_eq!(holding.valid_until, day("2032-04-02"));
    assert_eq!(holding.fields, ["education".parse().unwrap()]);
    assert_eq!(standing(&history), "valid");
}

#[test]
fn what_a_certificate_can_become_depends_on_how_it_stands() {
    let by = agency("MOFA", "2027-04-02");
    let ended = CertificateChange::Ended {};
    let again = CertificateChange::Reactivated {};
    let can = |history: &[CertificateEvent], it: &CertificateChange| {
        decide(history, &change(it.clone()), &by).is_ok()
    };
    let all = [
        longer(),
        suspended(),
        again.clone(),
        revoked(),
        ended.clone(),
    ];
    for (history, becomes) in [
        (vec![], [false, false, false, false, false]),
        (vec![granted()], [true, true, false, true, true]),
        (
            vec![granted(), changed(suspended())],
            [false, false, true, true, true],
        ),
        (vec![granted(), expired()], [false, true, false, true, true]),
        (vec![granted(), changed(revoked())], [false; 5]),
        (vec![granted(), changed(ended)], [false; 5]),
    ] {
        let found = all.each_ref().map(|it| can(&history, it));
        assert_eq!(found, becomes, "{history:?}");
    }
    let over = [granted(), expired(), changed(suspended()), changed(again)];
    assert_eq!(
        standing(&over),
        "expired",
        "a day that has passed does not come back"
    );
}

#[test]
fn a_suspended_certificate_expires_as_well() {
    let by = system("2029-04-03");
    let history = [granted(), changed(suspended())];
    assert_eq!(
        decide(&history, &expire("2029-04-03"), &by),
        Ok(vec![expired()])
    );
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

#[test]
fn every_change_of_a_certificate_is_stored_by_its_kind() {
    for change in [
        serde_json::json!({ "kind": "extended", "valid_until": "2032-04-02" }),
        serde_json::json!({ "kind": "amended", "fields": ["health"], "provinces": [] }),
        serde_json::json!({ "kind": "reissued", "number": "12-26-B" }),
        serde_json::json!({ "kind": "suspended", "ground": "other-bank-account" }),
        serde_json::json!({ "kind": "reactivated" }),
        serde_json::json!({ "kind": "revoked", "ground": "forbidden-activity" }),
        serde_json::json!({ "kind": "ended" }),
    ] {
        let read: crate::case::CertificateChange = serde_json::from_value(change.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), change);
    }
}

#[test]
fn a_certificate_remembers_until_when_its_holder_is_registered_at_home() {
    let extended = |home: Option<&str>| CertificateChange::Extended {
        valid_until: day("2032-04-02"),
        home_registration_until: home.map(day),
    };
    let home = |changes: &[CertificateChange]| {
        let changes = changes.iter().cloned();
        let terms = changes.fold(terms(5, "12-26"), |terms, it| terms.with(&it));
        terms.home_registration_until
    };
    let (first, later) = (extended(Some("2032-12-31")), extended(Some("2036-06-30")));
    assert_eq!(home(&[]), None);
    assert_eq!(
        home(&[first.clone(), extended(None)]),
        Some(day("2032-12-31"))
    );
    assert_eq!(home(&[first, later]), Some(day("2036-06-30")));
}
