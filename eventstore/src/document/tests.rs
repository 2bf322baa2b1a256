//! What has a wire form and what has none.

use serde_json::json;
use time::macros::datetime;
use uuid::Uuid;

use super::{EncodeError, Encoder, NewEvent, kept};
use crate::{Cause, Stream, Version};

fn cause() -> Cause {
    Cause {
        command_id: Uuid::nil(),
        command: "count".into(),
        actor: Uuid::nil(),
        agency: None,
        role: "counter".into(),
        at: datetime!(2026-01-05 09:00 UTC),
    }
}

#[test]
fn only_type_and_data_make_an_event() {
    for body in [
        json!("thing.counted.v1"),
        json!({ "data": 1 }),
        json!({ "type": 1 }),
        json!({ "type": "thing.counted.v1", "data": 1, "id": 2 }),
    ] {
        assert!(
            matches!(NewEvent::of(&body), Err(EncodeError::Form)),
            "{body}"
        );
    }
    for name in [
        "",
        ".",
        "Thing.v1",
        "thing counted",
        "thing.*.v1",
        "thing..v1",
    ] {
        let refused = NewEvent::of(&json!({ "type": name }));
        assert!(matches!(refused, Err(EncodeError::Name { .. })), "{name}");
    }
}

#[test]
fn an_integer_that_would_change_is_refused() {
    let counted = |n: i64| NewEvent::of(&json!({ "type": "a.v1", "data": [{ "n": n }] }));
    assert!(counted(9_007_199_254_740_991).is_ok());
    for n in [9_007_199_254_740_992, -9_007_199_254_740_992, i64::MIN] {
        assert!(matches!(counted(n), Err(EncodeError::Number { .. })), "{n}");
    }
    let unsigned = NewEvent::of(&json!({ "type": "a.v1", "data": u64::MAX }));
    assert!(matches!(unsigned, Err(EncodeError::Number { .. })));
}

#[test]
fn a_document_has_a_limit() {
    let (cause, stream) = (
        cause(),
        Stream {
            kind: "thing",
            id: Uuid::nil(),
        },
    );
    let encoder = Encoder::new("urn:test", &cause).unwrap();
    let long = NewEvent::of(&json!({ "type": "a.v1", "data": "x".repeat(300_000) })).unwrap();
    let refused = encoder.encode(stream, Version(1), 0, &long);
    assert!(matches!(refused, Err(EncodeError::TooLarge { bytes }) if bytes > 300_000));
}

#[test]
fn a_time_is_kept_in_utc_and_whole_microseconds() {
    let at = datetime!(2026-01-05 23:59:59.123456789 +7);
    assert_eq!(kept(at), datetime!(2026-01-05 16:59:59.123456 UTC));

    let mut far = cause();
    far.at = datetime!(-1-01-01 00:00 UTC);
    assert!(matches!(
        Encoder::new("urn:test", &far),
        Err(EncodeError::Time(_))
    ));
}
