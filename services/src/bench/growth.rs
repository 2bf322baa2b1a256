//! Whether appending and loading cost more when the log is long.

use std::sync::Arc;

use domain::Aggregate as _;
use domain::case::{Case, CaseEvent};
use eventstore::{EventStore, Stream, Version};

use super::append::log_callers;
use super::fill::fill;
use super::life::Life;
use super::measure::{Caller, Measured, in_a_loop, probe_flush};
use super::report::Round;
use super::{Options, Report, SOURCE, scratch};

/// How long the log is that the long one is measured against.
const SHORT_EVENTS: i64 = 100_000;

/// A long log may cost this many times as much.
const FACTOR_MAX: f64 = 1.3;

/// Measures appends and loads of one caller in a short log, and in a long one.
///
/// # Errors
/// If the server fails.
pub async fn growth(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let (small, large) = (
        scratch(options, "small").await?,
        scratch(options, "large").await?,
    );
    let measured = async {
        let life = Life::new()?;
        fill(&small, &life, SHORT_EVENTS).await?;
        fill(&large, &life, options.events).await?;
        let stores = [&small, &large].map(|it| EventStore::open(it.pool().clone(), SOURCE));
        let (mut appends, mut loads) = (vec![], vec![]);
        for _ in 0..options.rounds {
            let flush = probe_flush(&small).await?;
            let [(limit, loaded_limit), (log, loaded)] = [
                work(&stores[0], options).await?,
                work(&stores[1], options).await?,
            ];
            appends.push(Round { log, limit, flush });
            let (log, limit) = (loaded, loaded_limit);
            loads.push(Round { log, limit, flush });
        }
        let against = format!("with {SHORT_EVENTS}");
        for (what, rounds) in [("append", appends), ("load", loads)] {
            let what = format!("{what}, log of {}", options.events);
            report.add(what, &against, Some(1.0 / FACTOR_MAX), &rounds)?;
        }
        for store in stores {
            store.close().await;
        }
        anyhow::Ok(())
    };
    let measured = measured.await;
    small.remove().await?;
    large.remove().await?;
    measured
}

/// Lets cases live, then loads those that lived.
async fn work(store: &EventStore, options: &Options) -> anyhow::Result<(Measured, Measured)> {
    let callers = log_callers(store, &Arc::new(Life::new()?), 1);
    let appended = in_a_loop(callers, options.time).await?;
    let end = store.head().await?;
    let load = Load {
        store: store.clone(),
        end: end.0,
        nth: 0,
    };
    Ok((appended, in_a_loop(vec![load], options.time).await?))
}

/// Loads the histories of cases from all over the log.
struct Load {
    store: EventStore,
    end: i64,
    nth: i64,
}

/// A step through the log that meets each place once before it meets one again.
const STRIDE: i64 = 611_953;

impl Caller for Load {
    async fn step(&mut self) -> anyhow::Result<usize> {
        self.nth += 1;
        let before = eventstore::Position((self.nth * STRIDE) % self.end);
        let found = self.store.read_after(before, 1).await?;
        let Some(event) = found.first() else {
            return Ok(0);
        };
        let stream = Stream {
            kind: Case::KIND,
            id: event.stream_id,
        };
        for event in self.store.load_stream(stream, Version(0)).await? {
            event.decode::<CaseEvent>()?;
        }
        Ok(1)
    }
}
