//! What a case is and what may happen to it.
//!
//! Invariant: this crate is pure. It has no clock, no randomness, no I/O and no async;
//! whatever a decision needs is in the state, in the command, or in the [`Law`].

mod acting;
pub mod agency_report;
mod aggregate;
pub mod aid;
pub mod calendar;
pub mod case;
pub mod catalogue;
pub mod certificate;
pub mod claim;
mod country;
pub mod data_subject;
pub mod dossier_book;
pub mod focal_point;
pub mod form;
mod ids;
mod language;
pub mod law;
pub mod money;
pub mod organisation;
mod paper_number;
mod personal;
#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod scenario_tests;
pub mod score;
pub mod slip;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod wire_tests;

pub use self::acting::{Acting, Party, Role};
pub use self::aggregate::{Aggregate, replay};
pub use self::calendar::Calendar;
pub use self::country::{Country, CountryError};
pub use self::ids::{
    ActorId, AgencyId, CalendarId, CaseId, CertificateId, CertificateKind, Channel, Code,
    ComponentId, DossierCode, FeeId, FieldId, FormId, GroundId, IndexId, NameError, ProcedureId,
    ProvinceId, ReportId, ScoringId, StepId, SubjectId, TraitId,
};
pub use self::language::Language;
pub use self::law::Law;
pub use self::paper_number::{PaperNumber, PaperNumberError};
pub use self::personal::PersonalRef;
