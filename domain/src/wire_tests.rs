//! What a released event looks like never changes: every one has a file under `fixtures/events`,
//! named as it is on the wire and holding all it can hold. A file is never edited; an event that
//! has to change gets a new name and a new file.

mod later;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::agency_report::AgencyReportEvent;
use crate::aid::AidEvent;
use crate::case::CaseEvent;
use crate::catalogue::CatalogueEvent;
use crate::certificate::CertificateEvent;
use crate::data_subject::DataSubjectEvent;
use crate::dossier_book::DossierBookEvent;
use crate::focal_point::FocalPointEvent;
use crate::organisation::OrganisationEvent;
use crate::slip::SlipEvent;

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/events")
}

/// The event of a file, and the file as a value.
fn stored<E: DeserializeOwned>(name: &str) -> (E, Value) {
    let text = fs::read_to_string(fixtures().join(format!("{name}.json"))).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["type"], name, "a file is named as its event");
    (serde_json::from_value(value.clone()).unwrap(), value)
}

/// Reads the file of each name, writes it again, and leaves out each field that may be.
fn is_read_and_written_as_stored<E>(names: &[&str], name_of: fn(&E) -> &'static str)
where
    E: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug,
{
    for name in names {
        let (event, value) = stored::<E>(name);
        assert_eq!(name_of(&event), *name);
        assert_eq!(serde_json::to_value(&event).unwrap(), value, "{name}");
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<E>(&text).unwrap(), event, "{name}");

        for field in value["data"].as_object().unwrap().keys() {
            let mut less = value.clone();
            less["data"].as_object_mut().unwrap().remove(field);
            if let Ok(event) = serde_json::from_value::<E>(less.clone()) {
                let again = serde_json::to_value(&event).unwrap();
                assert_eq!(again, less, "{name} without {field}");
            }
        }
    }
}

const CASE: [&str; 31] = [
    "case.dossier_submitted.v1",
    "case.officer_assigned.v1",
    "case.supplement_requested.v1",
    "case.dossier_supplemented.v1",
    "case.dossier_accepted.v1",
    "case.intake_refused.v1",
    "case.consultation_requested.v1",
    "case.consultation_received.v1",
    "case.opinion_given.v1",
    "case.dossier_forwarded.v1",
    "case.certificate_granted.v1",
    "case.application_refused.v1",
    "case.dossier_withdrawn.v1",
    "case.processing_stopped.v1",
    "case.result_returned.v1",
    "case.history_imported.v1",
    "case.step_completed.v1",
    "case.history_ended.v1",
    "case.consultation_escalated.v1",
    "case.meeting_held.v1",
    "case.certificate_changed.v1",
    "case.application_approved.v1",
    "case.reappointed.v1",
    "case.deadlines_recounted.v1",
    "case.deadline_missed.v1",
    "case.document_filed.v1",
    "case.paused.v1",
    "case.resumed.v1",
    "case.ripened.v1",
    "case.follow_up_confirmed.v1",
    "case.result_announced.v1",
];

const CERTIFICATE: [&str; 7] = [
    "certificate.granted.v1",
    "certificate.expired.v1",
    "certificate.changed.v1",
    "certificate.duty_fulfilled.v1",
    "certificate.duty_waived.v1",
    "certificate.duty_missed.v1",
    "certificate.passed.v1",
];

const ORGANISATION: [&str; 2] = ["organisation.merged.v1", "organisation.absorbed.v1"];

const FOCAL_POINT: [&str; 3] = [
    "focal_point.named.v1",
    "focal_point.replaced.v1",
    "focal_point.vacated.v1",
];

const AGENCY_REPORT: [&str; 3] = [
    "agency_report.filed.v1",
    "agency_report.waived.v1",
    "agency_report.missed.v1",
];

const AID: [&str; 7] = [
    "aid.closed.v1",
    "aid.term_set.v1",
    "aid.duty_fulfilled.v1",
    "aid.duty_reopened.v1",
    "aid.duty_waived.v1",
    "aid.duty_missed.v1",
    "aid.changed.v1",
];

const DOSSIER_BOOK: [&str; 1] = ["dossier_book.code_assigned.v1"];

const SLIP: [&str; 1] = ["slip.issued.v1"];

const CATALOGUE: [&str; 13] = [
    "catalogue.agency_entered.v1",
    "catalogue.calendar_published.v1",
    "catalogue.procedure_published.v1",
    "catalogue.publicity_entered.v1",
    "catalogue.procedure_repealed.v1",
    "catalogue.retention_published.v1",
    "catalogue.territory_published.v1",
    "catalogue.form_published.v1",
    "catalogue.fee_published.v1",
    "catalogue.index_published.v1",
    "catalogue.entry_repealed.v1",
    "catalogue.report_published.v1",
    "catalogue.scoring_published.v1",
];

