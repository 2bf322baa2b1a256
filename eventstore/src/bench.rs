//! What the log is measured against: the fewest statements that store or read the same rows on the
//! same server, in databases that are made for it and dropped again.
//!
//! Nothing here is used by the service, and nothing here works on its database.

mod scratch;

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::TryStreamExt as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::read::copied::{HEADER, POSTGRES_EPOCH_NANOS, TRAILER};
use crate::writer::{Prepared, PreparedEvent, PreparedWrite};
use crate::{Append, EncodeError, Position};

pub use self::scratch::Scratch;

/// How a row of `eventstore.event` looks when it is copied.
const COPY_IN: &str = "copy eventstore.event from stdin (format binary)";
const COPY_OUT: &str = "copy eventstore.event to stdout (format binary)";

/// An append with its events encoded, as the writer gets it.
#[derive(Debug)]
pub struct RawAppend(Prepared);

impl RawAppend {
    /// Encodes the events of an append.
    ///
    /// # Errors
    /// If an event has no wire form.
    pub fn of(source: &str, append: Append) -> Result<Self, EncodeError> {
        Prepared::new(source, append).map(Self)
    }

    fn events(&self) -> impl Iterator<Item = (&PreparedWrite, &PreparedEvent)> {
        let writes = self.0.writes.iter();
        writes.flat_map(|write| write.events.iter().map(move |event| (write, event)))
    }
}

/// The rows of many appends, in their order.
fn rows(
    appends: &[RawAppend],
) -> impl Iterator<Item = (&RawAppend, &PreparedWrite, &PreparedEvent)> {
    appends
        .iter()
        .flat_map(|it| it.events().map(move |(write, event)| (it, write, event)))
}

/// One flush: commits a transaction that wrote next to nothing.
///
/// # Errors
/// If the server refuses.
pub async fn flush(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_logical_emit_message(true, 'hoso bench', '')::text as at")
        .fetch_one(db)
        .await?;
    Ok(())
}

