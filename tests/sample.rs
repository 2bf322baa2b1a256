//! A small domain to fill a log with: things are counted.

use std::time::Duration;

use eventstore::{
    Append, AppendError, Appended, Cause, EventStore, Fingerprint, NewEvent, Position, Stream,
    StreamWrite, Version,
};
use harness::wait_until;
use serde_json::json;
use sqlx::PgPool;
use time::macros::datetime;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use uuid::Uuid;

/// A store on a test's database.
pub(crate) fn open(pool: &PgPool) -> EventStore {
    EventStore::open(pool.clone(), "urn:hoso:test")
}

/// The stream of the nth thing.
pub(crate) fn thing(n: u128) -> Stream {
    Stream {
        kind: "thing",
        id: Uuid::from_u128(n),
    }
}

/// It was counted.
pub(crate) fn counted(n: i64) -> NewEvent {
    NewEvent::of(&json!({ "type": "thing.counted.v1", "data": { "n": n } })).unwrap()
}

/// A command that counts a thing once, at a version.
pub(crate) fn count(command: u128, stream: Stream, expected: i64) -> Append {
    Append {
        cause: Cause {
            command_id: Uuid::from_u128(command),
            command: "count".into(),
            actor: Uuid::from_u128(7),
            agency: None,
            role: "counter".into(),
            at: datetime!(2026-01-05 09:00:00.123456 +7),
        },
        fingerprint: Fingerprint::from_bytes([1; 32]),
        writes: vec![StreamWrite {
            stream,
            expected: Version(expected),
            events: vec![counted(expected)],
        }],
        take: vec![],
        release: vec![],
        free: vec![],
        confide: vec![],
    }
}

/// Takes away the connections that serve a purpose, and says how many there were.
pub(crate) async fn terminate(pool: &PgPool, what: &str) -> i64 {
    sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
         where datname = current_database() and application_name like '%' || $1",
    )
    .bind(what)
    .fetch_one(pool)
    .await
    .unwrap()
}

/// How long a connection may take to arrive where a test wants it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Long enough for what a test spawned to be queued, which no connection tells of.
pub(crate) const SETTLE: Duration = Duration::from_millis(150);

/// Waits until the store's writer waits for a lock, and says by which connection.
pub(crate) async fn waiting_writer(pool: &PgPool) -> i32 {
    let mut found = None;
    wait_until("the writer waits", PATIENCE, async || {
        found = sqlx::query_scalar(
            "select pid from pg_stat_activity
             where datname = current_database() and application_name like '%writer'
                 and wait_event_type = 'Lock'",
        )
        .fetch_optional(pool)
        .await
        .unwrap();
        found.is_some()
    })
    .await;
    found.unwrap()
}

/// Takes a connection away, and returns once it is gone.
pub(crate) async fn take_away(pool: &PgPool, connection: i32) {
    wait_until("the connection is gone", PATIENCE, async || {
        let there = "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid = $1";
        let there: i64 = sqlx::query_scalar(there)
            .bind(connection)
            .fetch_one(pool)
            .await
            .unwrap();
        there == 0
    })
    .await;
}

/// What became of an append.
pub(crate) type Answer = Result<Appended, AppendError>;

/// Holds the head so that what is appended meanwhile gathers in one batch, behind a first append.
pub(crate) struct Held {
    tx: sqlx::Transaction<'static, sqlx::Postgres>,
    first: JoinHandle<Answer>,
}

impl Held {
    /// Holds it until it is released, with the writer waiting.
    pub(crate) async fn by(pool: &PgPool, store: &EventStore) -> Self {
        let mut tx = pool.begin().await.unwrap();
        sqlx::raw_sql("select * from eventstore.head for update")
            .execute(&mut *tx)
            .await
            .unwrap();
        let first = start(store, count(u128::MAX, thing(u128::MAX), 0));
        waiting_writer(pool).await;
        Self { tx, first }
    }

    /// Lets go, once what was started meanwhile is queued.
    pub(crate) async fn release(self) {
        sleep(SETTLE).await;
        self.tx.rollback().await.unwrap();
        self.first.await.unwrap().unwrap();
    }
}

/// Appends beside the test.
pub(crate) fn start(store: &EventStore, append: Append) -> JoinHandle<Answer> {
    let store = store.clone();
    tokio::spawn(async move { store.append(append).await })
}

/// The positions of all events, in the order in which they are read, however few large ones are
/// read at a time.
pub(crate) async fn positions(store: &EventStore) -> Vec<i64> {
    let mut all: Vec<i64> = vec![];
    loop {
        let after = Position(all.last().copied().unwrap_or(0));
        let page = store.read_after(after, 100_000).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page.iter().map(|it| it.position.0));
    }
}
