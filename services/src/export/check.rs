//! Checking an export without a database: with the checkpoints and keys that one trusts.

use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::path::{Path, PathBuf};

use eventstore::audit::{
    Course, Fault, Ledger, Outcome, Terms, Trusted, TrustedKey, Untrusted, Wrong, trusted,
};
use eventstore::checkpoint::Checkpoint;
use eventstore::merkle::{Frontier, Hash};
use eventstore::note::Note;
use serde::Deserialize;

use super::{Beside, ExportFile, LineError};

/// What to check an export with.
#[derive(Debug, Clone, Default)]
pub struct Materials {
    /// Checkpoints, of any size and age.
    pub checkpoints: Vec<Note>,
    /// The keys whose signatures are believed.
    pub keys: Vec<TrustedKey>,
    /// Files that may hold the hashes of the events. They are believed only as far as a checkpoint
    /// proves them; the one is taken that reaches furthest.
    pub leaves: Vec<PathBuf>,
}

/// What a check of an export found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// About the events.
    pub events: Outcome,
    /// Checkpoints that are not to be believed.
    pub untrusted: Vec<Untrusted>,
    /// How many events the largest checkpoint covers that is believed.
    pub covered: u64,
    /// How many events come before the export, and are known by their tree alone.
    pub before: u64,
    /// Up to which event hashes of the events were at hand that a checkpoint proves; 0 where none was.
    pub hashed: u64,
}

/// Why an export cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A file cannot be read.
    #[error("reading {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What is said of the tree before the export cannot be read.
    #[error("reading {}: it is not the tree before an export", path.display())]
    Before {
        /// Which file.
        path: PathBuf,
    },
}

impl Checked {
    /// Whether everything is right.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.events.fault.is_none() && self.untrusted.is_empty()
    }
}

/// Checks an export. `report` is told how many events were checked.
pub fn check(
    path: &Path,
    materials: &Materials,
    mut report: impl FnMut(u64),
) -> Result<Checked, CheckError> {
    let (Trusted(checkpoints), untrusted) = trusted(&materials.checkpoints, &materials.keys);
    let before = tree_before(path)?;
    let covered = checkpoints.last().map_or(0, |it| it.size);
    let (begins, hashes) = (before.size(), materials.leaves.iter());
    let proven = hashes.filter_map(|it| Proven::read(it, &before, &checkpoints));
    let furthest = proven.reduce(|one, other| if one.until < other.until { other } else { one });
    let hashed = furthest.as_ref().map_or(0, |it| it.until);
    let mut hashes = furthest.into_iter().flat_map(|it| it.leaves);
    let mut next_hash = || hashes.next();
    let mut ledger = Ledger::new(Terms {
        origin: checkpoints.first().map(|it| it.origin.clone()),
        before,
        covered,
        hashed,
    });
    ledger.announce(checkpoints);

    let at = |source| CheckError::File {
        path: path.to_owned(),
        source,
    };
    let mut file = ExportFile::open(path).map_err(at)?;
    let mut line = vec![];
    let mut broken = None;
    while !ledger.is_decided() {
        match file.next_line(&mut line) {
            Ok(true) => (),
            Ok(false) => break,
            Err(error) => {
                broken = Some(error);
                break;
            }
        }
        if let Some(hash) = next_hash() {
            ledger.expect(hash);
        }
        ledger.take(&line);
        report(ledger.size());
    }
    while ledger.wants_hashes()
        && let Some(hash) = next_hash()
    {
        ledger.expect(hash);
    }
    let mut events = with_broken_line(ledger, broken, covered);
    // Where no checkpoint is believed, that is what is wrong.
    events.fault = events
        .fault
        .filter(|it| covered > 0 || untrusted.is_empty() || it.what != Wrong::Uncovered);
    Ok(Checked {
        events,
        untrusted,
        covered,
        before: begins,
        hashed,
    })
}

