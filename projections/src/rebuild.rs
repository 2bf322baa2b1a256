//! Building a read model again beside the live one, and comparing the two.

mod comparison;

use eventstore::{EventStore, Position, ReadError, Recorded, RoleLock, Vault};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use sqlx::{AssertSqlSafe, PgConnection, PgPool};
use tokio::task::JoinHandle;

pub use self::comparison::{Comparison, Difference};
use crate::apply::apply;
use crate::lanes::SETTINGS;
use crate::page::Page;
use crate::{Desk, ProjectionError, ReadModel, checkpoint};

/// The schema in which read models are built again. Connections of the second pool have it on
/// their search path instead of the live one.
pub const SCHEMA: &str = "projections_rebuild";

/// At most this many events are applied in one transaction, and while the live one stands still.
const BATCH_EVENTS_MAX: usize = 5_000;

/// At most this many bytes, but for the event that goes beyond.
const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How far a rebuild has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The events applied.
    pub applied: i64,
    /// The events there are.
    pub of: i64,
}

/// What to do with a rebuilt read model that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenDifferent {
    /// Leave the live one as it is.
    Keep,
    /// Put the rebuilt rows in the place of the live ones, at once for all readers.
    Replace,
}

/// Builds a read model again from the first event and compares it, row by row, with the live one
/// as it is at the same position. The live one is served and goes on meanwhile; it stands still
/// only while the last events are applied, and while rows are replaced.
///
/// One rebuild runs at a time. What an interrupted one leaves behind, the next clears away.
pub async fn rebuild(
    store: &EventStore,
    vault: Vault,
    (live, beside): (&PgPool, &PgPool),
    model: &dyn ReadModel,
    when_different: WhenDifferent,
    report: impl FnMut(Progress),
) -> Result<Comparison, ProjectionError> {
    let Some(lock) = RoleLock::try_acquire(live, "rebuild").await? else {
        return Err(ProjectionError::RebuildRuns);
    };
    let mut rebuilt = Rebuilt {
        store,
        model,
        desk: Desk::open(store, vault).await?,
        shadow: beside.acquire().await?.detach(),
        report,
    };
    rebuilt.prepare().await?;
    let comparison = rebuilt.compare(live).await?;
    if comparison.difference.is_some() && when_different == WhenDifferent::Replace {
        rebuilt.replace(live).await?;
    }
    run(&mut rebuilt.shadow, format!("drop schema {SCHEMA} cascade")).await?;
    lock.release().await?;
    Ok(comparison)
}

/// Whether there are tables of a rebuild: of one that goes on, or of one that was killed, whose tables
/// the next one clears away. Nobody who reads the live ones sees them, but they are copies.
pub async fn has_left_tables(pool: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select to_regnamespace('projections_rebuild') is not null as "is_there!""#
    )
    .fetch_one(pool)
    .await
}

/// The read model beside the live one.
struct Rebuilt<'a, F> {
    store: &'a EventStore,
    model: &'a dyn ReadModel,
    desk: Desk,
    shadow: PgConnection,
    report: F,
}

