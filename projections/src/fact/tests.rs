use domain::case::CaseEvent;
use domain::catalogue::CatalogueEvent;
use domain::certificate::CertificateEvent;
use domain::dossier_book::DossierBookEvent;

use super::knows;

#[test]
fn a_name_is_known_whether_its_event_has_data_or_not() {
    assert!(knows::<CaseEvent>("case.dossier_submitted.v1"));
    assert!(knows::<CaseEvent>("case.certificate_granted.v1"));
    assert!(knows::<CertificateEvent>("certificate.expired.v1"));
    assert!(knows::<CatalogueEvent>("catalogue.procedure_published.v1"));
}

#[test]
fn a_name_of_a_newer_build_or_of_another_kind_is_not_known() {
    assert!(!knows::<CaseEvent>("case.dossier_submitted.v9"));
    assert!(!knows::<CaseEvent>("certificate.expired.v1"));
    assert!(!knows::<DossierBookEvent>(""));
}
