//! What read models promise: they say what the log says, whatever dies, stays away or lies.

use std::time::Duration;

use domain::CaseId;
use domain::case::CaseEvent;
use harness::{Filing, Load, Nats, Service, StandIn, TestApp, log_of, wait_until};
use projections::{STREAM_NAME, case_list};
use serde_json::Value;
use services::serve::Role;
use sqlx::PgPool;

const PATIENCE: Duration = Duration::from_secs(20);

/// Fails unless the list of cases shows each case as its own events have it.
async fn assert_list_is_replay(app: &TestApp, cases: &[CaseId]) {
    app.settle().await;
    for id in cases {
        let (code, ended) = code_and_end(&app.history(*id).await);
        let line = case_list::one(app.pool(), id.0).await.unwrap().unwrap();
        assert_eq!(line.code, code, "{id}");
        assert_eq!(line.ended_at.is_some(), ended, "{id}: {line:?}");
    }
    let history = log_of(&app.app().store).await;
    let filed = history
        .iter()
        .filter(|it| it.name == "case.dossier_submitted.v1");
    assert_eq!(
        count_of_lines(app.pool()).await,
        i64::try_from(filed.count()).unwrap()
    );
}

/// A case's code, and whether it has ended, told from its events alone.
fn code_and_end(history: &[CaseEvent]) -> (Option<String>, bool) {
    let code = history.iter().find_map(|it| {
        if let CaseEvent::DossierAccepted { code, .. } = it {
            return Some(code.to_string());
        }
        None
    });
    let returned = |it: &CaseEvent| matches!(it, CaseEvent::ResultReturned { .. });
    (code, history.iter().any(returned))
}

