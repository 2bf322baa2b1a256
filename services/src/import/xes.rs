//! XES event logs (IEEE 1849), read one trace at a time.
//!
//! The reader holds one trace in memory and never the file. What the log does not say is not made
//! up: defaults declared by `<global>` are passed over, events stay in the log's own order, and a
//! date without an offset stays without one. Knows nothing about cases.

mod date;
mod encoding;
mod error;
mod place;
mod reader;
mod source;
mod taken;
#[cfg(test)]
mod tests;
mod tokens;

pub use date::Date;
pub(crate) use date::parse_offset;
pub(crate) use error::quoted;
pub use error::{Limit, TracePlace, XesError, XesReason};
pub use place::Place;
pub use reader::TraceReader;
pub use source::{Counted, LogFile, Progress, open};
pub use taken::{OtherKeys, Taken};

/// The longest key or value of an attribute, in bytes of UTF-8 after entities are replaced.
pub const VALUE_BYTES_MAX: usize = 1024 * 1024;
/// The longest tag, comment or run of text, in bytes: what is held to read a single one.
pub const MARKUP_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most events a trace may have.
pub const TRACE_EVENTS_MAX: usize = 1_000_000;
/// The longest trace, in bytes of decompressed text: bounds what one trace can take in memory.
pub const TRACE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The deepest nesting of elements; the log itself is the first level.
pub const DEPTH_MAX: usize = 64;

/// The attribute that names a log, a trace or an event.
pub const CONCEPT_NAME: &str = "concept:name";

/// What happened to one case, in the log's own order.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Which trace of the log it is, counted from 1.
    pub ordinal: u64,
    /// Where it begins.
    pub place: Place,
    /// What the trace says about the case itself, in the log's order.
    pub attributes: Vec<Attribute>,
    /// Its events, in the log's order, which is not always that of their times.
    pub events: Vec<Event>,
}

/// One thing that happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// What the event says, in the log's order.
    pub attributes: Vec<Attribute>,
}

/// A named value of a trace or an event.
///
/// Attributes below an attribute are read and dropped, and so are whole lists and containers:
/// they qualify a value, and no mapping can name them.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Its name, such as `time:timestamp`.
    pub key: String,
    /// Its value, typed as the log types it.
    pub value: Value,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text; line breaks and tabs are spaces, as in every XML attribute.
    String(String),
    /// A point in time.
    Date(Date),
    /// A whole number.
    Int(i64),
    /// A number as the log writes it, so that no digit is lost.
    Float(String),
    /// Yes or no.
    Boolean(bool),
    /// An identifier.
    Id(String),
}

impl Trace {
    /// The value of the first attribute of that name.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<&Value> {
        find(&self.attributes, key)
    }

    /// What the log calls the trace, where it says so in text.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self.attribute(CONCEPT_NAME)? {
            Value::String(text) | Value::Float(text) | Value::Id(text) => Some(text),
            Value::Date(_) | Value::Int(_) | Value::Boolean(_) => None,
        }
    }
}

impl Event {
    /// The value of the first attribute of that name.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<&Value> {
        find(&self.attributes, key)
    }
}

fn find<'a>(attributes: &'a [Attribute], key: &str) -> Option<&'a Value> {
    attributes
        .iter()
        .find(|attribute| attribute.key == key)
        .map(|attribute| &attribute.value)
}
