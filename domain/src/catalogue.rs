//! The catalogue: which law was published, and in which order.
//!
//! Its events hold the entries themselves, so that a history can be judged by the law of its
//! time with nothing but the log.

mod command;
mod named;
mod rejection;
mod repeal;
mod versions;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use time::Date;

pub use self::command::{CatalogueCommand, Publish, Repeal, RepealEntry};
pub use self::rejection::{CatalogueRejection, Changed};
use crate::calendar::iso_date;
use crate::law::{
    Agency, EntryKind, Fee, Form, Index, Procedure, Publicity, Report, RetentionClass, Scoring,
    Territory,
};
use crate::{Acting, Aggregate, Calendar, Code, Law, Party, ProcedureId, Role};

/// What happened to the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum CatalogueEvent {
    /// A public body was entered, or its entry changed.
    #[serde(rename = "catalogue.agency_entered.v1")]
    AgencyEntered {
        /// The entry.
        agency: Agency,
    },
    /// A version of a calendar was published.
    #[serde(rename = "catalogue.calendar_published.v1")]
    CalendarPublished {
        /// The calendar.
        calendar: Calendar,
    },
    /// A version of a procedure was published.
    #[serde(rename = "catalogue.procedure_published.v1")]
    ProcedurePublished {
        /// The procedure.
        procedure: Box<Procedure>,
    },
    /// What was made public of a version was entered, or the entry changed.
    #[serde(rename = "catalogue.publicity_entered.v1")]
    PublicityEntered {
        /// The entry.
        publicity: Box<Publicity>,
    },
    /// A version of a procedure was repealed. Cases that were accepted under it keep it.
    #[serde(rename = "catalogue.procedure_repealed.v1")]
    ProcedureRepealed {
        /// Which procedure.
        procedure: ProcedureId,
        /// Which version.
        version: u32,
        /// The last day on which dossiers are accepted under it.
        #[serde(with = "iso_date")]
        last_day: Date,
        /// The text that repeals it.
        basis: String,
    },
    /// A version of a class of retention was published.
    #[serde(rename = "catalogue.retention_published.v1")]
    RetentionPublished {
        /// The class.
        class: RetentionClass,
    },
    /// A version of a province was published.
    #[serde(rename = "catalogue.territory_published.v1")]
    TerritoryPublished {
        /// The province.
        territory: Territory,
    },
    /// A version of a form was published.
    #[serde(rename = "catalogue.form_published.v1")]
    FormPublished {
        /// The form.
        form: Form,
    },
    /// A version of a fee was published.
    #[serde(rename = "catalogue.fee_published.v1")]
    FeePublished {
        /// The fee.
        fee: Fee,
    },
    /// A version of an index was published.
    #[serde(rename = "catalogue.index_published.v1")]
    IndexPublished {
        /// The index.
        index: Box<Index>,
    },
    /// A version of a report that agencies owe was published.
    #[serde(rename = "catalogue.report_published.v1")]
    ReportPublished {
        /// The report.
        report: Box<Report>,
        /// The day from which it is kept here. What was owed before was kept elsewhere.
        #[serde(with = "iso_date")]
        kept_from: Date,
    },
    /// A version of a way of scoring dossiers was published.
    #[serde(rename = "catalogue.scoring_published.v1")]
    ScoringPublished {
        /// The way.
        scoring: Box<Scoring>,
    },
    /// A version of a province, form, fee, index, report or way of scoring was repealed.
    #[serde(rename = "catalogue.entry_repealed.v1")]
    EntryRepealed {
        /// Which kind of entry.
        kind: EntryKind,
        /// Which entry.
        id: Code,
        /// Which version.
        version: u32,
        /// The last day on which it holds.
        #[serde(with = "iso_date")]
        last_day: Date,
        /// The text that repeals it.
        basis: String,
    },
}

/// The catalogue as published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    law: Law,
}

impl Catalogue {
    /// The law that was published.
    #[must_use]
    pub fn into_law(self) -> Law {
        self.law
    }
}

impl Aggregate for Catalogue {
    const KIND: &'static str = "catalogue";

    type Command = CatalogueCommand;
    type Event = CatalogueEvent;
    type Rejection = CatalogueRejection;

    fn decide(
        &self,
        command: &CatalogueCommand,
        by: &Acting,
        _: &Law,
    ) -> Result<Vec<CatalogueEvent>, CatalogueRejection> {
        if by.party != Party::System {
            let needed = Role::System;
            return Err(CatalogueRejection::NotAllowed { needed });
        }
        match command {
            CatalogueCommand::Publish(entries) => self.publish(entries, by),
            CatalogueCommand::Repeal(repeal) => self.repeal(repeal, by),
            CatalogueCommand::RepealEntry(repeal) => self.repeal_entry(repeal, by),
        }
    }

    fn evolve(self, event: &CatalogueEvent) -> Self {
        let law = match event {
            CatalogueEvent::AgencyEntered { agency } => self.law.with_agency(agency.clone()),
            CatalogueEvent::CalendarPublished { calendar } => {
                self.law.with_calendar(calendar.clone())
            }
            CatalogueEvent::ProcedurePublished { procedure } => {
                self.law.with_procedure((**procedure).clone())
            }
            CatalogueEvent::PublicityEntered { publicity } => {
                self.law.with_publicity((**publicity).clone())
            }
            CatalogueEvent::ProcedureRepealed {
                procedure,
                version,
                last_day,
                ..
            } => (self.law).with_repeal(procedure.clone(), *version, *last_day),
            CatalogueEvent::RetentionPublished { class } => self.law.with_retention(class.clone()),
            CatalogueEvent::TerritoryPublished { territory } => {
                self.law.with_territory(territory.clone())
            }
            CatalogueEvent::FormPublished { form } => self.law.with_form(form.clone()),
            CatalogueEvent::FeePublished { fee } => self.law.with_fee(fee.clone()),
            CatalogueEvent::IndexPublished { index } => self.law.with_index((**index).clone()),
            CatalogueEvent::ReportPublished { report, kept_from } => {
                self.law.with_report((**report).clone(), *kept_from)
            }
            CatalogueEvent::ScoringPublished { scoring } => {
                self.law.with_scoring((**scoring).clone())
            }
            CatalogueEvent::EntryRepealed {
                kind,
                id,
                version,
                last_day,
                ..
            } => (self.law).with_entry_repealed(*kind, id.as_str(), *version, *last_day),
        };
        Self { law }
    }
}
