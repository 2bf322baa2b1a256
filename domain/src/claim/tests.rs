use std::collections::BTreeSet;

use proptest::prelude::*;
use time::Duration;
use uuid::Uuid;

use super::Claims;
use crate::case::{CaseEvent, CertificateChange};
use crate::certificate::{Certificate, CertificateCommand, CertificateEvent};
use crate::dossier_book::{AssignCode, DossierBook, DossierBookEvent};
use crate::testing::{certificate_terms, day, law, system};
use crate::{Aggregate, CaseId, DossierCode, replay};

fn grant(holder: u128, number: &str) -> CertificateEvent {
    CertificateEvent::Granted {
        case: CaseId(Uuid::from_u128(1)),
        terms: Box::new(certificate_terms(holder, number)),
    }
}

const HOLDER: &str = "certificate/CERT-OP/00000000-0000-0000-0000-000000000005";
const NUMBER: &str = "certificate-number/CERT-OP/12-26";

#[test]
fn numbers_that_differ_in_case_alone_are_one_number() {
    let of = |number: &str| Certificate::default().claims(&grant(5, number)).taken;
    assert_eq!(of("12-gp-Bng"), of("12-GP-BNG"));
    assert_ne!(of("12-GP-BNG"), of("13-GP-BNG"));
}

#[test]
fn a_number_is_one_number_whether_it_is_granted_or_given_by_a_reissue() {
    let reissued = |number: &str| {
        let number = number.parse().unwrap();
        let again = CertificateEvent::Changed {
            case: CaseId(Uuid::from_u128(2)),
            change: CertificateChange::Reissued { number },
        };
        replay::<Certificate>(&[grant(5, "1")]).claims(&again).taken
    };
    let granted = Certificate::default().claims(&grant(6, "33-A")).taken;
    assert_eq!(reissued("33-a"), [granted[1].clone()]);
    assert_eq!(reissued("33-A"), reissued("33-a"));
    assert_ne!(reissued("33-b"), reissued("33-a"));
}

#[test]
fn a_certificate_claims_its_holder_and_its_number() {
    let claims = Certificate::default().claims(&grant(5, "12-26"));
    assert_eq!(claims.taken, [HOLDER, NUMBER]);
    assert_eq!(claims.released, [""; 0]);
}

#[test]
fn an_expired_certificate_sets_its_holder_free_and_keeps_its_number() {
    let valid = replay::<Certificate>(&[grant(5, "12-26")]);
    let claims = valid.claims(&CertificateEvent::Expired {});
    assert_eq!(claims.taken, [""; 0]);
    assert_eq!(claims.released, [HOLDER]);
}

#[test]
fn a_certificate_that_passes_to_another_holder_is_the_one_that_holder_has() {
    let (from, to) = (
        crate::SubjectId(Uuid::from_u128(5)),
        crate::SubjectId(Uuid::from_u128(6)),
    );
    let passed = CertificateEvent::Passed { from, to };
    let valid = replay::<Certificate>(&[grant(5, "12-26")]);
    let claims = valid.claims(&passed);
    assert_eq!(claims.released, [HOLDER]);
    assert_eq!(claims.taken, [HOLDER.replace("0005", "0006")]);
    let after = valid.evolve(&passed).claims(&CertificateEvent::Expired {});
    assert_eq!(after.released, [HOLDER.replace("0005", "0006")]);
    let over = replay::<Certificate>(&[grant(5, "12-26"), CertificateEvent::Expired {}]);
    assert_eq!(over.claims(&passed), Claims::default());
}

#[test]
fn an_expiry_that_changes_nothing_sets_nothing_free() {
    let expired = CertificateEvent::Expired {};
    let over = replay::<Certificate>(&[grant(5, "12-26"), expired.clone()]);
    assert_eq!(over.claims(&expired), Claims::default());
    assert_eq!(Certificate::default().claims(&expired), Claims::default());
}

