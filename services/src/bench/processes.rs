//! Several processes that append to one log at once, against one with as many callers.

use std::io::{self, Write as _};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use eventstore::EventStore;
use eventstore::bench::{Scratch, is_without_gaps};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::task::spawn_blocking;

use super::append::log_callers;
use super::life::Life;
use super::measure::{Measured, in_a_loop, probe_flush};
use super::report::Round;
use super::{Options, Report, SOURCE};

/// How many callers there are in all, and in how many processes.
const CALLERS: usize = 64;
const PROCESSES: [usize; 2] = [2, 4];

/// Of what the process appends that gets the most, each of the others should append this part.
const SHARE_BAR: f64 = 0.8;

/// What a process says when it is ready to append, and what it waits for then.
const READY: &str = "ready";
const GO: &[u8] = b"go\n";

/// Measures how much processes append together, and whether they share it fairly. Fails where the
/// log has a gap afterwards, or holds anything else than what they were told.
pub(super) async fn processes(
    options: &Options,
    log: &Scratch,
    report: &mut Report,
) -> anyhow::Result<()> {
    for count in PROCESSES {
        let (mut rates, mut shares) = (vec![], vec![]);
        for _ in 0..options.rounds {
            let flush = probe_flush(log).await?;
            let limit = all_of(&append(options, log, 1).await?);
            let each = append(options, log, count).await?;
            let by_events = |it: &&Measured| it.events;
            let least = each.iter().min_by_key(by_events);
            let most = each.iter().max_by_key(by_events);
            shares.push(Round {
                log: least.context("a process")?.clone(),
                limit: most.context("a process")?.clone(),
                flush,
            });
            let log = all_of(&each);
            rates.push(Round { log, limit, flush });
        }
        let what = format!("append, {CALLERS} in {count} processes");
        report.add(&what, "as many callers in one", None, &rates)?;
        let what = format!("the least of {count} processes");
        report.add(&what, "the one that appends most", Some(SHARE_BAR), &shares)?;
    }
    Ok(())
}

/// What processes got done together.
fn all_of(each: &[Measured]) -> Measured {
    let mut latencies: Vec<_> = each.iter().flat_map(|it| it.latencies.clone()).collect();
    latencies.sort_unstable();
    Measured {
        events: each.iter().map(|it| it.events).sum(),
        elapsed: each.iter().map(|it| it.elapsed).max().unwrap_or_default(),
        latencies,
    }
}

/// Lets so many processes append at once, and looks at what the log holds then.
async fn append(options: &Options, log: &Scratch, count: usize) -> anyhow::Result<Vec<Measured>> {
    let starting = (0..count).map(|_| Appender::start(options, log, CALLERS / count));
    let appenders = try_join_all(starting).await?;
    let store = EventStore::open(log.pool().clone(), SOURCE);
    let before = store.head().await?;
    let each = try_join_all(appenders.into_iter().map(Appender::run)).await?;
    let after = store.head().await?;
    store.close().await;
    let told: usize = each.iter().map(|it| it.events).sum();
    let held = usize::try_from(after.0 - before.0)?;
    ensure!(
        told == held,
        "{told} appends were answered, {held} are held"
    );
    ensure!(
        is_without_gaps(&mut log.connect().await?, before, after).await?,
        "the log has a gap between {before} and {after}",
    );
    Ok(each)
}

/// A process that appends.
struct Appender {
    process: Child,
    tell: ChildStdin,
    told: Lines<BufReader<ChildStdout>>,
}

impl Appender {
    /// Starts it, and waits until it is ready.
    async fn start(options: &Options, log: &Scratch, callers: usize) -> anyhow::Result<Self> {
        let mut process = Command::new(std::env::current_exe().context("finding this program")?)
            .args(["bench", "append-beside", "--database", log.name()])
            .args(["--callers", &callers.to_string()])
            .args(["--seconds", &options.time.as_secs_f64().to_string()])
            .env("DATABASE_URL", &options.database_url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting a process that appends")?;
        let tell = process.stdin.take().context("its input")?;
        let told = BufReader::new(process.stdout.take().context("its output")?).lines();
        let mut it = Self {
            process,
            tell,
            told,
        };
        let said = it.told.next_line().await?;
        ensure!(said.as_deref() == Some(READY), "a process does not start");
        Ok(it)
    }

    /// Lets it append, and says what it got done.
    async fn run(mut self) -> anyhow::Result<Measured> {
        self.tell.write_all(GO).await?;
        let said = self.told.next_line().await?;
        let done: Done = serde_json::from_str(&said.context("a process ended too early")?)?;
        let ended = self.process.wait().await?;
        ensure!(ended.success(), "a process that appended: {ended}");
        Ok(done.into())
    }
}

/// What a process tells of what it got done, in microseconds.
#[derive(Debug, Serialize, Deserialize)]
struct Done {
    events: usize,
    elapsed: u64,
    latencies: Vec<u64>,
}

impl From<Done> for Measured {
    fn from(done: Done) -> Self {
        let latencies = done.latencies.into_iter().map(Duration::from_micros);
        Self {
            events: done.events,
            elapsed: Duration::from_micros(done.elapsed),
            latencies: latencies.collect(),
        }
    }
}

/// Appends to the log of a measurement that another process conducts, once that one says so.
///
/// # Errors
/// If the server fails, or the other process.
pub async fn append_beside(
    options: &Options,
    database: &str,
    callers: usize,
) -> anyhow::Result<()> {
    let log = Scratch::join(&options.database_url, database, super::CONNECTIONS_MAX).await?;
    let store = EventStore::open(log.pool().clone(), SOURCE);
    store.head().await?;
    let callers = log_callers(&store, &Arc::new(Life::new()?), callers);
    writeln!(io::stdout(), "{READY}")?;
    let said = spawn_blocking(|| io::stdin().lines().next()).await?;
    said.context("nobody says when")??;
    let done = in_a_loop(callers, options.time).await?;
    store.close().await;
    let micros = |it: Duration| u64::try_from(it.as_micros());
    let latencies = done.latencies.into_iter().map(micros);
    let done = Done {
        events: done.events,
        elapsed: micros(done.elapsed)?,
        latencies: latencies.collect::<Result<_, _>>()?,
    };
    writeln!(io::stdout(), "{}", serde_json::to_string(&done)?)?;
    Ok(())
}
