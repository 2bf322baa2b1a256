//! Electing the one process that plays a role, such as the relay.

use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnection, PgPool};
use tokio::time::timeout;

use crate::store::connection_options;

/// A holder that cannot ask the database this long no longer knows that it holds the lock.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Holds a role while its connection lives: a session's advisory lock on a connection of its own.
#[derive(Debug)]
pub struct RoleLock {
    connection: PgConnection,
}

impl RoleLock {
    /// Takes the role, or says with `None` that another process has it.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn try_acquire(pool: &PgPool, role: &str) -> sqlx::Result<Option<Self>> {
        let mut connection = connection_options(pool, role).connect().await?;
        let acquired = sqlx::query_scalar!(
            r#"select pg_try_advisory_lock(hashtextextended('hoso role ' || $1, 0)) as "acquired!""#,
            role,
        )
        .fetch_one(&mut connection)
        .await?;
        Ok(acquired.then_some(Self { connection }))
    }

    /// Whether the role is still ours, which ends when the connection is lost.
    pub async fn still_held(&mut self) -> bool {
        let asked = sqlx::query_scalar!("select 1").fetch_one(&mut self.connection);
        matches!(timeout(ANSWER_WITHIN, asked).await, Ok(Ok(_)))
    }

    /// Gives the role up, so that another process can take it at once.
    ///
    /// # Errors
    /// If the connection is lost already, which gives it up too.
    pub async fn release(mut self) -> sqlx::Result<()> {
        use sqlx::Connection as _;

        // A server lets go of a session's locks some time after the session is closed.
        sqlx::query!("select pg_advisory_unlock_all() as released")
            .fetch_one(&mut self.connection)
            .await?;
        self.connection.close().await
    }
}
