//! Which attributes are read, and what is known of those that are not.

use std::collections::BTreeSet;

use super::error::quoted;
use super::tokens::Kind;

/// The most names of attributes that are remembered of those passed over.
const OTHERS_MAX: usize = 200;

/// The attributes to read. The others are passed over, whatever their values are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Of traces.
    pub of_traces: BTreeSet<String>,
    /// Of events.
    pub of_events: BTreeSet<String>,
}

/// The names of attributes that were passed over: the first 200 different ones, shortened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherKeys {
    /// Of traces.
    pub of_traces: BTreeSet<String>,
    /// Of events.
    pub of_events: BTreeSet<String>,
}

/// Who has an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bearer {
    Trace,
    Event,
}

/// What a reader does with the values that it finds.
#[derive(Debug, Default)]
pub(super) enum Taking {
    /// Each is read, and must be of the type that it has.
    #[default]
    All,
    /// Each is read; one that is not of its type is a text, and one that is none is not there.
    AsWritten,
    /// Only these.
    Only(Taken, OtherKeys),
}

impl Bearer {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Event => "event",
        }
    }
}

impl Taking {
    /// Whether to read the value of this attribute; what is passed over is remembered.
    pub(super) fn wants(&mut self, bearer: Bearer, kind: Kind, key: &str) -> bool {
        let Self::Only(taken, others) = self else {
            return true;
        };
        let (taken, others) = match bearer {
            Bearer::Trace => (&taken.of_traces, &mut others.of_traces),
            Bearer::Event => (&taken.of_events, &mut others.of_events),
        };
        let wanted = taken.contains(key);
        if !wanted && kind.has_value() && others.len() < OTHERS_MAX && !others.contains(key) {
            others.insert(quoted(key));
        }
        wanted
    }
}
