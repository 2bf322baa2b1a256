//! Loading a history, against a plain select of its documents.

use domain::Aggregate as _;
use domain::case::{Case, CaseEvent};
use eventstore::bench::select_stream;
use eventstore::{EventStore, Stream, Version};
use sqlx::postgres::PgConnection;

use super::life::Life;
use super::measure::{Caller, in_a_loop, probe_flush};
use super::report::Round;
use super::{Options, Pair, Report};
use crate::clock::new_id;

/// How long the history is.
const EVENTS: usize = 100;

/// Measures loads of one long history, whole and from its end.
///
/// # Errors
/// If the server fails.
pub async fn load(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let pair = Pair::create(options).await?;
    let measured = compare(options, &pair, report).await;
    pair.remove().await?;
    measured
}

async fn compare(options: &Options, pair: &Pair, report: &mut Report) -> anyhow::Result<()> {
    let (store, life) = (pair.store(), Life::new()?);
    let stream = Stream {
        kind: Case::KIND,
        id: new_id(),
    };
    for version in 0..EVENTS {
        store.append(life.next(stream.id, version)).await?;
    }
    let end = Version(i64::try_from(EVENTS)?);
    for (what, after) in [("load", Version(0)), ("load, remembered", end)] {
        let mut rounds = vec![];
        for _ in 0..options.rounds {
            let flush = probe_flush(&pair.raw).await?;
            let raw = Select {
                db: pair.log.connect().await?,
                stream,
            };
            let limit = in_a_loop(vec![raw], options.time).await?;
            let store = store.clone();
            let log = in_a_loop(
                vec![Load {
                    store,
                    stream,
                    after,
                }],
                options.time,
            )
            .await?;
            rounds.push(Round { log, limit, flush });
        }
        let what = format!("{what}, {EVENTS} events");
        report.add(what, "select of the documents", None, &rounds)?;
    }
    store.close().await;
    Ok(())
}

/// Loads what came after a version, and decodes it.
struct Load {
    store: EventStore,
    stream: Stream,
    after: Version,
}

impl Caller for Load {
    async fn step(&mut self) -> anyhow::Result<usize> {
        let events = self.store.load_stream(self.stream, self.after).await?;
        for event in &events {
            event.decode::<CaseEvent>()?;
        }
        Ok(EVENTS)
    }
}

struct Select {
    db: PgConnection,
    stream: Stream,
}

impl Caller for Select {
    async fn step(&mut self) -> anyhow::Result<usize> {
        Ok(select_stream(&mut self.db, self.stream.id).await?)
    }
}
