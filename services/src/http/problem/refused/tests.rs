use std::collections::HashSet;

use domain::Role;
use domain::case::{CaseRejection, HomeFault};
use domain::law::PauseKind;
use domain::money::MoneyFault;

use super::kind_of;
use crate::http::problem::all;

#[test]
fn no_two_kinds_share_a_code() {
    let codes: Vec<_> = all().map(|it| it.code).collect();
    let distinct: HashSet<_> = codes.iter().collect();
    assert_eq!(distinct.len(), codes.len());
}

#[test]
fn every_kind_says_what_to_do_in_a_sentence() {
    for kind in all() {
        assert!(kind.advice.ends_with('.'), "{}", kind.code);
        assert!(!kind.title.ends_with('.'), "{}", kind.code);
        assert!(kind.status.is_client_error() || kind.status.is_server_error());
    }
}

#[expect(clippy::too_many_lines, reason = "one line and more for each refusal")]
#[test]
fn a_refusal_has_the_code_that_the_domain_gives_it() {
    let name = |text: &str| text.to_owned();
    let date = time::Date::MIN;
    let refusals = [
        CaseRejection::NotSubmitted,
        CaseRejection::AlreadySubmitted,
        CaseRejection::ProcedureNotInForce {
            procedure: name("P").try_into().unwrap(),
        },
        CaseRejection::CalendarMissing {
            calendar: name("C").try_into().unwrap(),
        },
        CaseRejection::OnlyRecorded,
        CaseRejection::NotRecorded,
        CaseRejection::NotAllowed {
            needed: Role::Decider,
        },
        CaseRejection::UnknownChannel {
            channel: name("c").try_into().unwrap(),
        },
        CaseRejection::UnknownComponent {
            component: name("c").try_into().unwrap(),
        },
        CaseRejection::NoComponents,
        CaseRejection::NoFields,
        CaseRejection::UnknownField {
            field: name("f").try_into().unwrap(),
        },
        CaseRejection::NoProvinces,
        CaseRejection::UnknownProvince {
            province: name("p").try_into().unwrap(),
        },
        CaseRejection::UnknownGround {
            ground: name("g").try_into().unwrap(),
        },
        CaseRejection::Incomplete { missing: vec![] },
        CaseRejection::TooManySupplements { requests_max: 2 },
        CaseRejection::SupplementTooLate { until: date },
        CaseRejection::AwaitsSupplement,
        CaseRejection::Paused {
            kind: PauseKind::Payment,
        },
        CaseRejection::NotPaused,
        CaseRejection::NoPause {
            kind: PauseKind::Applicant,
        },
        CaseRejection::UnknownFee {
            fee: name("F").try_into().unwrap(),
        },
        CaseRejection::PaidAlready {
            fee: name("F").try_into().unwrap(),
        },
        CaseRejection::NotPaid,
        CaseRejection::NoSupplementRequested,
        CaseRejection::NotAccepted,
        CaseRejection::AlreadyAccepted,
        CaseRejection::CodeOfAnotherBook {
            code: domain::DossierCode::new("A", date, 1),
            day: date,
        },
        CaseRejection::UnknownAgency {
            agency: name("A").try_into().unwrap(),
        },
        CaseRejection::ConsultsItself {
            agency: name("A").try_into().unwrap(),
        },
        CaseRejection::NobodyToConsult,
        CaseRejection::NotConsulted {
            agency: name("A").try_into().unwrap(),
        },
        CaseRejection::AlreadyReceived,
        CaseRejection::OpinionAlreadyGiven,
        CaseRejection::OpinionsMissing { agencies: vec![] },
        CaseRejection::NotForwarded,
        CaseRejection::AlreadyForwarded,
        CaseRejection::ValidTooLong { latest: date },
        CaseRejection::NeverValid,
        CaseRejection::NoReappointment,
        CaseRejection::AlreadyReappointed { times_max: 1 },
        CaseRejection::NoticeTooLate { due: date },
        CaseRejection::NotLater { due: date },
        CaseRejection::DayOff { day: date },
        CaseRejection::TooFarAway { day: date },
        CaseRejection::NoCertificate,
        CaseRejection::CertificateOfAnother,
        CaseRejection::ApplicantMerged {
            into: domain::SubjectId(uuid::Uuid::nil()),
        },
        CaseRejection::NoApproval,
        CaseRejection::OtherCurrency {
            currency: name("USD"),
        },
        CaseRejection::NoSuchYear { year: 1989 },
        CaseRejection::NoSuchPeriod {
            period: "2199-H2".parse().unwrap(),
        },
        CaseRejection::NoSuchSpan,
        CaseRejection::CertificateOfAnotherKind {
            kind: name("K").try_into().unwrap(),
        },
        CaseRejection::TooLateToFile { until: date },
        CaseRejection::NoSeat,
        CaseRejection::SeatElsewhere {
            seat: name("p").try_into().unwrap(),
        },
        CaseRejection::UnknownTrait {
            declared: name("t").try_into().unwrap(),
        },
        CaseRejection::NoManagingAgency,
        CaseRejection::NoValue,
        CaseRejection::UnknownCurrency,
        CaseRejection::NotASum(MoneyFault::NoSuchCurrency {
            currency: "XQQ".parse().unwrap(),
        }),
        CaseRejection::NotASum(MoneyFault::TooExact {
            currency: "JPY".parse().unwrap(),
            decimals: 0,
        }),
        CaseRejection::NotASum(MoneyFault::Nothing),
        CaseRejection::NoSuchCountry {
            home: "XX".parse().unwrap(),
        },
        CaseRejection::AtHome(HomeFault::NotThere {
            home: "VN".parse().unwrap(),
        }),
        CaseRejection::AtHome(HomeFault::EndsFirst {
            ends: date,
            until: date,
        }),
        CaseRejection::NotAskedFor { what: "value" },
        CaseRejection::NoGround,
        CaseRejection::NoMeetingHere,
        CaseRejection::MeetingMissing,
        CaseRejection::NothingToForward,
        CaseRejection::NothingToFollowUp,
        CaseRejection::NothingToAccept,
        CaseRejection::NotLate { due: None },
        CaseRejection::NotDecided,
        CaseRejection::AlreadyDecided,
        CaseRejection::Closed,
    ];
    for refusal in refusals {
        assert_eq!(kind_of(&refusal).code, refusal.code());
    }
}
