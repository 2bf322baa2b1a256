//! Appending, against one statement per append and against many rows in one statement.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context as _;
use eventstore::bench::{RawAppend, append_events, append_one, append_rows, append_whole, copy_in};
use eventstore::{EventStore, Position};
use sqlx::postgres::PgConnection;

use super::life::{Life, Place};
use super::measure::{Caller, Measured, in_a_loop, probe_flush};
use super::processes::processes;
use super::report::Round;
use super::{Options, Pair, Report, SOURCE};

/// How many callers there are, and how the log should then do against one statement per append.
const CALLERS: [(usize, f64); 4] = [(1, 0.8), (8, 1.0), (32, 2.5), (64, 6.0)];

/// How many callers there are against many rows in one statement, and how the log should then do.
const MANY_CALLERS: usize = 256;
const MANY_BAR: f64 = 1.0 / 1.4;

/// How many rows one statement stores.
const ROWS: usize = 1_000;

/// Measures appends of one event each.
///
/// # Errors
/// If the server fails.
pub async fn append(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let pair = Pair::create(options).await?;
    let measured = compare(options, &pair, report).await;
    pair.remove().await?;
    measured
}

async fn compare(options: &Options, pair: &Pair, report: &mut Report) -> anyhow::Result<()> {
    let bench = Bench {
        options,
        pair,
        store: pair.store(),
        life: Arc::new(Life::new()?),
        position: Arc::new(AtomicI64::new(0)),
    };
    for (callers, bar) in CALLERS {
        let (mut whole, mut plain) = (vec![], vec![]);
        for _ in 0..options.rounds {
            let flush = probe_flush(&pair.raw).await?;
            let limits = [
                bench.one_by_one(callers, Single::Whole).await?,
                bench.one_by_one(callers, Single::Plain).await?,
            ];
            let log = bench.log(callers).await?;
            for (rounds, limit) in [&mut whole, &mut plain].into_iter().zip(limits) {
                let log = log.clone();
                rounds.push(Round { log, limit, flush });
            }
        }
        let what = format!("append, {callers} callers");
        report.add(&what, "a whole append a statement", Some(bar), &whole)?;
        report.add(&what, "a plain insert a statement", Some(bar), &plain)?;
    }
    for (way, against, bar) in [
        (Way::Rows, "1,000 appends a statement", Some(MANY_BAR)),
        (Way::Events, "1,000 events a statement", None),
        (Way::Copy, "1,000 events a COPY", None),
    ] {
        let mut rounds = vec![];
        for _ in 0..options.rounds {
            let flush = probe_flush(&pair.raw).await?;
            let limit = bench.together(way).await?;
            let log = bench.log(MANY_CALLERS).await?;
            rounds.push(Round { log, limit, flush });
        }
        let what = format!("append, {MANY_CALLERS} callers");
        report.add(what, against, bar, &rounds)?;
    }
    bench.store.close().await;
    processes(options, &pair.log, report).await
}

/// What is measured, and where.
struct Bench<'a> {
    options: &'a Options,
    pair: &'a Pair,
    store: EventStore,
    life: Arc<Life>,
    position: Arc<AtomicI64>,
}

impl Bench<'_> {
    async fn log(&self, callers: usize) -> anyhow::Result<Measured> {
        in_a_loop(
            log_callers(&self.store, &self.life, callers),
            self.options.time,
        )
        .await
    }

    async fn one_by_one(&self, callers: usize, way: Single) -> anyhow::Result<Measured> {
        // Each way has a table of its own, or they would take each other's positions.
        let scratch = match way {
            Single::Whole => &self.pair.whole,
            Single::Plain => &self.pair.raw,
        };
        let mut raw = Vec::with_capacity(callers);
        for _ in 0..callers {
            raw.push(OneByOne {
                case: Place::new(&self.life),
                db: scratch.connect().await?,
                position: Arc::clone(&self.position),
                way,
            });
        }
        in_a_loop(raw, self.options.time).await
    }

    async fn together(&self, way: Way) -> anyhow::Result<Measured> {
        let raw = Together {
            life: Arc::clone(&self.life),
            db: self.pair.raw.connect().await?,
            position: Arc::clone(&self.position),
            way,
        };
        in_a_loop(vec![raw], self.options.time).await
    }
}

/// So many who append to the log.
pub(super) fn log_callers(store: &EventStore, life: &Arc<Life>, count: usize) -> Vec<Log> {
    let callers = (0..count).map(|_| Log {
        case: Place::new(life),
        store: store.clone(),
    });
    callers.collect()
}

/// Appends to the log.
pub(super) struct Log {
    case: Place,
    store: EventStore,
}

impl Caller for Log {
    async fn step(&mut self) -> anyhow::Result<usize> {
        self.store.append(self.case.next()).await?;
        Ok(1)
    }
}

/// Stores an event by a statement, over a connection of its own.
struct OneByOne {
    case: Place,
    db: PgConnection,
    position: Arc<AtomicI64>,
    way: Single,
}

/// What one statement does for one append.
#[derive(Debug, Clone, Copy)]
enum Single {
    /// Everything that the log promises.
    Whole,
    /// It stores the event, at a position that the client counts.
    Plain,
}

impl Caller for OneByOne {
    async fn step(&mut self) -> anyhow::Result<usize> {
        let append = RawAppend::of(SOURCE, self.case.next())?;
        match self.way {
            Single::Whole => append_whole(&mut self.db, &append).await?,
            Single::Plain => {
                let position = Position(self.position.fetch_add(1, Ordering::Relaxed) + 1);
                append_one(&mut self.db, &append, position).await?;
            }
        }
        Ok(1)
    }
}

/// How many rows are stored at once.
#[derive(Debug, Clone, Copy)]
enum Way {
    Rows,
    Events,
    Copy,
}

/// Stores many rows at once, one connection after the other.
struct Together {
    life: Arc<Life>,
    db: PgConnection,
    position: Arc<AtomicI64>,
    way: Way,
}

impl Caller for Together {
    async fn step(&mut self) -> anyhow::Result<usize> {
        let mut appends = Vec::with_capacity(ROWS);
        let mut place = Place::new(&self.life);
        for _ in 0..ROWS {
            appends.push(RawAppend::of(SOURCE, place.next())?);
        }
        let rows = i64::try_from(ROWS).context("a thousand")?;
        let after = Position(self.position.fetch_add(rows, Ordering::Relaxed));
        match self.way {
            Way::Rows => append_rows(&mut self.db, &appends, after).await?,
            Way::Events => append_events(&mut self.db, &appends, after).await?,
            Way::Copy => drop(copy_in(&mut self.db, &appends, after).await?),
        }
        Ok(ROWS)
    }
}
