//! Why a log cannot be read any further, and where.

use std::fmt;
use std::sync::Arc;

use super::{Place, Trace};

/// The most characters of the log's own text that an error repeats.
const QUOTED_CHARS_MAX: usize = 80;
/// The most characters of what quick-xml says, which may repeat text from the log as well.
const DETAIL_CHARS_MAX: usize = 240;

/// A log cannot be read any further.
#[derive(Clone, Debug, thiserror::Error)]
#[error("event log unreadable at line {}, column {} (byte {}){}",
    .place.line, .place.column, .place.byte, InTrace(.trace.as_deref()))]
pub struct XesError {
    /// Where it is: the start of the offending tag, the offending byte, or where the text ends.
    pub place: Place,
    /// The trace being read, if it is in one.
    pub trace: Option<Box<TracePlace>>,
    /// Why.
    #[source]
    pub reason: XesReason,
}

/// Which trace and event could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracePlace {
    /// Which trace, from 1.
    pub ordinal: u64,
    /// Its `concept:name`, if that was read before the error; at most 80 characters of it.
    pub name: Option<String>,
    /// Which event of the trace, from 1, if it is in one.
    pub event: Option<u64>,
}

/// Why a log cannot be read any further.
#[derive(Clone, Debug, thiserror::Error)]
pub enum XesReason {
    /// The text is not well-formed XML, or uses characters that XML does not have.
    #[error("not well-formed XML: {detail}")]
    Xml {
        /// What is wrong.
        detail: String,
    },
    /// The file ends inside a trace or before `</log>`, or its compressed data end early.
    #[error("the file ends before the log does")]
    Truncated,
    /// The file begins like gzip, but cannot be decompressed.
    #[error("not readable as gzip: {detail}")]
    BadGzip {
        /// What is wrong.
        detail: String,
    },
    /// A date is not one.
    #[error("{key:?} is {value:?}, which is not a date")]
    BadDate {
        /// The attribute.
        key: String,
        /// The beginning of its value.
        value: String,
    },
    /// A whole number or float is not one, or a whole number does not fit 64 bits.
    #[error("{key:?} is {value:?}, which is not such a number")]
    BadNumber {
        /// The attribute.
        key: String,
        /// The beginning of its value.
        value: String,
    },
    /// A boolean is neither true nor false.
    #[error("{key:?} is {value:?}, which is neither true nor false")]
    BadBoolean {
        /// The attribute.
        key: String,
        /// The beginning of its value.
        value: String,
    },
    /// The file is no event log: it is not XML at all, or its root is not `log`.
    #[error("not an event log: {}", Root(.root.as_deref()))]
    NotALog {
        /// The root element, if there is one.
        root: Option<String>,
    },
    /// An element is where it cannot be, such as an event outside a trace.
    #[error("element {element:?} inside {inside:?}")]
    UnexpectedElement {
        /// The element.
        element: String,
        /// Where it is.
        inside: &'static str,
    },
    /// An attribute has no `key`.
    #[error("{element:?} without a key")]
    MissingKey {
        /// Its element, such as `string`.
        element: &'static str,
    },
    /// An attribute has no `value`.
    #[error("{key:?} without a value")]
    MissingValue {
        /// The attribute.
        key: String,
    },
    /// Something is larger than this reader accepts.
    #[error("{limit} exceeded")]
    TooLarge {
        /// What is too large.
        limit: Limit,
    },
    /// Bytes that are no characters in the log's encoding.
    #[error("not valid {encoding}")]
    Encoding {
        /// The encoding.
        encoding: &'static str,
    },
    /// The log declares an encoding that this reader does not have.
    #[error("encoding {encoding:?} is not supported, only UTF-8, UTF-16, ISO-8859-1, Windows-1252")]
    UnknownEncoding {
        /// The encoding as the log names it.
        encoding: String,
    },
    /// The document type declares entities, which can blow up a small file without bound.
    #[error("the document type declares entities")]
    EntityDeclared,
    /// The file cannot be read.
    #[error("cannot read the file")]
    Io(#[source] Arc<std::io::Error>),
}

/// A limit of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`super::VALUE_BYTES_MAX`]
    ValueBytes,
    /// [`super::MARKUP_BYTES_MAX`]
    MarkupBytes,
    /// [`super::TRACE_EVENTS_MAX`]
    TraceEvents,
    /// [`super::TRACE_BYTES_MAX`]
    TraceBytes,
    /// [`super::DEPTH_MAX`]
    Depth,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ValueBytes => write!(f, "limit of {} bytes a value", super::VALUE_BYTES_MAX),
            Self::MarkupBytes => write!(f, "limit of {} bytes a tag", super::MARKUP_BYTES_MAX),
            Self::TraceEvents => write!(f, "limit of {} events a trace", super::TRACE_EVENTS_MAX),
            Self::TraceBytes => write!(f, "limit of {} bytes a trace", super::TRACE_BYTES_MAX),
            Self::Depth => write!(f, "limit of {} levels of nesting", super::DEPTH_MAX),
        }
    }
}

impl XesError {
    pub(super) fn new(place: Place, reason: XesReason) -> Self {
        Self {
            place,
            trace: None,
            reason,
        }
    }

    pub(super) fn in_trace(mut self, trace: &Trace, event: Option<u64>) -> Self {
        let name = trace.name().map(quoted);
        self.trace = Some(Box::new(TracePlace {
            ordinal: trace.ordinal,
            name,
            event,
        }));
        self
    }
}

impl XesReason {
    pub(super) fn xml(detail: impl fmt::Display) -> Self {
        let detail = detail.to_string().chars().take(DETAIL_CHARS_MAX).collect();
        Self::Xml { detail }
    }
}

/// The beginning of a text from the log, short enough to show.
pub(crate) fn quoted(text: &str) -> String {
    text.chars().take(QUOTED_CHARS_MAX).collect()
}

struct InTrace<'a>(Option<&'a TracePlace>);

impl fmt::Display for InTrace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(place) = self.0 else { return Ok(()) };
        write!(f, ", trace {}", place.ordinal)?;
        if let Some(name) = &place.name {
            write!(f, " ({name:?})")?;
        }
        if let Some(event) = place.event {
            write!(f, ", event {event}")?;
        }
        Ok(())
    }
}

struct Root<'a>(Option<&'a str>);

impl fmt::Display for Root<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(root) => write!(f, "its root is {root:?}"),
            None => f.write_str("it is not XML"),
        }
    }
}
