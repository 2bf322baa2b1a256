//! Appending at an even pace, as life goes on beside something else.

use std::sync::Arc;
use std::time::Duration;

use eventstore::{EventStore, Position};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::life::{Life, Place};
use super::measure::Measured;

/// How many events a second are appended.
pub(super) const EVENTS_PER_SECOND: u32 = 1_000;

/// Appends at an even pace until told to stop, and measures how long each append takes. Tells each
/// commit where it stands.
pub(super) async fn append_evenly(
    store: EventStore,
    stop: CancellationToken,
    mut committed: impl FnMut(Position) + Send,
) -> anyhow::Result<Measured> {
    let mut case = Place::new(&Arc::new(Life::new()?));
    let mut pace = interval(Duration::from_secs(1) / EVENTS_PER_SECOND);
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (begin, mut latencies) = (Instant::now(), vec![]);
    while stop.run_until_cancelled(pace.tick()).await.is_some() {
        let asked = Instant::now();
        let appended = store.append(case.next()).await?;
        latencies.push(asked.elapsed());
        committed(appended.last);
    }
    Ok(Measured::of(latencies, begin.elapsed()))
}

/// Does something while events are appended at an even pace, and measures both.
pub(super) async fn beside<T>(
    store: &EventStore,
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<(T, Measured)> {
    let stop = CancellationToken::new();
    let appending = tokio::spawn(append_evenly(store.clone(), stop.clone(), |_| ()));
    let done = work.await;
    stop.cancel();
    let appended = appending.await??;
    Ok((done?, appended))
}
