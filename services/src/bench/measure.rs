//! Taking times.

use std::future::Future;
use std::time::Duration;

use eventstore::bench::{Scratch, flush};
use futures_util::future::try_join_all;
use tokio::time::Instant;

/// How many flushes a probe takes.
const PROBE_FLUSHES: usize = 50;

/// Somebody who does one thing after the other.
pub(super) trait Caller: Send + 'static {
    /// Does the next thing, and says how many events that were.
    fn step(&mut self) -> impl Future<Output = anyhow::Result<usize>> + Send;
}

/// What callers got done.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) events: usize,
    pub(super) elapsed: Duration,
    /// How long each thing took, the quickest first.
    pub(super) latencies: Vec<Duration>,
}

impl Measured {
    /// One event for each of these latencies.
    pub(super) fn of(mut latencies: Vec<Duration>, elapsed: Duration) -> Self {
        latencies.sort_unstable();
        Self {
            events: latencies.len(),
            elapsed,
            latencies,
        }
    }

    /// Events per second.
    #[expect(clippy::cast_precision_loss, reason = "a rate need not be exact")]
    pub(super) fn rate(&self) -> f64 {
        self.events as f64 / self.elapsed.as_secs_f64()
    }

    /// The time within which so many of a hundred things were done.
    pub(super) fn percentile(&self, percent: usize) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        let at = (self.latencies.len() * percent / 100).min(last);
        self.latencies.get(at).copied().unwrap_or_default()
    }
}

/// Lets callers work at once, each as fast as it is answered, for some time.
pub(super) async fn in_a_loop<C: Caller>(
    callers: Vec<C>,
    time: Duration,
) -> anyhow::Result<Measured> {
    let begin = Instant::now();
    let working = callers
        .into_iter()
        .map(|caller| tokio::spawn(work(caller, begin + time)));
    let done = try_join_all(working).await?;
    let elapsed = begin.elapsed();
    let mut measured = Measured {
        events: 0,
        elapsed,
        latencies: vec![],
    };
    for one in done {
        let (events, latencies) = one?;
        measured.events += events;
        measured.latencies.extend(latencies);
    }
    measured.latencies.sort_unstable();
    Ok(measured)
}

async fn work(mut caller: impl Caller, until: Instant) -> anyhow::Result<(usize, Vec<Duration>)> {
    let (mut events, mut latencies) = (0, vec![]);
    loop {
        let begin = Instant::now();
        if begin >= until {
            return Ok((events, latencies));
        }
        events += caller.step().await?;
        latencies.push(begin.elapsed());
    }
}

/// Measures one thing that happens once, and says how many events it handled.
pub(super) async fn once(
    work: impl Future<Output = anyhow::Result<usize>>,
) -> anyhow::Result<Measured> {
    let begin = Instant::now();
    let events = work.await?;
    let elapsed = begin.elapsed();
    Ok(Measured {
        events,
        elapsed,
        latencies: vec![elapsed],
    })
}

/// How long a flush takes now: the median of some.
pub(super) async fn probe_flush(scratch: &Scratch) -> anyhow::Result<Duration> {
    let mut db = scratch.connect().await?;
    let mut times = Vec::with_capacity(PROBE_FLUSHES);
    for _ in 0..PROBE_FLUSHES {
        let begin = Instant::now();
        flush(&mut db).await?;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    Ok(times[PROBE_FLUSHES / 2])
}

/// The one in the middle.
pub(super) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