#[test]
fn a_certificate_that_is_taken_away_or_given_up_sets_its_holder_free() {
    let changed = |change| CertificateEvent::Changed {
        case: CaseId(Uuid::from_u128(2)),
        change,
    };
    let ground: crate::GroundId = "forbidden-activity".parse().unwrap();
    let suspended = changed(CertificateChange::Suspended {
        ground: ground.clone(),
    });
    let revoked = changed(CertificateChange::Revoked { ground });
    let valid = replay::<Certificate>(&[grant(5, "12-26")]);
    assert_eq!(valid.claims(&suspended), Claims::default());
    assert_eq!(valid.claims(&revoked).released, [HOLDER]);
    let held_back = valid.clone().evolve(&suspended);
    assert_eq!(held_back.claims(&revoked).released, [HOLDER]);
    let over = valid.clone().evolve(&CertificateEvent::Expired {});
    assert_eq!(
        over.claims(&revoked),
        Claims::default(),
        "it was free before"
    );

    let number = "13-27".parse().unwrap();
    let again = changed(CertificateChange::Reissued { number });
    assert_eq!(
        valid.claims(&again).taken,
        ["certificate-number/CERT-OP/13-27"]
    );
}

#[test]
fn an_accepted_dossier_claims_its_code_for_ever() {
    let text = include_str!("../../fixtures/events/case.dossier_accepted.v1.json");
    let accepted: CaseEvent = serde_json::from_str(text).unwrap();
    assert_eq!(accepted.claims().taken, ["dossier-code/G08-260304-0001"]);
    assert_eq!(accepted.claims().released, [""; 0]);
    let text = include_str!("../../fixtures/events/case.dossier_withdrawn.v1.json");
    let withdrawn: CaseEvent = serde_json::from_str(text).unwrap();
    assert_eq!(withdrawn.claims(), Claims::default());
}

/// The claims as the store keeps them: an append that takes what is taken is refused.
#[derive(Default)]
struct Register(BTreeSet<String>);

impl Register {
    fn take(&mut self, claims: &Claims) -> bool {
        if claims.taken.iter().any(|it| self.0.contains(it)) {
            return false;
        }
        self.0.extend(claims.taken.iter().cloned());
        for released in &claims.released {
            assert!(self.0.remove(released), "{released} was not taken");
        }
        true
    }
}

proptest! {
    /// Certificates come and go; at any time a holder has one at most, and no number comes back.
    #[test]
    fn a_holder_has_one_certificate_and_a_number_is_given_once(
        moves in prop::collection::vec((0..6usize, 0..3u128, 0..5u8, any::<bool>()), 0..60),
    ) {
        let mut register = Register::default();
        let mut certificates = vec![Certificate::default(); 6];
        let mut numbers = BTreeSet::new();
        let by = system("2030-01-01");
        for (which, holder, number, expires) in moves {
            let CertificateEvent::Granted { case, terms } = grant(holder, &number.to_string()) else {
                unreachable!()
            };
            let command = if expires {
                let today = terms.valid_until + Duration::DAY;
                CertificateCommand::Expire { today }
            } else {
                CertificateCommand::Grant { case, terms }
            };
            for event in certificates[which].decide(&command, &by, law()).unwrap_or_default() {
                if register.take(&certificates[which].claims(&event)) {
                    certificates[which] = std::mem::take(&mut certificates[which]).evolve(&event);
                    let fresh = expires || numbers.insert(number);
                    prop_assert!(fresh, "{number} was given twice");
                }
            }
            let mut holders: Vec<_> = certificates.iter().filter_map(|it| match it {
                Certificate::Issued { terms, standing, .. } if standing.is_held() => Some(terms.holder),
                Certificate::Unissued | Certificate::Issued { .. } => None,
            }).collect();
            let all = holders.len();
            holders.sort();
            holders.dedup();
            prop_assert_eq!(holders.len(), all);
        }
    }

    #[test]
    fn no_code_is_given_to_two_dossiers(
        cases in prop::collection::vec(0..40u128, 0..80),
    ) {
        let mut book = DossierBook::default();
        let mut codes = BTreeSet::new();
        let day = day("2026-03-04");
        // A case asks for a code until it is accepted with one.
        let mut accepted = BTreeSet::new();
        for case in cases.iter().filter(|it| accepted.insert(**it)) {
            let command = AssignCode {
                case: CaseId(Uuid::from_u128(*case)),
                prefix: "G08".to_owned(),
                day,
            };
            let events = book.decide(&command, &system("2026-03-04"), law()).unwrap();
            for DossierBookEvent::CodeAssigned { code, .. } in &events {
                prop_assert!(codes.insert(code.clone()));
                prop_assert!(code.is_of("G08", day));
            }
            book = events.iter().fold(book, DossierBook::evolve);
        }
        prop_assert_eq!(codes.len(), accepted.len());
        let last = DossierCode::new("G08", day, accepted.len());
        prop_assert!(accepted.is_empty() || codes.contains(&last), "numbers have no gaps");
    }
}
