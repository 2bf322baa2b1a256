//! What a read model is, and what may keep it from going on.

use eventstore::{DecodeError, ReadError, VaultError};
use futures_util::future::BoxFuture;
use sqlx::PgConnection;

use crate::agency_report::AgencyReports;
use crate::aid::Aid;
use crate::aid_history::AidHistory;
use crate::audit_trail::AuditTrail;
use crate::case_list::CaseList;
use crate::case_timeline::CaseTimeline;
use crate::certificate::Certificates;
use crate::consultation::Consultations;
use crate::deadline::Deadlines;
use crate::focal_point::FocalPoints;
use crate::handling::Handlings;
use crate::organisation::{Organisations, Statements};
use crate::registry_entry::RegistryEntries;
use crate::subject_record::SubjectRecords;
use crate::{Desk, Fact};

/// Tables that say one thing about the log.
pub trait ReadModel: Send + Sync {
    /// What it is called, with the version of its form: a new name builds it again.
    fn name(&self) -> &'static str;

    /// The table it writes; nobody else does.
    fn table(&self) -> &'static str;

    /// Changes the table to say that these things happened, in this order.
    fn apply<'a>(
        &'a self,
        db: &'a mut PgConnection,
        facts: &'a [Fact],
        desk: &'a Desk,
    ) -> BoxFuture<'a, Result<(), ProjectionError>>;
}

/// Why a read model could not be brought forward. It is where it was.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The log could not be read.
    #[error("reading the log")]
    Read(#[from] ReadError),
    /// The log holds something that this build does not understand. It is never skipped.
    #[error("understanding the log")]
    Decode(#[from] DecodeError),
    /// Personal values could not be read.
    #[error("reading the vault")]
    Vault(#[from] VaultError),
    /// The read model could not be written.
    #[error("writing the read model")]
    Write(#[from] sqlx::Error),
    /// A row has no JSON form.
    #[error("encoding rows")]
    Encode(#[from] serde_json::Error),
    /// So much could not be applied that it is the read model which is wrong.
    #[error(
        "one stream after another would be held back, which is not the fault of events; the last \
         one at position {position}, since {reason}"
    )]
    TooManyHeld {
        /// Where the last event stands that could not be applied.
        position: i64,
        /// Why it could not.
        reason: String,
    },
    /// Two rebuilds at once would build in the same place.
    #[error("another rebuild is running")]
    RebuildRuns,
    /// The read model was built from a longer log than this one.
    #[error(
        "the read model holds position {position}, and the log ends before it: was a backup \
         restored? Delete the read model's rows and its checkpoint, so that it is built anew"
    )]
    Ahead {
        /// What the read model says it holds.
        position: i64,
    },
    /// The facts do not follow on what the read model holds.
    #[error("expected the event at position {expected}, got the one at {actual}")]
    Gap {
        /// The next position.
        expected: i64,
        /// What came.
        actual: i64,
    },
}

impl ProjectionError {
    /// Whether it may lie in one event, and not in the database, the vault or the read model: then
    /// only the event's own stream has to wait.
    pub(crate) fn is_about_an_event(&self) -> bool {
        match self {
            Self::Write(sqlx::Error::Database(told)) => {
                // Class 22: data that a column does not take; 23: a broken constraint; 54: too
                // large; P0: refused by a trigger.
                let code = told.code().unwrap_or_default();
                ["22", "23", "54", "P0"]
                    .iter()
                    .any(|it| code.starts_with(it))
            }
            Self::Vault(VaultError::Damaged { .. }) | Self::Encode(_) => true,
            Self::Write(_)
            | Self::Vault(_)
            | Self::Read(_)
            | Self::Decode(_)
            | Self::TooManyHeld { .. }
            | Self::RebuildRuns
            | Self::Ahead { .. }
            | Self::Gap { .. } => false,
        }
    }

    /// Whether the read model could not be written because the server is gone, or has sent us away.
    pub(crate) fn is_a_lost_connection(&self) -> bool {
        let Self::Write(error) = self else {
            return false;
        };
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        matches!(error, sqlx::Error::Io(_))
            || code.is_some_and(|it| it.starts_with("57P") || it.starts_with("08"))
    }

    /// What may be kept and shown of it: never what the database or a parser quotes from a row,
    /// which may hold personal values.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Write(sqlx::Error::Database(told)) => {
                let code = told.code().unwrap_or_default();
                let constraint = told.constraint().map(|it| format!(", constraint {it}"));
                let constraint = constraint.unwrap_or_default();
                format!("the database refuses the row: SQLSTATE {code}{constraint}")
            }
            Self::Encode(error) => {
                let (line, column) = (error.line(), error.column());
                format!("a row cannot be read or written as JSON: line {line}, column {column}")
            }
            Self::Vault(error) => format!("{self}: {error}"),
            Self::Write(_)
            | Self::Read(_)
            | Self::Decode(_)
            | Self::TooManyHeld { .. }
            | Self::RebuildRuns
            | Self::Ahead { .. }
            | Self::Gap { .. } => self.to_string(),
        }
    }
}

/// Every read model. Those that have most to write stand so that two or four transactions, which
/// take every second or fourth of them, have about the same to do.
#[must_use]
pub fn all() -> Vec<Box<dyn ReadModel>> {
    vec![
        Box::new(CaseList),
        Box::new(Consultations),
        Box::new(CaseTimeline),
        Box::new(Deadlines),
        Box::new(Certificates),
        Box::new(Organisations),
        Box::new(Statements),
        Box::new(RegistryEntries),
        Box::new(Aid),
        Box::new(AidHistory),
        Box::new(AuditTrail),
        Box::new(Handlings),
        Box::new(FocalPoints),
        Box::new(SubjectRecords),
        Box::new(AgencyReports),
    ]
}

/// The read model of this name, with or without its version.
#[must_use]
pub fn named(name: &str) -> Option<Box<dyn ReadModel>> {
    all().into_iter().find(|it| {
        let bare = it.name().split('.').next().unwrap_or_default();
        it.name() == name || bare == name
    })
}
