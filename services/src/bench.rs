//! `hoso bench`: how fast the log is, beside what the same server can do at most.
//!
//! Each measurement works in databases of its own, which it makes on the server of `DATABASE_URL`
//! and drops again, and takes the limit and the log in turns within one run. So its results are
//! ratios, which mean the same on a busy machine and on a slow disk.

mod append;
mod end_to_end;
mod evenly;
mod fill;
mod growth;
mod life;
mod load;
mod measure;
mod processes;
mod rebuild;
mod replay;
mod report;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use eventstore::EventStore;
use eventstore::bench::Scratch;

pub use self::append::append;
pub use self::end_to_end::end_to_end;
pub use self::growth::growth;
pub use self::load::load;
pub use self::processes::append_beside;
pub use self::rebuild::rebuild;
pub use self::replay::replay;
pub use self::report::Report;

/// What the log is called in the events of a measurement.
const SOURCE: &str = "urn:hoso:bench";

/// How many connections a database of a measurement takes at most.
const CONNECTIONS_MAX: u32 = 80;

/// What all measurements need to know.
#[derive(Debug, Clone)]
pub struct Options {
    /// The server, as in `DATABASE_URL`.
    pub database_url: String,
    /// How long one measurement of one thing takes.
    pub time: Duration,
    /// How often it is taken; the median counts.
    pub rounds: usize,
    /// How many events there are to replay, to build read models of, or to grow to.
    pub events: i64,
    /// How much slower each flush is made.
    pub slower_flush: Duration,
    /// Where results are added as JSON lines.
    pub json: Option<PathBuf>,
}

/// Databases on one server: one holds the log, the others what is stored without it.
#[derive(Debug)]
struct Pair {
    log: Scratch,
    raw: Scratch,
    whole: Scratch,
}

impl Pair {
    async fn create(options: &Options) -> anyhow::Result<Self> {
        Ok(Self {
            log: scratch(options, "log").await?,
            raw: scratch(options, "raw").await?,
            whole: scratch(options, "whole").await?,
        })
    }

    fn store(&self) -> EventStore {
        EventStore::open(self.log.pool().clone(), SOURCE)
    }

    async fn remove(self) -> anyhow::Result<()> {
        self.log.remove().await?;
        self.raw.remove().await?;
        Ok(self.whole.remove().await?)
    }
}

/// An empty database with the current schema, whose name tells the process that made it.
async fn scratch(options: &Options, name: &str) -> anyhow::Result<Scratch> {
    let name = format!("hoso_bench_{}_{name}", std::process::id());
    let slower = options.slower_flush;
    let scratch = Scratch::create(&options.database_url, &name, CONNECTIONS_MAX, slower)
        .await
        .context("making a database for measurements; the role needs the right to create one")?;
    projections::MIGRATOR.run(scratch.pool()).await?;
    Ok(scratch)
}
