//! A small domain to fill a log with: things are counted.

use eventstore::{Append, Cause, EventStore, Fingerprint, NewEvent, Stream, StreamWrite, Version};
use serde_json::json;
use sqlx::PgPool;
use time::macros::datetime;
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