const DATA_SUBJECT: [&str; 2] = [
    "data_subject.personal_data_erased.v1",
    "data_subject.erasure_completed.v1",
];

// A new event stops the build here; it needs a name in the list above, and a file.

fn case(event: &CaseEvent) -> &'static str {
    match event {
        CaseEvent::DossierSubmitted { .. } => CASE[0],
        CaseEvent::OfficerAssigned { .. } => CASE[1],
        CaseEvent::SupplementRequested { .. } => CASE[2],
        CaseEvent::DossierSupplemented { .. } => CASE[3],
        CaseEvent::DossierAccepted { .. } => CASE[4],
        CaseEvent::IntakeRefused { .. } => CASE[5],
        CaseEvent::ConsultationRequested { .. } => CASE[6],
        CaseEvent::ConsultationReceived { .. } => CASE[7],
        CaseEvent::OpinionGiven { .. } => CASE[8],
        CaseEvent::DossierForwarded { .. } => CASE[9],
        CaseEvent::CertificateGranted(_) => CASE[10],
        CaseEvent::ApplicationRefused { .. } => CASE[11],
        CaseEvent::DossierWithdrawn { .. } => CASE[12],
        CaseEvent::ProcessingStopped { .. } => CASE[13],
        CaseEvent::ResultReturned { .. } => CASE[14],
        CaseEvent::HistoryImported { .. } => CASE[15],
        CaseEvent::StepCompleted { .. } => CASE[16],
        CaseEvent::HistoryEnded { .. } => CASE[17],
        CaseEvent::ConsultationEscalated { .. } => CASE[18],
        CaseEvent::MeetingHeld { .. } => CASE[19],
        CaseEvent::CertificateChanged { .. } => CASE[20],
        CaseEvent::ApplicationApproved { .. } => CASE[21],
        CaseEvent::Reappointed { .. } => CASE[22],
        CaseEvent::DeadlinesRecounted { .. } => CASE[23],
        CaseEvent::DeadlineMissed { .. } => CASE[24],
        CaseEvent::DocumentFiled { .. } => CASE[25],
        CaseEvent::CasePaused { .. } => CASE[26],
        CaseEvent::CaseResumed { .. } => CASE[27],
        CaseEvent::CaseRipened { .. } => CASE[28],
        CaseEvent::FollowUpConfirmed {} => CASE[29],
        CaseEvent::ResultAnnounced {} => CASE[30],
    }
}

fn certificate(event: &CertificateEvent) -> &'static str {
    match event {
        CertificateEvent::Granted { .. } => CERTIFICATE[0],
        CertificateEvent::Expired {} => CERTIFICATE[1],
        CertificateEvent::Changed { .. } => CERTIFICATE[2],
        CertificateEvent::DutyFulfilled { .. } => CERTIFICATE[3],
        CertificateEvent::DutyWaived { .. } => CERTIFICATE[4],
        CertificateEvent::DutyMissed { .. } => CERTIFICATE[5],
        CertificateEvent::Passed { .. } => CERTIFICATE[6],
    }
}

fn organisation(event: &OrganisationEvent) -> &'static str {
    match event {
        OrganisationEvent::Merged { .. } => ORGANISATION[0],
        OrganisationEvent::Absorbed { .. } => ORGANISATION[1],
    }
}

fn focal_point(event: &FocalPointEvent) -> &'static str {
    match event {
        FocalPointEvent::Named(_) => FOCAL_POINT[0],
        FocalPointEvent::Replaced(_) => FOCAL_POINT[1],
        FocalPointEvent::Vacated { .. } => FOCAL_POINT[2],
    }
}

fn agency_report(event: &AgencyReportEvent) -> &'static str {
    match event {
        AgencyReportEvent::Filed { .. } => AGENCY_REPORT[0],
        AgencyReportEvent::Waived { .. } => AGENCY_REPORT[1],
        AgencyReportEvent::Missed { .. } => AGENCY_REPORT[2],
    }
}

fn aid(event: &AidEvent) -> &'static str {
    match event {
        AidEvent::Closed { .. } => AID[0],
        AidEvent::TermSet { .. } => AID[1],
        AidEvent::DutyFulfilled { .. } => AID[2],
        AidEvent::DutyReopened { .. } => AID[3],
        AidEvent::DutyWaived { .. } => AID[4],
        AidEvent::DutyMissed { .. } => AID[5],
        AidEvent::Changed { .. } => AID[6],
    }
}

