use domain::agency_report::AgencyReportEvent;
use domain::aid::AidEvent;
use domain::case::CaseEvent;
use domain::catalogue::CatalogueEvent;
use domain::certificate::CertificateEvent;
use domain::data_subject::DataSubjectEvent;
use domain::dossier_book::DossierBookEvent;
use domain::focal_point::FocalPointEvent;
use domain::organisation::OrganisationEvent;
use domain::slip::SlipEvent;
use projections::case_list::Status;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::registries::{AID, COUNTRIES, LIKENESS, STANDINGS, WHAT};
use super::{CHANNELS, COMMANDS, EVENTS, ROLES, SUBJECTS};
use domain::Language;

/// The wire names that an enum of events knows; it tells them to whoever brings another.
fn wire_names<E: DeserializeOwned>() -> Vec<String> {
    let error = serde_json::from_value::<E>(json!({"type": "?", "data": {}}));
    let text = error.err().unwrap().to_string();
    let names: Vec<String> = (text.split('`').skip(3).step_by(2))
        .map(Into::into)
        .collect();
    assert!(!names.is_empty(), "{text}");
    names
}

#[test]
fn every_event_has_a_name_and_no_name_is_of_nothing() {
    let mut known = wire_names::<CaseEvent>();
    known.extend(wire_names::<CertificateEvent>());
    known.extend(wire_names::<OrganisationEvent>());
    known.extend(wire_names::<FocalPointEvent>());
    known.extend(wire_names::<AgencyReportEvent>());
    known.extend(wire_names::<AidEvent>());
    known.extend(wire_names::<DossierBookEvent>());
    known.extend(wire_names::<SlipEvent>());
    known.extend(wire_names::<CatalogueEvent>());
    known.extend(wire_names::<DataSubjectEvent>());
    known.sort_unstable();
    let mut named: Vec<&str> = EVENTS.iter().map(|it| it.0).collect();
    named.sort_unstable();
    assert_eq!(known, named);
}

#[test]
fn every_name_is_in_both_languages() {
    let tables: [&[(&str, &str, &str)]; 9] = [
        &EVENTS, &COMMANDS, &CHANNELS, &SUBJECTS, &COUNTRIES, &WHAT, &STANDINGS, &AID, &LIKENESS,
    ];
    for (name, vi, en) in tables.into_iter().flatten() {
        assert!(!vi.is_empty() && !en.is_empty() && vi != en, "{name}");
    }
    for status in Status::ALL {
        let [vi, en] = Language::ALL.map(|it| super::of_status(it, status));
        assert!(vi != en, "{status:?}");
    }
    for role in ROLES {
        let [vi, en] = Language::ALL.map(|it| super::role(it, role.name()));
        assert!(vi != en, "{role:?}");
    }
}

#[test]
fn whatever_happens_to_organisations_and_certificates_has_a_name() {
    let named: Vec<&str> = WHAT.iter().map(|it| it.0).collect();
    assert_eq!(named, projections::registry_entry::WHAT);
}

#[test]
fn a_name_that_nobody_translated_is_shown_as_it_is() {
    assert_eq!(super::channel(Language::Vi, "Balie"), "Balie");
    assert_eq!(super::status(Language::En, "future"), "future");
    assert_eq!(super::role(Language::En, "future"), "future");
    assert_eq!(super::look("future"), "over");
}
