//! Opening and closing the log.

use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use tokio::sync::watch;
use tracing::log::LevelFilter;

use crate::Position;
use crate::follow::{self, Listening};
use crate::recent::Recent;
use crate::writer;

/// A statement that takes longer is worth a line in the service's log.
const STATEMENT_SLOW: Duration = Duration::from_secs(1);

/// How long to wait for a connection: whoever looks at a page shall not wait half a minute to be told
/// that the database is away.
const ACQUIRE_MAX: Duration = Duration::from_secs(5);

/// The log of everything that happened. Clones share one writer.
#[derive(Debug, Clone)]
pub struct EventStore {
    pub(crate) pool: PgPool,
    pub(crate) source: Arc<str>,
    pub(crate) queue: writer::Queue,
    pub(crate) head: watch::Sender<Position>,
    pub(crate) recent: Arc<Recent>,
    pub(crate) listening: Arc<Listening>,
}

impl EventStore {
    /// How many connections it keeps beside its pool: one to write, one to hear of what others write,
    /// and one to tell them.
    pub const CONNECTIONS: u32 = 3;

    /// Opens the log in a database that [`crate::MIGRATOR`] has prepared, and starts its writer,
    /// which has a connection of its own and ends when the last clone is dropped, having written
    /// what was queued. `source` names this log in its events, as a URI.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    #[must_use]
    pub fn open(pool: PgPool, source: &str) -> Self {
        let head = watch::Sender::new(Position(0));
        let (committed, news) = watch::channel(Position(0));
        let recent = Arc::<Recent>::default();
        let tell = writer::Tell {
            head: head.clone(),
            committed,
            recent: Arc::clone(&recent),
        };
        let queue = writer::start(&pool, tell);
        tokio::spawn(follow::announce(
            connection_options(&pool, "notifier"),
            news,
        ));
        Self {
            pool,
            source: source.into(),
            queue,
            head,
            recent,
            listening: Arc::default(),
        }
    }

    /// Writes what is queued, refuses what comes later, and returns when the writer has ended.
    pub async fn close(&self) {
        self.queue.close().await;
    }
}

/// A pool for everything but appending, which has a connection of its own. Statements that do not
/// name a schema look in this one.
///
/// # Errors
/// If the address cannot be read or the database cannot be reached.
pub async fn connect(url: &str, connections_max: u32, schema: &str) -> sqlx::Result<PgPool> {
    open_pool(options(url, schema)?, connections_max).await
}

/// The same, as another role than the one that logs in, which must be a member of it.
///
/// # Errors
/// If the address cannot be read or the database cannot be reached, or refuses that role.
pub async fn connect_as(
    role: &str,
    url: &str,
    connections_max: u32,
    schema: &str,
) -> sqlx::Result<PgPool> {
    let options = options(url, schema)?.options([("role", role)]);
    open_pool(options, connections_max).await
}

/// How many connections the server gives to whoever logs in as we do, all processes together; some of
/// them may be taken.
///
/// # Errors
/// If the database cannot be asked.
pub async fn connections_allowed(pool: &PgPool) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"
        select least(
            current_setting('max_connections')::int
                - current_setting('superuser_reserved_connections')::int
                - coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int,
            (select nullif(datconnlimit, -1) from pg_database where datname = current_database()),
            (select nullif(rolconnlimit, -1) from pg_roles where rolname = session_user)
        ) as "allowed!"
        "#
    )
    .fetch_one(pool)
    .await
}

fn options(url: &str, schema: &str) -> sqlx::Result<PgConnectOptions> {
    let options = url
        .parse::<PgConnectOptions>()?
        .application_name("hoso")
        .options([
            ("search_path", schema),
            // Whoever forgets a transaction must not hold the log's head or its vacuum forever.
            ("idle_in_transaction_session_timeout", "60s"),
            // Notices within half a minute that the other side is gone.
            ("tcp_keepalives_idle", "10"),
            ("tcp_keepalives_interval", "5"),
            ("tcp_keepalives_count", "4"),
        ])
        .log_statements(LevelFilter::Trace)
        .log_slow_statements(LevelFilter::Warn, STATEMENT_SLOW);
    Ok(options)
}

async fn open_pool(options: PgConnectOptions, connections_max: u32) -> sqlx::Result<PgPool> {
    PgPoolOptions::new()
        .max_connections(connections_max)
        .acquire_timeout(ACQUIRE_MAX)
        .connect_with(options)
        .await
}

/// How to open a connection to the pool's database that is not the pool's.
pub(crate) fn connection_options(pool: &PgPool, purpose: &str) -> PgConnectOptions {
    let options = pool.connect_options();
    let service = options.get_application_name().unwrap_or("hoso");
    let name = format!("{service} {purpose}");
    PgConnectOptions::clone(&options).application_name(&name)
}
