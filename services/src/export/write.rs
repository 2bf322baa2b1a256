//! Writing an export, or going on with one.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use eventstore::checkpoint::{Checkpoint, CheckpointError};
use eventstore::merkle::{Frontier, Hash, leaf_hash};
use eventstore::note::Note;
use eventstore::{EventStore, Position, ReadError, TreeError};
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use futures_util::TryStreamExt as _;

use super::Beside;
use super::file::{LINE_BYTES_MAX, is_gzipped};

/// After so many events the compressed file is whole, so that an export can go on from there.
const MEMBER_EVENTS: u64 = 8_192;

/// Whether the events are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Plain lines.
    None,
    /// Gzip.
    Gzip,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The last position in the file.
    pub last: u64,
    /// How many events were there already, from an earlier attempt.
    pub kept: u64,
    /// The checkpoint that covers them.
    pub checkpoint: Note,
}

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Nothing was signed yet.
    #[error(
        "the log has no checkpoint yet: set HOSO_SIGNING_KEY_FILE, or start the server that signs"
    )]
    NoCheckpoint,
    /// The stored checkpoint is none.
    #[error("the stored checkpoint cannot be read: run `hoso verify`")]
    Checkpoint(#[from] CheckpointError),
    /// The first event is beyond the last.
    #[error("the last checkpoint covers {size} events, and the export is to begin with {from}")]
    Beyond {
        /// Where it is to begin.
        from: u64,
        /// How many there are.
        size: u64,
    },
    /// There is a file that is no part of this export.
    #[error(
        "{} holds something else than the beginning of this export: move it away, or name another",
        path.display()
    )]
    Other {
        /// The file.
        path: PathBuf,
    },
    /// The events are not those that were signed.
    #[error("the events are not those that were signed: run `hoso verify`")]
    Changed,
    /// A file cannot be written.
    #[error("writing {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The log could not be read.
    #[error("reading the log")]
    Read(#[from] ReadError),
    /// The tree could not be read.
    #[error("reading the tree")]
    Tree(#[from] TreeError),
}

/// Writes the log from a position up to its last checkpoint. A file that holds the beginning of that
/// is gone on with; each of its bytes is checked first.
pub async fn export(
    store: &EventStore,
    path: &Path,
    from: u64,
    compression: Compression,
    mut report: impl FnMut(u64, u64),
) -> Result<Exported, ExportError> {
    let note = store.latest_checkpoint().await?;
    let note = note.ok_or(ExportError::NoCheckpoint)?;
    let checkpoint = Checkpoint::of(&note)?;
    let size = checkpoint.size;
    if from == 0 || from > size + 1 {
        return Err(ExportError::Beyond { from, size });
    }
    let before = store.frontier_at(from - 1).await?;
    let (mut writer, rest) = Writer::open(path, compression, before.clone())?;
    let kept = writer.tree.size() + 1 - from;
    let fits = writer.tree.size() <= size
        && writer.tree.root() == store.root_at(writer.tree.size()).await?
        && rest.begins(store, writer.tree.size()).await?;
    if !fits {
        let path = path.to_owned();
        return Err(ExportError::Other { path });
    }
    writer.cut()?;
    Writer::begin(path, &before)?;
    let mut events = store.stream_after(position(writer.tree.size()));
    while writer.tree.size() < size {
        let event = events.try_next().await?.ok_or(ExportError::Changed)?;
        writer.add(&event.document)?;
        report(writer.tree.size(), size);
    }
    if writer.tree.root() != checkpoint.root {
        return Err(ExportError::Changed);
    }
    writer.finish()?;
    write_whole(&Beside::Checkpoint.path(path), note.to_string().as_bytes())?;
    Ok(Exported {
        last: size,
        kept,
        checkpoint: note,
    })
}

fn position(size: u64) -> Position {
    Position(i64::try_from(size).unwrap_or(i64::MAX))
}

/// The files, and the tree over what is in them.
struct Writer {
    path: PathBuf,
    lines: Lines,
    leaves: BufWriter<File>,
    tree: Frontier,
    /// Where the last whole line ends of those that were there.
    whole: u64,
}

enum Lines {
    Plain(BufWriter<File>),
    Gzip {
        file: BufWriter<File>,
        member: GzEncoder<Vec<u8>>,
        events: u64,
    },
}

impl Writer {
    /// Opens the files, and takes in what is in them; tells what stands there and is not whole.
    fn open(
        path: &Path,
        compression: Compression,
        before: Frontier,
    ) -> Result<(Self, Rest), ExportError> {
        let at = |source| file_error(path, source);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path).map_err(at)?;
        let length = file.metadata().map_err(at)?.len();
        let gzipped = is_gzipped(&mut file).map_err(at)?;
        if length > 0 && gzipped != (compression == Compression::Gzip) {
            let path = path.to_owned();
            return Err(ExportError::Other { path });
        }
        let leaves_path = Beside::Leaves.path(path);
        let leaves = File::create(&leaves_path).map_err(|it| file_error(&leaves_path, it))?;
        let mut leaves = BufWriter::new(leaves);
        let mut tree = before;
        let taken = take_in(&mut file, gzipped, |hash| {
            tree.push(hash);
            leaves.write_all(hash.as_bytes())
        });
        let (whole, rest) = taken.map_err(at)?;
        let file = BufWriter::with_capacity(256 * 1024, file);
        let writer = Self {
            path: path.to_owned(),
            lines: match compression {
                Compression::None => Lines::Plain(file),
                Compression::Gzip => Lines::Gzip {
                    file,
                    member: member(),
                    events: 0,
                },
            },
            leaves,
            tree,
            whole,
        };
        Ok((writer, rest))
    }

    /// Throws away what is not whole, once it is clear that it is the end of this export.
    fn cut(&mut self) -> Result<(), ExportError> {
        let file = match &mut self.lines {
            Lines::Plain(file) | Lines::Gzip { file, .. } => file,
        };
        let cut = file.get_mut().set_len(self.whole);
        let cut = cut.and_then(|()| file.seek(SeekFrom::Start(self.whole)));
        cut.map(drop).map_err(|it| file_error(&self.path, it))
    }

    /// Writes what does not change as the export grows.
    fn begin(path: &Path, before: &Frontier) -> Result<(), ExportError> {
        if before.size() == 0 {
            // One that stands there from another export would be believed.
            let path = Beside::Before.path(path);
            return match std::fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    Err(file_error(&path, error))
                }
                Ok(()) | Err(_) => Ok(()),
            };
        }
        let hashes: Vec<String> = before.hashes().iter().map(ToString::to_string).collect();
        let json = serde_json::json!({ "size": before.size(), "hashes": hashes });
        write_whole(&Beside::Before.path(path), json.to_string().as_bytes())
    }

    fn add(&mut self, document: &[u8]) -> Result<(), ExportError> {
        let hash = leaf_hash(document);
        self.tree.push(hash);
        let added = self.lines.add(document);
        added
            .and_then(|()| self.leaves.write_all(hash.as_bytes()))
            .map_err(|source| file_error(&self.path, source))
    }

    fn finish(self) -> Result<(), ExportError> {
        let Self { lines, leaves, .. } = self;
        let finished = lines.finish().and_then(|file| {
            let leaves = leaves
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            leaves.sync_all()?;
            file.sync_all()
        });
        finished.map_err(|source| file_error(&self.path, source))
    }
}

