//! The writer's swift way: one statement, without asking first.
//!
//! What a batch needs is assumed: that streams stand where the writer saw them last, or where the
//! callers expect them, that commands are new and that keys are free. The statement itself proves
//! it: by the primary key of commands and of claims, by the version that must be there, and by the
//! version that must not, which is unique. If an assumption is wrong, nothing is written, and the
//! batch goes the careful way. Positions are not assumed: they follow from the head as it is when
//! the statement gets hold of it, so that processes which append at once only queue up.

mod single;

use std::collections::hash_map::Entry;

use sqlx::postgres::PgConnection;
use uuid::Uuid;

use self::single::Single;
use super::Prepared;
use super::columns::Columns;
use super::decide::{Answers, Plan, Survey, decide};
use super::heads::Heads;
use crate::{Position, Version};

/// What is assumed, and what becomes of the batch if it holds.
#[derive(Debug)]
pub(super) struct Bet<'a> {
    /// Its positions count from the head, wherever that is.
    plan: Plan<'a>,
    /// Streams that the writer does not know to be at the version that is expected of them.
    unseen: Vec<(Uuid, Version)>,
}

impl<'a> Bet<'a> {
    /// A bet that all of the batch can be carried out; none if that is unlikely, or if the statement
    /// could not prove it.
    pub(super) fn on(batch: &'a [Prepared], heads: &Heads) -> Option<Self> {
        let mut survey = Survey::default();
        let mut unseen = vec![];
        for write in batch.iter().flat_map(|it| &it.writes) {
            if write.events.is_empty() {
                return None;
            }
            if let Entry::Vacant(stream) = survey.versions.entry(write.stream.id) {
                let known = heads.at_least(write.stream.id).unwrap_or_default();
                if write.expected < known {
                    return None;
                }
                if write.expected > known {
                    unseen.push((write.stream.id, write.expected));
                }
                stream.insert(write.expected);
            }
        }
        if releases_and_takes(batch) || batch.iter().any(|it| !it.free.is_empty()) {
            return None;
        }
        let plan = decide(survey, batch);
        let succeeds = plan.answers.iter().all(Result::is_ok);
        succeeds.then_some(Self { plan, unseen })
    }

    /// Writes the batch and says where the log ended before; nothing if an assumption is wrong.
    pub(super) async fn place(&self, db: &mut PgConnection) -> sqlx::Result<Option<i64>> {
        if let Some(single) = Single::of(self) {
            return single.write(db, !self.unseen.is_empty()).await;
        }
        let new = Columns::of(&self.plan);
        let is_plain = new.taken.is_empty() && new.released.is_empty() && new.value_ids.is_empty();
        if is_plain {
            self.write_plain(db, &new).await
        } else {
            self.write_all(db, &new).await
        }
    }

    /// The versions to which it brings streams.
    pub(super) fn versions(&self) -> impl Iterator<Item = (Uuid, Version)> {
        self.plan
            .versions
            .iter()
            .map(|(id, version)| (*id, *version))
    }

    /// Where the log ends afterwards, if it ended there before.
    pub(super) fn new_head(&self, before: i64) -> i64 {
        before + self.plan.new_head
    }

    /// The answers, if the log ended there before.
    pub(super) fn answers(self, before: i64) -> Answers {
        let mut answers = self.plan.answers;
        for appended in answers.iter_mut().flatten() {
            appended.first = Position(before + appended.first.0);
            appended.last = Position(before + appended.last.0);
        }
        answers
    }

