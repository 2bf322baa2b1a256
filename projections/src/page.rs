//! A run of events, divided into what can be read and what holds back its stream.

use eventstore::{DecodeError, Position, Recorded};

use crate::Fact;
use crate::fact::Unreadable;

/// A part of the log, or of a stream, as this build reads it.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// What could be read, in order.
    pub(crate) facts: Vec<Fact>,
    /// What could not, although its name is known: each holds back its own stream.
    pub(crate) unreadable: Vec<Unreadable>,
    /// The first event; nothing on an empty page.
    pub(crate) first: Option<Position>,
    /// The last event.
    pub(crate) last: Option<Position>,
    /// What a newer build wrote: the page ends before it, and nobody goes on without it.
    pub(crate) not_understood: Option<DecodeError>,
}

impl Page {
    /// Reads events up to the first one of an unknown name.
    pub(crate) fn of(events: Vec<Recorded>) -> Self {
        let mut page = Self {
            facts: Vec::with_capacity(events.len()),
            ..Self::default()
        };
        for event in events {
            let position = event.position;
            match Fact::read(event) {
                Ok(fact) => page.facts.push(fact),
                Err(it) if it.is_of_a_known_name() => page.unreadable.push(*it),
                Err(it) => {
                    page.not_understood = Some(it.error);
                    break;
                }
            }
            page.first = page.first.or(Some(position));
            page.last = Some(position);
        }
        page
    }
}
