//! The log as a file of JSON lines, each the exact document of an event, and what is needed to check
//! it without us: the checkpoint that covers it, and the hashes of its events.
//!
//! `EXPORT` are the events, `EXPORT.checkpoint` the checkpoint, `EXPORT.leaves` 32 bytes for each
//! event, and `EXPORT.before`, if it does not begin with the first event, the tree before it.

mod check;
mod file;
mod keys;
mod restore;
mod write;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use self::check::{CheckError, Checked, Materials, check};
pub use self::file::{ExportFile, LineError};
pub use self::keys::{read_keys, read_note};
pub use self::restore::{RestoreError, Restored, restore};
pub use self::write::{Compression, ExportError, Exported, export};

/// What stands beside an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// The checkpoint that covers it.
    Checkpoint,
    /// The hashes of its events.
    Leaves,
    /// The tree before its first event.
    Before,
}

impl Beside {
    /// Where it stands beside this export.
    #[must_use]
    pub fn path(self, export: &Path) -> PathBuf {
        let mut name = OsString::from(export);
        name.push(match self {
            Self::Checkpoint => ".checkpoint",
            Self::Leaves => ".leaves",
            Self::Before => ".before",
        });
        name.into()
    }
}

#[cfg(test)]
mod tests;
