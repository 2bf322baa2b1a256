//! What can be asked of the catalogue.

use time::Date;

use crate::law::{
    Agency, EntryKind, Fee, Form, Index, Procedure, Publicity, Report, RetentionClass, Scoring,
    Territory,
};
use crate::{Calendar, Code, ProcedureId};

/// What someone asks of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogueCommand {
    /// To say what it should hold. What it holds already is left.
    Publish(Publish),
    /// To let a version of a procedure end.
    Repeal(Repeal),
    /// To let a version of another entry end.
    RepealEntry(RepealEntry),
}

impl CatalogueCommand {
    /// The command's name in the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            CatalogueCommand::Publish(_) => "publish",
            CatalogueCommand::Repeal(_) => "repeal",
            CatalogueCommand::RepealEntry(_) => "repeal_entry",
        }
    }
}

/// The end of a version of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeal {
    /// Which procedure.
    pub procedure: ProcedureId,
    /// Which version.
    pub version: u32,
    /// The last day on which dossiers are accepted under it.
    pub last_day: Date,
    /// The text that repeals it.
    pub basis: String,
}

/// The end of a version of an entry that is no procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepealEntry {
    /// Which kind of entry.
    pub kind: EntryKind,
    /// Which entry.
    pub id: Code,
    /// Which version.
    pub version: u32,
    /// The last day on which it holds.
    pub last_day: Date,
    /// The text that repeals it.
    pub basis: String,
}

/// What the catalogue should hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publish {
    /// Public bodies.
    pub agencies: Vec<Agency>,
    /// Calendars.
    pub calendars: Vec<Calendar>,
    /// Procedures.
    pub procedures: Vec<Procedure>,
    /// What was made public of them.
    pub publicity: Vec<Publicity>,
    /// How long what is kept about cases is kept.
    pub retention: Vec<RetentionClass>,
    /// Provinces.
    pub territories: Vec<Territory>,
    /// Forms.
    pub forms: Vec<Form>,
    /// Fees.
    pub fees: Vec<Fee>,
    /// Indices.
    pub indexes: Vec<Index>,
    /// Reports that agencies owe.
    pub reports: Vec<Report>,
    /// Ways of scoring how dossiers were handled.
    pub scorings: Vec<Scoring>,
}
