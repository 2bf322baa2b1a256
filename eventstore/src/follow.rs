//! Waking those who wait for the log to move: at once in this process, by `NOTIFY` from others, and
//! by looking once a second when all else fails.

use std::error::Error;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgListener, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, PgExecutor};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout_at};

use crate::store::connection_options;
use crate::{EventStore, Position};

/// The channel of `NOTIFY`.
const CHANNEL: &str = "hoso_appended";

/// How long to wait after an announcement before the next one. Each costs the server as much as an
/// append, and those in this process do not need it.
const ANNOUNCE_INTERVAL: Duration = Duration::from_millis(1);

/// How long a move of the head may go unnoticed when notifications are lost.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Wakes when the log moves. It keeps listening while it lives, even when the store is dropped.
#[derive(Clone)]
pub struct Follow {
    head: watch::Sender<Position>,
    seen: watch::Receiver<Position>,
    _listening: Arc<Listening>,
}

impl Follow {
    /// Waits until the log goes beyond a position, and says how far it goes then.
    pub async fn beyond(&mut self, position: Position) -> Position {
        match self.seen.wait_for(|head| *head > position).await {
            Ok(head) => *head,
            // Cannot be: we hold a sender ourselves.
            Err(_closed) => *self.head.borrow(),
        }
    }

    /// How far the log goes, as far as this process knows.
    #[must_use]
    pub fn head(&self) -> Position {
        *self.head.borrow()
    }
}

impl fmt::Debug for Follow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Follow").field(&self.head()).finish()
    }
}

impl EventStore {
    /// Follows the log. The first call starts the listener that all followers of a store share.
    #[must_use]
    pub fn follow(&self) -> Follow {
        self.listening.task.get_or_init(|| {
            let options = connection_options(&self.pool, "listener");
            tokio::spawn(listen(options, self.head.clone())).abort_handle()
        });
        Follow {
            head: self.head.clone(),
            seen: self.head.subscribe(),
            _listening: Arc::clone(&self.listening),
        }
    }
}

/// The listener, which ends when nobody can hear it any more.
#[derive(Debug, Default)]
pub(crate) struct Listening {
    task: OnceLock<AbortHandle>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(task) = self.task.get() {
            task.abort();
        }
    }
}

/// Tells this process how far the log goes. It never goes back.
pub(crate) fn advance(head: &watch::Sender<Position>, to: Position) {
    head.send_if_modified(|head| {
        let moved = to > *head;
        *head = to.max(*head);
        moved
    });
}

/// Tells other processes that the log moved; several moves may share one notification. A failure
/// is no harm, since they look by themselves.
pub(crate) async fn announce(options: PgConnectOptions, mut news: watch::Receiver<Position>) {
    // The transaction of a notification is written ahead like any other, but need not be awaited.
    let options = options.options([("synchronous_commit", "off")]);
    let mut connection = None;
    while news.changed().await.is_ok() {
        let position = *news.borrow_and_update();
        if let Err(error) = notify(&options, &mut connection, position).await {
            tracing::warn!(
                error = &error as &dyn Error,
                "the log's move is not announced"
            );
            connection = None;
        }
        sleep(ANNOUNCE_INTERVAL).await;
    }
}

async fn notify(
    options: &PgConnectOptions,
    connection: &mut Option<PgConnection>,
    position: Position,
) -> sqlx::Result<()> {
    let connection = match connection {
        Some(connection) => connection,
        None => connection.insert(options.connect().await?),
    };
    sqlx::query!(
        "select pg_notify($1, $2) as notified",
        CHANNEL,
        position.to_string()
    )
    .fetch_one(connection)
    .await?;
    Ok(())
}

/// Keeps a connection that listens, and looks at the head whenever it hears something, and at least
/// once an interval.
async fn listen(options: PgConnectOptions, head: watch::Sender<Position>) {
    // A pool of one, because that is what reconnects a listener.
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_lazy_with(options);
    loop {
        if let Err(error) = listen_until_lost(&pool, &head).await {
            tracing::warn!(
                error = &error as &dyn Error,
                "cannot listen for the log's moves"
            );
        }
        sleep(POLL_INTERVAL).await;
    }
}

async fn listen_until_lost(pool: &PgPool, head: &watch::Sender<Position>) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // What was said before we listened, or while the connection was lost, is found here.
        advance(head, read_head(&mut listener).await?);
        let until = Instant::now() + POLL_INTERVAL;
        // What this process wrote itself is no news, though it hears of it like all others.
        while let Ok(notification) = timeout_at(until, listener.recv()).await {
            if is_news(notification?.payload(), *head.borrow()) {
                break;
            }
        }
    }
}

/// Whether a notification may tell of more than is known.
fn is_news(told: &str, head: Position) -> bool {
    told.parse().map_or(true, |told| Position(told) > head)
}

/// The position of the last event.
pub(crate) async fn read_head(db: impl PgExecutor<'_>) -> sqlx::Result<Position> {
    sqlx::query_scalar!("select position from eventstore.head")
        .fetch_one(db)
        .await
        .map(Position)
}
