//! The events after a position, brought by NATS and made good from the log.

use std::fmt;
use std::time::Duration;

use async_nats::jetstream::consumer::DeliverPolicy;
use async_nats::jetstream::consumer::pull::{Ordered, OrderedConfig};
use async_nats::jetstream::{Context, Message};
use eventstore::{EventStore, Follow, Position, Recorded};
use futures_util::{FutureExt as _, StreamExt as _};
use tokio::time::{Instant, timeout};

use crate::ProjectionError;

/// The one JetStream stream. The sequence number of a message is the position of its event.
pub const STREAM_NAME: &str = "HOSO";

/// How long a message may be behind its event before the event is read from the log instead.
const PATIENCE: Duration = Duration::from_millis(250);

/// How large a batch of messages may grow before it is cut off.
const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How long to leave JetStream alone after it failed.
const RETRY: Duration = Duration::from_secs(2);

/// How long setting up a consumer may take.
const SETUP: Duration = Duration::from_secs(2);

/// The events after a position: from JetStream while it keeps up, from the log when it does not.
///
/// JetStream is a hint and the log is the truth: a message that is missing, late, out of its
/// place, or not what the log holds, is replaced by what the log holds. So nothing is lost, nothing
/// comes twice, and whoever may publish to NATS can still not make anybody believe anything.
pub struct Feed {
    store: EventStore,
    head: Follow,
    carrier: Option<Context>,
    messages: Option<Ordered>,
    leave_alone_until: Instant,
    /// Whether the last attempt to hear from JetStream failed.
    is_away: bool,
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = if self.messages.is_some() {
            "JetStream"
        } else {
            "log"
        };
        f.debug_struct("Feed")
            .field("from", &from)
            .finish_non_exhaustive()
    }
}

impl Feed {
    /// A feed that reads the log whenever the carrier, if there is one, does not bring it.
    #[must_use]
    pub fn new(store: EventStore, carrier: Option<Context>) -> Self {
        Self {
            head: store.follow(),
            store,
            carrier,
            messages: None,
            leave_alone_until: Instant::now(),
            is_away: false,
        }
    }

    /// The next events after the position, at least one unless it was woken for nothing.
    pub(crate) async fn next(
        &mut self,
        after: Position,
        limit: i64,
    ) -> Result<Vec<Recorded>, ProjectionError> {
        self.subscribe(after).await;
        let Some(messages) = &mut self.messages else {
            self.head.beyond(after).await;
            return Ok(self.store.next_after(after, limit).await?);
        };

        tokio::select! {
            message = messages.next() => {
                let brought = message.and_then(Result::ok).and_then(|it| recorded(&it));
                match brought {
                    Some(event) if event.position.0 == after.0 + 1 => {
                        let events = self.contiguous(event, limit);
                        if self.store.holds(&events).await? {
                            return Ok(events);
                        }
                        tracing::warn!(after = after.0, "JetStream holds what the log does not");
                    }
                    // A message seen before: it was read from the log in the meantime.
                    Some(event) if event.position <= after => return Ok(vec![]),
                    Some(_) | None => (),
                }
            }
            () = overdue(&mut self.head, after) => (),
        }
        self.unsubscribe();
        Ok(self.store.read_after(after, limit).await?)
    }

    /// Waits for so many events after the position, but not for longer than this.
    pub(crate) async fn gather(&mut self, after: Position, events: i64, within: Duration) {
        let enough = self.head.beyond(Position(after.0 + events - 1));
        // What is there by then is enough, too.
        let _ = timeout(within, enough).await;
    }

    /// The event and whatever follows on it without a gap and without waiting.
    fn contiguous(&mut self, first: Recorded, limit: i64) -> Vec<Recorded> {
        let mut bytes = first.document.len();
        let mut events = vec![first];
        let Some(messages) = &mut self.messages else {
            return events;
        };
        while i64::try_from(events.len()).is_ok_and(|it| it < limit) && bytes < BATCH_BYTES_MAX {
            let Some(Some(Ok(message))) = messages.next().now_or_never() else {
                return events;
            };
            let expected = events.last().map(|it| it.position.0 + 1);
            match recorded(&message) {
                Some(event) if Some(event.position.0) == expected => {
                    bytes += event.document.len();
                    events.push(event);
                }
                Some(_) | None => {
                    self.unsubscribe();
                    return events;
                }
            }
        }
        events
    }

    async fn subscribe(&mut self, after: Position) {
        let Some(carrier) = &self.carrier else { return };
        if self.messages.is_some() || Instant::now() < self.leave_alone_until {
            return;
        }
        match timeout(SETUP, messages_after(carrier, after)).await {
            Ok(Ok(messages)) => {
                self.messages = Some(messages);
                if std::mem::take(&mut self.is_away) {
                    tracing::info!("JetStream is back");
                }
            }
            Ok(Err(error)) => self.does_without(&error.to_string()),
            Err(_) => self.does_without("it does not answer"),
        }
    }

    /// Says so once, and not with every attempt.
    fn does_without(&mut self, why: &str) {
        if !std::mem::replace(&mut self.is_away, true) {
            tracing::warn!(error = why, "reading the log instead of JetStream");
        }
        self.unsubscribe();
    }

    fn unsubscribe(&mut self) {
        self.messages = None;
        self.leave_alone_until = Instant::now() + RETRY;
    }
}

/// Resolves when the log has gone past the position and a message should long have said so.
async fn overdue(head: &mut Follow, after: Position) {
    head.beyond(after).await;
    tokio::time::sleep(PATIENCE).await;
}

async fn messages_after(carrier: &Context, after: Position) -> Result<Ordered, async_nats::Error> {
    let stream = carrier.get_stream(STREAM_NAME).await?;
    let start_sequence = u64::try_from(after.0 + 1)?;
    let consumer = stream
        .create_consumer(OrderedConfig {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence },
            ..OrderedConfig::default()
        })
        .await?;
    Ok(consumer.messages().await?)
}

/// The event that a message carries, when the message can be understood.
fn recorded(message: &Message) -> Option<Recorded> {
    let sequence = message.info().ok()?.stream_sequence;
    let position = Position(i64::try_from(sequence).ok()?);
    Recorded::from_document(position, message.payload.clone()).ok()
}
