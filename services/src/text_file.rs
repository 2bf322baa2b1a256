//! Reading a file that somebody gave as text: never more of it than can be meant, and what is no
//! text is told with its line.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// A longer file is no catalogue and no list of days.
const BYTES_MAX: usize = 16 << 20;

/// Why a file could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    /// The line, from 1, where it is one line's fault.
    pub(crate) line: Option<usize>,
    /// What is the case.
    pub(crate) why: String,
}

/// The text of the file. A pipe is read to its end: it is what a shell gives for `<(command)`.
pub(crate) fn read(path: &Path) -> Result<String, Unread> {
    let mut bytes = vec![];
    let most = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX);
    let file = File::open(path)?;
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() > BYTES_MAX {
        return Err(whole(format!("it is longer than {} MiB", BYTES_MAX >> 20)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(valid);
        Unread {
            line: Some(before.filter(|it| **it == b'\n').count() + 1),
            why: "it is not UTF-8 here; save the file as UTF-8".to_owned(),
        }
    })
}

/// The same, of files alone: whoever reads a folder would wait forever for a pipe in it.
pub(crate) fn read_regular(path: &Path) -> Result<String, Unread> {
    if fs::metadata(path)?.is_file() {
        read(path)
    } else {
        Err(whole("it is no file".to_owned()))
    }
}

fn whole(why: String) -> Unread {
    Unread { line: None, why }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        whole(error.to_string())
    }
}
