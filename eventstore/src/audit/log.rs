//! Checking a log in its database: every table that follows from the events, and what was signed.

mod read;

use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasher;

use futures_util::{TryStreamExt as _, stream};
use uuid::Uuid;

use super::{
    Course, Fault, Ledger, Outcome, Terms, Trusted, TrustedKey, Untrusted, Wrong, trusted,
};
use crate::checkpoint::{Checkpoint, CheckpointError, LogKey};
use crate::merkle::Frontier;
use crate::note::Note;
use crate::tree::size_of;
use crate::{EventStore, Position, ReadError, Recorded, TreeError};

/// How far a check has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The events checked.
    pub checked: u64,
    /// The events there are.
    pub of: u64,
}

/// What somebody kept about a log, elsewhere than in its database.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Checkpoints.
    pub checkpoints: Vec<Note>,
    /// Keys whose signatures are believed, beside those that the database has.
    pub keys: Vec<TrustedKey>,
}

/// Everything that a check of a log in its database found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogReport {
    /// About the events themselves.
    pub events: Outcome,
    /// Up to where events are signed. Those after it were just recorded, and nothing vouches for them.
    pub signed: u64,
    /// What is wrong with the tree that is stored beside them.
    pub tree: Option<TreeFault>,
    /// Checkpoints that are not to be believed.
    pub untrusted: Vec<Untrusted>,
    /// The first command whose events stand elsewhere than it says.
    pub command: Option<Uuid>,
    /// Where the log ends, if that is not what it says.
    pub wrong_head: Option<i64>,
}

/// What is wrong with the stored tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeFault {
    /// Hashes of events were changed.
    #[error("the stored hashes at positions {first} to {last} are not those that were signed")]
    Leaves {
        /// The first that may have been.
        first: u64,
        /// The last that may have been.
        last: u64,
    },
    /// A hash of a subtree was changed.
    #[error("the stored hash {index} of level {level} does not follow from those below it")]
    Subtree {
        /// Of which level.
        level: u32,
        /// Which.
        index: u64,
    },
    /// The tree is there, and nothing that was signed about it. Whoever hashes the first events signs
    /// them in the same transaction.
    #[error("{size} events were signed, and no checkpoint is there: they were removed")]
    Unsigned {
        /// How many events it covers.
        size: u64,
    },
    /// The tree lacks hashes that were signed.
    #[error("the stored tree covers {size} events, and {signed} were signed")]
    Short {
        /// How many it covers.
        size: u64,
        /// How many it should.
        signed: u64,
    },
}

impl LogReport {
    /// Whether everything is right.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.events.fault.is_none()
            && self.tree.is_none()
            && self.untrusted.is_empty()
            && self.command.is_none()
            && self.wrong_head.is_none()
    }
}

/// Checks all of a log: events, columns, commands, tree, checkpoints, and what else was signed about
/// it and kept elsewhere. `see` is shown each event, the first wrong one and those after it excepted.
/// The log may go on meanwhile.
pub async fn verify_log(
    store: &EventStore,
    kept: &Kept,
    see: impl FnMut(&Recorded),
    report: impl FnMut(Progress),
) -> Result<LogReport, TreeError> {
    let keys = store.log_keys().await?;
    // A log that was just restored has no keys yet.
    let all_keys: Vec<_> = (kept.keys.iter().cloned()).chain(in_turn(&keys)).collect();
    let (Trusted(given), mut untrusted) = trusted(&kept.checkpoints, &all_keys);
    let stored = read::last_checkpoint(store).await?;
    let covered = stored.max(given.last().map(|it| it.size)).unwrap_or(0);

    let mut signed = Signed::new(keys, given);
    let (tree, leaves_are_right) = check_tree(store, &mut signed, stored).await?;
    untrusted.append(&mut signed.refused);
    signed.rewind();
    let ledger = Ledger::new(Terms {
        covered,
        hashed: if leaves_are_right { covered } else { 0 },
        ..Terms::default()
    });
    let (head, mut events) = check_events(store, ledger, &mut signed, see, report).await?;
    // What was recorded a moment ago is signed a moment later.
    events.fault = events.fault.filter(|it| it.what != Wrong::Uncovered);
    if events.fault.is_none() {
        let outside = read::outside(store).await?;
        events.fault = outside.map(|it| Fault::at(it, Wrong::Inserted));
    }
    let whole = events.fault.is_none();
    Ok(LogReport {
        wrong_head: (whole && events.size != size_of(head)).then_some(head),
        command: read::wrong_command(store, head).await?,
        events,
        signed: covered,
        tree,
        untrusted,
    })
}

