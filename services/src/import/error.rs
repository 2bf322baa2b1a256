//! Why an import stopped.

use std::fmt;

use domain::{AgencyId, ProcedureId};
use eventstore::VaultError;

use super::Summary;
use super::mapping::{MappingError, NotSeen};
use super::xes::{Place, XesError};
use crate::execute::ExecuteError;

/// An import stopped before the end of its log. What it did stands; importing again goes on.
#[derive(Debug, thiserror::Error)]
#[error("the import stopped")]
pub struct Stopped {
    /// What it did before.
    pub summary: Summary,
    /// Why it stopped.
    #[source]
    pub reason: ImportError,
}

/// Which trace of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceAt {
    /// Where it begins.
    pub place: Place,
    /// Its number in the file, from 1.
    pub ordinal: u64,
    /// What the file calls it, shortened.
    pub name: Option<String>,
}

impl fmt::Display for TraceAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "trace {}", self.ordinal)?;
        if let Some(name) = &self.name {
            write!(f, " ({name:?})")?;
        }
        let Place { line, column, .. } = self.place;
        write!(f, " at line {line}, column {column}")
    }
}

/// Why an import stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is broken there.
    #[error(transparent)]
    Read(#[from] XesError),
    /// The mapping names attributes that the log does not seem to have.
    #[error("the mapping does not fit the log")]
    NotSeen(#[from] NotSeen),
    /// The mapping cannot make a history of it.
    #[error("{at} does not fit the mapping")]
    Unfit {
        /// Which trace.
        at: TraceAt,
        /// Why.
        source: Box<MappingError>,
    },
    /// An earlier import brought the trace with another content.
    #[error(
        "{at} was imported before with another content: the file or the mapping has changed \
         since. What was imported stands; another `source` in the mapping imports all of it anew"
    )]
    Changed {
        /// Which trace.
        at: TraceAt,
    },
    /// The log refused it.
    #[error("{at} cannot be recorded")]
    Record {
        /// Which trace.
        at: TraceAt,
        /// Why.
        source: ExecuteError,
    },
    /// The vault did not keep the names of those who acted.
    #[error("the persons of {at} cannot be kept")]
    Persons {
        /// Which trace.
        at: TraceAt,
        /// Why.
        source: VaultError,
    },
    /// The procedure or the agency of the mapping could not be published.
    #[error("publishing the procedure of the mapping")]
    Publish(#[source] ExecuteError),
    /// The agency is another one in the catalogue.
    #[error(
        "the catalogue has the agency {agency} under the name {name:?}: give it that name in the \
         mapping, or another id"
    )]
    OtherAgency {
        /// Which agency.
        agency: AgencyId,
        /// What the catalogue calls it, in English.
        name: String,
    },
    /// The procedure has rules here.
    #[error(
        "cases of the procedure {procedure} are conducted here: give the procedure of the mapping \
         another id"
    )]
    ConductedHere {
        /// Which procedure.
        procedure: ProcedureId,
    },
}

impl ImportError {
    /// Whether the log has nothing of the trace at which the import stopped, and an import of the
    /// mended file goes on there.
    #[must_use]
    pub fn is_of_missing_trace(&self) -> bool {
        match self {
            Self::Read(_) | Self::Unfit { .. } | Self::Record { .. } | Self::Persons { .. } => true,
            Self::NotSeen(_)
            | Self::Changed { .. }
            | Self::Publish(_)
            | Self::OtherAgency { .. }
            | Self::ConductedHere { .. } => false,
        }
    }
}
