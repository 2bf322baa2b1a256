//! The statement for one event that comes alone: what a lone caller waits for is mostly the server
//! taking arrays apart.

use sqlx::postgres::PgConnection;

use super::Bet;
use crate::writer::{Prepared, PreparedEvent, PreparedWrite};

/// The one event of a batch.
#[derive(Debug)]
pub(super) struct Single<'a> {
    append: &'a Prepared,
    write: &'a PreparedWrite,
    event: &'a PreparedEvent,
}

impl<'a> Single<'a> {
    /// The event of a batch that has but one and asks for neither keys nor personal values.
    pub(super) fn of(bet: &Bet<'a>) -> Option<Self> {
        let [(append, _)] = bet.plan.accepted[..] else {
            return None;
        };
        let [write] = &append.writes[..] else {
            return None;
        };
        let [event] = &write.events[..] else {
            return None;
        };
        let is_plain = bet.plan.claims.is_empty() && append.confide.is_empty();
        is_plain.then_some(Self {
            append,
            write,
            event,
        })
    }

    /// Writes the event; `unseen` if the version before it has to be proven.
    pub(super) async fn write(
        &self,
        db: &mut PgConnection,
        unseen: bool,
    ) -> sqlx::Result<Option<i64>> {
        sqlx::query_scalar!(
            r#"
            with moved as (
                update eventstore.head set position = position + 1
                where only_row and (not $9::boolean or exists (
                    select from eventstore.event where stream_id = $2 and version = $3::bigint - 1
                ))
                returning position
            ), commands as (
                insert into eventstore.command
                    (id, fingerprint, first_position, last_position, recorded_at)
                select $6, $8, position, position, $5 from moved
            ), events as (
                insert into eventstore.event (position, stream_kind, stream_id, version, type,
                    recorded_at, command_id, document)
                select position, $1, $2, $3, $4, $5, $6, $7 from moved
            )
            select position - 1 as "before!" from moved
            "#,
            self.write.stream.kind,
            self.write.stream.id,
            self.event.version.0,
            self.event.name,
            self.append.at,
            self.append.command_id,
            self.event.document,
            self.append.fingerprint.as_bytes(),
            unseen,
        )
        .fetch_optional(db)
        .await
    }
}