/// Checks the stored tree against the checkpoints, and each of these for its signature. Says, too,
/// whether the hashes of the leaves can be relied upon.
async fn check_tree(
    store: &EventStore,
    signed: &mut Signed,
    last: Option<u64>,
) -> Result<(Option<TreeFault>, bool), TreeError> {
    let stored = last.unwrap_or(0);
    let mut course = Course::new(Frontier::default());
    let mut subtrees = vec![];
    let mut runs = read::leaf_runs(store);
    while let Some((first, hashes)) = runs.try_next().await? {
        if first != course.tree().size() {
            let (size, signed) = (course.tree().size(), stored);
            return Ok((Some(TreeFault::Short { size, signed }), false));
        }
        for hash in hashes {
            if course.is_past() {
                course.announce(signed.next(store).await?);
            }
            let pushed = course.push_reporting(hash, |node, hash| {
                if node.height > 0 && node.height.is_multiple_of(8) {
                    subtrees.push((node.height / 8, node.index, hash));
                }
            });
            if let Err(astray) = pushed {
                let (first, last) = (astray.proven + 1, astray.size);
                return Ok((Some(TreeFault::Leaves { first, last }), false));
            }
        }
    }
    drop(runs);
    let size = course.tree().size();
    let short = (size < stored).then_some(TreeFault::Short {
        size,
        signed: stored,
    });
    let wrong = read::wrong_subtree(store, subtrees).await?;
    let wrong = wrong.map(|(level, index)| TreeFault::Subtree { level, index });
    let unsigned = (last.is_none() && size > 0).then_some(TreeFault::Unsigned { size });
    Ok((short.or(wrong).or(unsigned), size >= stored))
}

/// Checks the events against the hashes, the checkpoints and their columns.
async fn check_events(
    store: &EventStore,
    mut ledger: Ledger,
    signed: &mut Signed,
    mut see: impl FnMut(&Recorded),
    mut report: impl FnMut(Progress),
) -> Result<(i64, Outcome), TreeError> {
    let head = store.head().await.map_err(ReadError::into_database)?;
    let of = size_of(head.0);
    let mut hashes = read::leaf_runs(store)
        .map_ok(|(_, run)| stream::iter(run.into_iter().map(Ok::<_, TreeError>)))
        .try_flatten();
    let mut events = store.stream_after(Position(0));
    while let Some(event) = events.try_next().await.map_err(ReadError::into_database)? {
        if event.position > head || ledger.is_decided() {
            break;
        }
        if ledger.is_past() {
            ledger.announce(signed.next(store).await?);
        }
        if let Some(hash) = hashes.try_next().await? {
            ledger.expect(hash);
        }
        if size_of(event.position.0) != ledger.size() + 1 && !ledger.expects_next() {
            ledger.reject(Wrong::Removed);
        }
        ledger.take(&event.document);
        if !ledger.is_suspicious() {
            let stands = size_of(event.position.0) == ledger.size();
            match wrong_column(&event).or((!stands).then_some("position")) {
                Some(column) => ledger.reject(Wrong::Column { column }),
                None => see(&event),
            }
        }
        let checked = size_of(event.position.0);
        if checked.is_multiple_of(1_000) || checked == of {
            report(Progress { checked, of });
        }
    }
    while ledger.wants_hashes()
        && let Some(hash) = hashes.try_next().await?
    {
        ledger.expect(hash);
    }
    Ok((head.0, ledger.finish()))
}

/// The first column that does not say what the document says.
fn wrong_column(event: &Recorded) -> Option<&'static str> {
    let Ok(said) = Recorded::from_document(event.position, event.document.clone()) else {
        return Some("document");
    };
    let columns = [
        ("stream_kind", said.stream_kind == event.stream_kind),
        ("stream_id", said.stream_id == event.stream_id),
        ("version", said.version == event.version),
        ("type", said.name == event.name),
        ("recorded_at", said.recorded_at == event.recorded_at),
        ("command_id", said.command_id == event.command_id),
    ];
    columns.into_iter().find(|it| !it.1).map(|it| it.0)
}

