//! Events as they happen, for one listener each, in bounded memory.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::HeaderName;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use eventstore::{EventStore, Follow, Position, ReadError, Recorded};
use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::sleep;

use crate::execute::chain;
use crate::http::Api;
use crate::http::problem::{Problem, failed};

/// How many events to fetch at once; as many wait for a slow reader at most.
const FETCHED_EVENTS: i64 = 100;

/// How large they may be together: as much waits in memory for each slow reader.
const FETCHED_BYTES_MAX: i64 = 512 * 1024;

/// How long to wait before trying again when the log cannot be read.
const RETRY: Duration = Duration::from_secs(1);

/// After how many seconds to look for room again.
const RETRY_AFTER_SECONDS: u16 = 5;

/// How often to say that the stream is alive when nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Tells proxies to pass events on as they come.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// Sends every event after a position, those to come among them, until the service stops.
pub(super) fn stream(api: &Api, after: Position) -> Result<impl IntoResponse + use<>, Problem> {
    let room = Arc::clone(&api.streams).try_acquire_owned();
    let room =
        room.map_err(|_| Problem::new(&failed::TOO_MANY_STREAMS).retry_after(RETRY_AFTER_SECONDS))?;
    let reader = Reader {
        _room: room,
        follow: api.app.store.follow(),
        store: api.app.store.clone(),
        after,
        fetched: VecDeque::new(),
    };
    let stopping = api.stopping.clone().cancelled_owned();
    let events = reader.into_stream().map(Ok::<_, Infallible>);
    let alive = KeepAlive::new().interval(HEARTBEAT);
    let events = Sse::new(events.take_until(Box::pin(stopping))).keep_alive(alive);
    Ok(([UNBUFFERED], events))
}

/// Reads the log in order, at the speed of whoever asks for the next event.
struct Reader {
    store: EventStore,
    follow: Follow,
    after: Position,
    fetched: VecDeque<Recorded>,
    /// Given back when the stream ends.
    _room: OwnedSemaphorePermit,
}

impl Reader {
    fn into_stream(self) -> impl Stream<Item = Event> {
        stream::unfold(self, async |mut reader| {
            let next = reader.next().await;
            Some((event(&next), reader))
        })
    }

    async fn next(&mut self) -> Recorded {
        loop {
            if let Some(next) = self.fetched.pop_front() {
                self.after = next.position;
                return next;
            }
            // A browser gives up for good when it is answered with a problem, so that a log which
            // is away for a while is waited for here.
            if let Err(error) = self.fetch().await {
                tracing::warn!(error = chain(&error), "the event stream waits for the log");
                sleep(RETRY).await;
            }
        }
    }

    async fn fetch(&mut self) -> Result<(), ReadError> {
        let events = self
            .store
            .read_within(self.after, FETCHED_EVENTS, FETCHED_BYTES_MAX)
            .await?;
        if events.is_empty() {
            self.follow.beyond(self.after).await;
        }
        self.fetched = events.into();
        Ok(())
    }
}

fn event(recorded: &Recorded) -> Event {
    // Canonical JSON is UTF-8 on one line.
    let document = String::from_utf8_lossy(&recorded.document);
    Event::default()
        .id(recorded.position.to_string())
        .data(document)
}
