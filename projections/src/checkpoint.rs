//! How far each read model has read the log.

use std::collections::HashMap;
use std::time::Duration;

use eventstore::Position;
use sqlx::{PgConnection, PgPool};
use tokio::time::{Instant, sleep};

/// How long to wait before looking again whether a read model has come far enough: at first, and
/// at most. Each look waits twice as long as the one before, so that many who wait for read models
/// that stand still do not keep the database busy.
const LOOK_AGAIN: Duration = Duration::from_millis(2);
const LOOK_AGAIN_MAX: Duration = Duration::from_millis(100);

/// How far a read model has come.
pub async fn of(pool: &PgPool, name: &str) -> sqlx::Result<Position> {
    let mut connection = pool.acquire().await?;
    of_connection(&mut connection, name).await
}

/// How far a read model has come, in the schema of this connection.
pub(crate) async fn of_connection(db: &mut PgConnection, name: &str) -> sqlx::Result<Position> {
    let position = sqlx::query_scalar!("select position from checkpoint where name = $1", name)
        .fetch_optional(db)
        .await?;
    Ok(Position(position.unwrap_or(0)))
}

/// How far the read model furthest behind has come.
pub async fn of_all(pool: &PgPool) -> sqlx::Result<Position> {
    let names: Vec<String> = crate::all().iter().map(|it| it.name().to_owned()).collect();
    let found = sqlx::query!(
        r#"
        select count(*) as "count!", coalesce(min(position), 0) as "position!"
        from checkpoint
        where name = any($1)
        "#,
        &names,
    )
    .fetch_one(pool)
    .await?;
    let complete = usize::try_from(found.count).is_ok_and(|it| it == names.len());
    Ok(Position(if complete { found.position } else { 0 }))
}

/// Waits until every read model has come this far, and says whether it did within the time.
pub async fn reached(pool: &PgPool, position: Position, within: Duration) -> sqlx::Result<bool> {
    let until = Instant::now() + within;
    let mut pause = LOOK_AGAIN;
    loop {
        if of_all(pool).await? >= position {
            return Ok(true);
        }
        if Instant::now() >= until {
            return Ok(false);
        }
        sleep(pause).await;
        pause = (pause * 2).min(LOOK_AGAIN_MAX);
    }
}

/// Where a read model stands, for as long as a transaction holds its checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    /// The last event it has read.
    pub(crate) position: i64,
    /// How many streams it holds back.
    pub(crate) held: i64,
}

/// Takes the checkpoint for this transaction, so that nobody else applies the same facts.
pub(crate) async fn take(db: &mut PgConnection, name: &str) -> sqlx::Result<Taken> {
    sqlx::query_as!(
        Taken,
        r#"
        insert into checkpoint (name, position) values ($1, 0)
        on conflict (name) do update set position = checkpoint.position
        returning position, held
        "#,
        name,
    )
    .fetch_one(db)
    .await
}

/// Takes the checkpoints of read models for this transaction and moves them on, in one round trip;
/// says where they were, in the order of the names.
pub(crate) async fn take_to(
    db: &mut PgConnection,
    names: &[&str],
    to: i64,
) -> sqlx::Result<Vec<Taken>> {
    let mut taken = try_take_to(db, names, to).await?;
    if taken.len() < names.len() {
        sqlx::query!(
            r#"
            insert into checkpoint (name, position) select name, 0 from unnest($1::text[]) as name
            on conflict (name) do nothing
            "#,
            names as &[&str],
        )
        .execute(&mut *db)
        .await?;
        let others = try_take_to(db, names, to).await?;
        // Those that were there stand at the new position by now.
        taken = others.into_iter().chain(taken).collect();
    }
    let of = |name: &&str| taken.get(*name).copied().ok_or(sqlx::Error::RowNotFound);
    names.iter().map(of).collect()
}

async fn try_take_to(
    db: &mut PgConnection,
    names: &[&str],
    to: i64,
) -> sqlx::Result<HashMap<String, Taken>> {
    let rows = sqlx::query!(
        r#"
        with taken as (
            select name, position, held from checkpoint where name = any($1)
            order by name for update
        ), moved as (
            update checkpoint set position = $2 from taken
            where checkpoint.name = taken.name and taken.position < $2
        )
        select name, position, held from taken
        "#,
        names as &[&str],
        to,
    )
    .fetch_all(db)
    .await?;
    let taken = |position, held| Taken { position, held };
    Ok(rows
        .into_iter()
        .map(|it| (it.name, taken(it.position, it.held)))
        .collect())
}

/// Counts what the read model holds back, after that changed.
pub(crate) async fn count_held(db: &mut PgConnection, name: &str) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update checkpoint set held = (select count(*) from held where model = $1)
        where name = $1
        "#,
        name,
    )
    .execute(db)
    .await?;
    Ok(())
}
