//! Whether each document fits to those before it: versions, and ids that follow from commands.

use std::collections::HashMap;

use uuid::Uuid;

use super::Wrong;
use super::document::Said;

/// The most events of an append.
const APPEND_EVENTS_MAX: u32 = 4_096;

/// What is known of the documents so far. It remembers a version for every stream.
#[derive(Debug, Default)]
pub(super) struct Sequence {
    /// Whether the documents before the first are unknown, and so the first version of each stream.
    midway: bool,
    origin: Option<String>,
    /// The last version of each stream, and at which position it stands.
    versions: HashMap<Uuid, (i64, u64)>,
    command: Option<(Uuid, u32)>,
}

/// A document does not fit to those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) wrong: Wrong,
    /// What should have come. If it comes later, it was moved.
    pub(super) missing: Option<Missing>,
    /// The last position that it cannot have had, where only the one is known that it stood before.
    pub(super) after: Option<u64>,
}

/// A document that should have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// The one of this version in this stream.
    Version(Uuid, i64),
    /// The one of this id.
    Event(Uuid),
}

impl Sequence {
    /// A sequence of the documents of a log, or of all logs if none is named. It may begin midway.
    pub(super) fn new(origin: Option<String>, midway: bool) -> Self {
        Self {
            midway,
            origin,
            ..Self::default()
        }
    }

    /// Takes the document at a position, or says why it does not fit.
    pub(super) fn take(&mut self, position: u64, said: &Said) -> Result<(), Misfit> {
        if self.origin.as_ref().is_some_and(|it| *it != said.source) {
            let source = said.source.clone();
            return Err(Wrong::Source { source }.into());
        }
        let (_, stream) = said.stream()?;
        let before = self.versions.get(&stream).copied();
        let due = before.map_or(0, |it| it.0) + 1;
        let known = before.is_some() || !self.midway;
        if known && said.streamversion > due {
            let before = before.map_or(0, |it| it.1);
            let begins_command = self.follow_command(said).is_ok();
            return Err(Misfit {
                wrong: Wrong::Removed,
                missing: Some(Missing::Version(stream, due)),
                // Where the event before it is missing of the same command, it stood right here.
                after: begins_command.then_some(before),
            });
        }
        if known && said.streamversion < due {
            return Err(Wrong::Inserted.into());
        }
        let command = self.follow_command(said)?;
        self.command = Some(command);
        self.versions.insert(stream, (said.streamversion, position));
        Ok(())
    }

    /// Ids count the events of a command, which stand next to each other.
    fn follow_command(&self, said: &Said) -> Result<(Uuid, u32), Misfit> {
        let id = said.commandid;
        let before = self.command.filter(|it| it.0 == id);
        let due = before.map_or(0, |it| it.1 + 1);
        if said.id == event_id(id, due) {
            return Ok((id, due));
        }
        let begins = self.midway && self.command.is_none();
        match (0..APPEND_EVENTS_MAX).find(|it| said.id == event_id(id, *it)) {
            Some(nth) if begins => Ok((id, nth)),
            Some(nth) if nth > due => Err(Misfit {
                wrong: Wrong::Removed,
                missing: Some(Missing::Event(event_id(id, due))),
                after: None,
            }),
            Some(_) => Err(Wrong::Inserted.into()),
            None => Err(Wrong::Id.into()),
        }
    }
}

/// The id of a command's nth event.
fn event_id(command: Uuid, nth: u32) -> Uuid {
    Uuid::new_v5(&command, nth.to_string().as_bytes())
}

impl Missing {
    /// Whether it is this document.
    pub(super) fn is(self, said: &Said) -> bool {
        match self {
            Self::Event(id) => said.id == id,
            Self::Version(stream, version) => {
                said.streamversion == version && said.stream().is_ok_and(|it| it.1 == stream)
            }
        }
    }
}

impl From<Wrong> for Misfit {
    fn from(wrong: Wrong) -> Self {
        Self {
            wrong,
            missing: None,
            after: None,
        }
    }
}
