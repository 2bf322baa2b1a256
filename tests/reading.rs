//! What the log promises to those who read it.

use std::time::{Duration, Instant};

use eventstore::{Envelope, NewEvent, Position, Recorded, RoleLock, Version};
use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use harness::wait_until;
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::time::timeout;

use crate::sample::{count, counted, open, terminate, thing};

/// How long what happens by itself may take.
const PATIENCE: Duration = Duration::from_secs(30);

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn an_event_is_one_canonical_cloud_event(pool: PgPool) {
    let store = open(&pool);
    let mut append = count(1, thing(1), 0);
    append.cause.agency = Some("comingo".into());
    let data = json!({ "z": "Hồ sơ €", "a": [1.0, 0.1, -3, 1e30], "\u{e9}": null });
    let body = json!({ "type": "thing.described.v1", "data": data });
    let mut described = NewEvent::of(&body).unwrap();
    described.agency = Some("mofa".into());
    described.procedure = Some("registration".into());
    let closed = NewEvent::of(&json!({ "type": "thing.closed.v1" })).unwrap();
    append.writes[0].events = vec![described, closed];
    store.append(append.clone()).await.unwrap();

    let log = store.read_after(Position(0), 10).await.unwrap();
    assert_eq!(
        str::from_utf8(&log[0].document).unwrap(),
        concat!(
            r#"{"actoragency":"comingo","actorid":"00000000-0000-0000-0000-000000000007","#,
            r#""actorrole":"counter","agency":"mofa","#,
            r#""commandid":"00000000-0000-0000-0000-000000000001","commandtype":"count","#,
            r#""data":{"a":[1,0.1,-3,1e+30],"z":"Hồ sơ €","é":null},"#,
            r#""datacontenttype":"application/json","id":"6ff55b57-2b5f-5022-ad8b-524631694aa1","#,
            r#""procedure":"registration","source":"urn:hoso:test","specversion":"1.0","#,
            r#""streamversion":1,"subject":"thing/00000000-0000-0000-0000-000000000001","#,
            r#""time":"2026-01-05T02:00:00.123456Z","type":"thing.described.v1"}"#,
        )
    );
    let envelope = log[0].envelope().unwrap();
    assert_eq!(log[0].cause().unwrap(), append.cause);
    assert_eq!(
        envelope,
        Envelope {
            id: envelope.id,
            source: "urn:hoso:test".into(),
            subject: "thing/00000000-0000-0000-0000-000000000001".into(),
            cause: append.cause.clone(),
            agency: Some("mofa".into()),
            procedure: Some("registration".into()),
        }
    );
    assert_ne!(log[1].envelope().unwrap().id, envelope.id);
    for event in &log {
        assert_cloud_event(&event.document);
        assert_eq!(event.recorded_at, append.cause.at);
        assert_eq!(event.command_id, append.cause.command_id);
    }
}

