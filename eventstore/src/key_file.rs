//! Secret keys of 32 bytes, in files that nobody but their owner may read.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// Those bits of a file's mode that let others than its owner in.
const OTHERS: u32 = 0o077;

/// Longer than any key file should be.
const FILE_BYTES_MAX: u64 = 1_024;

/// A secret, wiped when it is dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The text is not 32 bytes in Base64.
    #[error("a key is 32 bytes in base64")]
    Form,
    /// Others than the owner may read or write the file.
    #[error("{} is open to others (mode {mode:o}); say chmod 600 first", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// There is such a file, and overwriting a key would lose what it is needed for.
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
    /// A signing key cannot be called that.
    #[error("{name:?} has a space or a plus, or is empty, and a signing key's name may not")]
    Name {
        /// The name.
        name: String,
    },
    /// The system gives no randomness.
    #[error("drawing random bytes")]
    Random(#[from] getrandom::Error),
}

/// From 32 bytes in Base64.
pub(crate) fn from_base64(text: &str) -> Result<Secret, KeyFileError> {
    let bytes = STANDARD.decode(text.trim_ascii()).map(Zeroizing::new);
    let bytes = bytes.map_err(|_| KeyFileError::Form)?;
    let secret = bytes.as_slice().try_into().map(Zeroizing::new);
    secret.map_err(|_| KeyFileError::Form)
}

/// From a file that nobody but its owner may read.
pub(crate) fn read(path: &Path) -> Result<Secret, KeyFileError> {
    from_base64(&read_text(path)?)
}

/// The secrets in a file that nobody but its owner may read, one on each line; at least one.
pub(crate) fn read_all(path: &Path) -> Result<Vec<Secret>, KeyFileError> {
    all_from_base64(&read_text(path)?)
}

/// Secrets of 32 bytes in Base64, with white space between them; at least one.
pub(crate) fn all_from_base64(text: &str) -> Result<Vec<Secret>, KeyFileError> {
    let secrets: Vec<Secret> = text
        .split_ascii_whitespace()
        .map(from_base64)
        .collect::<Result<_, _>>()?;
    if secrets.is_empty() {
        return Err(KeyFileError::Form);
    }
    Ok(secrets)
}

fn read_text(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let at = |source| file_error(path, source);
    let file = File::open(path).map_err(at)?;
    let mode = file.metadata().map_err(at)?.permissions().mode() & 0o7777;
    if mode & OTHERS != 0 {
        let path = path.to_owned();
        return Err(KeyFileError::Exposed { path, mode });
    }
    let mut text = Zeroizing::new(String::new());
    file.take(FILE_BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(at)?;
    Ok(text)
}

/// Puts these secrets into a file in the place of those that it holds, all or nothing.
pub(crate) fn replace(path: &Path, secrets: &[&[u8]]) -> Result<(), KeyFileError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let fresh = PathBuf::from(name);
    // One that an earlier attempt left was never used.
    if fresh.exists() {
        std::fs::remove_file(&fresh).map_err(|source| file_error(&fresh, source))?;
    }
    write_new(&fresh, secrets)?;
    std::fs::rename(&fresh, path).map_err(|source| file_error(path, source))?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let synced = File::open(folder.unwrap_or(Path::new("."))).and_then(|it| it.sync_all());
    synced.map_err(|source| file_error(path, source))
}

/// Puts secrets into a new file that nobody but its owner may read. It overwrites nothing.
pub(crate) fn write_new(path: &Path, secrets: &[&[u8]]) -> Result<(), KeyFileError> {
    let lines = secrets.iter().map(|it| STANDARD.encode(it));
    let mut text = Zeroizing::new(lines.collect::<Vec<_>>().join("\n"));
    text.push('\n');
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|source| file_error(path, source))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|source| file_error(path, source))
}

/// A new secret in a new file that nobody but its owner may read. It overwrites nothing.
pub(crate) fn create(path: &Path) -> Result<Secret, KeyFileError> {
    let mut secret = Zeroizing::new([0; 32]);
    getrandom::fill(secret.as_mut_slice())?;
    write_new(path, &[secret.as_slice()])?;
    Ok(secret)
}

fn file_error(path: &Path, source: io::Error) -> KeyFileError {
    let path = path.to_owned();
    if source.kind() == io::ErrorKind::AlreadyExists {
        KeyFileError::Exists { path }
    } else {
        KeyFileError::File { path, source }
    }
}
