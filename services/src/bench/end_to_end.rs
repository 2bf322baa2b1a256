//! From the append to the read models.
//!
//! Read models follow the log itself here: a JetStream stream on somebody's server is not ours to
//! make.

use std::collections::VecDeque;
use std::time::Duration;

use eventstore::EventStore;
use projections::{Feed, Projector, ProjectorState};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::life::Life;
use super::measure::{Measured, probe_flush};
use super::rebuild::vault;
use super::report::Round;
use super::{Options, Report, SOURCE, scratch};
use crate::clock::new_id;

/// How many events a second are appended.
const EVENTS_PER_SECOND: u32 = 1_000;

/// Within what half of them, and all but one in a hundred, should be visible after their commit.
const P50: Duration = Duration::from_millis(2);
const P99: Duration = Duration::from_millis(10);

/// Measures how long after its commit an event is visible in every read model.
///
/// # Errors
/// If the server fails.
pub async fn end_to_end(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let scratch = scratch(options, "log").await?;
    let stop = CancellationToken::new();
    let measured = async {
        let store = EventStore::open(scratch.pool().clone(), SOURCE);
        let vault = vault(&scratch).await?;
        let pool = scratch.pool().clone();
        let projector = Projector::new(store.clone(), vault, pool, projections::all());
        let state = projector.state();
        let feed = Feed::new(store.clone(), None);
        let running = stop.clone();
        let projecting = tokio::spawn(async move { projector.run(feed, &running).await });
        let mut rounds = vec![];
        for _ in 0..options.rounds {
            let flush = probe_flush(&scratch).await?;
            let log = visible(&store, state.clone(), options.time).await?;
            let limit = Measured {
                events: usize::try_from(EVENTS_PER_SECOND)?,
                elapsed: Duration::from_secs(1),
                latencies: [vec![P50; 98], vec![P99; 2]].concat(),
            };
            rounds.push(Round { log, limit, flush });
        }
        stop.cancel();
        projecting.await?;
        store.close().await;
        report.add("visible after commit", "2 ms, and 10 ms", None, &rounds)?;
        anyhow::Ok(())
    };
    let measured = measured.await;
    stop.cancel();
    scratch.remove().await?;
    measured
}

/// Appends at an even pace, and measures from each commit until all read models have it.
async fn visible(
    store: &EventStore,
    mut state: watch::Receiver<ProjectorState>,
    time: Duration,
) -> anyhow::Result<Measured> {
    let (committed, mut commits) = mpsc::unbounded_channel();
    let appending = tokio::spawn(append_evenly(store.clone(), time, committed));
    let begin = Instant::now();
    let (mut waiting, mut latencies) = (VecDeque::new(), vec![]);
    let mut open = true;
    while open || !waiting.is_empty() {
        tokio::select! {
            commit = commits.recv(), if open => match commit {
                Some(commit) => waiting.push_back(commit),
                None => open = false,
            },
            changed = state.changed() => changed?,
        }
        let (position, now) = (state.borrow_and_update().position, Instant::now());
        while let Some((_, at)) = waiting.pop_front_if(|it: &mut (i64, Instant)| it.0 <= position) {
            latencies.push(now.saturating_duration_since(at));
        }
    }
    appending.await??;
    let elapsed = begin.elapsed();
    latencies.sort_unstable();
    Ok(Measured {
        events: latencies.len(),
        elapsed,
        latencies,
    })
}

async fn append_evenly(
    store: EventStore,
    time: Duration,
    committed: mpsc::UnboundedSender<(i64, Instant)>,
) -> anyhow::Result<()> {
    let life = Life::new()?;
    let mut pace = interval(Duration::from_secs(1) / EVENTS_PER_SECOND);
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (begin, mut case, mut version) = (Instant::now(), new_id(), 0);
    while begin.elapsed() < time {
        pace.tick().await;
        if version == life.len() {
            (case, version) = (new_id(), 0);
        }
        let appended = store.append(life.next(case, version)).await?;
        version += 1;
        committed.send((appended.last.0, Instant::now()))?;
    }
    Ok(())
}
