//! The book of a unit's day: the running number of each dossier it accepts.
//!
//! Numbers are gapless because the code is taken in the same append as the acceptance. The newest
//! entry says all that the next one depends on, so a book is as quick to write in when it is full.

#[cfg(test)]
mod tests;

use std::convert::Infallible;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::{Acting, Aggregate, CaseId, DossierCode, Law};

/// What happened in a book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum DossierBookEvent {
    /// A dossier got its code.
    #[serde(rename = "dossier_book.code_assigned.v1")]
    CodeAssigned {
        /// The case whose dossier it is.
        case: CaseId,
        /// The code.
        code: DossierCode,
    },
}

/// What someone asks of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignCode {
    /// The case that needs a code.
    pub case: CaseId,
    /// What the unit's codes begin with.
    pub prefix: String,
    /// The day of the book.
    pub day: Date,
}

/// The dossiers that a unit has accepted on a day: no more of them than the newest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DossierBook {
    newest: Option<(CaseId, DossierCode)>,
}

impl DossierBook {
    /// The name of a unit's book of a day, from which its stream is found.
    #[must_use]
    pub fn name(prefix: &str, day: Date) -> String {
        format!("{prefix}/{day}")
    }

    /// The code that was given last, if the case is the one that got it.
    #[must_use]
    pub fn code_of(&self, case: CaseId) -> Option<&DossierCode> {
        let (newest, code) = self.newest.as_ref()?;
        (*newest == case).then_some(code)
    }
}

impl Aggregate for DossierBook {
    const KIND: &'static str = "dossier_book";

    type Command = AssignCode;
    type Event = DossierBookEvent;
    type Rejection = Infallible;

    fn decide(
        &self,
        command: &AssignCode,
        _: &Acting,
        _: &Law,
    ) -> Result<Vec<DossierBookEvent>, Infallible> {
        // A case that got an earlier code is accepted already, and does not come here.
        if self.code_of(command.case).is_some() {
            return Ok(vec![]);
        }
        let last = self.newest.as_ref().map_or(0, |(_, code)| code.number());
        Ok(vec![DossierBookEvent::CodeAssigned {
            case: command.case,
            code: DossierCode::new(&command.prefix, command.day, last + 1),
        }])
    }

    fn evolve(self, event: &DossierBookEvent) -> Self {
        match event {
            DossierBookEvent::CodeAssigned { case, code } => Self {
                newest: Some((*case, code.clone())),
            },
        }
    }
}
