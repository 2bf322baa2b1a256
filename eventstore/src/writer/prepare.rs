//! Encoding an append in its caller's task, so that the writer only moves bytes.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::document::{APPEND_BYTES_MAX, APPEND_EVENTS_MAX, Encoder, kept};
use crate::{Append, Claim, EncodeError, Fingerprint, Sealed, Stream, Version};

/// An append in the form in which it is written.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) command_id: Uuid,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) at: OffsetDateTime,
    pub(crate) writes: Vec<PreparedWrite>,
    pub(crate) take: Vec<Claim>,
    pub(crate) release: Vec<String>,
    pub(crate) free: Vec<String>,
    pub(crate) confide: Vec<Sealed>,
    /// Whose keys and values are destroyed with it.
    pub(crate) erase: Vec<Uuid>,
    pub(crate) events: usize,
    pub(crate) bytes: usize,
}

#[derive(Debug)]
pub(crate) struct PreparedWrite {
    pub(crate) stream: Stream,
    pub(crate) expected: Version,
    pub(crate) events: Vec<PreparedEvent>,
}

impl PreparedWrite {
    /// The version that the stream has afterwards.
    pub(super) fn after(&self) -> Version {
        self.events.last().map_or(self.expected, |it| it.version)
    }
}

#[derive(Debug)]
pub(crate) struct PreparedEvent {
    pub(crate) name: String,
    pub(crate) version: Version,
    pub(crate) document: Vec<u8>,
}

impl Prepared {
    /// The versions in the documents are those that follow the expected ones: the append is written
    /// at these or not at all.
    pub(crate) fn new(source: &str, append: Append) -> Result<Self, EncodeError> {
        let encoder = Encoder::new(source, &append.cause)?;
        let mut writes = Vec::with_capacity(append.writes.len());
        let mut events = 0;
        let mut bytes = append.confide.iter().map(Sealed::len).sum();
        for write in &append.writes {
            let mut prepared = Vec::with_capacity(write.events.len());
            for (version, event) in (write.expected.0 + 1..).map(Version).zip(&write.events) {
                let document = encoder.encode(write.stream, version, events, event)?;
                events += 1;
                bytes += document.len();
                prepared.push(PreparedEvent {
                    name: event.name().to_owned(),
                    version,
                    document,
                });
            }
            writes.push(PreparedWrite {
                stream: write.stream,
                expected: write.expected,
                events: prepared,
            });
        }
        if events == 0 {
            return Err(EncodeError::Empty);
        }
        if events > APPEND_EVENTS_MAX || bytes > APPEND_BYTES_MAX {
            return Err(EncodeError::AppendTooLarge { events, bytes });
        }
        Ok(Self {
            command_id: append.cause.command_id,
            fingerprint: append.fingerprint,
            at: kept(append.cause.at),
            writes,
            take: append.take,
            release: append.release,
            free: append.free,
            confide: append.confide,
            erase: vec![],
            events,
            bytes,
        })
    }
}
