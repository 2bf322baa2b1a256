//! Building a read model again beside the live one, and comparing the two.

use eventstore::{EventStore, Position, Vault};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Row as _};

use crate::projector::apply;
use crate::{Desk, Fact, ProjectionError, ReadModel, checkpoint};

/// The schema in which read models are built again. Connections of the second pool have it on
/// their search path instead of the live one.
pub const SCHEMA: &str = "projections_rebuild";

/// At most this many events are applied in one transaction.
const BATCH_EVENTS_MAX: i64 = 5_000;

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// How far both read the log.
    pub position: Position,
    /// How many rows the rebuilt one has.
    pub rows: i64,
    /// The first difference; none when they are equal.
    pub difference: Option<Difference>,
}

/// Rows that one has and the other has not, as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// The first row that only the live one has.
    pub only_live: Option<String>,
    /// The first row that only the rebuilt one has.
    pub only_rebuilt: Option<String>,
}

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
/// at the same position. The live one goes on meanwhile, and stands still while they are compared.
pub async fn rebuild(
    store: &EventStore,
    vault: Vault,
    (live, beside): (&PgPool, &PgPool),
    model: &dyn ReadModel,
    when_different: WhenDifferent,
    mut report: impl FnMut(Progress),
) -> Result<Comparison, ProjectionError> {
    let desk = Desk::open(store, vault).await?;
    let mut shadow = beside.acquire().await?;
    prepare(&mut shadow, model).await?;

    let head = store.head().await?;
    advance(store, &mut shadow, model, &desk, head, &mut report).await?;

    // Holding the live checkpoint keeps both at the same position while they are compared.
    let mut tx = live.begin().await?;
    let live_at = Position(checkpoint::take(&mut tx, model.name()).await?);
    advance(store, &mut shadow, model, &desk, live_at, &mut report).await?;
    if live_at < head {
        return Err(ProjectionError::Behind {
            position: live_at.0,
            head: head.0,
        });
    }
    let comparison = compare(&mut tx, model, live_at).await?;
    if comparison.difference.is_some() && when_different == WhenDifferent::Replace {
        replace(&mut tx, model).await?;
    }
    tx.commit().await?;
    remove(&mut shadow).await?;
    Ok(comparison)
}

async fn advance(
    store: &EventStore,
    shadow: &mut PgConnection,
    model: &dyn ReadModel,
    desk: &Desk,
    to: Position,
    report: &mut impl FnMut(Progress),
) -> Result<(), ProjectionError> {
    loop {
        let after = checkpoint::of_connection(shadow, model.name()).await?;
        report(Progress {
            applied: after.0,
            of: to.0,
        });
        let limit = BATCH_EVENTS_MAX.min(to.0 - after.0);
        if limit <= 0 {
            return Ok(());
        }
        let facts = store
            .read_after(after, limit)
            .await?
            .into_iter()
            .map(Fact::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        let mut tx = sqlx::Connection::begin(shadow).await?;
        apply(&mut tx, model, &facts, desk).await?;
        tx.commit().await?;
    }
}

async fn prepare(shadow: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<()> {
    let table = model.table();
    let statements = format!(
        "drop schema if exists {SCHEMA} cascade; create schema {SCHEMA};
         create table {SCHEMA}.checkpoint (like projections.checkpoint including all);
         create table {SCHEMA}.{table} (like projections.{table} including all);"
    );
    run(shadow, statements).await
}

async fn remove(shadow: &mut PgConnection) -> sqlx::Result<()> {
    run(shadow, format!("drop schema {SCHEMA} cascade")).await
}

async fn compare(
    db: &mut PgConnection,
    model: &dyn ReadModel,
    position: Position,
) -> sqlx::Result<Comparison> {
    let table = model.table();
    let (live, rebuilt) = (format!("projections.{table}"), format!("{SCHEMA}.{table}"));
    let difference = Difference {
        only_live: first_only_in(db, &live, &rebuilt).await?,
        only_rebuilt: first_only_in(db, &rebuilt, &live).await?,
    };
    let count = format!("select count(*) from {rebuilt}");
    let rows = one_row(db, count)
        .await?
        .map_or(Ok(0), |it| it.try_get(0))?;
    Ok(Comparison {
        position,
        rows,
        difference: (difference != Difference::default()).then_some(difference),
    })
}

async fn first_only_in(
    db: &mut PgConnection,
    here: &str,
    not_there: &str,
) -> sqlx::Result<Option<String>> {
    let statement = format!(
        "select to_json(difference)::text
         from (table {here} except table {not_there} order by 1 limit 1) difference"
    );
    one_row(db, statement)
        .await?
        .map(|it| it.try_get(0))
        .transpose()
}

async fn replace(db: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<()> {
    let table = model.table();
    let statements = format!(
        "delete from projections.{table};
         insert into projections.{table} table {SCHEMA}.{table};"
    );
    run(db, statements).await
}

/// Runs statements that name the table of a read model, which no checked statement can do.
async fn run(db: &mut PgConnection, statements: String) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(db).await?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the statement names the table of a read model, which is a constant of ours"
)]
async fn one_row(
    db: &mut PgConnection,
    statement: String,
) -> sqlx::Result<Option<sqlx::postgres::PgRow>> {
    sqlx::query(AssertSqlSafe(statement))
        .fetch_optional(db)
        .await
}