fn dossier_book(event: &DossierBookEvent) -> &'static str {
    match event {
        DossierBookEvent::CodeAssigned { .. } => DOSSIER_BOOK[0],
    }
}

fn slip(event: &SlipEvent) -> &'static str {
    match event {
        SlipEvent::Issued(_) => SLIP[0],
    }
}

fn catalogue(event: &CatalogueEvent) -> &'static str {
    match event {
        CatalogueEvent::AgencyEntered { .. } => CATALOGUE[0],
        CatalogueEvent::CalendarPublished { .. } => CATALOGUE[1],
        CatalogueEvent::ProcedurePublished { .. } => CATALOGUE[2],
        CatalogueEvent::PublicityEntered { .. } => CATALOGUE[3],
        CatalogueEvent::ProcedureRepealed { .. } => CATALOGUE[4],
        CatalogueEvent::RetentionPublished { .. } => CATALOGUE[5],
        CatalogueEvent::TerritoryPublished { .. } => CATALOGUE[6],
        CatalogueEvent::FormPublished { .. } => CATALOGUE[7],
        CatalogueEvent::FeePublished { .. } => CATALOGUE[8],
        CatalogueEvent::IndexPublished { .. } => CATALOGUE[9],
        CatalogueEvent::EntryRepealed { .. } => CATALOGUE[10],
        CatalogueEvent::ReportPublished { .. } => CATALOGUE[11],
        CatalogueEvent::ScoringPublished { .. } => CATALOGUE[12],
    }
}

fn data_subject(event: &DataSubjectEvent) -> &'static str {
    match event {
        DataSubjectEvent::PersonalDataErased { .. } => DATA_SUBJECT[0],
        DataSubjectEvent::ErasureCompleted { .. } => DATA_SUBJECT[1],
    }
}

#[test]
fn every_event_is_read_and_written_as_it_is_stored() {
    is_read_and_written_as_stored(&CASE, case);
    is_read_and_written_as_stored(&CERTIFICATE, certificate);
    is_read_and_written_as_stored(&ORGANISATION, organisation);
    is_read_and_written_as_stored(&FOCAL_POINT, focal_point);
    is_read_and_written_as_stored(&AGENCY_REPORT, agency_report);
    is_read_and_written_as_stored(&AID, aid);
    is_read_and_written_as_stored(&DOSSIER_BOOK, dossier_book);
    is_read_and_written_as_stored(&SLIP, slip);
    is_read_and_written_as_stored(&CATALOGUE, catalogue);
    is_read_and_written_as_stored(&DATA_SUBJECT, data_subject);
}

#[test]
fn every_event_has_a_file_and_every_file_an_event() {
    let files: BTreeSet<String> = fs::read_dir(fixtures())
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    let names = [
        &CASE[..],
        &CERTIFICATE,
        &ORGANISATION,
        &FOCAL_POINT,
        &AGENCY_REPORT,
        &AID,
        &DOSSIER_BOOK,
        &SLIP,
        &CATALOGUE,
        &DATA_SUBJECT,
    ]
    .concat();
    let expected: BTreeSet<String> = names.iter().map(|it| format!("{it}.json")).collect();
    assert_eq!(files, expected);
}

#[test]
fn every_direction_of_an_opinion_is_named_as_it_is_stored() {
    use crate::case::OpinionKind::{Agree, AgreeWithConditions, Disagree, NoPosition};
    for opinion in [Agree, AgreeWithConditions, Disagree, NoPosition] {
        assert_eq!(serde_json::to_value(opinion).unwrap(), opinion.name());
    }
}

#[test]
fn every_kind_of_file_is_named_as_it_is_stored() {
    for kind in crate::case::MediaType::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
    let result = serde_json::to_value(crate::case::DocumentPart::Result).unwrap();
    assert_eq!(result, "result");
}

#[test]
fn a_recorded_procedure_is_stored_with_nothing_but_its_agency() {
    let (_, mut value) = stored::<CatalogueEvent>(CATALOGUE[2]);
    let recorded = serde_json::json!({ "recorded": { "agency": "MOFA" } });
    value["data"]["procedure"]["conduct"] = recorded;
    let event: CatalogueEvent = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(event).unwrap(), value);
}

#[test]
fn an_unknown_event_is_an_error() {
    let unknown = r#"{"type":"case.dossier_lost.v1","data":{}}"#;
    let error = serde_json::from_str::<CaseEvent>(unknown).unwrap_err();
    assert!(
        error.to_string().contains("case.dossier_lost.v1"),
        "{error}"
    );
}
