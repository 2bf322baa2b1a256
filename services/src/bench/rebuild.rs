//! Building read models again.

use std::time::Duration;

use anyhow::Context as _;
use eventstore::bench::Scratch;
use eventstore::{EventStore, MasterKey, Vault};
use projections::rebuild::{SCHEMA, WhenDifferent};
use projections::{Projector, ReadModel};

use super::evenly::beside;
use super::fill::fill;
use super::life::Life;
use super::measure::{Measured, once, probe_flush};
use super::report::Round;
use super::{Options, Report, SOURCE, scratch};

/// How many events a second a rebuild should apply.
const EVENTS_PER_SECOND: usize = 100_000;

/// How many connections work beside the live read models.
const CONNECTIONS_MAX: u32 = 2;

/// The key of a vault that holds nothing: 32 bytes of 0.
const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// Of the appends alone, this part should go on beside a rebuild.
const APPENDS_BAR: f64 = 0.8;

/// Measures the rebuild of every read model, with the comparison at its end, while events are
/// appended, and how much that slows the appends.
///
/// # Errors
/// If the server fails.
pub async fn rebuild(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let scratch = scratch(options, "log").await?;
    let measured = async {
        fill(&scratch, &Life::new()?, options.events).await?;
        let store = EventStore::open(scratch.pool().clone(), SOURCE);
        let vault = vault(&scratch).await?;
        let pool = scratch.pool().clone();
        Projector::new(store.clone(), vault.clone(), pool, projections::all())
            .catch_up()
            .await?;
        let mut appends = vec![];
        for model in projections::all() {
            let mut rounds = vec![];
            for _ in 0..options.rounds {
                let flush = probe_flush(&scratch).await?;
                let ((), alone) = beside(&store, wait(options.time)).await?;
                let rebuilding = once(build(&scratch, &store, &vault, model.as_ref()));
                let (log, appended) = Box::pin(beside(&store, rebuilding)).await?;
                appends.push(Round {
                    log: appended,
                    limit: alone,
                    flush,
                });
                let limit = Measured {
                    events: EVENTS_PER_SECOND,
                    elapsed: Duration::from_secs(1),
                    latencies: vec![],
                };
                rounds.push(Round { log, limit, flush });
            }
            let what = format!("rebuild {}", model.name());
            report.add(what, "100,000 events a second", Some(1.0), &rounds)?;
        }
        let bar = Some(APPENDS_BAR);
        report.add("append beside a rebuild", "append alone", bar, &appends)?;
        store.close().await;
        anyhow::Ok(())
    };
    let measured = Box::pin(measured).await;
    scratch.remove().await?;
    measured
}

async fn wait(time: Duration) -> anyhow::Result<()> {
    tokio::time::sleep(time).await;
    Ok(())
}

async fn build(
    scratch: &Scratch,
    store: &EventStore,
    vault: &Vault,
    model: &dyn ReadModel,
) -> anyhow::Result<usize> {
    let beside = scratch.pool_for(SCHEMA, CONNECTIONS_MAX).await?;
    let pools = (scratch.pool(), &beside);
    let vault = vault.clone();
    let keep = WhenDifferent::Keep;
    let done = projections::rebuild::rebuild(store, vault, pools, model, keep, |_| ()).await?;
    beside.close().await;
    anyhow::ensure!(done.difference.is_none(), "{} differs", model.name());
    Ok(usize::try_from(done.position.0)?)
}

/// The vault of a log for measurements, in which nothing is confided.
pub(super) async fn vault(scratch: &Scratch) -> anyhow::Result<Vault> {
    let key = MasterKey::from_base64(KEY).context("the key is well formed")?;
    Ok(Vault::open(scratch.pool().clone(), key).await?)
}