/// One statement per append: its first event at a position, checked by the unique version alone.
///
/// # Errors
/// If the server refuses.
///
/// # Panics
/// Without an event.
pub async fn append_one(
    db: &mut PgConnection,
    append: &RawAppend,
    position: Position,
) -> sqlx::Result<()> {
    let (write, event) = append.events().next().expect("an append has an event");
    sqlx::query!(
        r#"
        insert into eventstore.event (position, stream_kind, stream_id, version, type, recorded_at,
            command_id, document)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        "#,
        position.0,
        write.stream.kind,
        write.stream.id,
        event.version.0,
        event.name,
        append.0.at,
        append.0.command_id,
        &event.document,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One statement per append that keeps what the log promises but for claims: its first event behind
/// the head, which it moves, checked by the unique version, with the row that tells a repeat.
///
/// # Errors
/// If the server refuses.
///
/// # Panics
/// Without an event.
pub async fn append_whole(db: &mut PgConnection, append: &RawAppend) -> sqlx::Result<()> {
    let (write, event) = append.events().next().expect("an append has an event");
    sqlx::query!(
        r#"
        with moved as (
            update eventstore.head set position = position + 1 where only_row returning position
        ), known as (
            insert into eventstore.command
                (id, fingerprint, first_position, last_position, recorded_at)
            select $6, $8, position, position, $5 from moved
        )
        insert into eventstore.event (position, stream_kind, stream_id, version, type, recorded_at,
            command_id, document)
        select position, $1, $2, $3, $4, $5, $6, $7 from moved
        "#,
        write.stream.kind,
        write.stream.id,
        event.version.0,
        event.name,
        append.0.at,
        append.0.command_id,
        &event.document,
        append.0.fingerprint.as_bytes(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One statement for many appends: their events after a position, and nothing else.
///
/// # Errors
/// If the server refuses.
pub async fn append_events(
    db: &mut PgConnection,
    appends: &[RawAppend],
    after: Position,
) -> sqlx::Result<()> {
    let rows = || rows(appends);
    sqlx::query!(
        r#"
        insert into eventstore.event (position, stream_kind, stream_id, version, type, recorded_at,
            command_id, document)
        select $1 + nth, new.kind, new.id, new.version, new.type, new.at, new.command, new.document
        from unnest($2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::timestamptz[],
            $7::uuid[], $8::bytea[])
            with ordinality as new (kind, id, version, type, at, command, document, nth)
        "#,
        after.0,
        &rows().map(|it| it.1.stream.kind).collect::<Vec<_>>() as &[&str],
        &rows().map(|it| it.1.stream.id).collect::<Vec<_>>(),
        &rows().map(|it| it.2.version.0).collect::<Vec<_>>(),
        &rows().map(|it| it.2.name.as_str()).collect::<Vec<_>>() as &[&str],
        &rows().map(|it| it.0.0.at).collect::<Vec<_>>(),
        &rows().map(|it| it.0.0.command_id).collect::<Vec<_>>(),
        &rows()
            .map(|it| it.2.document.as_slice())
            .collect::<Vec<_>>() as &[&[u8]],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One statement for many appends of one event each: the events after a position, and the rows that
/// tell a repeated command.
///
/// # Errors
/// If the server refuses.
pub async fn append_rows(
    db: &mut PgConnection,
    appends: &[RawAppend],
    after: Position,
) -> sqlx::Result<()> {
    let rows = || rows(appends);
    sqlx::query!(
        r#"
        with new as materialized (
            select * from unnest($2::text[], $3::uuid[], $4::bigint[], $5::text[],
                $6::timestamptz[], $7::uuid[], $8::bytea[], $9::bytea[])
                with ordinality as new
                    (kind, id, version, type, at, command, document, fingerprint, nth)
        ), commands as (
            insert into eventstore.command
                (id, fingerprint, first_position, last_position, recorded_at)
            select command, fingerprint, $1 + nth, $1 + nth, at from new
        )
        insert into eventstore.event (position, stream_kind, stream_id, version, type, recorded_at,
            command_id, document)
        select $1 + nth, kind, id, version, type, at, command, document from new
        "#,
        after.0,
        &rows().map(|it| it.1.stream.kind).collect::<Vec<_>>() as &[&str],
        &rows().map(|it| it.1.stream.id).collect::<Vec<_>>(),
        &rows().map(|it| it.2.version.0).collect::<Vec<_>>(),
        &rows().map(|it| it.2.name.as_str()).collect::<Vec<_>>() as &[&str],
        &rows().map(|it| it.0.0.at).collect::<Vec<_>>(),
        &rows().map(|it| it.0.0.command_id).collect::<Vec<_>>(),
        &rows()
            .map(|it| it.2.document.as_slice())
            .collect::<Vec<_>>() as &[&[u8]],
        &rows()
            .map(|it| it.0.0.fingerprint.as_bytes())
            .collect::<Vec<_>>() as &[&[u8]],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Copies the events of many appends in after a position, in one transaction.
///
/// # Errors
/// If the server refuses.
pub async fn copy_in(
    db: &mut PgConnection,
    appends: &[RawAppend],
    after: Position,
) -> sqlx::Result<u64> {
    let mut bytes = BytesMut::from(HEADER);
    for (position, (append, write, event)) in (after.0 + 1..).zip(rows(appends)) {
        let micros = (append.0.at.unix_timestamp_nanos() - POSTGRES_EPOCH_NANOS) / 1_000;
        let micros = i64::try_from(micros).map_err(|error| sqlx::Error::Encode(error.into()))?;
        bytes.put_i16(8);
        put(&mut bytes, &position.to_be_bytes())?;
        put(&mut bytes, write.stream.kind.as_bytes())?;
        put(&mut bytes, write.stream.id.as_bytes())?;
        put(&mut bytes, &event.version.0.to_be_bytes())?;
        put(&mut bytes, event.name.as_bytes())?;
        put(&mut bytes, &micros.to_be_bytes())?;
        put(&mut bytes, append.0.command_id.as_bytes())?;
        put(&mut bytes, &event.document)?;
    }
    bytes.put_i16(TRAILER);
    let mut copy = db.copy_in_raw(COPY_IN).await?;
    copy.send(bytes.freeze()).await?;
    copy.finish().await
}

fn put(bytes: &mut BytesMut, field: &[u8]) -> sqlx::Result<()> {
    let length = i32::try_from(field.len()).map_err(|error| sqlx::Error::Encode(error.into()))?;
    bytes.put_i32(length);
    bytes.put_slice(field);
    Ok(())
}

/// Copies the whole log out, and says how many bytes that are.
///
/// # Errors
/// If the server refuses.
pub async fn copy_out(db: &mut PgConnection) -> sqlx::Result<usize> {
    let mut chunks = db.copy_out_raw(COPY_OUT).await?;
    let mut bytes = 0;
    while let Some(chunk) = chunks.try_next().await? {
        bytes += Bytes::len(&chunk);
    }
    Ok(bytes)
}

/// The documents of a stream, and nothing else; says how many there are.
///
/// # Errors
/// If the server refuses.
pub async fn select_stream(db: &mut PgConnection, stream: Uuid) -> sqlx::Result<usize> {
    let documents = sqlx::query_scalar!(
        "select document from eventstore.event where stream_id = $1 order by version",
        stream,
    )
    .fetch_all(db)
    .await?;
    Ok(documents.len())
}

/// Whether the log holds exactly the positions after one up to another, each once.
///
/// # Errors
/// If the server refuses.
pub async fn is_without_gaps(
    db: &mut PgConnection,
    after: Position,
    last: Position,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select count(*) = $2::bigint - $1::bigint
            and coalesce(min(position) = $1 + 1 and max(position) = $2, $1 = $2) as "is!"
        from eventstore.event
        where position > $1
        "#,
        after.0,
        last.0,
    )
    .fetch_one(db)
    .await
}

/// Makes a log of events that were copied in: where it ends, and which commands were carried out.
///
/// # Errors
/// If the server refuses.
pub async fn adopt_copied(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        with known as (
            select coalesce(max(last_position), 0) as position from eventstore.command
        ), commands as (
            insert into eventstore.command
                (id, fingerprint, first_position, last_position, recorded_at)
            select command_id, sha256(command_id::text::bytea), min(event.position),
                max(event.position), min(recorded_at)
            from known join eventstore.event on event.position > known.position
            group by command_id
        )
        update eventstore.head
        set position = coalesce((select max(position) from eventstore.event), 0)
        "#,
    )
    .execute(&mut *db)
    .await?;
    sqlx::raw_sql("vacuum analyze eventstore.event, eventstore.command")
        .execute(db)
        .await?;
    Ok(())
}
