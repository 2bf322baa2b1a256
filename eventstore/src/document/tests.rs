//! What has a wire form and what has none.

use proptest::prelude::*;
use serde_json::{Value, json};
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

/// Any JSON that an event may hold.
fn json_value() -> impl Strategy<Value = Value> {
    let integer = -9_007_199_254_740_991_i64..=9_007_199_254_740_991;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        integer.prop_map(Value::from),
        any::<i32>().prop_map(|it| Value::from(f64::from(it) / 8.0)),
        any::<String>().prop_map(Value::from),
        "[\\x00-\\x7f\u{e000}\u{10000}]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let name = prop_oneof![
            "[a-z_]{0,6}",
            "[\\x00-\\x7f]{0,3}",
            "[\u{e000}\u{10000}]{0,3}"
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4)
                .prop_map(|it| it.into_iter().collect::<Value>()),
        ]
    })
}

proptest! {
    #[test]
    fn a_document_is_in_its_canonical_form(
        data in prop::option::of(json_value()),
        text in any::<String>(),
        agency in prop::option::of(any::<String>()),
    ) {
        let mut cause = cause();
        (cause.agency, cause.role) = (agency.clone(), text.clone());
        let encoder = Encoder::new(&text, &cause).unwrap();
        let event = NewEvent {
            name: "thing.counted.v1".to_owned(),
            data,
            agency,
            procedure: Some(text.clone()),
        };
        let stream = Stream { kind: "thing", id: Uuid::nil() };
        let document = encoder.encode(stream, Version(3), 0, &event).unwrap();
        let read: Value = serde_json::from_slice(&document).unwrap();
        prop_assert_eq!(document, serde_json_canonicalizer::to_vec(&read).unwrap());
    }
}