/// A line that cannot be read is wrong in itself, unless something before it is.
fn with_broken_line(mut ledger: Ledger, broken: Option<LineError>, covered: u64) -> Outcome {
    let position = ledger.size() + 1;
    let was_right = !ledger.is_suspicious();
    let told = broken.map(|error| {
        let why = crate::execute::chain(&error);
        ledger.reject(Wrong::Unreadable { why: why.clone() });
        let what = match &error {
            // A compressed file that was cut ends within what it announced, be it behind the last
            // event.
            LineError::Read { source, .. } if source.kind() == io::ErrorKind::UnexpectedEof => {
                return (Wrong::CutOff { since: None }, 0);
            }
            LineError::Incomplete { .. } => Wrong::CutOff { since: None },
            // The file is broken, whatever it held.
            LineError::Read { .. } => return (Wrong::Unreadable { why }, 0),
            LineError::TooLong { .. } => Wrong::Unreadable { why },
        };
        (what, covered)
    });
    let mut outcome = ledger.finish();
    let (first, last) = (position, position);
    match told.filter(|_| was_right) {
        Some((what, covered)) => {
            outcome.fault = Some(beyond(covered, Fault { first, last, what }));
        }
        None => outcome.fault = outcome.fault.map(|it| beyond(covered, it)),
    }
    outcome
}

/// Of what no checkpoint covers, it cannot be said that it was signed otherwise.
fn beyond(covered: u64, fault: Fault) -> Fault {
    let is_about_what_was_signed = matches!(
        fault.what,
        Wrong::Unreadable { .. } | Wrong::NotCanonical | Wrong::CutOff { .. }
    );
    if is_about_what_was_signed && 0 < covered && covered < fault.first {
        let what = Wrong::Uncovered;
        return Fault { what, ..fault };
    }
    fault
}

/// The hashes of the events from a file, as far as they are those that were signed.
struct Proven {
    /// Up to which event.
    until: u64,
    leaves: std::iter::Take<Leaves>,
}

impl Proven {
    /// Nothing where the file cannot be read, or its hashes lead to no checkpoint.
    fn read(path: &Path, before: &Frontier, checkpoints: &[Checkpoint]) -> Option<Self> {
        let last = checkpoints.last()?.size;
        let most = usize::try_from(last.checked_sub(before.size())?).ok()?;
        let mut course = Course::new(before.clone());
        course.announce(checkpoints.iter().cloned());
        for hash in Leaves::open(path).ok()?.take(most) {
            // What was proven before the first that is forged, was signed all the same.
            if course.push(hash).is_err() {
                break;
            }
        }
        let until = course.proven();
        let count = usize::try_from(until.checked_sub(before.size())?).ok()?;
        let leaves = Leaves::open(path).ok()?.take(count);
        (count > 0).then_some(Self { until, leaves })
    }
}

/// The tree before the first event of an export that does not begin with the first of the log.
fn tree_before(export: &Path) -> Result<Frontier, CheckError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Before {
        size: u64,
        hashes: Vec<String>,
    }
    let path = Beside::Before.path(export);
    if !path.exists() {
        return Ok(Frontier::default());
    }
    let text = std::fs::read_to_string(&path).map_err(|source| CheckError::File {
        path: path.clone(),
        source,
    })?;
    let before: Option<Before> = serde_json::from_str(&text).ok();
    let tree = before.and_then(|it| {
        let hashes = it.hashes.iter().map(|it| Hash::from_base64(it));
        Frontier::of(it.size, hashes.collect::<Option<_>>()?)
    });
    tree.ok_or(CheckError::Before { path })
}

/// Hashes one after another. What is not whole is not there.
struct Leaves(BufReader<File>);

impl Leaves {
    fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(BufReader::with_capacity(
            256 * 1024,
            File::open(path)?,
        )))
    }
}

impl Iterator for Leaves {
    type Item = Hash;

    fn next(&mut self) -> Option<Hash> {
        let mut bytes = [0; Hash::BYTES];
        self.0.read_exact(&mut bytes).ok()?;
        Hash::from_slice(&bytes)
    }
}