/// What the specification of `CloudEvents` 1.0 demands of a document in the JSON format.
fn assert_cloud_event(document: &[u8]) {
    let Value::Object(event) = serde_json::from_slice(document).unwrap() else {
        panic!("an event is an object")
    };
    assert_eq!(event["specversion"], "1.0");
    for required in ["id", "source", "type"] {
        assert!(!event[required].as_str().unwrap().is_empty(), "{required}");
    }
    assert_eq!(
        event.contains_key("data"),
        event.contains_key("datacontenttype")
    );
    for (name, value) in event.iter().filter(|(name, _)| *name != "data") {
        let allowed = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
        assert!(name.chars().all(allowed) && name.len() <= 20, "{name}");
        let is_simple = value.as_str().is_some_and(|it| !it.is_empty())
            || value.as_i64().is_some_and(|it| i32::try_from(it).is_ok());
        assert!(is_simple, "{name} is {value}");
    }
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_long_read_goes_on_page_after_page(pool: PgPool) {
    const EVENTS: i64 = 2_345;
    let store = open(&pool);
    let mut append = count(1, thing(1), 0);
    append.writes[0].events = (0..EVENTS).map(counted).collect();
    store.append(append).await.unwrap();

    let read: Vec<_> = store.stream_after(Position(5)).try_collect().await.unwrap();
    let positions: Vec<i64> = read.iter().map(|it| it.position.0).collect();
    assert_eq!(positions, (6..=EVENTS).collect::<Vec<_>>());

    let page = store.read_after(Position(5), 3).await.unwrap();
    assert_eq!(page, read[..3]);
    let tail = store
        .load_stream(thing(1), Version(EVENTS - 2))
        .await
        .unwrap();
    assert_eq!(tail, read[read.len() - 2..]);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_long_read_that_is_given_up_leaves_no_answer_behind(pool: PgPool) {
    const EVENTS: i64 = 4_500;
    let store = open(&pool);
    let mut append = count(1, thing(1), 0);
    append.writes[0].events = (0..EVENTS).map(counted).collect();
    store.append(append).await.unwrap();

    for _ in 0..5 {
        let mut log = store.stream_after(Position(0));
        log.try_next().await.unwrap().unwrap();
        // Time enough to begin with a page that nobody will take.
        tokio::time::sleep(Duration::from_millis(30)).await;
        drop(log);
        for _ in 0..20 {
            let heads = (0..pool.options().get_max_connections()).map(|_| store.head());
            for head in join_all(heads).await {
                assert_eq!(head.unwrap(), Position(EVENTS));
            }
        }
    }
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn followers_wake_in_this_process_and_in_others(pool: PgPool) {
    let (here, elsewhere) = (open(&pool), open(&pool));
    let (mut mine, mut theirs) = (here.follow(), elsewhere.follow());
    wait_until("both listen", PATIENCE, async || {
        let listening = "select count(*) from pg_stat_activity
            where datname = current_database() and application_name like '%listener'
                and state = 'idle'";
        let listening: i64 = sqlx::query_scalar(listening)
            .fetch_one(&pool)
            .await
            .unwrap();
        listening == 2
    })
    .await;
    let begun = Instant::now();
    for n in 0..5 {
        let version = i64::try_from(n).unwrap();
        let head = here.append(count(n, thing(1), version)).await.unwrap().last;
        let wait = async {
            tokio::join!(
                mine.beyond(Position(version)),
                theirs.beyond(Position(version))
            )
        };
        assert_eq!(timeout(PATIENCE, wait).await.unwrap(), (head, head));
    }
    // Whoever only looked once a second would need one for each.
    let took = begun.elapsed();
    assert!(took < Duration::from_millis(2_500), "{took:?}");

    // A listener whose connection is lost hears again.
    for connection in ["listener", "notifier"] {
        terminate(&pool, connection).await;
    }
    here.append(count(9, thing(1), 5)).await.unwrap();
    let wait = theirs.beyond(Position(5));
    assert_eq!(timeout(PATIENCE, wait).await.unwrap(), Position(6));
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_role_is_played_once(pool: PgPool) {
    let mut first = RoleLock::try_acquire(&pool, "relay")
        .await
        .unwrap()
        .unwrap();
    assert!(first.still_held().await);
    assert!(
        RoleLock::try_acquire(&pool, "relay")
            .await
            .unwrap()
            .is_none()
    );
    let other = RoleLock::try_acquire(&pool, "timers").await.unwrap();
    assert!(other.is_some(), "another role is free");

    terminate(&pool, "relay").await;
    let second = RoleLock::try_acquire(&pool, "relay")
        .await
        .unwrap()
        .unwrap();
    assert!(!first.still_held().await);
    second.release().await.unwrap();
    for _ in 0..50 {
        let next = RoleLock::try_acquire(&pool, "relay").await.unwrap();
        let next = next.expect("a role that was given up is free at once");
        next.release().await.unwrap();
    }
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn whoever_follows_sees_what_several_processes_write_once_and_as_it_is_stored(pool: PgPool) {
    const EACH: u128 = 60;
    let (here, there) = (open(&pool), open(&pool));
    let mut follow = here.follow();
    let writing = [&here, &there]
        .into_iter()
        .zip(1..)
        .map(|(store, nth)| async move {
            for (command, expected) in (0..EACH).zip(0..) {
                let append = count(nth * 1_000 + command, thing(nth), expected);
                store.append(append).await.unwrap();
            }
        });
    let reading = async {
        let mut seen: Vec<Recorded> = vec![];
        while seen.len() < 120 {
            let after = seen.last().map_or(Position(0), |it| it.position);
            follow.beyond(after).await;
            seen.extend(here.next_after(after, 7).await.unwrap());
        }
        seen
    };
    let (_, seen) = tokio::join!(join_all(writing), reading);
    assert_eq!(seen, here.read_after(Position(0), 1_000).await.unwrap());
    assert!(here.holds(&seen).await.unwrap());
    let mut forged = seen;
    forged[119].document = forged[118].document.clone();
    assert!(!here.holds(&forged[119..]).await.unwrap());
}
