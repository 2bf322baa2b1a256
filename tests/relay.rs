//! What the relay promises: each event is in JetStream once, at its position, whatever dies.

use std::time::Duration;

use async_nats::jetstream::Context;
use async_nats::jetstream::stream::Config;
use harness::{
    Filing, Load, Nats, Service, TestApp, assert_gapless, assert_stream_is_log, log_of, wait_until,
};
use projections::{STREAM_NAME, case_list};
use serde_json::Value;
use services::serve::Role;

/// What a service does that adds nothing to the log by itself: so its end can be waited for.
const WITHOUT_TIME: &str = "api,relay,projector";

/// Longer than the pauses of a relay that stands by or tries again.
const PATIENCE: Duration = Duration::from_secs(20);

/// A database, a NATS server, and nothing that runs on them yet.
async fn quiet() -> TestApp {
    TestApp::opening().roles(&[]).with_nats().open().await
}

/// The whole service in this process, relaying.
async fn relaying() -> TestApp {
    let roles = [Role::Api, Role::Relay, Role::Projector];
    TestApp::opening().roles(&roles).with_nats().open().await
}

async fn readiness(app: &TestApp) -> Value {
    app.http().get("/health/ready").await.json()
}

/// Waits until the service warns of something, and says what is ready meanwhile.
async fn warned_of(app: &TestApp, what: &str) -> Value {
    wait_until(&format!("health warns of: {what}"), PATIENCE, async || {
        readiness(app).await["warnings"].to_string().contains(what)
    })
    .await;
    readiness(app).await
}

