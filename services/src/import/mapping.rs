//! Which attribute of a log says what about a case: a TOML file, and what it makes of a trace.
//!
//! Only what the file names is taken from a trace; everything else may be personal data and stays
//! behind. Blank values and the log's own placeholders for "no value" count as absent.

mod draft;
mod fields;
mod history;
mod named;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use time::UtcOffset;

pub use fields::{Code, FieldError, LogName, Titles};
pub use history::{CaseHistory, MappingError, Step};
pub use named::{NotSeen, Unseen};

use crate::import::xes::{Taken, Trace};
use fields::{CaseFields, StepFields};

/// How the traces of one log become case histories.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The log; part of the identity of every case imported from it.
    pub source: LogName,
    /// What the cases are about and whose they are.
    pub procedure: Procedure,
    #[serde(default = "utc", deserialize_with = "fields::offset")]
    assume_offset: UtcOffset,
    #[serde(default)]
    empty_values: Vec<String>,
    #[serde(default)]
    case: CaseFields,
    #[serde(default)]
    step: StepFields,
}

/// What the cases of a log are about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// The procedure.
    pub id: Code,
    /// Who handled the cases.
    pub agency: Code,
    /// What the procedure is called.
    pub title: Titles,
    /// What the agency is called.
    pub agency_name: Titles,
}

/// A mapping file is no mapping; the source says where and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mapping is not usable")]
pub struct InvalidMapping(#[from] toml::de::Error);

impl Mapping {
    /// Reads a mapping file.
    pub fn parse(text: &str) -> Result<Self, InvalidMapping> {
        Ok(toml::from_str(text)?)
    }

    /// What a trace says happened to its case. Steps stay in the order of the log.
    pub fn history(&self, trace: &Trace) -> Result<CaseHistory, MappingError> {
        history::of(self, trace)
    }

    /// The attributes that a history is made from; no others need be read.
    #[must_use]
    pub fn taken(&self) -> Taken {
        named::taken(self)
    }

    /// The attributes that this file names, none of which has been seen yet.
    pub(super) fn unseen(&self) -> Unseen {
        Unseen::of(self)
    }

    /// Drafts a mapping file for a log never seen before, from its first traces.
    ///
    /// The text is a mapping that can be read, and comments that say what else there is and what
    /// was guessed. It shows the log's attribute names but none of the values.
    #[must_use]
    pub fn draft(traces: &[Trace]) -> String {
        draft::of(traces)
    }
}

fn utc() -> UtcOffset {
    UtcOffset::UTC
}