async fn count_of_lines(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from case_list")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projector_killed_under_load_applies_each_event_once() {
    let mut app = TestApp::opening().roles(&[]).with_nats().open().await;
    let nats_url = app.nats().url();
    let (database, url) = (app.database.url(), Some(nats_url.as_str()));
    let mut relay = Service::start_as("relay", &database, url).await;
    let mut projector = Service::start_as("projector", &database, url).await;
    let load = Load::start(&[app.office().clone()], 4);
    for _ in 0..5 {
        load.goes_on(16).await;
        projector.restart().await;
    }
    let work = load.stop().await;
    wait_until(
        "the projector is at the end of the log",
        PATIENCE,
        async || {
            let ready = projector
                .http()
                .get("/health/ready")
                .await
                .expect(200)
                .json();
            ready["projected"] == ready["head"]
        },
    )
    .await;
    assert_list_is_replay(&app, &work.cases).await;
    app.assert_read_models_equal_a_rebuild().await;
    assert!(projector.terminate().await.success());
    assert!(relay.terminate().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn read_models_are_kept_from_the_log_until_nats_comes() {
    let mut app = TestApp::without_service().await;
    app.nats = Some(Nats::away().await);
    app.serve(vec![Role::Api, Role::Relay, Role::Projector])
        .await;
    let (early, _) = app.certify(&Filing::of("Trước Khi Có Thư")).await;
    assert_list_is_replay(&app, &[early]).await;

    app.nats().start_again().await;
    app.relayed().await;
    let (late, _) = app.certify(&Filing::of("Sau Khi Có Thư")).await;
    app.relayed().await;
    assert_list_is_replay(&app, &[early, late]).await;
    app.assert_read_models_equal_a_rebuild().await;
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_missing_is_read_from_the_log() {
    let mut app = TestApp::opening().roles(&[]).with_nats().open().await;
    // A stream as an administrator might have made it, from which messages can be taken.
    let jetstream = app.nats().jetstream().await;
    let config = async_nats::jetstream::stream::Config {
        name: STREAM_NAME.to_owned(),
        subjects: vec!["hoso.>".to_owned()],
        ..async_nats::jetstream::stream::Config::default()
    };
    let stream = jetstream.create_stream(config).await.unwrap();
    app.serve(vec![Role::Relay]).await;
    let held = log_of(&app.app().store).await.len();
    let (case, _) = app.certify(&Filing::default()).await;
    app.relayed().await;
    app.stop().await.unwrap();

    app.reopen().await;
    let first = u64::try_from(held).unwrap() + 1;
    stream.delete_message(first + 3).await.unwrap();
    stream.purge().sequence(first + 1).await.unwrap();
    app.serve(vec![Role::Api, Role::Relay, Role::Projector])
        .await;
    assert_list_is_replay(&app, &[case]).await;
    app.assert_read_models_equal_a_rebuild().await;

    stream.purge().await.unwrap();
    let case = app.file_dossier().await;
    app.relayed().await;
    assert_list_is_replay(&app, &[case]).await;
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_event_stops_read_models_until_it_is_dealt_with() {
    let app = TestApp::start().await;
    let case = app.file_dossier().await;
    app.assign(case).await;
    app.settle().await;
    let known = app.app().store.head().await.unwrap();
    insert_unknown(app.pool()).await;

    let trouble = async || {
        let ready = app.http().get("/health/ready").await;
        (ready.status, ready.json())
    };
    wait_until(
        "the service says that it is not ready",
        PATIENCE,
        async || trouble().await.0 == 503,
    )
    .await;
    let (_, ready) = trouble().await;
    let said = ready["trouble"].to_string();
    assert!(said.contains("case.astonished.v9"), "{said}");
    assert!(said.contains(&(known.0 + 1).to_string()), "{said}");
    app.accept(app.file_dossier().await).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let (_, ready) = trouble().await;
    assert_eq!(
        ready["projected"],
        Value::from(known.0),
        "nothing is skipped"
    );

    take_unknown_away(app.pool()).await;
    wait_until("the service is ready again", PATIENCE, async || {
        trouble().await.0 == 200
    })
    .await;
    assert_list_is_replay(&app, &[case]).await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_event_stops_whoever_follows_the_log_for_people_outside() {
    let mut app = TestApp::without_service().await;
    let portal = StandIn::open().await;
    app.set_portal(services::portal::Portal::at(&portal.url));
    app.serve(vec![Role::Api, Role::Slips, Role::Portal]).await;
    let case = app.file_dossier().await;
    app.assign(case).await;
    let trouble = async || app.http().get("/health/ready").await.json()["trouble"].to_string();
    wait_until("both begin to follow", PATIENCE, async || {
        let begun = "select count(*) from projections.follower";
        let begun: i64 = sqlx::query_scalar(begun)
            .fetch_one(app.pool())
            .await
            .unwrap();
        begun == 2 && trouble().await == "[]"
    })
    .await;
    insert_unknown(app.pool()).await;
    wait_until("both say what they cannot pass", PATIENCE, async || {
        let said = trouble().await;
        said.contains("papers are not handed out")
            && said.contains("the portal is told nothing")
            && said.matches("decoding case.astonished.v9").count() == 2
    })
    .await;
    assert_eq!(app.http().get("/health/ready").await.status, 503);
    take_unknown_away(app.pool()).await;
    let content = async || app.http().get("/health/ready").await.status == 200;
    wait_until("both go on", PATIENCE, content).await;
}

/// Puts an event that no build knows at the end of the log, as a newer one would.
async fn insert_unknown(pool: &PgPool) {
    run(
        pool,
        r#"
        with moved as (update eventstore.head set position = position + 1 returning position),
        last as (select * from eventstore.event order by position desc limit 1)
        insert into eventstore.event
        select moved.position, stream_kind, stream_id, version + 1, 'case.astonished.v9',
            recorded_at, command_id,
            convert_to(
                replace(convert_from(document, 'utf8'),
                    '"type":"' || type || '"', '"type":"case.astonished.v9"'),
                'utf8')
        from last, moved
        "#,
    )
    .await;
}

/// Replaces it, as only a superuser can, by the one before, which says nothing new.
async fn take_unknown_away(pool: &PgPool) {
    run(
        pool,
        r#"
        alter table eventstore.event disable trigger event_is_append_only;
        update eventstore.event as unknown
        set type = known.type, document = convert_to(
            replace(convert_from(unknown.document, 'utf8'),
                '"type":"case.astonished.v9"', '"type":"' || known.type || '"'), 'utf8')
        from eventstore.event as known
        where unknown.type = 'case.astonished.v9'
            and known.stream_id = unknown.stream_id and known.version = unknown.version - 1;
        alter table eventstore.event enable trigger event_is_append_only;
        "#,
    )
    .await;
}

async fn run(pool: &PgPool, statements: &'static str) {
    sqlx::raw_sql(statements).execute(pool).await.unwrap();
}
