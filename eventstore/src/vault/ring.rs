//! The master keys that a process knows: usually one, and two while the key is being changed.

use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};

use zeroize::Zeroizing;

use super::{MasterKey, MasterKeyId, MasterKeys};

/// The keys, which may be looked up again where they came from.
#[derive(Debug)]
pub(super) struct Ring {
    held: RwLock<Held>,
    file: Option<PathBuf>,
}

#[derive(Debug)]
struct Held {
    keys: Vec<MasterKey>,
    /// The one that wraps what is new.
    current: MasterKeyId,
}

impl Ring {
    pub(super) fn new(keys: MasterKeys, current: MasterKeyId) -> Self {
        let MasterKeys { keys, file } = keys;
        Self {
            held: RwLock::new(Held { keys, current }),
            file,
        }
    }

    /// The key that wraps what is new, as far as this process knows.
    pub(super) fn current(&self) -> Option<MasterKey> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.keys.iter().find(|it| it.id() == held.current).cloned()
    }

    /// The key that the next change leads to: the first one that its place names.
    pub(super) fn first(&self) -> Option<MasterKey> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.keys.first().cloned()
    }

    /// Takes another key for what is new, and says whether it knows that key.
    pub(super) fn turn_to(&self, id: &MasterKeyId) -> bool {
        if !self.knows(id) {
            self.look_again();
        }
        let known = self.knows(id);
        if known {
            let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
            held.current = *id;
        }
        known
    }

    /// What one of the keys has sealed. Where none fits, the key may have been changed since its
    /// place was read.
    pub(super) fn open(&self, sealed: &[u8], context: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.try_open(sealed, context).or_else(|| {
            self.look_again();
            self.try_open(sealed, context)
        })
    }

    fn try_open(&self, sealed: &[u8], context: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let mut opened = held.keys.iter().map(|it| it.key().open(sealed, context));
        opened.find_map(|it| it.map(Zeroizing::new))
    }

    fn knows(&self, id: &MasterKeyId) -> bool {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.keys.iter().any(|it| it.id() == *id)
    }

    /// Reads the file again. What was known stays known: somebody may be reading with it.
    fn look_again(&self) {
        let Some(file) = &self.file else { return };
        let mut read = match MasterKeys::read_file(file) {
            Ok(read) => read.keys,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "the master key cannot be read again");
                return;
            }
        };
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let known: Vec<MasterKeyId> = read.iter().map(MasterKey::id).collect();
        let others = held.keys.drain(..).filter(|it| !known.contains(&it.id()));
        read.extend(others);
        held.keys = read;
    }
}