    async fn write_plain(
        &self,
        db: &mut PgConnection,
        new: &Columns<'_>,
    ) -> sqlx::Result<Option<i64>> {
        let (streams, versions) = self.unseen_columns();
        sqlx::query_scalar!(
            r#"
            with moved as (
                update eventstore.head set position = position + $1
                where only_row and not exists (
                    select from unnest($2::uuid[], $3::bigint[]) as unseen (id, version)
                    where not exists (
                        select from eventstore.event
                        where stream_id = unseen.id and event.version = unseen.version
                    )
                )
                returning position - $1 as before
            ), commands as (
                insert into eventstore.command
                    (id, fingerprint, first_position, last_position, recorded_at)
                select new.id, new.fingerprint, before + new.first, before + new.last, new.at
                from moved, unnest($4::uuid[], $5::bytea[], $6::bigint[], $7::bigint[],
                    $8::timestamptz[]) as new (id, fingerprint, first, last, at)
            ), events as (
                insert into eventstore.event (position, stream_kind, stream_id, version, type,
                    recorded_at, command_id, document)
                select before + nth, new.kind, new.id, new.version, new.type, new.at, new.command,
                    new.document
                from moved, unnest($9::text[], $10::uuid[], $11::bigint[], $12::text[],
                    $13::timestamptz[], $14::uuid[], $15::bytea[])
                    with ordinality as new (kind, id, version, type, at, command, document, nth)
            )
            select before as "before!" from moved
            "#,
            self.plan.new_head,
            &streams,
            &versions,
            &new.command_ids,
            &new.command_fingerprints as &[&[u8]],
            &new.command_firsts,
            &new.command_lasts,
            &new.command_times,
            &new.event_kinds as &[&str],
            &new.event_streams,
            &new.event_versions,
            &new.event_names as &[&str],
            &new.event_times,
            &new.event_commands,
            &new.event_documents as &[&[u8]],
        )
        .fetch_optional(db)
        .await
    }

    /// With keys and personal values too. A key that is held, even by the same holder, is no
    /// conflict to be settled here: it breaks the statement, and is then looked at carefully.
    async fn write_all(
        &self,
        db: &mut PgConnection,
        new: &Columns<'_>,
    ) -> sqlx::Result<Option<i64>> {
        let (streams, versions) = self.unseen_columns();
        sqlx::query_scalar!(
            r#"
            with moved as (
                update eventstore.head set position = position + $1
                where only_row and not exists (
                    select from unnest($2::uuid[], $3::bigint[]) as unseen (id, version)
                    where not exists (
                        select from eventstore.event
                        where stream_id = unseen.id and event.version = unseen.version))
                returning position - $1 as before
            ), commands as (
                insert into eventstore.command
                    (id, fingerprint, first_position, last_position, recorded_at)
                select new.id, new.fingerprint, before + new.first, before + new.last, new.at
                from moved, unnest($4::uuid[], $5::bytea[], $6::bigint[], $7::bigint[],
                    $8::timestamptz[]) as new (id, fingerprint, first, last, at)
            ), events as (
                insert into eventstore.event (position, stream_kind, stream_id, version, type,
                    recorded_at, command_id, document)
                select before + nth, kind, id, version, type, at, command, document
                from moved, unnest($9::text[], $10::uuid[], $11::bigint[], $12::text[],
                    $13::timestamptz[], $14::uuid[], $15::bytea[])
                    with ordinality as new (kind, id, version, type, at, command, document, nth)
            ), released as (
                delete from eventstore.claim using moved where key = any($16::text[])
            ), taken as (
                insert into eventstore.claim (key, holder, position)
                select new.key, new.holder, before + new.since from moved,
                    unnest($17::text[], $18::uuid[], $19::bigint[]) as new (key, holder, since)
            ), confided as (
                -- As in the careful statement.
                insert into eventstore.vault_value (id, subject, label, sealed)
                select new.id, new.subject, new.label, new.sealed
                from moved, unnest($20::uuid[], $21::uuid[], $22::text[], $23::bytea[])
                    as new (id, subject, label, sealed)
                join eventstore.vault_subject on vault_subject.id = new.subject
                where vault_subject.wrapped_key is not null
                for key share of vault_subject
            )
            select before as "before!" from moved
            "#,
            self.plan.new_head,
            &streams,
            &versions,
            &new.command_ids,
            &new.command_fingerprints as &[&[u8]],
            &new.command_firsts,
            &new.command_lasts,
            &new.command_times,
            &new.event_kinds as &[&str],
            &new.event_streams,
            &new.event_versions,
            &new.event_names as &[&str],
            &new.event_times,
            &new.event_commands,
            &new.event_documents as &[&[u8]],
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
        .await
    }

    fn unseen_columns(&self) -> (Vec<Uuid>, Vec<i64>) {
        self.unseen
            .iter()
            .map(|(id, version)| (*id, version.0))
            .unzip()
    }
}

/// Whether a key may change hands within the batch, which takes an order that a statement has not.
fn releases_and_takes(batch: &[Prepared]) -> bool {
    let releases = batch.iter().any(|it| !it.release.is_empty());
    releases && batch.iter().any(|it| !it.take.is_empty())
}

#[cfg(test)]
mod tests;
