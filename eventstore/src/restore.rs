//! Putting events into an empty log as they stood in another one, all or nothing.

use sqlx::types::time::OffsetDateTime;
use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use crate::{EventStore, Position, Recorded};

/// An empty log that is being filled. Nobody else appends meanwhile; dropped, it is empty again.
#[derive(Debug)]
pub struct Restore {
    tx: Transaction<'static, Postgres>,
    last: Position,
    command: Option<Command>,
}

/// A command whose events are passing.
#[derive(Debug, Clone, Copy)]
struct Command {
    id: Uuid,
    first: i64,
    last: i64,
    at: OffsetDateTime,
}

/// Why a log was not filled. It is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// There are events in it.
    #[error("the log holds {head} events, and only an empty one can take an export")]
    NotEmpty {
        /// How many.
        head: i64,
    },
    /// The database refused.
    #[error("writing events")]
    Database(#[from] sqlx::Error),
}

impl Restore {
    /// Begins to fill a log, which must be empty.
    pub async fn begin(store: &EventStore) -> Result<Self, FillError> {
        let mut tx = store.pool.begin().await?;
        let head = sqlx::query_scalar!("select position from eventstore.head for update")
            .fetch_one(&mut *tx)
            .await?;
        if head != 0 {
            return Err(FillError::NotEmpty { head });
        }
        Ok(Self {
            tx,
            last: Position(0),
            command: None,
        })
    }

    /// Adds the next events. Whoever calls has made sure that they fit to those before.
    pub async fn add(&mut self, events: &[Recorded]) -> Result<(), FillError> {
        let kinds: Vec<&str> = events.iter().map(|it| it.stream_kind.as_str()).collect();
        let names: Vec<&str> = events.iter().map(|it| it.name.as_str()).collect();
        let documents: Vec<&[u8]> = events.iter().map(|it| &*it.document).collect();
        sqlx::query!(
            r#"
            insert into eventstore.event
                (position, stream_kind, stream_id, version, type, recorded_at, command_id, document)
            select * from unnest($1::bigint[], $2::text[], $3::uuid[], $4::bigint[], $5::text[],
                $6::timestamptz[], $7::uuid[], $8::bytea[])
            "#,
            &events.iter().map(|it| it.position.0).collect::<Vec<_>>(),
            &kinds as &[&str],
            &events.iter().map(|it| it.stream_id).collect::<Vec<_>>(),
            &events.iter().map(|it| it.version.0).collect::<Vec<_>>(),
            &names as &[&str],
            &events.iter().map(|it| it.recorded_at).collect::<Vec<_>>(),
            &events.iter().map(|it| it.command_id).collect::<Vec<_>>(),
            &documents as &[&[u8]],
        )
        .execute(&mut *self.tx)
        .await?;
        let mut done = vec![];
        for event in events {
            let (id, position) = (event.command_id, event.position.0);
            match &mut self.command {
                Some(command) if command.id == id => command.last = position,
                Some(_) | None => {
                    let next = Command {
                        id,
                        first: position,
                        last: position,
                        at: event.recorded_at,
                    };
                    done.extend(self.command.replace(next));
                }
            }
            self.last = event.position;
        }
        self.note(&done).await
    }

    /// Adds the claims that follow from the events, moves the head, and makes it all lasting.
    pub async fn finish(mut self, claims: &[(String, Uuid, i64)]) -> Result<Position, FillError> {
        let last: Vec<Command> = self.command.take().into_iter().collect();
        self.note(&last).await?;
        insert_claims(&mut self.tx, claims).await?;
        sqlx::query!("update eventstore.head set position = $1", self.last.0)
            .execute(&mut *self.tx)
            .await?;
        self.tx.commit().await?;
        Ok(self.last)
    }

    /// Notes commands without a fingerprint: an export does not tell what they said.
    async fn note(&mut self, commands: &[Command]) -> Result<(), FillError> {
        sqlx::query!(
            r#"
            insert into eventstore.command
                (id, fingerprint, first_position, last_position, recorded_at)
            select id, '', first, last, at
            from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[])
                as new (id, first, last, at)
            "#,
            &commands.iter().map(|it| it.id).collect::<Vec<_>>(),
            &commands.iter().map(|it| it.first).collect::<Vec<_>>(),
            &commands.iter().map(|it| it.last).collect::<Vec<_>>(),
            &commands.iter().map(|it| it.at).collect::<Vec<_>>(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

/// A log to which nobody appends as long as this is held.
#[derive(Debug)]
pub struct Standing {
    tx: Transaction<'static, Postgres>,
    /// Where it stands.
    pub head: Position,
}

impl EventStore {
    /// Lets nobody append until what is returned is dropped.
    pub async fn stand(&self) -> sqlx::Result<Standing> {
        let mut tx = self.pool.begin().await?;
        let head = sqlx::query_scalar!("select position from eventstore.head for update")
            .fetch_one(&mut *tx)
            .await?;
        Ok(Standing {
            tx,
            head: Position(head),
        })
    }
}

impl Standing {
    /// Puts the claims that follow from the events in the place of those in the table.
    pub async fn replace_claims(mut self, claims: &[(String, Uuid, i64)]) -> sqlx::Result<()> {
        sqlx::query!("delete from eventstore.claim")
            .execute(&mut *self.tx)
            .await?;
        insert_claims(&mut self.tx, claims).await?;
        self.tx.commit().await
    }
}

async fn insert_claims(
    db: &mut sqlx::PgConnection,
    claims: &[(String, Uuid, i64)],
) -> sqlx::Result<()> {
    for page in claims.chunks(10_000) {
        let keys: Vec<&str> = page.iter().map(|it| it.0.as_str()).collect();
        sqlx::query!(
            r#"
            insert into eventstore.claim (key, holder, position)
            select * from unnest($1::text[], $2::uuid[], $3::bigint[])
            "#,
            &keys as &[&str],
            &page.iter().map(|it| it.1).collect::<Vec<_>>(),
            &page.iter().map(|it| it.2).collect::<Vec<_>>(),
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}
