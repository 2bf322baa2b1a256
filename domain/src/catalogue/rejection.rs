//! Why the catalogue refuses an entry. Of what was to be published together, nothing is.

use std::fmt;

use time::Date;

use crate::law::EntryKind;
use crate::{AgencyId, CalendarId, Code, GroundId, ProcedureId, ReportId, Role};

/// Why an entry was refused. Nothing was published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueRejection {
    /// What was published stands; a change is a new version.
    #[error("{}", told(entries))]
    Changed {
        /// Every version that was published with another content.
        entries: Vec<Changed>,
    },
    /// A class of retention is about cases of a procedure that the catalogue does not have.
    #[error(
        "the retention class {class} names the procedure {procedure}, which is not in the catalogue"
    )]
    UnknownProcedure {
        /// Which class.
        class: GroundId,
        /// What it names.
        procedure: ProcedureId,
    },
    /// An entry says it is for a procedure that the catalogue does not have.
    #[error("{kind} {id} names the procedure {procedure}, which is not in the catalogue")]
    ForUnknownProcedure {
        /// Which kind of entry.
        kind: EntryKind,
        /// Which entry.
        id: String,
        /// What it names.
        procedure: ProcedureId,
    },
    /// A report names something that the catalogue does not have.
    #[error("report {report} names {what}, which is not in the catalogue")]
    ReportNamesUnknown {
        /// Which report.
        report: ReportId,
        /// What it names.
        what: String,
    },
    /// Only what was published can be repealed.
    #[error("there is no version {version} of {kind} {id}")]
    UnknownEntry {
        /// Which kind of entry.
        kind: EntryKind,
        /// Which entry.
        id: Code,
        /// Which version.
        version: u32,
    },
    /// A version ends once.
    #[error("version {version} of {kind} {id} was repealed already")]
    EntryAlreadyRepealed {
        /// Which kind of entry.
        kind: EntryKind,
        /// Which entry.
        id: Code,
        /// Which version.
        version: u32,
    },
    /// A procedure names a body that the catalogue does not have.
    #[error("procedure {procedure} names the agency {agency}, which is not in the catalogue")]
    UnknownAgency {
        /// Which procedure.
        procedure: ProcedureId,
        /// Whom it names.
        agency: AgencyId,
    },
    /// A procedure counts with a calendar that the catalogue does not have.
    #[error("procedure {procedure} names the calendar {calendar}, which is not in the catalogue")]
    UnknownCalendar {
        /// Which procedure.
        procedure: ProcedureId,
        /// What it names.
        calendar: CalendarId,
    },
    /// Which of two entries of one body holds, nobody could tell.
    #[error("the agency {agency} is entered twice")]
    AgencyTwice {
        /// Which agency.
        agency: AgencyId,
    },
    /// Only what was published can be repealed.
    #[error("there is no version {version} of procedure {procedure}")]
    UnknownVersion {
        /// Which procedure.
        procedure: ProcedureId,
        /// Which version.
        version: u32,
    },
    /// What was done under a law is not undone by its end.
    #[error("what was published is repealed from today on, {today}, at the earliest")]
    RepealedInThePast {
        /// The day it is.
        today: Date,
    },
    /// A version ends once; another end is another decision, before the first has come.
    #[error("version {version} of procedure {procedure} was repealed already")]
    AlreadyRepealed {
        /// Which procedure.
        procedure: ProcedureId,
        /// Which version.
        version: u32,
    },
    /// The catalogue is kept by the operator.
    #[error("only the {} may do this", needed.name())]
    NotAllowed {
        /// Who may.
        needed: Role,
    },
}

/// A version that was published, and that is to be published with another content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The kind of entry, as a catalogue names it.
    pub kind: &'static str,
    /// Which entry.
    pub id: String,
    /// Which version.
    pub version: u32,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, id, version } = self;
        write!(f, "version {version} of {kind} {id}")
    }
}

fn told(entries: &[Changed]) -> String {
    let each: Vec<_> = entries.iter().map(ToString::to_string).collect();
    format!(
        "already published with another content: {}; give what changed the next version",
        each.join(", ")
    )
}
