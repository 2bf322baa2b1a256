//! What makes the log checkable by others: the key that signs checkpoints, and the witnesses whose
//! cosignatures are taken.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use eventstore::note::{SigningKey, VerifierKey};
use eventstore::{EventStore, KeyFileError};

/// What is configured of it.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The file of the key that signs checkpoints; without it, none are made.
    pub signing_key_file: Option<PathBuf>,
    /// The keys of the witnesses whose cosignatures are taken.
    pub witnesses: Vec<VerifierKey>,
}

impl Trust {
    /// The key that signs. It is made where there is neither a file nor a log that was ever signed.
    pub async fn signing_key(&self, store: &EventStore) -> anyhow::Result<Option<SigningKey>> {
        let Some(path) = &self.signing_key_file else {
            return Ok(None);
        };
        let reading = || format!("reading the signing key {}", path.display());
        if path.exists() {
            return read(path, store).map(Some).with_context(reading);
        }
        if let Some(current) = store.log_keys().await?.pop() {
            bail!(
                "there is no {}, and the log was signed with {}: put that key back, or change keys \
                 with `hoso key rotate-signing`",
                path.display(),
                current.key
            );
        }
        match SigningKey::create_file(path, store.origin()) {
            // Another process made it meanwhile.
            Err(KeyFileError::Exists { .. }) => read(path, store).map(Some).with_context(reading),
            made => made.map(Some).context("making the signing key"),
        }
    }
}

fn read(path: &Path, store: &EventStore) -> Result<SigningKey, KeyFileError> {
    SigningKey::read_file(path, store.origin())
}
