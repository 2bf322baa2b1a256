//! Long reads: the log as the server copies it out, which costs half of what rows of a query do.

use std::ops::Range;

use bytes::{Buf as _, Bytes, BytesMut};
use futures_util::TryStreamExt as _;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::ReadError;
use crate::{Position, Recorded, Version};

/// How many events one statement copies: so many that asking for them costs next to nothing beside
/// them.
const PAGE_EVENTS: i64 = 8_000;

/// How many events, and how many bytes of them, are handed on together.
const PART_EVENTS: usize = 250;
const PART_BYTES: usize = 512 * 1024;

/// How many parts may wait for the reader: a page of common size, so that it is copied to its end
/// and its connection is free again, however long the reader takes.
const PARTS_WAITING: usize = 32;

/// What a binary copy begins with: its signature, its flags, and the length of a header extension.
pub(crate) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What it ends with, in the place of the number of columns.
pub(crate) const TRAILER: i16 = -1;

/// How many columns there are, and which of them is the document.
const COLUMNS: i16 = 8;
const DOCUMENT: usize = 7;

/// From 1970, where we count from, to 2000, where Postgres does.
pub(crate) const POSTGRES_EPOCH_NANOS: i128 = 946_684_800_000_000_000;

/// Events that follow on one another.
pub(super) type Part = Result<Vec<Recorded>, ReadError>;

/// Starts to read all events after a position.
pub(super) fn parts_after(pool: PgPool, after: Position) -> mpsc::Receiver<Part> {
    let (parts, read) = mpsc::channel(PARTS_WAITING);
    tokio::spawn(async move {
        if let Err(error) = copy_all(&pool, after, &parts).await {
            // Who no longer listens need not know.
            let _ = parts.send(Err(error.into())).await;
        }
    });
    read
}

/// Copies page after page until the log ends or nobody listens any more.
async fn copy_all(
    pool: &PgPool,
    mut after: Position,
    parts: &mpsc::Sender<Part>,
) -> sqlx::Result<()> {
    while let Some(last) = copy_page(pool, after, parts).await? {
        after = last;
    }
    Ok(())
}

/// Copies a page and says where it ended; nothing, if there was nothing, or nobody to give it to.
async fn copy_page(
    pool: &PgPool,
    after: Position,
    parts: &mpsc::Sender<Part>,
) -> sqlx::Result<Option<Position>> {
    let mut connection = pool.acquire().await?;
    let copied = hand_on(&mut connection, after, parts).await;
    if !matches!(copied, Ok(Copied::Whole { .. })) {
        // What is left of the copy would be taken for the answer to the next statement.
        connection.close_on_drop();
    }
    Ok(match copied? {
        Copied::Whole { reached } => reached,
        Copied::Abandoned => None,
    })
}

/// How a copy ended that did not fail.
enum Copied {
    /// With its last event, if it had any.
    Whole { reached: Option<Position> },
    /// Somewhere, since nobody listens any more.
    Abandoned,
}

/// Copies a page, and gives part after part to who listens. Positions have no gap, so a page is a
/// range of them.
async fn hand_on(
    db: &mut PgConnection,
    after: Position,
    parts: &mpsc::Sender<Part>,
) -> sqlx::Result<Copied> {
    // A copy takes no parameters; these are numbers.
    let (first, last) = (after.0 + 1, after.0.saturating_add(PAGE_EVENTS));
    let statement = format!(
        "copy (select position, stream_kind, stream_id, version, type, recorded_at, command_id, \
         document from eventstore.event where position between {first} and {last} \
         order by position) to stdout (format binary)"
    );
    let mut chunks = db.copy_out_raw(&statement).await?;
    let (mut rows, mut part, mut bytes, mut reached) = (Rows::default(), vec![], 0, None);
    while let Some(chunk) = chunks.try_next().await? {
        rows.add(chunk);
        while let Some(event) = rows.next()? {
            reached = Some(event.position);
            bytes += event.document.len();
            part.push(event);
            if part.len() == PART_EVENTS || bytes >= PART_BYTES {
                bytes = 0;
                if parts.send(Ok(std::mem::take(&mut part))).await.is_err() {
                    return Ok(Copied::Abandoned);
                }
            }
        }
    }
    if !rows.is_complete {
        return Err(malformed("a copy of the log ends too early"));
    }
    if !part.is_empty() && parts.send(Ok(part)).await.is_err() {
        return Ok(Copied::Abandoned);
    }
    Ok(Copied::Whole { reached })
}

/// The rows of a binary copy, whatever pieces it comes in.
#[derive(Debug, Default)]
struct Rows {
    unread: Bytes,
    has_begun: bool,
    is_complete: bool,
}

impl Rows {
    fn add(&mut self, chunk: Bytes) {
        if self.unread.is_empty() {
            self.unread = chunk;
            return;
        }
        let mut joined = BytesMut::with_capacity(self.unread.len() + chunk.len());
        joined.extend_from_slice(&self.unread);
        joined.extend_from_slice(&chunk);
        self.unread = joined.freeze();
    }

    /// The next row, if all of it is there.
    fn next(&mut self) -> sqlx::Result<Option<Recorded>> {
        if !self.has_begun {
            if self.unread.len() < HEADER.len() {
                return Ok(None);
            }
            if self.unread.split_to(HEADER.len()) != HEADER {
                return Err(malformed("a copy of the log does not begin as one"));
            }
            self.has_begun = true;
        }
        let Some(columns) = self.unread.first_chunk() else {
            return Ok(None);
        };
        match i16::from_be_bytes(*columns) {
            TRAILER => {
                self.is_complete = true;
                self.unread.advance(size_of::<i16>());
                return Ok(None);
            }
            COLUMNS => (),
            _ => return Err(malformed("a row of the log has other columns")),
        }
        let Some((event, end)) = row(&self.unread, size_of::<i16>())? else {
            return Ok(None);
        };
        self.unread.advance(end);
        Ok(Some(event))
    }
}

