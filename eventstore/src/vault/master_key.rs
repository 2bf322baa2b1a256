//! The key that wraps all others. Whoever has it and the database can read the vault.

use std::path::Path;

use super::keys::Key;
use crate::key_file::{self, KeyFileError};

/// The key that wraps all others, 32 bytes, wiped when it is dropped.
#[derive(Debug, Clone)]
pub struct MasterKey(Key);

impl MasterKey {
    /// From 32 bytes in Base64, as an environment variable holds them.
    pub fn from_base64(text: &str) -> Result<Self, KeyFileError> {
        key_file::from_base64(text).map(Key::from).map(Self)
    }

    /// From a file that nobody but its owner may read.
    pub fn read_file(path: &Path) -> Result<Self, KeyFileError> {
        key_file::read(path).map(Key::from).map(Self)
    }

    /// A new key in a new file that nobody but its owner may read. It overwrites nothing.
    pub fn create_file(path: &Path) -> Result<Self, KeyFileError> {
        key_file::create(path).map(Key::from).map(Self)
    }

    pub(super) fn key(&self) -> &Key {
        &self.0
    }
}

#[cfg(test)]
mod tests;
