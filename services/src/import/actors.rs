//! Who acted, according to a log: persons of the vault, met again under the same id.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::ActorId;
use eventstore::{Personal, Subject, Vault, VaultError};
use unicode_normalization::UnicodeNormalization as _;

use crate::clock::new_id;
use crate::confide::name_of_actor;

/// What kind of subject somebody is whom an event log names.
const KIND: &str = "resource";

/// How many persons are remembered at least, and half of how many at most.
const REMEMBERED: usize = 4_096;

/// A longer name is looked up each time, so that memory stays bounded.
const NAME_BYTES_REMEMBERED_MAX: usize = 1_024;

/// Finds or makes the persons that one log names.
pub(super) struct Actors {
    vault: Vault,
    source: String,
    recent: Mutex<Recent>,
}

/// Those met lately, in two generations: when the younger is full, the older is forgotten.
#[derive(Default)]
struct Recent {
    younger: HashMap<String, ActorId>,
    older: HashMap<String, ActorId>,
}

impl Actors {
    pub(super) fn new(vault: Vault, source: &str) -> Self {
        Self {
            vault,
            source: source.to_owned(),
            recent: Mutex::default(),
        }
    }

    /// The actor of that name, in whichever of its Unicode forms it is written. Equal names of two
    /// logs are two persons, as far as anybody knows.
    pub(super) async fn named(&self, name: &str) -> Result<ActorId, VaultError> {
        let name: String = name.nfc().collect();
        let name = name.as_str();
        if let Some(known) = self.recent(|it| it.find(name)) {
            return Ok(known);
        }
        let new = Subject {
            kind: KIND,
            id: new_id(),
        };
        // A log's name has no line break, so no two pairs look alike.
        let known_by = Personal::new(format!("{}\n{name}", self.source));
        let id = self.vault.subject_for(new, &known_by).await?;
        let actor = ActorId(id);
        let subject = Subject { kind: KIND, id };
        let name_value = Personal::new(name.to_owned());
        self.vault
            .keep(subject, name_of_actor(actor), "name", &name_value)
            .await?;
        if name.len() <= NAME_BYTES_REMEMBERED_MAX {
            self.recent(|it| it.remember(name.to_owned(), actor));
        }
        Ok(actor)
    }

    fn recent<T>(&self, with: impl FnOnce(&mut Recent) -> T) -> T {
        // The maps are whole between any two statements, whoever panicked.
        with(&mut self.recent.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Recent {
    fn find(&mut self, name: &str) -> Option<ActorId> {
        if let Some(known) = self.younger.get(name) {
            return Some(*known);
        }
        let (name, known) = self.older.remove_entry(name)?;
        self.remember(name, known);
        Some(known)
    }

    fn remember(&mut self, name: String, actor: ActorId) {
        if self.younger.len() >= REMEMBERED {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(name, actor);
    }
}