impl Lines {
    fn add(&mut self, document: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(file) => {
                file.write_all(document)?;
                file.write_all(b"\n")
            }
            Self::Gzip {
                file,
                member: open,
                events,
            } => {
                open.write_all(document)?;
                open.write_all(b"\n")?;
                *events += 1;
                if events.is_multiple_of(MEMBER_EVENTS) {
                    let whole = std::mem::replace(open, member()).finish()?;
                    file.write_all(&whole)?;
                    file.flush()?;
                }
                Ok(())
            }
        }
    }

    fn finish(self) -> io::Result<File> {
        let file = match self {
            Self::Plain(file) => file,
            Self::Gzip {
                mut file,
                member,
                events,
            } => {
                // An empty file must be gzip, too, to be known as one.
                if !events.is_multiple_of(MEMBER_EVENTS) || file.stream_position()? == 0 {
                    file.write_all(&member.finish()?)?;
                }
                file
            }
        };
        file.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

fn member() -> GzEncoder<Vec<u8>> {
    GzEncoder::new(vec![], flate2::Compression::default())
}

/// Of the beginning of a compressed file, so much may say nothing yet.
const UNREADABLE_BYTES_MAX: u64 = 512;

/// What stands behind the last whole line of a file, or the last whole member: where an attempt was
/// stopped, unless it is something else.
#[derive(Debug, Default)]
struct Rest {
    /// The leaves of its whole lines.
    lines: Vec<Hash>,
    /// What follows on them.
    part: Vec<u8>,
    /// How many bytes all of it has in the file.
    bytes: u64,
}

impl Rest {
    /// Whether the log goes on so behind its first events.
    async fn begins(&self, store: &EventStore, size: u64) -> Result<bool, ExportError> {
        if self.lines.is_empty() && self.part.is_empty() {
            return Ok(self.bytes <= UNREADABLE_BYTES_MAX);
        }
        let mut events = store.stream_after(position(size));
        for line in &self.lines {
            let event = events.try_next().await?;
            if event.is_none_or(|it| leaf_hash(&it.document) != *line) {
                return Ok(false);
            }
        }
        if self.part.is_empty() {
            return Ok(true);
        }
        let event = events.try_next().await?;
        Ok(event.is_some_and(|it| it.document.starts_with(&self.part)))
    }
}

/// Takes in the whole lines of a file, and says where the last of them ends and what follows. Of a
/// compressed file, only whole members count.
fn take_in(
    file: &mut File,
    gzipped: bool,
    mut take: impl FnMut(Hash) -> io::Result<()>,
) -> io::Result<(u64, Rest)> {
    let length = file.metadata()?.len();
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let mut whole = 0;
    while !reader.fill_buf()?.is_empty() {
        let mut rest = Rest {
            bytes: length - whole,
            ..Rest::default()
        };
        if gzipped {
            let mut member = BufReader::new(GzDecoder::new(&mut reader));
            // One that was not finished is written again.
            while let Ok(true) = next_line(&mut member, &mut rest) {}
            let is_whole = rest.part.is_empty() && member.fill_buf().is_ok_and(<[u8]>::is_empty);
            if !is_whole {
                return Ok((whole, rest));
            }
        } else if !next_line(&mut reader, &mut rest)? {
            return Ok((whole, rest));
        }
        rest.lines.into_iter().try_for_each(&mut take)?;
        whole = reader.stream_position()?;
    }
    Ok((whole, Rest::default()))
}

/// Adds the next line, and says whether it is whole. None is longer than an event can be.
fn next_line(reader: &mut impl BufRead, rest: &mut Rest) -> io::Result<bool> {
    let mut line = reader.take(LINE_BYTES_MAX);
    line.read_until(b'\n', &mut rest.part)?;
    if rest.part.last() != Some(&b'\n') {
        return Ok(false);
    }
    rest.part.pop();
    rest.lines.push(leaf_hash(&rest.part));
    rest.part.clear();
    Ok(true)
}

/// Writes a small file so that it is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let fresh = PathBuf::from(name);
    let written = File::create(&fresh).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&fresh, path)
    });
    written.map_err(|source| file_error(path, source))
}

fn file_error(path: &Path, source: io::Error) -> ExportError {
    let path = path.to_owned();
    ExportError::File { path, source }
}
