//! What a log signs about its first events: how many there are, and the root of the tree over them.
//! The form is that of C2SP's `tlog-checkpoint`.

mod stored;

use std::fmt;

use crate::merkle::Hash;
use crate::note::Note;

pub use self::stored::{CosignError, LogKey};
pub(crate) use self::stored::{last_signed, lock_signing};

/// The first events of a log, in one line each: which log, how many, and the root of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many events.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

/// Why the text of a note is not a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It has fewer than three lines, or an empty one.
    #[error("a checkpoint has at least three lines, none of them empty")]
    Lines,
    /// The second line is not a number as it is written in one way only.
    #[error("the second line of a checkpoint is the number of events")]
    Size,
    /// The third line is not a hash.
    #[error("the third line of a checkpoint is a SHA-256 hash in base64")]
    Root,
}

impl Checkpoint {
    /// Reads the text of a note. Lines after the third are signed, too, but say nothing to us.
    pub fn of(note: &Note) -> Result<Self, CheckpointError> {
        let text = note.text().strip_suffix('\n');
        let lines: Vec<&str> = text.ok_or(CheckpointError::Lines)?.split('\n').collect();
        let [origin, size, root, ..] = lines[..] else {
            return Err(CheckpointError::Lines);
        };
        if lines.iter().any(|it| it.is_empty()) {
            return Err(CheckpointError::Lines);
        }
        let number: u64 = size.parse().map_err(|_| CheckpointError::Size)?;
        if number.to_string() != size {
            return Err(CheckpointError::Size);
        }
        Ok(Self {
            origin: origin.to_owned(),
            size: number,
            root: Hash::from_base64(root).ok_or(CheckpointError::Root)?,
        })
    }
}

/// The text that is signed.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)
    }
}

#[cfg(test)]
mod tests;
