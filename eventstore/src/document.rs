//! The wire form of an event: one `CloudEvents` 1.0 document in canonical JSON (RFC 8785).
//!
//! These bytes are the event. They are stored, hashed and published as they are.

use serde::Serialize;
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};
use uuid::Uuid;

use crate::{Cause, Stream, Version};

/// The largest document; a carrier with default settings refuses messages of 1 MiB.
const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

/// The most events in one append.
pub(crate) const APPEND_EVENTS_MAX: usize = 100_000;

/// The most bytes of documents and personal values in one append.
pub(crate) const APPEND_BYTES_MAX: usize = 128 * 1024 * 1024;

/// Beyond this, canonical JSON (whose numbers are doubles) would change an integer.
const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Why an event has no wire form. Nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The event cannot be written as JSON.
    #[error("writing an event as JSON")]
    Json(#[source] serde_json::Error),
    /// The event is not an object of `type` and `data`.
    #[error("an event must be an object of type and data")]
    Form,
    /// The wire name, the command's name or the kind of stream is not made of `a-z 0-9 _ .`.
    #[error("{name:?} is not a wire name")]
    Name {
        /// What stands there.
        name: String,
    },
    /// An integer is too large to survive canonical JSON; write it as a string.
    #[error("{number} does not survive canonical JSON")]
    Number {
        /// The integer.
        number: serde_json::Number,
    },
    /// The time cannot be written in RFC 3339.
    #[error("writing the time of the cause")]
    Time(#[source] time::error::Format),
    /// The document is larger than any carrier takes.
    #[error("the event takes {bytes} bytes, and {DOCUMENT_BYTES_MAX} are allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The append holds no event.
    #[error("an append must hold at least one event")]
    Empty,
    /// The append is larger than one transaction may be.
    #[error(
        "the command causes {events} events of {bytes} bytes in all, \
         and {APPEND_EVENTS_MAX} of {APPEND_BYTES_MAX} are allowed"
    )]
    AppendTooLarge {
        /// How many events it holds.
        events: usize,
        /// How many bytes of documents and personal values.
        bytes: usize,
    },
}

/// An event that is not in the log yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    name: String,
    data: Option<Value>,
    /// The agency that is responsible for what it happened to, if any.
    pub agency: Option<String>,
    /// The procedure under which it happened, if any.
    pub procedure: Option<String>,
}

impl NewEvent {
    /// From a domain event that serialises to `{"type": …, "data": …}`, as an enum with
    /// `#[serde(tag = "type", content = "data")]` does.
    pub fn of(event: &impl Serialize) -> Result<Self, EncodeError> {
        let Value::Object(mut members) = serde_json::to_value(event).map_err(EncodeError::Json)?
        else {
            return Err(EncodeError::Form);
        };
        let (name, data) = (members.remove("type"), members.remove("data"));
        let (Some(Value::String(name)), true) = (name, members.is_empty()) else {
            return Err(EncodeError::Form);
        };
        check_name(&name)?;
        data.as_ref().map_or(Ok(()), check_numbers)?;
        Ok(Self {
            name,
            data,
            agency: None,
            procedure: None,
        })
    }

    /// Its wire name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// What all documents of one append have in common.
pub(crate) struct Encoder<'a> {
    source: &'a str,
    cause: &'a Cause,
    time: String,
}

impl<'a> Encoder<'a> {
    pub(crate) fn new(source: &'a str, cause: &'a Cause) -> Result<Self, EncodeError> {
        check_name(&cause.command)?;
        let time = kept(cause.at).format(&Rfc3339).map_err(EncodeError::Time)?;
        Ok(Self {
            source,
            cause,
            time,
        })
    }

    /// The bytes of the event that will stand at this version, as the `index`th of the append.
    pub(crate) fn encode(
        &self,
        stream: Stream,
        version: Version,
        index: usize,
        event: &NewEvent,
    ) -> Result<Vec<u8>, EncodeError> {
        check_name(stream.kind)?;
        let document = Document {
            actoragency: self.cause.agency.as_deref(),
            actorid: self.cause.actor,
            actorrole: &self.cause.role,
            agency: event.agency.as_deref(),
            commandid: self.cause.command_id,
            commandtype: &self.cause.command,
            data: event.data.as_ref(),
            datacontenttype: event.data.as_ref().map(|_| "application/json"),
            id: Uuid::new_v5(&self.cause.command_id, index.to_string().as_bytes()),
            procedure: event.procedure.as_deref(),
            source: self.source,
            specversion: "1.0",
            streamversion: version,
            subject: stream.to_string(),
            time: &self.time,
            name: &event.name,
        };
        let bytes = if event.data.as_ref().is_none_or(is_canonical) {
            serde_json::to_vec(&document)
        } else {
            serde_json_canonicalizer::to_vec(&document)
        };
        let bytes = bytes.map_err(EncodeError::Json)?;
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(EncodeError::TooLarge { bytes: bytes.len() });
        }
        Ok(bytes)
    }
}

/// The members of a document, in the order of its canonical form.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    actoragency: Option<&'a str>,
    actorid: Uuid,
    actorrole: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<&'a str>,
    commandid: Uuid,
    commandtype: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    datacontenttype: Option<&'a str>,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure: Option<&'a str>,
    source: &'a str,
    specversion: &'a str,
    streamversion: Version,
    subject: String,
    time: &'a str,
    #[serde(rename = "type")]
    name: &'a str,
}

/// Whether `serde_json` writes a value in its canonical form already, at a fifth of the cost: its
/// strings are the same, its integers too, and names of ASCII letters sort alike in every encoding.
fn is_canonical(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => number.is_i64() || number.is_u64(),
        Value::Array(items) => items.iter().all(is_canonical),
        Value::Object(members) => {
            members.keys().is_sorted()
                && members
                    .iter()
                    .all(|(key, it)| key.is_ascii() && is_canonical(it))
        }
    }
}

/// A time as the log keeps it: UTC and whole microseconds, as Postgres does.
pub(crate) fn kept(at: OffsetDateTime) -> OffsetDateTime {
    let at = at.to_offset(UtcOffset::UTC);
    at.replace_nanosecond(at.microsecond() * 1000).unwrap_or(at)
}

/// Names become parts of messaging subjects, where other characters have a meaning.
fn check_name(name: &str) -> Result<(), EncodeError> {
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    let parts_are_plain = name
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(plain));
    if parts_are_plain {
        Ok(())
    } else {
        let name = name.to_owned();
        Err(EncodeError::Name { name })
    }
}

fn check_numbers(value: &Value) -> Result<(), EncodeError> {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
        Value::Number(number) => {
            let unsigned = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
            if unsigned.is_some_and(|it| it > INTEGER_MAX) {
                let number = number.clone();
                return Err(EncodeError::Number { number });
            }
            Ok(())
        }
        Value::Array(items) => items.iter().try_for_each(check_numbers),
        Value::Object(members) => members.values().try_for_each(check_numbers),
    }
}

#[cfg(test)]
mod tests;
