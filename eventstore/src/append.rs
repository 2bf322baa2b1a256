//! What is asked of the log, and its answer.

use std::collections::BTreeMap;
use std::iter::zip;
use std::sync::Arc;

use uuid::Uuid;

use crate::document::EncodeError;
use crate::writer::Prepared;
use crate::{Cause, EventStore, Fingerprint, NewEvent, Position, Sealed, Stream, Version};

/// Everything one command does, all or nothing.
#[derive(Debug, Clone)]
pub struct Append {
    /// Why it happens.
    pub cause: Cause,
    /// Tells a repeat of the command from another one under its id: see `Vault::fingerprint`.
    pub fingerprint: Fingerprint,
    /// The events, by stream, in the order in which they will stand in the log.
    pub writes: Vec<StreamWrite>,
    /// Keys to take. Taking what the same holder holds already is fine.
    pub take: Vec<Claim>,
    /// Keys to let go of, before any is taken. Letting go of what nobody holds is fine.
    pub release: Vec<String>,
    /// Keys that nobody may hold beforehand, and that stay free.
    pub free: Vec<String>,
    /// Personal values that the events refer to.
    pub confide: Vec<Sealed>,
}

/// Events for one stream. Without events it only insists on the version.
#[derive(Debug, Clone)]
pub struct StreamWrite {
    /// Where they go.
    pub stream: Stream,
    /// How many events the stream must have before.
    pub expected: Version,
    /// What happened.
    pub events: Vec<NewEvent>,
}

/// A key that one stream at a time may hold, such as a dossier code. It holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What is claimed.
    pub key: String,
    /// The stream that claims it.
    pub holder: Uuid,
}

/// Where a command's events stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Its first event.
    pub first: Position,
    /// Its last event.
    pub last: Position,
    /// The version to which it brought each stream that it wrote to, by the stream's id.
    pub versions: BTreeMap<Uuid, Version>,
    /// Whether they were in the log before, because the command is a repeat.
    pub repeated: bool,
}

impl Appended {
    /// The version to which it brought a stream, if it wrote to it.
    #[must_use]
    pub fn version_of(&self, stream: Uuid) -> Option<Version> {
        self.versions.get(&stream).copied()
    }
}

/// Why a command's events were not appended. But for [`AppendError::OutcomeUnknown`], none was.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// The stream has moved on; load it again and decide again.
    #[error("expected {stream} at version {expected}, found it at {actual}")]
    Conflict {
        /// Which stream.
        stream: Stream,
        /// What the decision was based on.
        expected: Version,
        /// What is in the store.
        actual: Version,
    },
    /// Another stream holds the key.
    #[error("{key} is held by {holder}")]
    ClaimTaken {
        /// What is claimed.
        key: String,
        /// The stream that holds it.
        holder: Uuid,
    },
    /// Another command was carried out under this id.
    #[error("another command has the id {command_id}")]
    CommandReused {
        /// The id.
        command_id: Uuid,
    },
    /// A personal value is kept already under the id of one that is to be confided.
    #[error("a value of this id is kept already")]
    ValueTaken,
    /// An event or its cause has no wire form.
    #[error("encoding events")]
    Encode(#[source] Arc<EncodeError>),
    /// Too much is waiting to be appended; try again later.
    #[error("too many appends are waiting")]
    Overloaded,
    /// The store was closed.
    #[error("the store was closed")]
    Closed,
    /// The connection was lost on the way. Ask again with the same command id.
    #[error("the connection was lost before the answer came")]
    OutcomeUnknown,
    /// The database failed.
    #[error("appending events")]
    Database(#[source] Arc<sqlx::Error>),
}

impl From<EncodeError> for AppendError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(Arc::new(error))
    }
}

impl From<sqlx::Error> for AppendError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

impl EventStore {
    /// Appends all events of a command, or none. Concurrent appends share a transaction; one that
    /// fails does not fail the others. A command that was carried out before appends nothing and
    /// gets its first answer again.
    ///
    /// A caller that stops waiting takes back an append that is not being written yet, and no other.
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let prepared = Prepared::new(&self.source, append)?;
        self.queue.append(prepared).await
    }

    /// Appends the same, and destroys the keys and values of these subjects in the same transaction,
    /// and what they could be found by. What is confided about them meanwhile is destroyed too, and
    /// what comes later finds no key and leaves nothing behind.
    pub async fn append_erasing(
        &self,
        append: Append,
        subjects: Vec<Uuid>,
    ) -> Result<Appended, AppendError> {
        let mut prepared = Prepared::new(&self.source, append)?;
        prepared.erase = subjects;
        self.queue.append(prepared).await
    }

    /// Where the events of a command stand that was carried out before: a question to ask before
    /// deciding, since the decision about a repeat would be another one.
    pub async fn find_command(
        &self,
        id: Uuid,
        fingerprint: &Fingerprint,
    ) -> Result<Option<Appended>, AppendError> {
        let found = sqlx::query!(
            r#"
            select fingerprint, first_position, last_position,
                array(
                    select stream_id from eventstore.event
                    where position between first_position and last_position
                    order by position
                ) as "streams!",
                array(
                    select version from eventstore.event
                    where position between first_position and last_position
                    order by position
                ) as "versions!"
            from eventstore.command
            where id = $1
            "#,
            id,
        )
        .fetch_optional(&self.pool)
        .await?;

        match found {
            Some(command) if command.fingerprint != fingerprint.as_bytes() => {
                Err(AppendError::CommandReused { command_id: id })
            }
            Some(command) => Ok(Some(Appended {
                first: Position(command.first_position),
                last: Position(command.last_position),
                // In the order of the log, so that the last version of a stream is what stays.
                versions: zip(command.streams, command.versions.into_iter().map(Version)).collect(),
                repeated: true,
            })),
            None => Ok(None),
        }
    }
}
