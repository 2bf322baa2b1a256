//! Replaying the whole log, against copying it out.

use domain::case::CaseEvent;
use eventstore::bench::copy_out;
use eventstore::{EventStore, Position};
use futures_util::TryStreamExt as _;

use super::fill::fill;
use super::life::Life;
use super::measure::{once, probe_flush};
use super::report::Round;
use super::{Options, Report, SOURCE, scratch};

/// How fast a replay should be, beside a COPY OUT.
const BAR: f64 = 0.6;

/// Measures a replay of the log through a handler that decodes every event.
///
/// # Errors
/// If the server fails.
pub async fn replay(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let scratch = scratch(options, "log").await?;
    let measured = async {
        fill(&scratch, &Life::new()?, options.events).await?;
        let store = EventStore::open(scratch.pool().clone(), SOURCE);
        let events = usize::try_from(store.head().await?.0)?;
        let mut rounds = vec![];
        for _ in 0..options.rounds {
            let flush = probe_flush(&scratch).await?;
            let mut db = scratch.connect().await?;
            let limit = once(async {
                copy_out(&mut db).await?;
                Ok(events)
            })
            .await?;
            let log = once(decode_all(&store)).await?;
            rounds.push(Round { log, limit, flush });
        }
        let what = format!("replay, {events} events");
        report.add(what, "COPY OUT", Some(BAR), &rounds)?;
        store.close().await;
        anyhow::Ok(())
    };
    let measured = measured.await;
    scratch.remove().await?;
    measured
}

async fn decode_all(store: &EventStore) -> anyhow::Result<usize> {
    let mut log = store.stream_after(Position(0));
    let mut events = 0;
    while let Some(event) = log.try_next().await? {
        event.decode::<CaseEvent>()?;
        events += 1;
    }
    Ok(events)
}
