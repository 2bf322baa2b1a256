//! What read models hold back: an event that one of them cannot take, and whatever follows in the
//! same stream.
//!
//! Nothing is lost meanwhile: what waits stands in the log, and is read from there once it is
//! tried again.

use std::collections::HashMap;

use eventstore::{EventStore, Position, Recorded, Vault, Version};
use sqlx::{Connection as _, PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::apply::Sieve;
use crate::{Desk, ProjectionError, ReadModel, checkpoint};

/// How many events of a stream are read at a time.
const PAGE_EVENTS: i64 = 500;

/// A stream that a read model holds back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The read model.
    pub model: String,
    /// Which stream.
    pub stream_id: Uuid,
    /// What kind of stream that is.
    pub stream_kind: String,
    /// The event that the read model cannot take; later ones of the stream wait with it.
    pub position: i64,
    /// Where that event stands in its stream.
    pub version: i64,
    /// Its wire name.
    pub r#type: String,
    /// Why the read model cannot take it; without personal values.
    pub error: String,
    /// Since when it holds the stream back.
    pub since: OffsetDateTime,
}

/// The read models of this build.
fn names() -> Vec<String> {
    crate::all().iter().map(|it| it.name().to_owned()).collect()
}

/// Everything that read models of this build hold back, at most so much, in the log's order.
pub async fn list(pool: &PgPool, limit: i64) -> sqlx::Result<Vec<Held>> {
    sqlx::query_as!(
        Held,
        r#"
        select model, stream_id, stream_kind, position, version, type, error, since
        from held
        where model = any($1)
        order by position, model
        limit $2
        "#,
        &names(),
        limit,
    )
    .fetch_all(pool)
    .await
}

/// Which read models of this build hold a stream back.
pub async fn of_stream(pool: &PgPool, stream: Uuid) -> sqlx::Result<Vec<Held>> {
    sqlx::query_as!(
        Held,
        r#"
        select model, stream_id, stream_kind, position, version, type, error, since
        from held
        where stream_id = $1 and model = any($2)
        order by model
        "#,
        stream,
        &names(),
    )
    .fetch_all(pool)
    .await
}

/// How many streams each read model of this build holds back.
pub async fn counts(pool: &PgPool) -> sqlx::Result<Vec<(&'static str, i64)>> {
    let models = crate::all();
    let rows = sqlx::query!(
        "select name, held from checkpoint where name = any($1)",
        &names(),
    )
    .fetch_all(pool)
    .await?;
    let held: HashMap<_, _> = rows.into_iter().map(|it| (it.name, it.held)).collect();
    let held = |name: &str| held.get(name).copied().unwrap_or(0);
    Ok(models
        .iter()
        .map(|it| (it.name(), held(it.name())))
        .collect())
}

/// Tries again what a read model holds back of a stream, and all of the stream that waits with it.
/// What it still cannot take, it goes on holding back, and this says what that is.
pub async fn retry(
    store: &EventStore,
    vault: Vault,
    pool: &PgPool,
    model: &dyn ReadModel,
    stream: Uuid,
) -> Result<Option<Held>, ProjectionError> {
    let mut desk = Desk::open(store, vault).await?;
    let mut connection = pool.acquire().await?;
    let mut tx = connection.begin().await?;
    let reached = checkpoint::take(&mut tx, model.name()).await?.position;
    let Some(before) = release(&mut tx, model.name(), stream).await? else {
        return Ok(None);
    };
    let mut sieve = Sieve::new(model, HashMap::new());
    let mut after = Version(before.version - 1);
    // What lies beyond the checkpoint comes to the read model on the usual way.
    while sieve.is_empty() {
        let mut events = store.read_stream(stream, after, PAGE_EVENTS).await?;
        events.retain(|it| it.position <= Position(reached));
        let Some(last) = events.last().map(|it| it.version) else {
            break;
        };
        let page = desk.read(store, events).await?;
        if let Some(error) = page.not_understood {
            return Err(error.into());
        }
        sieve
            .pass(&mut tx, &page.facts, page.unreadable.iter(), &desk)
            .await?;
        after = last;
    }
    let mut still = None;
    if !sieve.is_empty() {
        keep_since(&mut tx, &before).await?;
        still = one(&mut tx, model.name(), stream).await?;
    }
    checkpoint::count_held(&mut tx, model.name()).await?;
    tx.commit().await?;
    Ok(still)
}

/// From which position on a read model holds back which streams.
pub(crate) async fn streams(
    db: &mut PgConnection,
    model: &str,
) -> sqlx::Result<HashMap<Uuid, i64>> {
    let rows = sqlx::query!(
        "select stream_id, position from held where model = $1",
        model
    )
    .fetch_all(db)
    .await?;
    let rows = rows.into_iter().map(|it| (it.stream_id, it.position));
    Ok(rows.collect())
}

/// Holds a stream back from this event on.
pub(crate) async fn hold(
    db: &mut PgConnection,
    model: &str,
    event: &Recorded,
    error: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into held (model, stream_id, stream_kind, position, version, type, error)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (model, stream_id) do update set
            position = excluded.position,
            version = excluded.version,
            type = excluded.type,
            error = excluded.error
        where excluded.position < held.position
        "#,
        model,
        event.stream_id,
        event.stream_kind,
        event.position.0,
        event.version.0,
        event.name,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn one(db: &mut PgConnection, model: &str, stream: Uuid) -> sqlx::Result<Option<Held>> {
    sqlx::query_as!(
        Held,
        r#"
        select model, stream_id, stream_kind, position, version, type, error, since
        from held
        where model = $1 and stream_id = $2
        "#,
        model,
        stream,
    )
    .fetch_optional(db)
    .await
}

async fn release(db: &mut PgConnection, model: &str, stream: Uuid) -> sqlx::Result<Option<Held>> {
    sqlx::query_as!(
        Held,
        r#"
        delete from held where model = $1 and stream_id = $2
        returning model, stream_id, stream_kind, position, version, type, error, since
        "#,
        model,
        stream,
    )
    .fetch_optional(db)
    .await
}

/// A stream that is held back at the same event as before is so since then.
async fn keep_since(db: &mut PgConnection, before: &Held) -> sqlx::Result<()> {
    sqlx::query!(
        "update held set since = $4 where model = $1 and stream_id = $2 and position = $3",
        before.model,
        before.stream_id,
        before.position,
        before.since,
    )
    .execute(db)
    .await?;
    Ok(())
}
