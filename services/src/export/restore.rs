//! Taking an export into an empty log: the same positions, bytes and root, or nothing.

use std::io;
use std::path::{Path, PathBuf};

use eventstore::audit::{Fault, Ledger, Terms, Trusted, Untrusted, Wrong, trusted};
use eventstore::merkle::Hash;
use eventstore::{DecodeError, EventStore, FillError, Position, Recorded, Restore};
use projections::Fact;

use super::{Beside, ExportFile, LineError, Materials};
use crate::claims::Held;

/// How many events are written at once.
const PAGE_EVENTS: usize = 2_000;

/// What was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// How many events.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// How many of them a checkpoint covers that was given and believed.
    pub covered: u64,
}

/// Why an export was not taken in. The log is empty still.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The file cannot be opened.
    #[error("opening {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The export does not begin with the first event.
    #[error("{} stands beside it, so the export is only a part of a log", path.display())]
    Part {
        /// What says so.
        path: PathBuf,
    },
    /// A line cannot be read.
    #[error("nothing was imported")]
    Line(#[from] LineError),
    /// An event is wrong.
    #[error("nothing was imported, because of line {}: {fault}", fault.first)]
    Fault {
        /// What is wrong.
        fault: Fault,
    },
    /// A checkpoint is not to be believed.
    #[error("nothing was imported: {0}")]
    Untrusted(Untrusted),
    /// This build does not know the event, or it does not have the form of its name. Whoever took it
    /// in would have a log that no reader gets past.
    #[error(
        "nothing was imported, because of line {}: this build cannot read that event; import it \
         with the build that wrote it, or a newer one",
        .0.position
    )]
    Decode(#[from] DecodeError),
    /// The log could not take it.
    #[error("nothing was imported")]
    Fill(#[from] FillError),
}

/// Takes an export into an empty log. If checkpoints are given, they must cover it.
pub async fn restore(
    store: &EventStore,
    path: &Path,
    materials: &Materials,
    mut report: impl FnMut(u64),
) -> Result<Restored, RestoreError> {
    let before = Beside::Before.path(path);
    if before.exists() {
        return Err(RestoreError::Part { path: before });
    }
    let (Trusted(checkpoints), refused) = trusted(&materials.checkpoints, &materials.keys);
    if let Some(why) = refused.into_iter().next() {
        return Err(RestoreError::Untrusted(why));
    }
    let covered = checkpoints.last().map_or(0, |it| it.size);
    let mut file = ExportFile::open(path).map_err(|source| RestoreError::File {
        path: path.to_owned(),
        source,
    })?;
    let mut ledger = Ledger::new(Terms {
        origin: Some(store.origin().to_owned()),
        covered,
        ..Terms::default()
    });
    ledger.announce(checkpoints);

    let mut filling = Restore::begin(store).await?;
    let mut held = Held::default();
    let (mut line, mut page) = (vec![], vec![]);
    while !ledger.is_suspicious() && file.next_line(&mut line)? {
        ledger.take(&line);
        if ledger.is_suspicious() {
            break;
        }
        let position = Position(i64::try_from(ledger.size()).unwrap_or(i64::MAX));
        let event = Recorded::from_document(position, line.clone().into())?;
        held.see(&event)?;
        let Fact { recorded, .. } = Fact::try_from(event)?;
        page.push(recorded);
        if page.len() == PAGE_EVENTS {
            filling.add(&page).await?;
            page.clear();
            report(ledger.size());
        }
    }
    let outcome = ledger.finish();
    let fault = outcome
        .fault
        .filter(|it| covered > 0 || it.what != Wrong::Uncovered);
    if let Some(fault) = fault {
        return Err(RestoreError::Fault { fault });
    }
    filling.add(&page).await?;
    let claims: Vec<_> = held
        .keys
        .into_iter()
        .map(|(key, (holder, since))| (key, holder, since))
        .collect();
    filling.finish(&claims).await?;
    Ok(Restored {
        size: outcome.size,
        root: outcome.root,
        covered,
    })
}
