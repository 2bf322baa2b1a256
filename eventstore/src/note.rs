//! Signed notes and their keys, in the form that C2SP gives them. No I/O but for key files.
//!
//! A note is a text and lines of signatures. Signatures of keys that one does not know mean nothing,
//! and do no harm.

mod key;
mod signing;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub use self::key::{KeyKind, KeyTextError, Signed, VerifierKey};
pub use self::signing::SigningKey;

/// A longer note is not read.
const NOTE_BYTES_MAX: usize = 64 * 1024;

/// What a line of a signature begins with.
const DASH: &str = "\u{2014} ";

/// A text that somebody signed. That it could be read does not mean that any signature is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A signature as it stands in a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// Tells keys of the same name apart.
    pub key_id: [u8; 4],
    /// The signature itself, in the form of the key's kind.
    pub bytes: Vec<u8>,
}

/// Why a text is not a note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is too long.
    #[error("a note has at most {NOTE_BYTES_MAX} bytes")]
    TooLong,
    /// It has a control character other than a line's end.
    #[error("a note has no control characters")]
    Control,
    /// It has no blank line with signatures after it, or does not end with one.
    #[error("a note ends with a blank line and signatures")]
    Unsigned,
    /// A line after the last blank line is not a signature.
    #[error("line {line} of the signatures is not one")]
    Signature {
        /// Which, from 1.
        line: usize,
    },
}

impl Note {
    /// A text and who signed it. None if it is not a text that a note can have.
    #[must_use]
    pub fn new(text: String, signatures: Vec<Signature>) -> Option<Self> {
        let note = Self { text, signatures };
        (Self::parse(&note.to_string()).as_ref() == Ok(&note)).then_some(note)
    }

    /// Reads a note. No signature is checked yet.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(NoteError::TooLong);
        }
        if note.bytes().any(|it| it < b' ' && it != b'\n') {
            return Err(NoteError::Control);
        }
        let blank = note.rfind("\n\n").ok_or(NoteError::Unsigned)?;
        let (text, signatures) = (&note[..=blank], &note[blank + 2..]);
        let lines = signatures.strip_suffix('\n').ok_or(NoteError::Unsigned)?;
        let read = |(line, text)| Signature::parse(text).ok_or(NoteError::Signature { line });
        Ok(Self {
            text: text.to_owned(),
            signatures: (1..)
                .zip(lines.split('\n'))
                .map(read)
                .collect::<Result<_, _>>()?,
        })
    }

    /// What was signed: whole lines.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Who signed it, as the note says.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The same note with one more signature.
    #[must_use]
    pub fn with(mut self, signature: Signature) -> Self {
        self.signatures.push(signature);
        self
    }
}

impl Signature {
    /// Reads a line, without its end.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(DASH)?.split_once(' ')?;
        let bytes = STANDARD.decode(encoded).ok()?;
        let (key_id, signature) = bytes.split_first_chunk::<4>()?;
        let complete = is_key_name(name) && !signature.is_empty();
        complete.then(|| Self {
            name: name.to_owned(),
            key_id: *key_id,
            bytes: signature.to_owned(),
        })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|it| writeln!(f, "{it}"))
    }
}

/// The line, without its end.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = STANDARD.encode([self.key_id.as_slice(), &self.bytes].concat());
        write!(f, "{DASH}{} {encoded}", self.name)
    }
}

/// Whether a key, and so a log, can be called that.
#[must_use]
pub fn is_key_name(name: &str) -> bool {
    let unfit = |it: char| it.is_whitespace() || it.is_control() || it == '+';
    !name.is_empty() && !name.contains(unfit)
}

#[cfg(test)]
mod tests;
