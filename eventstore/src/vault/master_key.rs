//! The key that wraps all others. Whoever has it and the database can read the vault.

use std::fmt;
use std::path::{Path, PathBuf};

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

    /// What it is called where something says which key sealed it. The key cannot be found from it.
    #[must_use]
    pub fn id(&self) -> MasterKeyId {
        let mac = self.0.mac(&[b"hoso master key id v1"]);
        MasterKeyId(std::array::from_fn(|it| mac[it]))
    }

    pub(super) fn key(&self) -> &Key {
        &self.0
    }
}

/// Tells master keys apart, and tells nothing else about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MasterKeyId([u8; 16]);

impl MasterKeyId {
    /// From the bytes of an earlier one.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for MasterKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .take(4)
            .try_for_each(|it| write!(f, "{it:02x}"))
    }
}

/// The master keys that a process may need: one, or, while the key is being changed, the new one
/// first and the old one after it.
#[derive(Debug, Clone)]
pub struct MasterKeys {
    pub(super) keys: Vec<MasterKey>,
    pub(super) file: Option<PathBuf>,
}

impl From<MasterKey> for MasterKeys {
    fn from(key: MasterKey) -> Self {
        Self {
            keys: vec![key],
            file: None,
        }
    }
}

impl MasterKeys {
    /// From keys in Base64 with white space between them, as an environment variable holds them.
    pub fn from_base64(text: &str) -> Result<Self, KeyFileError> {
        let keys = key_file::all_from_base64(text)?;
        let keys = keys.into_iter().map(|it| MasterKey(it.into())).collect();
        Ok(Self { keys, file: None })
    }

    /// From a file that nobody but its owner may read, one on each line. Whoever finds that these do
    /// not fit any more reads it again.
    pub fn read_file(path: &Path) -> Result<Self, KeyFileError> {
        let keys = key_file::read_all(path)?;
        Ok(Self {
            keys: keys.into_iter().map(|it| MasterKey(it.into())).collect(),
            file: Some(path.to_owned()),
        })
    }

    /// The keys, the one that is to be current first.
    #[must_use]
    pub fn keys(&self) -> &[MasterKey] {
        &self.keys
    }

    /// Puts a new key before the others, in the file that they are from.
    pub fn add_to_file(&mut self, path: &Path) -> Result<(), KeyFileError> {
        self.keys.insert(0, MasterKey(Key::random()?));
        key_file::replace(path, &self.bytes())
    }

    /// Leaves the first key alone in its file. The others go to a file beside it, which is named.
    pub fn retire_in_file(&mut self, path: &Path) -> Result<Option<PathBuf>, KeyFileError> {
        let Some(oldest) = self.keys.get(1).map(MasterKey::id) else {
            return Ok(None);
        };
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".retired-{oldest}"));
        let beside = PathBuf::from(beside);
        match key_file::write_new(&beside, &self.bytes()[1..]) {
            // An earlier attempt wrote the same.
            Ok(()) | Err(KeyFileError::Exists { .. }) => (),
            Err(error) => return Err(error),
        }
        self.keys.truncate(1);
        key_file::replace(path, &self.bytes())?;
        Ok(Some(beside))
    }

    fn bytes(&self) -> Vec<&[u8]> {
        self.keys.iter().map(|it| it.key().as_bytes()).collect()
    }
}

#[cfg(test)]
mod tests;
