//! From the append to the read models.
//!
//! Read models follow the log itself here: a JetStream stream on somebody's server is not ours to
//! make.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use eventstore::EventStore;
use projections::{Feed, Projector, ProjectorState};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::append::log_callers;
use super::evenly::{EVENTS_PER_SECOND, append_evenly};
use super::life::Life;
use super::measure::{Measured, in_a_loop, probe_flush};
use super::rebuild::vault;
use super::report::Round;
use super::{Options, Report, SOURCE, scratch};
/// Within what half of them, and all but one in a hundred, should be visible after their commit.
const P50: Duration = Duration::from_millis(2);
const P99: Duration = Duration::from_millis(10);

/// How many append at once as fast as it goes, and how many events a second should get through.
const CALLERS: usize = 64;
const THROUGH_PER_SECOND: usize = 20_000;

/// Measures how long after its commit an event is visible in every read model, and how many events
/// a second get that far.
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
        let (mut rounds, mut floods) = (vec![], vec![]);
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
        report.add("visible after commit", "2 ms, and 10 ms", None, &rounds)?;
        for _ in 0..options.rounds {
            let flush = probe_flush(&scratch).await?;
            let log = through(&store, state.clone(), options.time).await?;
            let limit = Measured {
                events: THROUGH_PER_SECOND,
                elapsed: Duration::from_secs(1),
                latencies: vec![],
            };
            floods.push(Round { log, limit, flush });
        }
        stop.cancel();
        projecting.await?;
        store.close().await;
        report.add(
            "through to the read models",
            "20,000 events a second",
            Some(1.0),
            &floods,
        )?;
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
    let (tell, mut commits) = mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let appending = append_evenly(store.clone(), stop.clone(), move |position| {
        // Who no longer listens need not know.
        let _ = tell.send((position.0, Instant::now()));
    });
    let appending = tokio::spawn(appending);
    let end = tokio::spawn(async move {
        sleep(time).await;
        stop.cancel();
    });
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
    end.await?;
    Ok(Measured::of(latencies, begin.elapsed()))
}

/// Appends as fast as it goes, and measures until all read models have all of it.
async fn through(
    store: &EventStore,
    mut state: watch::Receiver<ProjectorState>,
    time: Duration,
) -> anyhow::Result<Measured> {
    let begin = Instant::now();
    let callers = log_callers(store, &Arc::new(Life::new()?), CALLERS);
    let mut measured = in_a_loop(callers, time).await?;
    let head = store.head().await?;
    state.wait_for(|it| it.position >= head.0).await?;
    measured.elapsed = begin.elapsed();
    Ok(measured)
}
