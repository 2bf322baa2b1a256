use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::{
    Merge, MergeGround, Organisation, OrganisationCommand, OrganisationEvent,
    OrganisationRejection, kinds_of_certificates, role_in_registries,
};
use crate::testing::{agency, applicant, law, system};
use crate::{Acting, Aggregate, CertificateKind, Role, SubjectId};

fn subject(number: u128) -> SubjectId {
    SubjectId(Uuid::from_u128(number))
}

fn merge(organisation: u128, into: u128) -> Merge {
    Merge {
        organisation: subject(organisation),
        into: subject(into),
        ground: MergeGround::SameOrganisation,
        decision: "7-QD".parse().unwrap(),
        reason: None,
        both_hold: None,
    }
}

fn registrar() -> Acting {
    agency("MOFA", "2026-04-02")
}

/// Many organisations, merged as the shell merges them: both streams or none.
#[derive(Default)]
struct Registry(BTreeMap<u128, Organisation>);

impl Registry {
    fn of(&self, number: u128) -> Organisation {
        self.0.get(&number).copied().unwrap_or_default()
    }

    fn merge(&mut self, from: u128, to: u128) -> Result<(), OrganisationRejection> {
        let command = OrganisationCommand::Merge(merge(from, to));
        let merged = self.of(from).decide(&command, &registrar(), law())?;
        let absorb = OrganisationCommand::Absorb {
            organisation: subject(to),
            other: subject(from),
        };
        let absorbed = self.of(to).decide(&absorb, &registrar(), law())?;
        for (number, events) in [(from, merged), (to, absorbed)] {
            let after = events.iter().fold(self.of(number), Organisation::evolve);
            self.0.insert(number, after);
        }
        Ok(())
    }

    fn survivor(&self, number: u128) -> Option<u128> {
        let mut at = number;
        for _ in 0..=self.0.len() {
            match self.of(at).merged_into() {
                None => return Some(at),
                Some(next) => at = next.0.as_u128(),
            }
        }
        None
    }
}

#[test]
fn who_keeps_the_registries_merges() {
    let command = OrganisationCommand::Merge(merge(5, 6));
    let events = Organisation::default().decide(&command, &registrar(), law());
    let expected = OrganisationEvent::Merged {
        organisation: subject(5),
        into: subject(6),
        ground: MergeGround::SameOrganisation,
        decision: "7-QD".parse().unwrap(),
        reason: None,
    };
    assert_eq!(events, Ok(vec![expected]));
    let needed = Role::Registrar;
    for by in [
        agency("COMINGO", "2026-04-02"),
        agency("PPC-01", "2026-04-02"),
        applicant("2026-04-02"),
        system("2026-04-02"),
    ] {
        let refused = Organisation::default().decide(&command, &by, law());
        assert_eq!(refused, Err(OrganisationRejection::NotAllowed { needed }));
        assert_ne!(role_in_registries(&by, law()), needed);
    }
}

#[test]
fn nothing_is_merged_twice_or_with_itself_or_in_a_circle() {
    let mut registry = Registry::default();
    assert_eq!(registry.merge(5, 5), Err(OrganisationRejection::IntoItself));
    registry.merge(5, 6).unwrap();
    for to in [5, 6, 7] {
        let refused = registry.merge(5, to);
        let expected = if to == 5 {
            OrganisationRejection::IntoItself
        } else {
            OrganisationRejection::AlreadyMerged { into: subject(6) }
        };
        assert_eq!(refused, Err(expected));
    }
    let into = subject(6);
    for from in [6, 7] {
        assert_eq!(
            registry.merge(from, 5),
            Err(OrganisationRejection::SurvivorMerged { into }),
            "whoever was merged takes nobody in"
        );
    }
    registry.merge(6, 7).unwrap();
    assert_eq!(registry.survivor(5), Some(7));
}

#[test]
fn who_holds_the_same_certificate_twice_is_not_merged() {
    let kind: CertificateKind = "CERT-OP".parse().unwrap();
    let both_hold = Some(kind.clone());
    let command = OrganisationCommand::Merge(Merge {
        both_hold,
        ..merge(5, 6)
    });
    let refused = Organisation::default().decide(&command, &registrar(), law());
    assert_eq!(refused, Err(OrganisationRejection::BothHold { kind }));
}

#[test]
fn every_kind_of_certificate_is_looked_for() {
    let kinds: Vec<_> = kinds_of_certificates(law())
        .map(CertificateKind::as_str)
        .collect();
    assert_eq!(kinds, ["CERT-OP", "CERT-PO", "CERT-RO"]);
}

#[test]
fn grounds_are_named_as_they_are_stored() {
    for ground in MergeGround::ALL {
        assert_eq!(serde_json::to_value(ground).unwrap(), ground.name());
    }
}

proptest! {
    #[test]
    fn from_each_organisation_one_way_leads_to_one_that_survives(
        merges in prop::collection::vec((0..8u128, 0..8u128), 0..24)
    ) {
        let mut registry = Registry::default();
        for (from, to) in merges {
            let before: Vec<_> = (0..8).map(|it| registry.survivor(it)).collect();
            let done = registry.merge(from, to).is_ok();
            for number in 0..8 {
                let survivor = registry.survivor(number);
                prop_assert!(survivor.is_some(), "{} goes in a circle", number);
                if !done {
                    prop_assert_eq!(survivor, before[usize::try_from(number).unwrap()]);
                }
            }
            if done {
                prop_assert_eq!(registry.survivor(from), registry.survivor(to));
            }
        }
    }
}
