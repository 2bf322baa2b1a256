//! From a file to the bytes of a log: how far it is read, and whether it is compressed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::GzDecoder;

use super::{Place, TraceReader, XesError, XesReason};

const GZIP_MAGIC: [u8; 2] = [0x1F, 0x8B];
const FILE_BUFFER_BYTES: usize = 64 * 1024;
const TEXT_BUFFER_BYTES: usize = 64 * 1024;

/// A log in a file.
pub struct LogFile {
    /// Its traces.
    pub traces: TraceReader<BufReader<Counted<File>>>,
    /// How far they are read; can be kept apart from them.
    pub progress: Progress,
}

/// How much of a file has been read.
#[derive(Clone, Debug)]
pub struct Progress {
    read: Arc<AtomicU64>,
    length: u64,
}

impl Progress {
    /// How many bytes of the file, compressed as it may be, have been read.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// How many bytes the file had when it was opened.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }
}

/// Opens the log in a file, plain or gzipped, whatever the file is called.
pub fn open(path: impl AsRef<Path>) -> Result<LogFile, XesError> {
    let unreadable =
        |error: io::Error| XesError::new(Place::after_mark(0), XesReason::Io(Arc::new(error)));
    let file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let read = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        inner: file,
        read: Arc::clone(&read),
    };
    let traces = TraceReader::new(BufReader::with_capacity(FILE_BUFFER_BYTES, counted))?;
    Ok(LogFile {
        traces,
        progress: Progress { read, length },
    })
}

/// A reader that counts what is read, for [`Progress`].
pub struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What is wrong below the XML, carried through it inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
pub(super) enum SourceFault {
    #[error("the input ends early")]
    Truncated,
    #[error("gzip cannot be decompressed: {0}")]
    Gzip(String),
    #[error("not valid {0}")]
    Encoding(&'static str),
    #[error("more than is allowed at once")]
    Overlong,
}

/// A reader whose first bytes have been looked at; they are given again.
pub(super) struct Head<R> {
    seen: Vec<u8>,
    given: usize,
    failed: Option<io::Error>,
    rest: R,
}

impl<R: BufRead> Head<R> {
    /// Looks at up to `bytes` bytes. A failure waits until what came before it has been read.
    pub(super) fn look(mut rest: R, bytes: u64) -> Self {
        let mut seen = Vec::new();
        let failed = rest.by_ref().take(bytes).read_to_end(&mut seen).err();
        Self {
            seen,
            given: 0,
            failed,
            rest,
        }
    }

    /// Looks further, at up to `bytes` bytes from here on.
    fn look_on(mut self, bytes: usize) -> Self {
        self.seen.drain(..self.given);
        self.given = 0;
        if self.failed.is_none() {
            let missing = bytes.saturating_sub(self.seen.len()) as u64;
            let mut more = self.rest.by_ref().take(missing);
            self.failed = more.read_to_end(&mut self.seen).err();
        }
        self
    }

    pub(super) fn head(&self) -> &[u8] {
        &self.seen[self.given..]
    }
}

impl<R: BufRead> BufRead for Head<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.given < self.seen.len() {
            return Ok(&self.seen[self.given..]);
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.given < self.seen.len() {
            self.given += amount;
        } else {
            self.rest.consume(amount);
        }
    }
}

impl<R: BufRead> Read for Head<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

/// The log's bytes, decompressed if the input begins like gzip.
pub(super) enum Decompressed<R: BufRead> {
    Plain(Head<R>),
    Gzip(BufReader<Members<R>>),
}

impl<R: BufRead> Decompressed<R> {
    pub(super) fn new(input: R) -> Self {
        let input = Head::look(input, GZIP_MAGIC.len() as u64);
        if input.head() == GZIP_MAGIC {
            let members = Members(Some(GzDecoder::new(input)));
            Self::Gzip(BufReader::with_capacity(TEXT_BUFFER_BYTES, members))
        } else {
            Self::Plain(input)
        }
    }
}

/// The members of a gzip file, one after the other; none once the last has ended.
pub(super) struct Members<R: BufRead>(Option<GzDecoder<Head<R>>>);

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let read = member.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            let Some(ended) = self.0.take() else { break };
            let rest = ended.into_inner().look_on(GZIP_MAGIC.len());
            if !rest.head().is_empty() && !GZIP_MAGIC.starts_with(rest.head()) {
                let follows = "something else follows after its end".to_owned();
                return Err(io::Error::other(SourceFault::Gzip(follows)));
            }
            if !rest.head().is_empty() || rest.failed.is_some() {
                self.0 = Some(GzDecoder::new(rest));
            }
        }
        Ok(0)
    }
}

impl<R: BufRead> BufRead for Decompressed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Plain(input) => input.fill_buf(),
            Self::Gzip(input) => input.fill_buf().map_err(gzip_error),
        }
    }

    fn consume(&mut self, amount: usize) {
        match self {
            Self::Plain(input) => input.consume(amount),
            Self::Gzip(input) => input.consume(amount),
        }
    }
}

impl<R: BufRead> Read for Decompressed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

/// Tells what flate2 says about the data from what the operating system says about the file.
fn gzip_error(error: io::Error) -> io::Error {
    let kind = error.kind();
    if kind == io::ErrorKind::UnexpectedEof {
        io::Error::other(SourceFault::Truncated)
    } else if matches!(
        kind,
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
    ) {
        io::Error::other(SourceFault::Gzip(error.to_string()))
    } else {
        error
    }
}
