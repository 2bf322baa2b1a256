//! The key that wraps all others. Whoever has it and the database can read the vault.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::keys::Key;

/// Those bits of a file's mode that let others than its owner in.
const OTHERS: u32 = 0o077;

/// Longer than any key file should be.
const FILE_BYTES_MAX: u64 = 1_024;

/// The key that wraps all others, 32 bytes, wiped when it is dropped.
#[derive(Debug, Clone)]
pub struct MasterKey(Key);

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The text is not 32 bytes in Base64.
    #[error("a master key is 32 bytes in base64")]
    Form,
    /// Others than the owner may read or write the file.
    #[error("{} is open to others (mode {mode:o}); say chmod 600 first", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// There is such a file, and overwriting a key would lose what it wraps.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("opening {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: io::Error,
    },
    /// The system gives no randomness.
    #[error("drawing random bytes")]
    Random(#[from] getrandom::Error),
}

impl MasterKey {
    /// From 32 bytes in Base64, as an environment variable holds them.
    pub fn from_base64(text: &str) -> Result<Self, MasterKeyError> {
        let bytes = STANDARD
            .decode(text.trim_ascii())
            .map(Zeroizing::new)
            .map_err(|_| MasterKeyError::Form)?;
        Key::from_slice(&bytes)
            .map(Self)
            .ok_or(MasterKeyError::Form)
    }

    /// From a file that nobody but its owner may read.
    pub fn read_file(path: &Path) -> Result<Self, MasterKeyError> {
        let at = |source| file_error(path, source);
        let file = File::open(path).map_err(at)?;
        let mode = file.metadata().map_err(at)?.permissions().mode() & 0o7777;
        if mode & OTHERS != 0 {
            let path = path.to_owned();
            return Err(MasterKeyError::Exposed { path, mode });
        }
        let mut text = Zeroizing::new(String::new());
        file.take(FILE_BYTES_MAX)
            .read_to_string(&mut text)
            .map_err(at)?;
        Self::from_base64(&text)
    }

    /// A new key in a new file that nobody but its owner may read. It overwrites nothing.
    pub fn create_file(path: &Path) -> Result<Self, MasterKeyError> {
        let key = Key::random()?;
        let text = Zeroizing::new(STANDARD.encode(key.as_bytes()));
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|source| file_error(path, source))?;
        writeln!(file, "{}", *text)
            .and_then(|()| file.sync_all())
            .map_err(|source| file_error(path, source))?;
        Ok(Self(key))
    }

    pub(super) fn key(&self) -> &Key {
        &self.0
    }
}

fn file_error(path: &Path, source: io::Error) -> MasterKeyError {
    let path = path.to_owned();
    if source.kind() == io::ErrorKind::AlreadyExists {
        MasterKeyError::Exists { path }
    } else {
        MasterKeyError::File { path, source }
    }
}

#[cfg(test)]
mod tests;
