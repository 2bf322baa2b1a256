//! Looking at the log, and waiting for what must come.

use std::time::Duration;

use eventstore::{EventStore, Position, Recorded};
use futures_util::TryStreamExt as _;
use tokio::time::{Instant, sleep};

/// How often to look again.
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// The whole log.
pub async fn log_of(store: &EventStore) -> Vec<Recorded> {
    store.stream_after(Position(0)).try_collect().await.unwrap()
}

/// Fails unless positions run from 1 without a gap, each stream's versions do, and no command's
/// effect is there twice.
pub fn assert_gapless(log: &[Recorded]) {
    let mut versions = std::collections::HashMap::new();
    let mut ids = std::collections::HashSet::new();
    for (at, event) in (1..).zip(log) {
        assert_eq!(event.position.0, at, "positions have a gap");
        let version = versions.entry(event.stream_id).or_insert(0);
        *version += 1;
        assert_eq!(event.version.0, *version, "versions of a stream have a gap");
        let id = event.envelope().unwrap().id;
        assert!(ids.insert(id), "the event {id} is there twice");
    }
}

/// Waits until something holds, and fails with the sentence that says what when it does not come
/// to hold in time.
pub async fn wait_until(what: &str, within: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let until = Instant::now() + within;
    while !holds().await {
        assert!(
            Instant::now() < until,
            "waited {within:?} in vain until {what}"
        );
        sleep(LOOK_AGAIN).await;
    }
}
