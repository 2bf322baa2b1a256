//! Events as they are read back.

mod once;
mod tagged;

use std::borrow::Cow;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use time::OffsetDateTime;
use uuid::Uuid;

use self::tagged::Tagged;
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
        once::read(&self.name, &self.document).map_err(|source| self.undecodable(source))
    }

    /// Why it happened.
    pub fn cause(&self) -> Result<Cause, DecodeError> {
        self.envelope().map(|it| it.cause)
    }

    /// All that surrounds its data.
    pub fn envelope(&self) -> Result<Envelope, DecodeError> {
        Ok(self.parts()?.envelope())
    }

    /// Its document, taken apart: for those who need more than one thing of it.
    pub fn parts(&self) -> Result<Parts<'_>, DecodeError> {
        // Checked once as a whole, which costs less than each string of it.
        let wire = str::from_utf8(&self.document)
            .map_err(serde::de::Error::custom)
            .and_then(serde_json::from_str);
        Ok(Parts {
            recorded: self,
            wire: wire.map_err(|source| self.undecodable(source))?,
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

    fn decode_tagged<E: DeserializeOwned>(
        &self,
        name: &str,
        data: Option<&RawValue>,
    ) -> Result<E, DecodeError> {
        let event = E::deserialize(Tagged { name, data });
        event.map_err(|source| self.undecodable(source))
    }

    fn undecodable(&self, source: serde_json::Error) -> DecodeError {
        DecodeError {
            position: self.position,
            name: self.name.clone(),
            source,
        }
    }
}

/// The document of an event, read once. Its data are read only when they are decoded.
#[derive(Debug)]
pub struct Parts<'a> {
    recorded: &'a Recorded,
    wire: WireEnvelope<'a>,
}

impl Parts<'_> {
    /// The domain event, from its `type` and `data`.
    pub fn decode<E: DeserializeOwned>(&self) -> Result<E, DecodeError> {
        self.recorded.decode_tagged(&self.wire.name, self.wire.data)
    }

    /// All that surrounds its data.
    #[must_use]
    pub fn envelope(&self) -> Envelope {
        let wire = &self.wire;
        let owned = |it: &Option<Cow<'_, str>>| it.as_deref().map(ToOwned::to_owned);
        Envelope {
            id: wire.id,
            source: wire.source.to_string(),
            subject: wire.subject.to_string(),
            cause: Cause {
                command_id: wire.commandid,
                command: Cow::Owned(wire.commandtype.to_string()),
                actor: wire.actorid,
                agency: owned(&wire.actoragency),
                role: wire.actorrole.to_string(),
                at: wire.time,
            },
            agency: owned(&wire.agency),
            procedure: owned(&wire.procedure),
        }
    }

    /// Its data as they stand in the document, without a copy; none if it has none.
    #[must_use]
    pub fn data(&self) -> Option<Bytes> {
        let data = self.wire.data?;
        Some(self.recorded.document.slice_ref(data.get().as_bytes()))
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

#[derive(Debug, Deserialize)]
struct WireEnvelope<'a> {
    id: Uuid,
    #[serde(borrow, rename = "type")]
    name: Cow<'a, str>,
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    #[serde(with = "time::serde::rfc3339")]
    time: OffsetDateTime,
    commandid: Uuid,
    #[serde(borrow)]
    commandtype: Cow<'a, str>,
    actorid: Uuid,
    #[serde(borrow)]
    actoragency: Option<Cow<'a, str>>,
    #[serde(borrow)]
    actorrole: Cow<'a, str>,
    #[serde(borrow)]
    agency: Option<Cow<'a, str>>,
    #[serde(borrow)]
    procedure: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

#[cfg(test)]
mod tests;
