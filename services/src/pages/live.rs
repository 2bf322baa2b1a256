//! Telling open pages that the read models moved. One watcher serves all of them, and rests while
//! there are none.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::{Stream, StreamExt as _, stream};
use projections::checkpoint;
use tokio::sync::{Semaphore, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::App;

/// How often pages are told at most, and how often the watcher looks.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How long a browser waits before it asks again after a connection was lost.
const RETRY: Duration = Duration::from_secs(3);

/// How many open pages are told. Each keeps a connection.
const PAGES_MAX: usize = 256;

/// After how many seconds to look for room again.
const RETRY_AFTER_SECONDS: &str = "30";

/// Whoever watches the read models for open pages.
#[derive(Debug, Clone)]
pub(super) struct Live {
    position: watch::Sender<i64>,
    watching: Arc<OnceLock<()>>,
    room: Arc<Semaphore>,
    stopping: CancellationToken,
}

impl Live {
    /// Tells nothing any more once the service stops.
    pub(super) fn new(stopping: CancellationToken) -> Self {
        Self {
            position: watch::Sender::new(0),
            watching: Arc::default(),
            room: Arc::new(Semaphore::new(PAGES_MAX)),
            stopping,
        }
    }

    /// The positions of the read models, from where they stand on.
    fn positions(&self, app: &App) -> impl Stream<Item = i64> + use<> {
        let seen = self.position.subscribe();
        self.watching.get_or_init(|| {
            tokio::spawn(watch(self.clone(), app.clone()));
        });
        // At 0 nothing is known: the watcher has not looked yet, or there is nothing to see.
        stream::unfold((seen, 0), async |(mut seen, told)| {
            let position = *seen.wait_for(|it| *it != told).await.ok()?;
            Some((position, (seen, position)))
        })
    }
}

/// `GET /pages/live`
pub(super) async fn show(Extension(live): Extension<Live>, State(app): State<App>) -> Response {
    let Ok(room) = Arc::clone(&live.room).try_acquire_owned() else {
        // The page stays as it is, and its script asks again.
        let later = [
            (RETRY_AFTER, RETRY_AFTER_SECONDS),
            (CACHE_CONTROL, "no-store"),
        ];
        return (StatusCode::SERVICE_UNAVAILABLE, later).into_response();
    };
    let stopping = live.stopping.clone().cancelled_owned();
    let events = live.positions(&app).take_until(Box::pin(stopping));
    let events = events.map(move |position| {
        // Given back when the stream ends.
        let _room = &room;
        let event = Event::default().event("position").retry(RETRY);
        Ok::<_, Infallible>(event.id(position.to_string()).data(position.to_string()))
    });
    let events = Sse::new(events.boxed()).keep_alive(KeepAlive::default());
    ([(CACHE_CONTROL, "no-store")], events).into_response()
}

async fn watch(live: Live, app: App) {
    loop {
        if live.position.receiver_count() > 0 {
            look(&live, &app).await;
        }
        let rest = live.stopping.run_until_cancelled(sleep(LOOK_AGAIN));
        if rest.await.is_none() {
            return;
        }
    }
}

async fn look(live: &Live, app: &App) {
    // When the database is away, pages stay as they are; whoever opens one is told.
    if let Ok(position) = checkpoint::of_all(&app.pool).await {
        live.position.send_if_modified(|known| {
            let moved = *known != position.0;
            *known = position.0;
            moved
        });
    }
}
