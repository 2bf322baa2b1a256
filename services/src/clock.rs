//! The only place that asks what time it is, or makes up an id.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use time::OffsetDateTime;
use uuid::Uuid;

/// Where time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The clock on the wall.
    Wall,
    /// A clock that stands still until it is set, for tests and scenarios.
    Set(SetClock),
}

/// The time of a [`Clock::Set`], in microseconds since 1970.
#[derive(Debug, Clone)]
pub struct SetClock(Arc<AtomicI64>);

impl SetClock {
    /// A clock that stands at this moment.
    #[must_use]
    pub fn at(at: OffsetDateTime) -> Self {
        Self(Arc::new(AtomicI64::new(micros(at))))
    }

    /// Sets the clock, forwards or back.
    pub fn set(&self, at: OffsetDateTime) {
        self.0.store(micros(at), Ordering::SeqCst);
    }

    fn now(&self) -> OffsetDateTime {
        let nanos = i128::from(self.0.load(Ordering::SeqCst)) * 1_000;
        OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl Clock {
    /// The time.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock")]
            Clock::Wall => OffsetDateTime::now_utc(),
            Clock::Set(clock) => clock.now(),
        }
    }
}

/// An id nobody has yet.
#[must_use]
pub fn new_id() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "this is where ids are made")]
    Uuid::now_v7()
}

/// The id that follows from a name within an id: the same name always gives the same id.
#[must_use]
pub fn derived_id(within: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&within, name.as_bytes())
}

fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}
