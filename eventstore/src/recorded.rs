//! Events as they are read back.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Cause, Position, Version};

/// An event in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Where it stands among all events.
    pub position: Position,
    /// What kind of stream it belongs to.
    pub stream_kind: String,
    /// Which stream it belongs to.
    pub stream_id: Uuid,
    /// Where it stands in its stream.
    pub version: Version,
    /// Its wire name, such as `case.dossier_submitted.v1`.
    pub name: String,
    /// When the command that caused it was given.
    pub recorded_at: OffsetDateTime,
    /// The command that caused it.
    pub command_id: Uuid,
    /// The event itself: one `CloudEvents` document in canonical JSON, exactly as it is hashed.
    pub document: Bytes,
}

/// What surrounds an event's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The event's id, which follows from the command's id and the event's place in its append.
    pub id: Uuid,
    /// Which log it was recorded in.
    pub source: String,
    /// What it happened to, as `kind/id`.
    pub subject: String,
    /// Why it happened.
    pub cause: Cause,
    /// The agency that is responsible for what it happened to, if any.
    pub agency: Option<String>,
    /// The procedure under which it happened, if any.
    pub procedure: Option<String>,
}

/// An event is not one that this build understands. It must never be skipped.
#[derive(Debug, thiserror::Error)]
#[error("decoding {name} at position {position}")]
pub struct DecodeError {
    /// Where it stands.
    pub position: Position,
    /// Its wire name.
    pub name: String,
    /// What is wrong with it.
    pub source: serde_json::Error,
}

impl Recorded {
    /// The domain event. Its `type` and `data` are looked for in the document; the envelope is not
    /// its business.
    pub fn decode<E: DeserializeOwned>(&self) -> Result<E, DecodeError> {
        serde_json::from_slice(&self.document).map_err(|source| self.undecodable(source))
    }

    /// Why it happened.
    pub fn cause(&self) -> Result<Cause, DecodeError> {
        self.envelope().map(|it| it.cause)
    }

    /// All that surrounds its data.
    pub fn envelope(&self) -> Result<Envelope, DecodeError> {
        let wire: WireEnvelope =
            serde_json::from_slice(&self.document).map_err(|source| self.undecodable(source))?;
        Ok(Envelope {
            id: wire.id,
            source: wire.source,
            subject: wire.subject,
            cause: Cause {
                command_id: wire.commandid,
                command: Cow::Owned(wire.commandtype),
                actor: wire.actorid,
                agency: wire.actoragency,
                role: wire.actorrole,
                at: wire.time,
            },
            agency: wire.agency,
            procedure: wire.procedure,
        })
    }

    /// The event of a document that came by another way than the log, with its place in the log.
    pub fn from_document(position: Position, document: Bytes) -> Result<Self, DecodeError> {
        let wire: WirePlace = serde_json::from_slice(&document).map_err(|source| DecodeError {
            position,
            name: String::new(),
            source,
        })?;
        let subject = wire.subject.split_once('/');
        let (kind, id) = subject.unwrap_or((&wire.subject, ""));
        Ok(Self {
            position,
            stream_kind: kind.to_owned(),
            stream_id: id.parse().map_err(|error| DecodeError {
                position,
                name: wire.r#type.clone(),
                source: serde::de::Error::custom(error),
            })?,
            version: Version(wire.streamversion),
            name: wire.r#type,
            recorded_at: wire.time,
            command_id: wire.commandid,
            document,
        })
    }

    fn undecodable(&self, source: serde_json::Error) -> DecodeError {
        DecodeError {
            position: self.position,
            name: self.name.clone(),
            source,
        }
    }
}

#[derive(Deserialize)]
struct WirePlace {
    subject: String,
    r#type: String,
    streamversion: i64,
    #[serde(with = "time::serde::rfc3339")]
    time: OffsetDateTime,
    commandid: Uuid,
}

#[derive(Deserialize)]
struct WireEnvelope {
    id: Uuid,
    source: String,
    subject: String,
    #[serde(with = "time::serde::rfc3339")]
    time: OffsetDateTime,
    commandid: Uuid,
    commandtype: String,
    actorid: Uuid,
    actoragency: Option<String>,
    actorrole: String,
    agency: Option<String>,
    procedure: Option<String>,
}

#[cfg(test)]
mod tests;
