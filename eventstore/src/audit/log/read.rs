//! What a check of a log reads beside its events.

use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use uuid::Uuid;

use crate::merkle::Hash;
use crate::tree::size_of;
use crate::{EventStore, TreeError};

/// How many checkpoints are read at once.
const PAGE: i64 = 1_000;

/// How many events the largest stored checkpoint covers; none where there is no checkpoint.
pub(super) async fn last_checkpoint(store: &EventStore) -> Result<Option<u64>, TreeError> {
    let size = sqlx::query_scalar!("select max(size) from eventstore.checkpoint")
        .fetch_one(&store.pool)
        .await?;
    Ok(size.map(size_of))
}

/// The first position of an event that stands outside of the log: before its beginning or behind its
/// end. Reading the log from one to the other does not meet it; loading a stream, or waiting for what
/// comes next, does.
pub(super) async fn outside(store: &EventStore) -> Result<Option<u64>, TreeError> {
    // One statement sees the end and what stands there as of one moment, while others append.
    let position = sqlx::query_scalar!(
        r#"
        select least(
            (select min(position) from eventstore.event where position < 1),
            (select min(position) from eventstore.event
                where position > (select position from eventstore.head))
        )
        "#
    )
    .fetch_one(&store.pool)
    .await?;
    Ok(position.map(size_of))
}

/// The next checkpoints, with their sizes.
pub(super) async fn checkpoints(
    store: &EventStore,
    after: Option<i64>,
) -> Result<Vec<(i64, String)>, TreeError> {
    let rows = sqlx::query!(
        "select size, note from eventstore.checkpoint where size > $1 order by size limit $2",
        after.unwrap_or(-1),
        PAGE,
    )
    .fetch_all(&store.pool)
    .await?;
    Ok(rows.into_iter().map(|it| (it.size, it.note)).collect())
}

/// The hashes of the leaves, in runs: the index of the first, and the hashes.
pub(super) fn leaf_runs(
    store: &EventStore,
) -> impl Stream<Item = Result<(u64, Vec<Hash>), TreeError>> + Send + Unpin + use<> {
    let pool = store.pool.clone();
    let pages = futures_util::stream::try_unfold(-1_i64, move |after| {
        let pool = pool.clone();
        async move {
            let rows = sqlx::query!(
                r#"
                select first, hashes from eventstore.tree_hashes
                where level = 0 and first > $1
                order by first
                limit 1000
                "#,
                after,
            )
            .fetch_all(&pool)
            .await?;
            let next = rows.last().map(|it| it.first);
            let page = rows.into_iter().map(|it| {
                let hashes = it.hashes.chunks(Hash::BYTES).map(Hash::from_slice);
                let index = size_of(it.first);
                let damaged = TreeError::Damaged { level: 0, index };
                Ok((index, hashes.collect::<Option<_>>().ok_or(damaged)?))
            });
            let page = futures_util::stream::iter(page.collect::<Vec<_>>());
            Ok::<_, TreeError>(next.map(|next| (page, next)))
        }
    });
    pages.try_flatten().boxed()
}

/// The first stored hash of a subtree that is not what it should be, or is missing.
pub(super) async fn wrong_subtree(
    store: &EventStore,
    mut expected: Vec<(u32, u64, Hash)>,
) -> Result<Option<(u32, u64)>, TreeError> {
    expected.sort_unstable();
    let mut expected = expected.into_iter();
    let mut rows = sqlx::query!(
        r#"
        select level, first, hashes from eventstore.tree_hashes
        where level > 0
        order by level, first
        "#
    )
    .fetch(&store.pool);
    while let Some(row) = rows.try_next().await? {
        let level = u32::try_from(row.level).unwrap_or(0);
        for (index, hash) in (size_of(row.first)..).zip(row.hashes.chunks(Hash::BYTES)) {
            let due = expected.next();
            let is_due = due.is_some_and(|it| {
                (it.0, it.1) == (level, index) && it.2.as_bytes().as_slice() == hash
            });
            if !is_due {
                return Ok(Some(due.map_or((level, index), |it| (it.0, it.1))));
            }
        }
    }
    Ok(expected.next().map(|it| (it.0, it.1)))
}

/// The first command whose events stand elsewhere than it says, or that has none, or is not noted.
pub(super) async fn wrong_command(
    store: &EventStore,
    head: i64,
) -> Result<Option<Uuid>, TreeError> {
    let wrong = sqlx::query_scalar!(
        r#"
        with events as (
            select command_id as id, min(position) as first, max(position) as last, count(*) as count,
                min(recorded_at) as at
            from eventstore.event
            where position <= $1
            group by command_id
        )
        select coalesce(events.id, command.id) as "id!"
        from events
        full join (select * from eventstore.command where first_position <= $1) as command
            on command.id = events.id
        where command.id is null or events.id is null
            or command.first_position <> events.first or command.last_position <> events.last
            or command.recorded_at <> events.at or events.count <> events.last - events.first + 1
        order by coalesce(events.first, command.first_position)
        limit 1
        "#,
        head,
    )
    .fetch_optional(&store.pool)
    .await?;
    Ok(wrong)
}

/// The keys that are claimed, who holds them and since when, in pages by key.
pub(super) async fn claims_after(
    store: &EventStore,
    key: &str,
) -> Result<Vec<(String, Uuid, i64)>, TreeError> {
    let rows = sqlx::query!(
        r#"
        select key, holder, position from eventstore.claim
        where key > $1
        order by key
        limit $2
        "#,
        key,
        PAGE,
    )
    .fetch_all(&store.pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|it| (it.key, it.holder, it.position))
        .collect())
}
