//! Where in the text the reader is, and how much it may take at once.

use std::io::{self, BufRead, Read};

use super::source::SourceFault;

/// A place in the decompressed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The character in the line, from 1.
    pub column: u64,
    /// How many bytes come before it; counted as UTF-8 where the log is written otherwise.
    pub byte: u64,
}

impl Place {
    /// The start of a text whose first bytes, a byte order mark, are already gone.
    pub(super) fn after_mark(bytes: usize) -> Self {
        Self {
            line: 1,
            column: 1,
            byte: bytes as u64,
        }
    }

    /// The place reached after `text`.
    pub(super) fn after(mut self, text: &[u8]) -> Self {
        for byte in text {
            if *byte == b'\n' {
                self.line += 1;
                self.column = 1;
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                // Only the first byte of a character counts.
                self.column += 1;
            }
        }
        self.byte += text.len() as u64;
        self
    }
}

/// Passes text on while counting it, and refuses to go on when an allowance is used up.
///
/// quick-xml keeps a tag or comment whole in memory however long it is; the allowance is what
/// bounds it.
pub(super) struct Meter<R> {
    text: R,
    place: Place,
    allowance: usize,
}

impl<R> Meter<R> {
    pub(super) fn new(text: R, place: Place) -> Self {
        Self {
            text,
            place,
            allowance: 0,
        }
    }

    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Lets that many further bytes pass.
    pub(super) fn allow(&mut self, bytes: usize) {
        self.allowance = bytes;
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let text = self.text.fill_buf()?;
        if self.allowance == 0 && !text.is_empty() {
            return Err(io::Error::other(SourceFault::Overlong));
        }
        Ok(&text[..text.len().min(self.allowance)])
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed was just handed out, so this reads nothing and cannot fail.
        if let Ok(text) = self.text.fill_buf() {
            self.place = self.place.after(&text[..amount]);
        }
        self.text.consume(amount);
        self.allowance -= amount;
    }
}

impl<R: BufRead> Read for Meter<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