impl<F: FnMut(Progress)> Rebuilt<'_, F> {
    /// Makes its empty tables. They need not outlive a crash of the server, and of the indexes they
    /// need the one that statements rely on: nobody searches them.
    async fn prepare(&mut self) -> sqlx::Result<()> {
        let table = self.model.table();
        let settings = SETTINGS.map(|(name, value)| format!("set {name} = {value};"));
        let settings = settings.concat();
        let statements = format!(
            "{settings}
             drop schema if exists {SCHEMA} cascade; create schema {SCHEMA};
             create unlogged table {SCHEMA}.checkpoint (like projections.checkpoint including all);
             create unlogged table {SCHEMA}.held (like projections.held including all);
             create unlogged table {SCHEMA}.{table}
                 (like projections.{table} including all excluding indexes);
             do $$
             declare key text;
             begin
                 select pg_get_constraintdef(oid) into strict key from pg_constraint
                 where conrelid = 'projections.{table}'::regclass and contype = 'p';
                 execute 'alter table {SCHEMA}.{table} add ' || key;
             end $$;"
        );
        run(&mut self.shadow, statements).await
    }

    /// Brings both to the same position and compares them there, without holding the live one.
    async fn compare(&mut self, live: &PgPool) -> Result<Comparison, ProjectionError> {
        self.approach(live).await?;
        let mut held = live.begin().await?;
        let position = self.catch_up(&mut held).await?;
        run(
            &mut self.shadow,
            format!("analyze {SCHEMA}.{}", self.model.table()),
        )
        .await?;

        // What this transaction sees is fixed while both stand at the position.
        let mut snapshot = live
            .begin_with("begin isolation level repeatable read read only")
            .await?;
        let seen = checkpoint::of_connection(&mut snapshot, self.model.name()).await?;
        held.commit().await?;
        debug_assert_eq!(seen, position, "the checkpoint was held");
        let comparison = comparison::compare(&mut snapshot, self.model, position).await?;
        snapshot.commit().await?;
        Ok(comparison)
    }

    /// Puts the rebuilt rows in the place of those that differ.
    async fn replace(&mut self, live: &PgPool) -> Result<(), ProjectionError> {
        self.approach(live).await?;
        let mut held = live.begin().await?;
        self.catch_up(&mut held).await?;
        comparison::replace(&mut held, self.model).await?;
        held.commit().await?;
        Ok(())
    }

    /// Comes so near to the live one, which goes on, that the rest takes one batch.
    async fn approach(&mut self, live: &PgPool) -> Result<(), ProjectionError> {
        loop {
            let goal = checkpoint::of(live, self.model.name()).await?;
            let start = checkpoint::of_connection(&mut self.shadow, self.model.name()).await?;
            if events_between(start, goal) <= BATCH_EVENTS_MAX {
                return Ok(());
            }
            self.advance(goal).await?;
        }
    }

    /// Makes the live one stand still until the transaction ends, and comes to where it stands.
    async fn catch_up(&mut self, live: &mut PgConnection) -> Result<Position, ProjectionError> {
        let position = checkpoint::take(live, self.model.name()).await?;
        let position = Position(position.position);
        self.advance(position).await?;
        Ok(position)
    }

    async fn advance(&mut self, to: Position) -> Result<(), ProjectionError> {
        let name = self.model.name();
        let mut after = checkpoint::of_connection(&mut self.shadow, name).await?;
        let log = self.store.stream_after(after);
        let mut reading = read_page(log.take(events_between(after, to)));
        loop {
            (self.report)(Progress {
                applied: after.0,
                of: to.0,
            });
            if after >= to {
                return Ok(());
            }
            let (page, rest) = reading.await.expect("reading a page does not panic")?;
            if let Some(error) = page.not_understood {
                return Err(error.into());
            }
            let Some(last) = page.last else {
                return Err(ProjectionError::Ahead { position: to.0 });
            };
            reading = read_page(rest);
            self.desk.heed(self.store, &page).await?;
            apply(&mut self.shadow, self.model, &page, &self.desk).await?;
            after = last;
        }
    }
}

/// Reads and decodes the next page of the log, while the one before it is applied.
fn read_page<L>(mut log: L) -> JoinHandle<Result<(Page, L), ReadError>>
where
    L: Stream<Item = Result<Recorded, ReadError>> + Send + Unpin + 'static,
{
    tokio::spawn(async move {
        let (mut events, mut bytes) = (vec![], 0);
        while events.len() < BATCH_EVENTS_MAX && bytes < BATCH_BYTES_MAX {
            let Some(event) = log.try_next().await? else {
                break;
            };
            bytes += event.document.len();
            events.push(event);
        }
        Ok((Page::of(events), log))
    })
}

fn events_between(after: Position, to: Position) -> usize {
    usize::try_from(to.0 - after.0).unwrap_or(0)
}

/// Runs statements that name the table of a read model, which no checked statement can do.
async fn run(db: &mut PgConnection, statements: String) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(db).await?;
    Ok(())
}