/// The checkpoints to pass, page by page, those that are stored and those that are kept elsewhere.
#[derive(Debug)]
struct Signed {
    keys: Vec<LogKey>,
    given: Vec<Checkpoint>,
    after: Option<i64>,
    refused: Vec<Untrusted>,
    ended: bool,
}

impl Signed {
    fn new(keys: Vec<LogKey>, given: Vec<Checkpoint>) -> Self {
        Self {
            keys,
            given,
            after: None,
            refused: vec![],
            ended: false,
        }
    }

    /// Begins again.
    fn rewind(&mut self) {
        self.after = None;
        self.ended = false;
    }

    /// The next checkpoints, the smallest first; none when there are no more.
    async fn next(&mut self, store: &EventStore) -> Result<Vec<Checkpoint>, TreeError> {
        if self.ended {
            return Ok(vec![]);
        }
        let from = self.after.map_or(0, |it| size_of(it) + 1);
        let page = read::checkpoints(store, self.after).await?;
        let last = page.last().map(|it| it.0);
        let to = last.map_or(u64::MAX, size_of);
        let mut believed = vec![];
        for (size, text) in page {
            match believe(&self.keys, size_of(size), &text) {
                Ok(it) => believed.push(it),
                Err(why) => self.refused.push(why),
            }
        }
        let given = self
            .given
            .iter()
            .filter(|it| (from..=to).contains(&it.size));
        believed.extend(given.cloned());
        believed.sort_by_key(|it| it.size);
        self.after = last;
        self.ended = last.is_none();
        Ok(believed)
    }
}

/// The keys of a log, each up to where the next one signs.
fn in_turn(keys: &[LogKey]) -> impl Iterator<Item = TrustedKey> {
    let ends = keys.iter().skip(1);
    let ends = ends.map(|it| Some(it.from_size.saturating_sub(1)));
    keys.iter()
        .zip(ends.chain([None]))
        .map(|(it, to_size)| TrustedKey {
            key: it.key.clone(),
            from_size: it.from_size,
            to_size,
        })
}

/// A stored checkpoint must be signed by the key that was current when it was made.
fn believe(keys: &[LogKey], size: u64, text: &str) -> Result<Checkpoint, Untrusted> {
    let key = keys.iter().rev().find(|it| it.from_size <= size);
    let current: Vec<_> = key.iter().map(|it| it.key.clone().into()).collect();
    let unreadable = || Untrusted::Form(CheckpointError::Lines);
    let note = Note::parse(text).map_err(|_| unreadable())?;
    let (Trusted(mut believed), refused) = trusted(&[note], &current);
    match (believed.pop(), refused.into_iter().next()) {
        (Some(it), None) if it.size == size => Ok(it),
        (_, Some(why)) => Err(why),
        (Some(Checkpoint { size: says, .. }), None) => Err(Untrusted::Misplaced { size, says }),
        (None, None) => Err(unreadable()),
    }
}

/// A key that is claimed otherwise than the events say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongClaim {
    /// What is claimed.
    pub key: String,
    /// Who holds it, and since which position, as the events say.
    pub due: Option<(Uuid, i64)>,
    /// Who holds it as the table says.
    pub found: Option<(Uuid, i64)>,
}

impl fmt::Display for WrongClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let holding = |it: &Option<(Uuid, i64)>| {
            it.map_or("nobody".to_owned(), |(holder, since)| {
                format!("{holder} since position {since}")
            })
        };
        let (due, found) = (holding(&self.due), holding(&self.found));
        write!(
            f,
            "the claim {} is held by {found}, and should be by {due}",
            self.key
        )
    }
}

/// Compares the claims that follow from the events with those in the table, and says which differs
/// first. It takes what it finds out of those that are due.
pub async fn verify_claims(
    store: &EventStore,
    due: &mut HashMap<String, (Uuid, i64), impl BuildHasher>,
) -> Result<Option<WrongClaim>, TreeError> {
    let mut after = String::new();
    loop {
        let page = read::claims_after(store, &after).await?;
        let Some((last, ..)) = page.last() else {
            break;
        };
        after.clone_from(last);
        for (key, holder, since) in page {
            let (found, expected) = (Some((holder, since)), due.remove(&key));
            if found != expected {
                let due = expected;
                return Ok(Some(WrongClaim { key, due, found }));
            }
        }
    }
    let missing = due.drain().min();
    Ok(missing.map(|(key, due)| WrongClaim {
        key,
        due: Some(due),
        found: None,
    }))
}