/// The row whose columns begin there, and where it ends; nothing, if some of it is still to come. Of
/// what was read, only the document is kept, and not copied.
fn row(unread: &Bytes, begin: usize) -> sqlx::Result<Option<(Recorded, usize)>> {
    let mut fields: [Range<usize>; COLUMNS as usize] = Default::default();
    let mut end = begin;
    for field in &mut fields {
        let Some(length) = unread.get(end..).and_then(<[u8]>::first_chunk) else {
            return Ok(None);
        };
        let length = usize::try_from(i32::from_be_bytes(*length))
            .map_err(|_| malformed("a column of the log is null"))?;
        let begin = end + size_of::<i32>();
        end = begin + length;
        *field = begin..end;
    }
    if unread.len() < end {
        return Ok(None);
    }
    let document = unread.slice(fields[DOCUMENT].clone());
    let [position, kind, stream, version, name, at, command, _] = fields.map(|it| &unread[it]);
    let event = Recorded {
        position: Position(number(position)?),
        stream_kind: text(kind)?,
        stream_id: id(stream)?,
        version: Version(number(version)?),
        name: text(name)?,
        recorded_at: moment(number(at)?)?,
        command_id: id(command)?,
        document,
    };
    Ok(Some((event, end)))
}

fn number(field: &[u8]) -> sqlx::Result<i64> {
    let bytes = field.try_into().map_err(|_| malformed("no number"))?;
    Ok(i64::from_be_bytes(bytes))
}

fn text(field: &[u8]) -> sqlx::Result<String> {
    let text = str::from_utf8(field).map_err(|_| malformed("no text"))?;
    Ok(text.to_owned())
}

fn id(field: &[u8]) -> sqlx::Result<Uuid> {
    Uuid::from_slice(field).map_err(|_| malformed("no id"))
}

/// From microseconds since 2000, as Postgres counts.
fn moment(micros: i64) -> sqlx::Result<OffsetDateTime> {
    let nanos = i128::from(micros) * 1_000 + POSTGRES_EPOCH_NANOS;
    OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|_| malformed("no moment"))
}

fn malformed(what: &str) -> sqlx::Error {
    sqlx::Error::Protocol(what.to_owned())
}

#[cfg(test)]
mod tests {
    use bytes::{BufMut as _, Bytes, BytesMut};
    use time::macros::datetime;
    use uuid::Uuid;

    use super::{COLUMNS, HEADER, Recorded, Rows, TRAILER};
    use crate::{Position, Version};

    fn recorded(position: i64) -> Recorded {
        Recorded {
            position: Position(position),
            stream_kind: "case".to_owned(),
            stream_id: Uuid::from_u128(7),
            version: Version(position),
            name: "case.closed.v1".to_owned(),
            recorded_at: datetime!(2026-03-02 02:15:00.123456 UTC),
            command_id: Uuid::from_u128(8),
            document: Bytes::from_static("{\"tên\":1}".as_bytes()),
        }
    }

    fn copied(events: &[Recorded]) -> Vec<u8> {
        let mut bytes = BytesMut::from(HEADER);
        for it in events {
            let micros = (it.recorded_at - datetime!(2000-01-01 00:00 UTC)).whole_microseconds();
            bytes.put_i16(COLUMNS);
            for field in [
                &it.position.0.to_be_bytes()[..],
                it.stream_kind.as_bytes(),
                it.stream_id.as_bytes(),
                &it.version.0.to_be_bytes(),
                it.name.as_bytes(),
                &i64::try_from(micros).unwrap().to_be_bytes(),
                it.command_id.as_bytes(),
                &it.document,
            ] {
                bytes.put_i32(i32::try_from(field.len()).unwrap());
                bytes.put_slice(field);
            }
        }
        bytes.put_i16(TRAILER);
        bytes.to_vec()
    }

    #[test]
    fn rows_are_read_whatever_pieces_they_come_in() {
        let events = [recorded(1), recorded(2), recorded(3)];
        let copied = copied(&events);
        for size in 1..=copied.len() {
            let (mut rows, mut read) = (Rows::default(), vec![]);
            for piece in copied.chunks(size) {
                rows.add(Bytes::copy_from_slice(piece));
                while let Some(event) = rows.next().unwrap() {
                    read.push(event);
                }
            }
            assert_eq!(read, events, "in pieces of {size}");
            assert!(rows.is_complete, "in pieces of {size}");
        }
    }

    #[test]
    fn what_is_no_copy_of_the_log_is_refused() {
        let whole = copied(&[recorded(1)]);
        for (at, what) in [
            (0, "signature"),
            (HEADER.len() + 1, "columns"),
            (21, "null"),
        ] {
            let mut broken = whole.clone();
            broken[at] = 0xff;
            let mut rows = Rows::default();
            rows.add(broken.into());
            assert!(rows.next().is_err(), "{what}");
        }
        let mut rows = Rows::default();
        rows.add(Bytes::copy_from_slice(&whole[..whole.len() - 2]));
        while rows.next().unwrap().is_some() {}
        assert!(!rows.is_complete, "it was cut off");
    }
}
