//! Reading an export, plain or gzipped, line by line.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek as _};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

/// A longer line is no event.
pub(super) const LINE_BYTES_MAX: u64 = 1024 * 1024;

/// What a gzipped file begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What a file begins with that is compressed with zstd.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// How much is read at once.
const BUFFER_BYTES: usize = 256 * 1024;

/// The lines of an export.
pub struct ExportFile {
    lines: BufReader<Box<dyn Read>>,
    line: u64,
}

/// A line could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It is longer than any event.
    #[error("line {line} is longer than any event")]
    TooLong {
        /// Which, from 1.
        line: u64,
    },
    /// The file ends within it.
    #[error("the file ends within line {line}")]
    Incomplete {
        /// Which, from 1.
        line: u64,
    },
    /// The file could not be read.
    #[error("reading line {line}")]
    Read {
        /// Which, from 1.
        line: u64,
        /// Why not.
        source: io::Error,
    },
}

impl ExportFile {
    /// Opens an export. Whether it is gzipped is told from its first bytes.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let first = first_bytes(&mut file)?;
        if first == ZSTD {
            let why = "it is compressed with zstd, which is not read here: decompress it first";
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        let gzipped = first.starts_with(&GZIP);
        let file = BufReader::with_capacity(BUFFER_BYTES, file);
        let inner: Box<dyn Read> = if gzipped {
            Box::new(MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        };
        Ok(Self::of(inner))
    }

    /// The lines of anything that can be read.
    pub fn of(inner: impl Read + 'static) -> Self {
        Self {
            lines: BufReader::with_capacity(BUFFER_BYTES, Box::new(inner)),
            line: 0,
        }
    }

    /// The next line, without its end; none after the last.
    pub fn next_line(&mut self, line: &mut Vec<u8>) -> Result<bool, LineError> {
        line.clear();
        let number = self.line + 1;
        let mut limited = self.lines.by_ref().take(LINE_BYTES_MAX);
        let read = limited.read_until(b'\n', line);
        let read = read.map_err(|source| LineError::Read {
            line: number,
            source,
        })?;
        if read == 0 {
            return Ok(false);
        }
        if line.pop() != Some(b'\n') {
            return Err(if read as u64 == LINE_BYTES_MAX {
                LineError::TooLong { line: number }
            } else {
                LineError::Incomplete { line: number }
            });
        }
        self.line = number;
        Ok(true)
    }
}

/// Looks whether the first bytes are those of a gzipped file.
pub(super) fn is_gzipped(file: &mut File) -> io::Result<bool> {
    Ok(first_bytes(file)?.starts_with(&GZIP))
}

/// Looks at the first bytes, and goes back to them.
fn first_bytes(file: &mut File) -> io::Result<Vec<u8>> {
    let mut first = vec![];
    file.by_ref().take(4).read_to_end(&mut first)?;
    file.rewind()?;
    Ok(first)
}

impl std::fmt::Debug for ExportFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ExportFile(after line {})", self.line)
    }
}
