//! Filling a log with cases, by COPY.

use anyhow::Context as _;
use eventstore::bench::{RawAppend, Scratch, adopt_copied, copy_in};
use eventstore::{EventStore, Position};
use indicatif::ProgressBar;

use super::SOURCE;
use super::life::Life;

/// How many cases are copied at once.
const CASES: usize = 500;

/// Lets cases live until the log has this many events, or a few more.
pub(super) async fn fill(scratch: &Scratch, life: &Life, events: i64) -> anyhow::Result<()> {
    let store = EventStore::open(scratch.pool().clone(), SOURCE);
    let mut end = store.head().await?;
    store.close().await;
    let mut db = scratch.connect().await?;
    let progress = ProgressBar::new(u64::try_from(events - end.0).unwrap_or_default());
    progress.set_message("filling the log");
    while end.0 < events {
        let appends = life.whole(CASES).into_iter();
        let appends = appends.map(|it| RawAppend::of(SOURCE, it));
        let appends = appends.collect::<Result<Vec<_>, _>>()?;
        let copied = copy_in(&mut db, &appends, end).await?;
        progress.inc(copied);
        end = Position(end.0 + i64::try_from(copied).context("a batch is small")?);
    }
    adopt_copied(&mut db).await?;
    progress.finish_and_clear();
    Ok(())
}
