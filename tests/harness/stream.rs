//! Looking at what JetStream holds.

use async_nats::jetstream::Context;
use async_nats::jetstream::message::StreamMessage;
use eventstore::Recorded;
use projections::STREAM_NAME;

/// Every message of the stream, in its order.
pub async fn messages_of(jetstream: &Context) -> Vec<StreamMessage> {
    let stream = jetstream.get_stream(STREAM_NAME).await.unwrap();
    let state = &stream.cached_info().state;
    let mut messages = vec![];
    if state.messages == 0 {
        return messages;
    }
    for sequence in state.first_sequence..=state.last_sequence {
        messages.push(stream.get_raw_message(sequence).await.unwrap());
    }
    messages
}

/// Fails unless the stream holds each event of the log once, at its position, byte for byte, under
/// its subject.
pub async fn assert_stream_is_log(jetstream: &Context, log: &[Recorded]) {
    let messages = messages_of(jetstream).await;
    assert_eq!(messages.len(), log.len(), "messages and events");
    for (message, event) in messages.iter().zip(log) {
        assert_eq!(message.sequence, event.position.0.unsigned_abs());
        assert_eq!(message.payload, event.document, "at {}", event.position);
        let envelope = event.envelope().unwrap();
        let agency = envelope.agency.unwrap_or_else(|| "_".into());
        let procedure = envelope.procedure.unwrap_or_else(|| "_".into());
        let subject = format!("hoso.{agency}.{procedure}.{}", event.name);
        assert_eq!(message.subject.as_str(), subject);
        let content_type = message
            .headers
            .get("Content-Type")
            .map(async_nats::HeaderValue::as_str);
        assert_eq!(content_type, Some("application/cloudevents+json"));
    }
}
