//! What released events came to say later, in members that may be absent.

use super::{AID, CASE, CATALOGUE, CERTIFICATE, stored};
use crate::aid::AidEvent;
use crate::case::CaseEvent;
use crate::catalogue::CatalogueEvent;
use crate::certificate::CertificateEvent;

#[test]
fn what_was_added_to_an_event_later_is_kept_where_it_is() {
    let (_, mut value) = stored::<CatalogueEvent>(CATALOGUE[1]);
    let calendar = &mut value["data"]["calendar"];
    calendar["hours"] = serde_json::json!({
        "sessions": [{ "from": "08:00", "to": "12:00" }], "basis": "A decision",
    });
    calendar["reception"] = serde_json::json!({ "until": "15:00", "basis": "A decree" });
    calendar["holidays"][0]["kind"] = "swapped".into();
    let event: CatalogueEvent = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(event).unwrap(), value);

    let (_, mut value) = stored::<CaseEvent>(CASE[2]);
    let (_, accepted) = stored::<CaseEvent>(CASE[4]);
    value["data"]["deadline"] = accepted["data"]["deadline"].clone();
    let event: CaseEvent = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(event).unwrap(), value);

    let (_, mut value) = stored::<CaseEvent>(CASE[4]);
    value["data"]["total_ends"] = "delivery".into();
    let event: CaseEvent = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(event).unwrap(), value);

    let (_, mut value) = stored::<CatalogueEvent>(CATALOGUE[2]);
    let rules = &mut value["data"]["procedure"]["conduct"]["ruled"];
    let term = rules["limits"]["total"].clone();
    rules["supplements"]["answer_within"] = term.clone();
    rules["limits"]["total_ends"] = "delivery".into();
    rules["supplements"]["lapse_ground"] = "supplement-not-brought".into();
    rules["reappointment"] = serde_json::json!({
        "times_max": 1, "notice": term, "basis": "A decree",
    });
    let event: CatalogueEvent = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(event).unwrap(), value);
}

/// What an event said before it could say more is still what it says.
#[test]
fn what_a_dossier_says_beside_is_stored_where_it_says_it() {
    let (_, mut value) = stored::<CaseEvent>(CASE[0]);
    let particulars = serde_json::json!({
        "holding": {
            "certificate": "018f0000-0000-7000-8000-00000000000c",
            "kind": "CERT-RO",
            "holder": "018f0000-0000-7000-8000-000000000002",
            "fields": ["health"],
            "provinces": ["VN34-01"],
            "valid_until": "2029-04-02",
        },
        "seat": "VN34-01",
        "traits": ["donor-is-fngo"],
        "managing_agency": "MOH",
        "value": { "amount": "1500.25", "currency": "USD" },
        "home": "SE",
        "donor": {
            "value": "018f0000-0000-7000-8000-0000000000d1",
            "subject": "018f0000-0000-7000-8000-0000000000d0",
            "commitment": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        },
        "approval": {
            "case": "018f0000-0000-7000-8000-0000000000ca",
            "number": "7-24",
            "value": { "amount": "3000", "currency": "USD" },
            "procedure": "AID-PROJECT",
            "version": 1,
            "approved_on": "2024-03-18",
        },
        "year": 2025,
        "period": "2025-H1",
        "runs": { "from": "2024-04-01", "until": "2026-03-31" },
    });
    value["data"]["particulars"] = particulars;
    let event: CaseEvent = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(event).unwrap(), value);
}

/// What became of a duty says from what that is counted, and did not at first.
#[test]
fn a_duty_is_stored_with_the_day_from_which_it_is_counted() {
    for name in &CERTIFICATE[3..6] {
        let (_, mut value) = stored::<CertificateEvent>(name);
        value["data"]["counted_from"] = "2026-04-02".into();
        let event: CertificateEvent = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(event).unwrap(), value);
    }
    for name in &AID[2..6] {
        let (_, mut value) = stored::<AidEvent>(name);
        value["data"]["owed"]["counted_from"] = "2026-04-02".into();
        let event: AidEvent = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(event).unwrap(), value);
    }
}

/// Until when the holder is registered at home was said by dossiers alone at first.
#[test]
fn a_certificate_is_stored_with_the_end_of_its_holders_registration_at_home() {
    let home = || serde_json::Value::from("2030-06-30");
    let (_, mut value) = stored::<CertificateEvent>(CERTIFICATE[0]);
    value["data"]["terms"]["home_registration_until"] = home();
    let event: CertificateEvent = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(event).unwrap(), value);

    let change = |home: Option<serde_json::Value>| {
        let (_, mut value) = stored::<CertificateEvent>(CERTIFICATE[2]);
        let mut extended = serde_json::json!({ "kind": "extended", "valid_until": "2030-06-30" });
        if let Some(home) = home {
            extended["home_registration_until"] = home;
        }
        value["data"]["change"] = extended;
        value
    };
    for value in [change(None), change(Some(home()))] {
        let event: CertificateEvent = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(event).unwrap(), value);
    }
}
