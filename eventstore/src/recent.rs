//! What this process wrote last: whoever follows the log closely need not read it back.
//!
//! Invariant: what is kept was committed, and its positions follow on one another. Where another
//! process wrote in between, only what came after that is kept.

use std::collections::VecDeque;
use std::iter::zip;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::writer::Prepared;
use crate::{AppendError, Appended, Position, Recorded};

/// The most events that are kept.
const EVENTS_MAX: usize = 8_192;

/// The most bytes of documents that are kept, which is no more than a page of the log may have.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// The last events that this process wrote.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    events: VecDeque<Recorded>,
    bytes: usize,
}

impl Recent {
    /// Keeps what a batch brought, in the place of what is older.
    pub(crate) fn keep(&self, batch: Vec<Prepared>, results: &[Result<Appended, AppendError>]) {
        let mut events: Vec<Recorded> = zip(batch, results)
            .filter_map(|(append, result)| Some((append, result.as_ref().ok()?)))
            .filter(|(_, appended)| !appended.repeated)
            .flat_map(|(append, appended)| recorded(append, appended.first))
            .collect();
        events.sort_unstable_by_key(|it| it.position);
        let mut kept = self.lock();
        for event in events {
            kept.add(event);
        }
    }

    /// The events that follow on a position, up to a limit; nothing if the first of them is not kept.
    pub(crate) fn after(&self, after: Position, limit: usize) -> Vec<Recorded> {
        self.lock().following(after).take(limit).cloned().collect()
    }

    /// Whether exactly these events, which follow on one another, are kept.
    pub(crate) fn holds(&self, events: &[Recorded]) -> bool {
        let Some(first) = events.first() else {
            return true;
        };
        let kept = self.lock();
        let found = kept.following(Position(first.position.0 - 1));
        found.take(events.len()).eq(events)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Whoever panicked meanwhile left at most an event out, which the next one shows.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn add(&mut self, event: Recorded) {
        let follows = |last: &Recorded| last.position.0 + 1 == event.position.0;
        if !self.events.back().is_none_or(follows) {
            self.events.clear();
            self.bytes = 0;
        }
        self.bytes += event.document.len();
        self.events.push_back(event);
        while self.events.len() > EVENTS_MAX || self.bytes > BYTES_MAX {
            let Some(oldest) = self.events.pop_front() else {
                break;
            };
            self.bytes -= oldest.document.len();
        }
    }

    /// What is kept and follows on a position.
    fn following(&self, after: Position) -> impl Iterator<Item = &Recorded> {
        let first = self.events.front().map(|it| it.position.0);
        let skip = first.and_then(|first| usize::try_from(after.0 + 1 - first).ok());
        self.events.iter().skip(skip.unwrap_or(usize::MAX))
    }
}

/// The events of an append that was written at a position.
fn recorded(append: Prepared, first: Position) -> impl Iterator<Item = Recorded> {
    let (command_id, recorded_at) = (append.command_id, append.at);
    let events = append.writes.into_iter().flat_map(|write| {
        let stream = write.stream;
        write.events.into_iter().map(move |event| (stream, event))
    });
    zip(first.0.., events).map(move |(position, (stream, event))| Recorded {
        position: Position(position),
        stream_kind: stream.kind.to_owned(),
        stream_id: stream.id,
        version: event.version,
        name: event.name,
        recorded_at,
        command_id,
        document: event.document.into(),
    })
}

#[cfg(test)]
mod tests;
