//! Reading the log. A plain read is enough: events become visible in the order of their positions.

pub(crate) mod copied;

use futures_util::Stream as Rows;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use sqlx::types::{Uuid, time::OffsetDateTime};

use crate::follow::read_head;
use crate::{EventStore, Position, Recorded, Stream, Version};

/// How large a page may grow before it is cut off, so that large events cannot fill the memory.
/// The first event is always on it.
const PAGE_BYTES_MAX: i64 = 8 * 1024 * 1024;

/// The log could not be read.
#[derive(Debug, thiserror::Error)]
#[error("reading events")]
pub struct ReadError(#[from] sqlx::Error);

impl ReadError {
    pub(crate) fn into_database(self) -> sqlx::Error {
        self.0
    }
}

impl EventStore {
    /// The position of the last event, as the database has it now.
    pub async fn head(&self) -> Result<Position, ReadError> {
        Ok(read_head(&self.pool).await?)
    }

    /// The events of a stream that come after a version, all of them in order.
    pub async fn load_stream(
        &self,
        stream: Stream,
        after: Version,
    ) -> Result<Vec<Recorded>, ReadError> {
        let rows = sqlx::query_as!(
            Row,
            r#"
            select position, stream_kind, stream_id, version, type as name, recorded_at,
                command_id, document
            from eventstore.event
            where stream_id = $1 and version > $2 and stream_kind = $3
            order by version
            "#,
            stream.id,
            after.0,
            stream.kind,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(Recorded::from).collect())
    }

    /// The newest event of a stream: all that is to be read where it says what follows.
    pub async fn load_newest(&self, stream: Stream) -> Result<Option<Recorded>, ReadError> {
        let row = sqlx::query_as!(
            Row,
            r#"
            select position, stream_kind, stream_id, version, type as name, recorded_at,
                command_id, document
            from eventstore.event
            where stream_id = $1 and stream_kind = $2
            order by version desc
            limit 1
            "#,
            stream.id,
            stream.kind,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(Recorded::from))
    }

    /// Who holds these claims now, as far as anybody does: the key and the stream. An append that
    /// relies on it takes or releases them, and fails where that has changed since.
    pub async fn holders_of(&self, keys: &[String]) -> Result<Vec<(String, Uuid)>, ReadError> {
        let rows = sqlx::query!(
            "select key, holder from eventstore.claim where key = any($1) order by key",
            keys,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|it| (it.key, it.holder)).collect())
    }

    /// The first event that a command caused, whatever the command was.
    pub async fn first_of_command(&self, id: Uuid) -> Result<Option<Recorded>, ReadError> {
        let row = sqlx::query_as!(
            Row,
            r#"
            select position, stream_kind, stream_id, version, type as name, event.recorded_at,
                command_id, document
            from eventstore.command
            join eventstore.event on position = first_position
            where id = $1
            "#,
            id,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(Recorded::from))
    }

    /// The next events of the log in order, up to a limit; fewer when they are large.
    pub async fn read_after(
        &self,
        after: Position,
        limit: i64,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.read_within(after, limit, PAGE_BYTES_MAX).await
    }

    /// The same, for those who follow the log closely: what this process wrote just now comes from
    /// its memory.
    pub async fn next_after(
        &self,
        after: Position,
        limit: i64,
    ) -> Result<Vec<Recorded>, ReadError> {
        let most = usize::try_from(limit).unwrap_or(0);
        let found = self.recent.after(after, most);
        if found.is_empty() {
            return self.read_after(after, limit).await;
        }
        Ok(found)
    }

    /// The next events of the log in order, up to a limit, and no more than so many bytes together
    /// but for the first one, which is always there.
    pub async fn read_within(
        &self,
        after: Position,
        limit: i64,
        bytes_max: i64,
    ) -> Result<Vec<Recorded>, ReadError> {
        Ok(read_page(&self.pool, after, limit, bytes_max).await?)
    }

    /// The next events of a stream after a version, whatever its kind, up to a limit.
    pub async fn read_stream(
        &self,
        stream: Uuid,
        after: Version,
        limit: i64,
    ) -> Result<Vec<Recorded>, ReadError> {
        let rows = sqlx::query_as!(
            Row,
            r#"
            select position, stream_kind, stream_id, version, type as name, recorded_at,
                command_id, document
            from eventstore.event
            where stream_id = $1 and version > $2
            order by version
            limit $3
            "#,
            stream,
            after.0,
            limit,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(Recorded::from).collect())
    }

    /// Whether the log holds exactly these events, which follow on one another: a question about
    /// what came by another way. What this process did not write just now, the database compares by
    /// digests, so that it does not come from there once more.
    pub async fn holds(&self, events: &[Recorded]) -> Result<bool, ReadError> {
        let (Some(first), Some(last)) = (events.first(), events.last()) else {
            return Ok(true);
        };
        if self.recent.holds(events) {
            return Ok(true);
        }
        let mut digest = Sha256::new();
        for event in events {
            digest.update(&event.document);
        }
        let held = sqlx::query_scalar!(
            r#"
            select sha256(string_agg(document, ''::bytea order by position))
            from eventstore.event
            where position between $1 and $2
            "#,
            first.position.0,
            last.position.0,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(held.is_some_and(|it| it[..] == digest.finalize()[..]))
    }

    /// All events after a position, in order, to the end of the log as it is when the stream gets
    /// there. At most 16 MB of events wait for the reader, commonly 5; while it is busy, no connection
    /// is held but for events that are larger than that.
    pub fn stream_after(
        &self,
        after: Position,
    ) -> impl Rows<Item = Result<Recorded, ReadError>> + Send + Unpin + use<> {
        let parts = copied::parts_after(self.pool.clone(), after);
        stream::unfold(parts, async |mut parts| Some((parts.recv().await?, parts)))
            .map_ok(|part| stream::iter(part.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }
}

/// Positions have no gap, so the page is a range of them. Where it ends is found by the sizes alone.
async fn read_page(
    pool: &PgPool,
    after: Position,
    limit: i64,
    bytes_max: i64,
) -> sqlx::Result<Vec<Recorded>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select position, stream_kind, stream_id, version, type as name, recorded_at,
            command_id, document
        from eventstore.event
        where position > $1 and position < coalesce(
            (
                select min(position)
                from (
                    select position, sum(octet_length(document)) over (order by position) as bytes
                    from eventstore.event
                    where position > $1
                    order by position
                    limit $2
                ) as sized
                where bytes > $3 and position > $1 + 1
            ),
            9223372036854775807)
        order by position
        limit $2
        "#,
        after.0,
        limit,
        bytes_max,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Recorded::from).collect())
}

struct Row {
    position: i64,
    stream_kind: String,
    stream_id: Uuid,
    version: i64,
    name: String,
    recorded_at: OffsetDateTime,
    command_id: Uuid,
    document: Vec<u8>,
}

impl From<Row> for Recorded {
    fn from(row: Row) -> Self {
        Self {
            position: Position(row.position),
            stream_kind: row.stream_kind,
            stream_id: row.stream_id,
            version: Version(row.version),
            name: row.name,
            recorded_at: row.recorded_at,
            command_id: row.command_id,
            document: row.document.into(),
        }
    }
}
