//! Domain events are read from the whole document.

use serde::Deserialize;
use serde_json::{Value, json};
use time::macros::datetime;
use uuid::Uuid;

use super::Recorded;
use crate::{Position, Version};

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type", content = "data")]
enum ThingEvent {
    #[serde(rename = "thing.counted.v1")]
    Counted(Count),
    #[serde(rename = "thing.closed.v1")]
    Closed,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Count {
    n: i64,
}

fn recorded(name: &str, data: Option<Value>) -> Recorded {
    let mut document = json!({
        "actorid": Uuid::nil(), "specversion": "1.0", "subject": "thing/1", "type": name,
    });
    if let Some(data) = data {
        document["data"] = data;
    }
    Recorded {
        position: Position(3),
        stream_kind: "thing".into(),
        stream_id: Uuid::nil(),
        version: Version(1),
        name: name.into(),
        recorded_at: datetime!(2026-01-05 09:00 UTC),
        command_id: Uuid::nil(),
        document: document.to_string().into(),
    }
}

#[test]
fn an_event_is_read_from_its_document() {
    let counted = recorded("thing.counted.v1", Some(json!({ "n": 5 })));
    assert_eq!(
        counted.decode::<ThingEvent>().unwrap(),
        ThingEvent::Counted(Count { n: 5 })
    );
    let closed = recorded("thing.closed.v1", None);
    assert_eq!(closed.decode::<ThingEvent>().unwrap(), ThingEvent::Closed);
}

#[test]
fn an_unknown_event_is_an_error_that_says_where_it_stands() {
    let unknown = recorded("thing.painted.v1", Some(json!({})));
    let error = unknown.decode::<ThingEvent>().unwrap_err();
    assert_eq!(error.to_string(), "decoding thing.painted.v1 at position 3");
    assert!(
        error.source.to_string().contains("unknown variant"),
        "{}",
        error.source
    );
}

#[test]
fn a_document_that_gives_another_name_than_the_log_is_an_error() {
    let mut renamed = recorded("thing.counted.v1", Some(json!({ "n": 5 })));
    renamed.name = "thing.closed.v1".to_owned();
    assert!(renamed.decode::<ThingEvent>().is_err());
    let nameless = Recorded {
        document: r#"{"data":{"n":5}}"#.into(),
        ..recorded("thing.counted.v1", None)
    };
    assert!(nameless.decode::<ThingEvent>().is_err());
}

#[test]
fn the_order_of_the_members_does_not_matter() {
    for document in [
        r#"{"type":"thing.counted.v1","data":{"n":5}}"#,
        r#"{"data":{"n":5},"id":{"n":6},"type":"thing.counted.v1"}"#,
    ] {
        let event = Recorded {
            document: document.into(),
            ..recorded("thing.counted.v1", None)
        };
        let counted = ThingEvent::Counted(Count { n: 5 });
        assert_eq!(event.decode::<ThingEvent>().unwrap(), counted, "{document}");
    }
    let twice = Recorded {
        document: r#"{"data":{"n":5},"data":{"n":6},"type":"thing.counted.v1"}"#.into(),
        ..recorded("thing.counted.v1", None)
    };
    assert!(twice.decode::<ThingEvent>().is_err());
}

#[test]
fn data_in_another_form_is_an_error() {
    for data in [
        None,
        Some(json!({ "n": "5" })),
        Some(json!({ "n": 5, "m": 6 })),
    ] {
        let error = recorded("thing.counted.v1", data).decode::<ThingEvent>();
        assert!(error.is_err(), "{error:?}");
    }
    assert!(
        recorded("thing.closed.v1", None).cause().is_err(),
        "it says nothing of a command"
    );
}
