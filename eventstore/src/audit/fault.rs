//! What can be wrong, and where.

use std::fmt;

/// The first thing that is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The first position at which it may be wrong.
    pub first: u64,
    /// The last position at which it may be; the same, where it is known exactly.
    pub last: u64,
    /// What is wrong.
    pub what: Wrong,
}

/// What is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The event is not the one that was signed.
    Edited,
    /// Events that were signed are not there.
    Removed,
    /// There are events that were not signed.
    Inserted,
    /// Events stand in another order than they were signed in.
    Reordered,
    /// The log ends before the end that was signed.
    CutOff {
        /// Where it cannot be told from an event that was removed before: from where on that may be.
        since: Option<u64>,
    },
    /// No checkpoint covers these events.
    Uncovered,
    /// What was signed about the events up to here is not so: one of them was edited, removed,
    /// inserted or moved.
    Changed,
    /// There is something that is no event.
    Unreadable {
        /// Why not.
        why: String,
    },
    /// The event is not in the one form that its content has.
    NotCanonical,
    /// The event's id does not follow from its command.
    Id,
    /// The event comes from another log.
    Source {
        /// Which.
        source: String,
    },
    /// A column does not say what the event says.
    Column {
        /// Which.
        column: &'static str,
    },
}

impl Fault {
    pub(super) fn at(position: u64, what: Wrong) -> Self {
        Self {
            first: position,
            last: position,
            what,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "position {}: {}", self.first, self.what)
        } else if self.what == Wrong::Removed {
            write!(
                f,
                "between positions {} and {}: {}",
                self.first, self.last, self.what
            )
        } else {
            write!(
                f,
                "position {}, or another up to {}: {}",
                self.first, self.last, self.what
            )
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited => f.write_str("edited: the event is not the one that was signed"),
            Self::Removed => f.write_str("removed: an event that was recorded is not there"),
            Self::Inserted => f.write_str("inserted: there is an event that was not recorded"),
            Self::Reordered => {
                f.write_str("reordered: events stand in another order than they were recorded in")
            }
            Self::CutOff { since } => {
                f.write_str("cut off at the end: events that were signed are not there")?;
                since.map_or(Ok(()), |it| {
                    write!(f, " (or one was removed after position {it})")
                })
            }
            Self::Uncovered => {
                f.write_str("inserted, or not signed yet: no checkpoint covers what follows")
            }
            Self::Changed => f.write_str(
                "edited, removed, inserted or reordered: the events are not those that were signed",
            ),
            Self::Unreadable { why } => write!(f, "edited: it is no event: {why}"),
            Self::NotCanonical => {
                f.write_str("edited: the event is not in the canonical form of RFC 8785")
            }
            Self::Id => f.write_str("edited: the event's id does not follow from its command"),
            Self::Source { source } => write!(f, "inserted: the event is of the log {source:?}"),
            Self::Column { column } => {
                write!(f, "edited: the column {column} is not what the event says")
            }
        }
    }
}
