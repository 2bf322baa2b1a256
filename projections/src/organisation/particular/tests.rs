use std::collections::HashMap;

use serde_json::json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{InForce, Particular, What, particulars};
use crate::organisation::Statement;
use crate::registry_entry::RegistryEntry;

const SURVIVOR: Uuid = Uuid::from_u128(1);
const MERGED: Uuid = Uuid::from_u128(2);

fn at(position: i64) -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + Duration::days(position)
}

/// A dossier of this position; decided at the other one, where there is one.
fn stated(
    organisation: Uuid,
    (position, decided): (i64, Option<i64>),
    (name, representative): (&str, u128),
) -> Statement {
    Statement {
        case_id: Uuid::from_u128(u128::try_from(position).unwrap()),
        organisation,
        position,
        stated_at: at(position),
        name: Some(name.to_owned()),
        told: Uuid::from_u128(900),
        home: Some("SE".to_owned()),
        representative: Some(Uuid::from_u128(representative)),
        fields: vec!["health".to_owned()],
        provinces: vec![],
        gives: false,
        status: decided.map_or("asked", |_| "in_force").to_owned(),
        decided_position: decided,
        decided_at: decided.map(at),
    }
}

fn entry(position: i64, what: &str, data: &serde_json::Value) -> RegistryEntry {
    RegistryEntry {
        position,
        ordinal: 0,
        recorded_at: at(position),
        what: what.to_owned(),
        organisation: Some(MERGED),
        certificate: what
            .starts_with("certificate")
            .then_some(Uuid::from_u128(7)),
        case_id: Some(Uuid::from_u128(70)),
        actor: Uuid::nil(),
        agency: None,
        role: "decider".to_owned(),
        data: data.to_string(),
    }
}

fn people() -> HashMap<Uuid, String> {
    let named = [
        (10, "Hjalmar Råbyholm"),
        (11, "Hjalmar Råbyholm"),
        (12, "Tamsin Wrenfield"),
    ];
    let each = named.map(|(id, name)| (Uuid::from_u128(id), name.to_owned()));
    each.into()
}

/// What is told, with since when and until when.
fn told(what: What, all: &[Particular]) -> Vec<(String, InForce, Option<i64>, Option<i64>)> {
    let of = all.iter().filter(|it| it.what == what);
    of.map(|it| {
        let at = |it: Option<super::Moment>| it.map(|it| it.position);
        (it.values.join(","), it.in_force, at(it.since), at(it.until))
    })
    .collect()
}

#[test]
fn a_change_is_in_force_since_its_decision_and_what_was_asked_in_vain_never_is() {
    let mut vain = stated(SURVIVOR, (5, None), ("C", 12));
    vain.status = "not_granted".to_owned();
    (vain.decided_position, vain.decided_at) = (Some(6), Some(at(6)));
    let statements = [
        stated(SURVIVOR, (1, Some(2)), ("A", 10)),
        stated(SURVIVOR, (3, Some(4)), ("B", 11)),
        vain,
        stated(SURVIVOR, (7, None), ("D", 12)),
        stated(SURVIVOR, (8, None), ("B", 11)),
    ];
    let all = particulars(SURVIVOR, &statements, &[], &people()).unwrap();
    let row = |name: &str, in_force, since, until| (name.to_owned(), in_force, since, until);
    assert_eq!(
        told(What::Name, &all),
        [
            row("D", InForce::Asked, None, None),
            row("C", InForce::NotGranted, None, Some(6)),
            row("B", InForce::Now, Some(4), None),
            row("A", InForce::Before, Some(2), Some(4)),
        ]
    );
    assert_eq!(
        told(What::Representative, &all).last().unwrap(),
        &row("Hjalmar Råbyholm", InForce::Now, Some(2), None),
        "the same person under another reference"
    );
    assert_eq!(
        told(What::Home, &all),
        [row("SE", InForce::Now, Some(2), None)]
    );
}

#[test]
fn of_two_that_became_one_the_last_decision_goes_on_under_the_name_of_the_survivor() {
    let statements = [
        stated(SURVIVOR, (1, Some(2)), ("Kept", 10)),
        stated(MERGED, (3, Some(4)), ("Gone", 12)),
    ];
    let merged = [entry(9, "merged", &json!({}))];
    let all = particulars(SURVIVOR, &statements, &merged, &people()).unwrap();
    let row = |name: &str, in_force, since, until| (name.to_owned(), in_force, since, until);
    assert_eq!(
        told(What::Name, &all),
        [
            row("Gone", InForce::Before, Some(4), Some(9)),
            row("Kept", InForce::Now, Some(2), None),
        ]
    );
    assert_eq!(
        told(What::Representative, &all),
        [
            row("Tamsin Wrenfield", InForce::Now, Some(4), None),
            row("Hjalmar Råbyholm", InForce::Before, Some(2), Some(9)),
        ]
    );
}

#[test]
fn fields_are_those_of_certificates_until_these_are_over() {
    let terms = json!({ "terms": {
        "certificate": Uuid::from_u128(7), "kind": "CERT-OP", "number": "1-26", "holder": MERGED,
        "name": { "value": Uuid::nil(), "subject": MERGED, "commitment": "x" },
        "fields": ["health"], "provinces": ["VN34-01"],
        "valid_from": "2026-01-01", "valid_until": "2027-01-01",
    }});
    let amended = json!({ "change": {
        "kind": "amended", "fields": ["education", "health"], "provinces": ["VN34-01"],
    }});
    let entries = [
        entry(1, "certificate_issued", &terms),
        entry(2, "certificate_amended", &amended),
        entry(3, "certificate_suspended", &json!({})),
        entry(4, "certificate_expired", &json!({})),
        entry(5, "certificate_revoked", &json!({})),
    ];
    let statements = [stated(SURVIVOR, (9, None), ("Kept", 10))];
    let all = particulars(SURVIVOR, &statements, &entries, &people()).unwrap();
    let row = |name: &str, in_force, since, until| (name.to_owned(), in_force, since, until);
    assert_eq!(
        told(What::Fields, &all),
        [
            row("health", InForce::Asked, None, None),
            row("education,health", InForce::Before, Some(2), Some(5)),
            row("health", InForce::Before, Some(1), Some(2)),
        ]
    );
    assert_eq!(
        told(What::Provinces, &all),
        [row("VN34-01", InForce::Before, Some(1), Some(5))]
    );
}
