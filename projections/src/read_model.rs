use eventstore::{DecodeError, ReadError, VaultError};
use futures_util::future::BoxFuture;
use sqlx::PgConnection;

use crate::audit_trail::AuditTrail;
use crate::case_list::CaseList;
use crate::case_timeline::CaseTimeline;
use crate::certificate::Certificates;
use crate::consultation::Consultations;
use crate::deadline::Deadlines;
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

/// Every read model.
#[must_use]
pub fn all() -> Vec<Box<dyn ReadModel>> {
    vec![
        Box::new(CaseList),
        Box::new(CaseTimeline),
        Box::new(Consultations),
        Box::new(Deadlines),
        Box::new(Certificates),
        Box::new(AuditTrail),
        Box::new(SubjectRecords),
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
