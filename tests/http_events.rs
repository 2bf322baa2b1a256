//! The log over HTTP: byte for byte, in pages and live.

use std::collections::HashMap;
use std::time::Duration;

use harness::{TestApp, log_of, wait_until};
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::clerk::{file, head, problem};

/// The members of an object, each as it was written.
type Members = HashMap<String, Box<RawValue>>;

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_log_hold_the_exact_documents() {
    let app = TestApp::start().await;
    let http = app.http();
    file(&http).await;
    let (mut after, mut found) = (0, vec![]);
    loop {
        let reply = http
            .get(&format!("/v1/events?after={after}&limit=7"))
            .await
            .expect(200);
        let page: Members = serde_json::from_slice(&reply.body).unwrap();
        let items: Vec<Members> = serde_json::from_str(page["items"].get()).unwrap();
        let next_after = page["next_after"].get().parse().unwrap();
        if items.is_empty() {
            assert_eq!(next_after, after);
            break;
        }
        found.extend(items.iter().map(|it| {
            let position: i64 = it["position"].get().parse().unwrap();
            (position, it["event"].get().to_owned())
        }));
        after = next_after;
    }
    let log = log_of(&app.app().store).await;
    let log: Vec<_> = log
        .iter()
        .map(|it| {
            (
                it.position.0,
                String::from_utf8(it.document.to_vec()).unwrap(),
            )
        })
        .collect();
    assert_eq!(found, log);

    let beyond = http.get(&format!("/v1/events?after={}", after + 1)).await;
    assert_eq!(problem(&beyond, 400, "position-beyond-log")["head"], after);
}

#[tokio::test(flavor = "multi_thread")]
async fn live_events_go_on_from_the_log_and_skip_and_double_nothing() {
    let app = TestApp::start().await;
    let http = app.http();
    let start = head(&app).await - 3;
    let mut live = http.events(&format!("/v1/events?after={start}")).await;
    assert_eq!(live.status, 200);
    assert_eq!(live.headers["content-type"], "text/event-stream");
    let writer = {
        let http = http.clone();
        tokio::spawn(async move {
            for _ in 0..20 {
                file(&http).await;
            }
        })
    };
    let mut seen = vec![];
    for _ in 0..23 {
        seen.push(live.next().await.unwrap());
    }
    writer.await.unwrap();
    let log = log_of(&app.app().store).await;
    let log = log.iter().filter(|it| it.position.0 > start);
    for (event, recorded) in seen.iter().zip(log) {
        assert_eq!(event.id, Some(recorded.position.to_string()));
        assert_eq!(event.data.as_bytes(), recorded.document);
    }
    assert_eq!(seen.len(), 23);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_stream_goes_on_after_the_last_event_that_was_seen() {
    let app = TestApp::start().await;
    let http = app.http();
    let end = head(&app).await;
    let resumed = http.with("last-event-id", &(end - 2).to_string());
    // What the client saw comes before where it once began.
    let mut live = resumed.events("/v1/events?after=0").await;
    for position in [end - 1, end] {
        assert_eq!(live.next().await.unwrap().id, Some(position.to_string()));
    }
    file(&http).await;
    assert_eq!(live.next().await.unwrap().id, Some((end + 1).to_string()));
    let ahead = http.with("last-event-id", &(end + 99).to_string());
    let refused = ahead
        .with("accept", "text/event-stream")
        .get("/v1/events")
        .await;
    problem(&refused, 400, "position-beyond-log");
}

#[tokio::test(flavor = "multi_thread")]
async fn open_streams_do_not_keep_the_service_from_stopping() {
    let mut app = TestApp::start().await;
    let end = head(&app).await;
    let mut live = app
        .http()
        .events(&format!("/v1/events?after={}", end - 1))
        .await;
    assert!(live.next().await.is_some());
    let stopped = tokio::time::timeout(Duration::from_secs(15), app.stop()).await;
    stopped.expect("stopping takes too long").unwrap();
    assert_eq!(live.next().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_accepts_no_stream_gets_a_page() {
    let app = TestApp::start().await;
    for accept in ["application/json", "*/*"] {
        let reply = app
            .http()
            .with("accept", accept)
            .get("/v1/events?limit=1")
            .await;
        let page: Value = reply.expect(200).json();
        assert_eq!(page["items"][0]["position"], 1);
        assert_eq!(page["next_after"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_readers_of_the_live_log_than_there_is_room_for_are_told_to_come_back() {
    let app = TestApp::start().await;
    let http = app.http();
    let mut readers = vec![];
    for _ in 0..256 {
        let reader = http.events("/v1/events").await;
        assert_eq!(reader.status, 200);
        readers.push(reader);
    }
    let stream = http.with("accept", "text/event-stream");
    let refused = stream.get("/v1/events").await;
    assert!(refused.header("retry-after").is_some());
    problem(&refused, 503, "too-many-streams");
    let _ = http.get("/v1/events").await.expect(200);

    readers.truncate(200);
    wait_until("there is room again", Duration::from_secs(20), async || {
        http.events("/v1/events").await.status == 200
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_never_finishes_its_request_is_let_go() {
    let app = TestApp::start().await;
    let mut slow = TcpStream::connect(app.http().address()).await.unwrap();
    slow.write_all(b"GET /health/live HTTP/1.1\r\nHost: a")
        .await
        .unwrap();
    let mut answer = vec![];
    let ended = tokio::time::timeout(Duration::from_secs(40), slow.read_to_end(&mut answer));
    ended.await.expect("the connection is still open").unwrap();
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
}
