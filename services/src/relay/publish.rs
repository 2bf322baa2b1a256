//! The publishing itself: events in the order of their positions, each confirmed before the next page.

use std::collections::VecDeque;

use async_nats::jetstream::context::PublishAckFuture;
use async_nats::jetstream::message::PublishMessage;
use eventstore::{Position, Recorded};
use projections::STREAM_NAME;

use super::{Relay, RelayError};

/// How many messages may be on their way without having been confirmed.
const IN_FLIGHT_MAX: usize = 500;

/// How many events are read from the log at a time.
const PAGE_EVENTS: i64 = 1_000;

impl Relay {
    /// Publishes the next page after a position, and says how far that goes. The caller asks
    /// between pages whether to stop: under load, the log's end may never be reached.
    pub(super) async fn publish_after(&self, after: Position) -> Result<Position, RelayError> {
        let mut published = after;
        let mut in_flight = VecDeque::with_capacity(IN_FLIGHT_MAX);
        for event in self.store.read_after(after, PAGE_EVENTS).await? {
            if in_flight.len() == IN_FLIGHT_MAX {
                published = confirmed(in_flight.pop_front()).await?.unwrap_or(published);
            }
            in_flight.push_back((event.position, self.send(&event).await?));
        }
        while let Some(next) = in_flight.pop_front() {
            published = confirmed(Some(next)).await?.unwrap_or(published);
        }
        Ok(published)
    }

    async fn send(&self, event: &Recorded) -> Result<PublishAckFuture, RelayError> {
        let before = u64::try_from(event.position.0 - 1).unwrap_or_default();
        let message = PublishMessage::build()
            .header("Content-Type", "application/cloudevents+json")
            .expected_stream(STREAM_NAME)
            .expected_last_sequence(before)
            .payload(event.document.clone());
        self.jetstream
            .send_publish(subject(event)?, message)
            .await
            .map_err(|error| not_published(event.position, error.into()))
    }
}

/// Waits until JetStream has stored a message where it belongs.
async fn confirmed(
    sent: Option<(Position, PublishAckFuture)>,
) -> Result<Option<Position>, RelayError> {
    let Some((position, ack)) = sent else {
        return Ok(None);
    };
    let ack = ack
        .await
        .map_err(|error| not_published(position, error.into()))?;
    if i64::try_from(ack.sequence).ok() == Some(position.0) {
        return Ok(Some(position));
    }
    let misplaced = format!("it was stored under the sequence {}", ack.sequence);
    Err(not_published(position, misplaced.into()))
}

/// Under which subject an event is published: `hoso.AGENCY.PROCEDURE.type`, with `_` where there
/// is none, so that what an agency may hear is a pattern.
fn subject(event: &Recorded) -> Result<String, RelayError> {
    let envelope = event.envelope()?;
    let agency = envelope.agency.as_deref().unwrap_or("_");
    let procedure = envelope.procedure.as_deref().unwrap_or("_");
    Ok(format!("hoso.{agency}.{procedure}.{}", event.name))
}

fn not_published(position: Position, source: async_nats::Error) -> RelayError {
    RelayError::Publish {
        position: position.0,
        source,
    }
}
