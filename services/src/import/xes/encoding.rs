//! From the bytes of a log to UTF-8.

use std::io::{self, BufRead, Read};

use super::XesReason;
use super::source::SourceFault;

/// What bytes 0x80 to 0x9F mean in Windows-1252; the five it leaves open stay control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// How a log writes its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// Also for ISO-8859-1, which differs only in control characters that no text has.
    Windows1252,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    /// What the first bytes of a log say about its encoding, and how long its byte order mark is.
    ///
    /// A declared UTF-16 that can be read as ASCII is a slip of the program that wrote the log.
    pub(super) fn of(head: &[u8]) -> Result<(Self, usize), XesReason> {
        match head {
            [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Err(XesReason::UnknownEncoding {
                encoding: "UTF-32".to_owned(),
            }),
            [0xEF, 0xBB, 0xBF, ..] => Ok((Self::Utf8, 3)),
            [0xFF, 0xFE, ..] => Ok((Self::Utf16Le, 2)),
            [0xFE, 0xFF, ..] => Ok((Self::Utf16Be, 2)),
            [b'<', 0, ..] => Ok((Self::Utf16Le, 0)),
            [0, b'<', ..] => Ok((Self::Utf16Be, 0)),
            _ => Self::declared(head).map(|encoding| (encoding, 0)),
        }
    }

    fn declared(head: &[u8]) -> Result<Self, XesReason> {
        let Some(encoding) = declared_name(head) else {
            return Ok(Self::Utf8);
        };
        match encoding.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "us-ascii" | "ascii" | "utf-16" | "utf16" => Ok(Self::Utf8),
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "windows-1252" | "cp1252" => {
                Ok(Self::Windows1252)
            }
            _ => Err(XesReason::UnknownEncoding { encoding }),
        }
    }
}

/// The encoding that `<?xml … encoding="…"?>` names.
fn declared_name(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..]
        .split_once(quote)
        .map(|(name, _)| name.to_owned())
}

/// The text of a log as UTF-8. Bytes said to be UTF-8 pass unseen: quick-xml checks them.
pub(super) struct Decoded<R> {
    bytes: R,
    encoding: Encoding,
    text: String,
    given: usize,
    /// The beginning of a character whose end is still to be read.
    begun: Vec<u8>,
    broken: bool,
}

impl<R: BufRead> Decoded<R> {
    pub(super) fn new(bytes: R, encoding: Encoding) -> Self {
        let (text, begun) = (String::new(), Vec::new());
        Self {
            bytes,
            encoding,
            text,
            given: 0,
            begun,
            broken: false,
        }
    }

    fn decode(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        while self.text.is_empty() {
            if self.broken {
                return Err(io::Error::other(SourceFault::Encoding("UTF-16")));
            }
            let bytes = self.bytes.fill_buf()?;
            let read = bytes.len();
            if read == 0 && !self.begun.is_empty() {
                return Err(io::Error::other(SourceFault::Truncated));
            }
            if read == 0 {
                return Ok(());
            }
            match self.encoding {
                Encoding::Utf8 | Encoding::Windows1252 => {
                    self.text
                        .extend(bytes.iter().map(|byte| windows_1252(*byte)));
                }
                Encoding::Utf16Le | Encoding::Utf16Be => {
                    self.begun.extend_from_slice(bytes);
                    self.decode_utf16();
                }
            }
            self.bytes.consume(read);
        }
        Ok(())
    }

    /// Decodes what has begun as far as it goes.
    fn decode_utf16(&mut self) {
        let unit = |pair: &[u8; 2]| match self.encoding {
            Encoding::Utf16Be => u16::from_be_bytes(*pair),
            Encoding::Utf8 | Encoding::Windows1252 | Encoding::Utf16Le => u16::from_le_bytes(*pair),
        };
        let mut units: Vec<u16> = self.begun.as_chunks().0.iter().map(unit).collect();
        // The second half of a pair may come with the next bytes.
        units.pop_if(|unit| (0xD800..0xDC00).contains(unit));
        for character in char::decode_utf16(units.iter().copied()) {
            let Ok(character) = character else {
                self.broken = true;
                break;
            };
            self.text.push(character);
        }
        self.begun.drain(..units.len() * 2);
    }
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..0xA0 => WINDOWS_1252[usize::from(byte - 0x80)],
        0..0x80 | 0xA0.. => char::from(byte),
    }
}

impl<R: BufRead> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.encoding == Encoding::Utf8 {
            return self.bytes.fill_buf();
        }
        if self.given == self.text.len() {
            self.decode()?;
        }
        Ok(&self.text.as_bytes()[self.given..])
    }

    fn consume(&mut self, amount: usize) {
        if self.encoding == Encoding::Utf8 {
            self.bytes.consume(amount);
        } else {
            self.given += amount;
        }
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