async fn assert_carried(app: &TestApp, jetstream: &Context) {
    app.relayed().await;
    let log = log_of(&app.app().store).await;
    assert_gapless(&log);
    assert_stream_is_log(jetstream, &log).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_killed_under_load_publishes_each_event_once_in_order() {
    let mut app = quiet().await;
    let before = log_of(&app.app().store).await.len();
    let nats_url = app.nats().url();
    let mut service = Service::start_as(WITHOUT_TIME, &app.database.url(), Some(&nats_url)).await;
    let load = Load::start(&[app.office().clone(), app.another_process().await], 4);
    for _ in 0..5 {
        load.goes_on(24).await;
        service.restart().await;
    }
    load.goes_on(24).await;
    let work = load.stop().await;

    let jetstream = app.nats().jetstream().await;
    assert_carried(&app, &jetstream).await;
    let log = log_of(&app.app().store).await;
    work.assert_all_in(&log, before);
    assert!(work.excuses.is_empty(), "{:?}", work.excuses);
    app.assert_read_models_equal_a_rebuild().await;
    assert!(service.terminate().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_relays_one_works_and_the_other_takes_over_when_it_is_killed() {
    let mut app = quiet().await;
    let nats_url = app.nats().url();
    let (database, url) = (app.database.url(), Some(nats_url.as_str()));
    let mut first = Service::start_as("relay", &database, url).await;
    app.relayed().await;
    let second = Service::start_as("relay", &database, url).await;
    let published = async |of: &Service| {
        let ready = of.http().get("/health/ready").await.expect(200);
        ready.json()["published"].as_i64()
    };
    let load = Load::start(&[app.office().clone()], 2);
    load.goes_on(40).await;
    assert!(published(&first).await.is_some(), "the first relays");
    assert_eq!(published(&second).await, None, "the second stands by");

    first.kill_9();
    wait_until("the second relays", PATIENCE, async || {
        published(&second).await.is_some()
    })
    .await;
    load.goes_on(40).await;
    first.start_again().await;
    load.goes_on(40).await;
    load.stop().await;
    let jetstream = app.nats().jetstream().await;
    assert_carried(&app, &jetstream).await;
    assert_eq!(published(&first).await, None, "the first stands by now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_whose_data_was_deleted_is_filled_again_while_read_models_go_on() {
    let mut app = relaying().await;
    app.certify(&Filing::default()).await;
    app.relayed().await;

    app.nats().kill();
    app.nats().wipe();
    let (case, _) = app.certify(&Filing::of("Áo Ấm Foundation")).await;
    app.settle().await;
    let line = case_list::one(app.pool(), case.0).await.unwrap().unwrap();
    assert!(line.ended_at.is_some(), "{line:?}");
    let ready = warned_of(&app, "NATS is away").await;
    assert_eq!(ready["ready"], true, "{ready}");

    app.nats().start_again().await;
    let jetstream = app.nats().jetstream().await;
    assert_carried(&app, &jetstream).await;
    app.assert_read_models_equal_a_rebuild().await;
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_deleted_while_nothing_happens_is_filled_again() {
    let mut app = relaying().await;
    app.file_dossier().await;
    app.relayed().await;
    let jetstream = app.nats().jetstream().await;
    jetstream.delete_stream(STREAM_NAME).await.unwrap();
    assert_carried(&app, &jetstream).await;
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_can_be_neither_deleted_nor_purged() {
    let mut app = relaying().await;
    app.relayed().await;
    let jetstream = app.nats().jetstream().await;
    let stream = jetstream.get_stream(STREAM_NAME).await.unwrap();
    assert!(stream.delete_message(2).await.is_err());
    assert!(stream.purge().await.is_err());
    let log = log_of(&app.app().store).await;
    assert_stream_is_log(&jetstream, &log).await;
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_ahead_of_the_log_is_left_alone_and_said_to_be() {
    let mut app = relaying().await;
    app.relayed().await;
    let jetstream = app.nats().jetstream().await;
    publish_foreign(&jetstream, 3).await;
    let ready = warned_of(&app, "beyond the log's end").await;
    assert_eq!(ready["ready"], true, "{ready}");

    // The service goes on, and nobody believes the messages.
    app.certify(&Filing::default()).await;
    app.assert_read_models_equal_a_rebuild().await;
    warned_of(&app, "is not the event at that position").await;
    warned_of(&app, "published under hoso.>, which only the relay may").await;
    jetstream.delete_stream(STREAM_NAME).await.unwrap();
    assert_carried(&app, &jetstream).await;
    app.stop().await.unwrap();
}

async fn publish_foreign(jetstream: &Context, count: usize) {
    for _ in 0..count {
        let ack = jetstream.publish("hoso.X._.thing.v1", "{}".into());
        ack.await.unwrap().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_of_another_log_is_left_alone_and_not_believed() {
    let mut other = relaying().await;
    for _ in 0..3 {
        other.file_dossier().await;
    }
    other.relayed().await;
    let jetstream = other.nats().jetstream().await;
    let theirs = log_of(&other.app().store).await;
    other.stop().await.unwrap();

    // Ours is longer, so that theirs looks like one that we have begun to fill.
    let mut app = TestApp::without_service().await;
    for _ in 0..5 {
        app.file_dossier().await;
    }
    app.nats = other.nats.take();
    app.serve(vec![Role::Api, Role::Relay, Role::Projector])
        .await;
    warned_of(&app, "is not the event at that position").await;
    app.certify(&Filing::default()).await;
    app.assert_read_models_equal_a_rebuild().await;
    assert_stream_is_log(&jetstream, &theirs).await;
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_log_says_next_is_not_believed() {
    let mut other = relaying().await;
    other.certify(&Filing::default()).await;
    other.relayed().await;
    other.stop().await.unwrap();

    // Ours is shorter: theirs says what seems to come next.
    let mut app = TestApp::without_service().await;
    app.file_dossier().await;
    app.settle().await;
    let log = log_of(&app.app().store).await;
    app.nats = other.nats.take();
    app.serve(vec![Role::Api, Role::Relay, Role::Projector])
        .await;
    warned_of(&app, "beyond the log's end").await;
    wait_until("read models are where the log ends", PATIENCE, async || {
        readiness(&app).await["projected"] == log.len()
    })
    .await;
    app.file_dossier().await;
    app.assert_read_models_equal_a_rebuild().await;
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_with_much_to_publish_stops_at_once_when_asked() {
    let mut app = quiet().await;
    // A writer that never rests: the log's end is never reached.
    let load = Load::start(&[app.another_process().await], 4);
    load.goes_on(20).await;
    app.serve(vec![Role::Relay, Role::Projector]).await;
    load.goes_on(20).await;
    let asked = tokio::time::timeout(PATIENCE, app.stop());
    asked.await.expect("it stops while others append").unwrap();
    load.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_lost_its_tail_gets_it_again() {
    let mut app = quiet().await;
    app.file_dossier().await;
    let log = log_of(&app.app().store).await;
    let jetstream = app.nats().jetstream().await;
    let config = Config {
        name: STREAM_NAME.to_owned(),
        subjects: vec!["hoso.>".to_owned()],
        ..Config::default()
    };
    jetstream.create_stream(config).await.unwrap();
    // As the relay publishes it.
    let mut relayed = Nats::start().await;
    std::mem::swap(&mut relayed, app.nats());
    app.serve(vec![Role::Relay]).await;
    app.relayed().await;
    let theirs = app.nats().jetstream().await;
    for message in harness::messages_of(&theirs)
        .await
        .iter()
        .take(log.len() / 2)
    {
        let mut headers = async_nats::HeaderMap::new();
        headers.insert("Content-Type", "application/cloudevents+json");
        let payload = message.payload.clone();
        let ack = jetstream.publish_with_headers(message.subject.clone(), headers, payload);
        ack.await.unwrap().await.unwrap();
    }
    app.stop().await.unwrap();
    app.reopen().await;
    std::mem::swap(&mut relayed, app.nats());
    app.serve(vec![Role::Relay]).await;
    assert_carried(&app, &jetstream).await;
    app.stop().await.unwrap();
}
