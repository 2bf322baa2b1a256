//! The writer's careful statements: what the log holds of a batch, and writing what was decided.

use std::iter::zip;

use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::Prepared;
use super::columns::Columns;
use super::decide::{Plan, Survey};
use crate::{Appended, Position, Version};

/// Looks up what a batch is about, all in one snapshot. Each look-up is an index scan of its own.
pub(super) async fn survey(db: &mut PgConnection, batch: &[Prepared]) -> sqlx::Result<Survey> {
    let ids: Vec<Uuid> = batch.iter().map(|it| it.command_id).collect();
    let writes = batch.iter().flat_map(|it| &it.writes);
    let mut streams: Vec<Uuid> = writes.map(|it| it.stream.id).collect();
    streams.sort_unstable();
    streams.dedup();
    let taken = batch.iter().flat_map(|it| &it.take);
    let free = batch.iter().flat_map(|it| &it.free);
    let keys = taken.map(|it| it.key.as_str());
    let keys: Vec<&str> = keys.chain(free.map(String::as_str)).collect();

    let rows = sqlx::query_as!(
        Found,
        r#"
        select position as "number!", null::bigint as last, null::uuid as id, null::text as key,
            null::bytea as fingerprint, null::uuid[] as streams, null::bigint[] as versions
        from eventstore.head
        union all
        select found.version, null, stream.id, null, null, null, null
        from unnest($1::uuid[]) as stream (id)
        cross join lateral (
            select version from eventstore.event
            where stream_id = stream.id
            order by version desc limit 1
        ) as found
        union all
        select found.first_position, found.last_position, asked.id, null, found.fingerprint,
            array(
                select stream_id from eventstore.event
                where position between found.first_position and found.last_position
                order by position
            ),
            array(
                select version from eventstore.event
                where position between found.first_position and found.last_position
                order by position
            )
        from unnest($2::uuid[]) as asked (id)
        cross join lateral (
            select first_position, last_position, fingerprint from eventstore.command
            where command.id = asked.id limit 1
        ) as found
        union all
        select found.position, null, found.holder, asked.key, null, null, null
        from unnest($3::text[]) as asked (key)
        cross join lateral (
            select position, holder from eventstore.claim where claim.key = asked.key limit 1
        ) as found
        "#,
        &streams,
        &ids,
        &keys as &[&str],
    )
    .fetch_all(db)
    .await?;

    Ok(gather(rows))
}

/// A row of what was looked up; what it is about shows in what it has.
struct Found {
    number: i64,
    last: Option<i64>,
    id: Option<Uuid>,
    key: Option<String>,
    fingerprint: Option<Vec<u8>>,
    streams: Option<Vec<Uuid>>,
    versions: Option<Vec<i64>>,
}

fn gather(rows: Vec<Found>) -> Survey {
    let mut survey = Survey::default();
    for row in rows {
        match (row.id, row.key, row.last, row.fingerprint) {
            (Some(holder), Some(key), _, _) => {
                survey.claims.insert(key, holder);
            }
            (Some(id), None, Some(last), Some(fingerprint)) => {
                let appended = Appended {
                    first: Position(row.number),
                    last: Position(last),
                    // In the order of the log, so that a stream's last version is what stays.
                    versions: zip(
                        row.streams.unwrap_or_default(),
                        row.versions.unwrap_or_default().into_iter().map(Version),
                    )
                    .collect(),
                    repeated: true,
                };
                survey.commands.insert(id, (fingerprint, appended));
            }
            (Some(id), ..) => {
                survey.versions.insert(id, Version(row.number));
            }
            (None, ..) => survey.head = row.number,
        }
    }
    survey
}

/// Makes whoever else appends wait until the transaction ends.
pub(super) async fn lock_head(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!("select position from eventstore.head for update")
        .fetch_one(db)
        .await
}

/// Writes what was decided, and says whether it did: not if the log has moved since the survey.
pub(super) async fn write(db: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<bool> {
    let new = Columns::of(plan);
    let moved = sqlx::query_scalar!(
        r#"
        with moved as (
            update eventstore.head set position = $2 where only_row and position = $1
            returning position
        ), events as (
            insert into eventstore.event
                (position, stream_kind, stream_id, version, type, recorded_at, command_id, document)
            select $1 + nth, new.kind, new.id, new.version, new.type, new.at, new.command, new.document
            from moved, unnest($3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::timestamptz[],
                $8::uuid[], $9::bytea[])
                with ordinality as new (kind, id, version, type, at, command, document, nth)
        ), commands as (
            insert into eventstore.command
                (id, fingerprint, first_position, last_position, recorded_at)
            select new.*
            from moved, unnest($10::uuid[], $11::bytea[], $12::bigint[], $13::bigint[],
                $14::timestamptz[]) as new
        ), released as (
            delete from eventstore.claim using moved where key = any($15::text[])
        ), taken as (
            insert into eventstore.claim (key, holder, position)
            select new.*
            from moved, unnest($16::text[], $17::uuid[], $18::bigint[]) as new
            on conflict (key) do update
                set holder = excluded.holder, position = excluded.position
        ), confided as (
            -- Nothing is kept of a subject that is erased; locking it makes an erasure wait for us.
            insert into eventstore.vault_value (id, subject, label, sealed)
            select new.id, new.subject, new.label, new.sealed
            from moved, unnest($19::uuid[], $20::uuid[], $21::text[], $22::bytea[])
                as new (id, subject, label, sealed)
            join eventstore.vault_subject on vault_subject.id = new.subject
            where vault_subject.wrapped_key is not null
            for key share of vault_subject
        )
        select position from moved
        "#,
        plan.head,
        plan.new_head,
        &new.event_kinds as &[&str],
        &new.event_streams,
        &new.event_versions,
        &new.event_names as &[&str],
        &new.event_times,
        &new.event_commands,
        &new.event_documents as &[&[u8]],
        &new.command_ids,
        &new.command_fingerprints as &[&[u8]],
        &new.command_firsts,
        &new.command_lasts,
        &new.command_times,
        &new.released as &[&str],
        &new.taken as &[&str],
        &new.taken_holders,
        &new.taken_positions,
        &new.value_ids,
        &new.value_subjects,
        &new.value_labels as &[&str],
        &new.value_sealed as &[&[u8]],
    )
    .fetch_optional(db)
    .await?;
    Ok(moved.is_some())
}
