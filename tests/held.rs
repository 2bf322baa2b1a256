//! What a read model cannot take holds back its own case there, visibly, and nothing else.

use std::time::Duration;

use domain::CaseId;
use eventstore::Position;
use harness::{CommandLine, TestApp, wait_until};
use projections::{case_list, checkpoint, deadline, held};
use sqlx::{AssertSqlSafe, PgPool};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(20);

/// From now on, the list of cases cannot take that this case is accepted.
async fn refuse_acceptance(pool: &PgPool, case: CaseId) {
    let constraint = format!(
        "alter table projections.case_list add constraint refused
            check (case_id <> '{case}' or status = 'submitted') not valid"
    );
    run(pool, constraint).await;
}

async fn take_it_after_all(pool: &PgPool) {
    let constraint = "alter table projections.case_list drop constraint refused";
    run(pool, constraint.to_owned()).await;
}

async fn run(pool: &PgPool, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(pool)
        .await
        .unwrap();
}

/// How far a read model has come.
async fn position_of(app: &TestApp, model: &str) -> Position {
    let model = projections::named(model).unwrap();
    checkpoint::of(app.pool(), model.name()).await.unwrap()
}

async fn status(app: &TestApp, case: CaseId) -> String {
    let line = case_list::one(app.pool(), case.0).await.unwrap();
    line.unwrap().status
}

/// A case of which the list holds back the acceptance and what follows, and one beside it.
async fn one_held_and_one_free(app: &TestApp) -> (CaseId, CaseId) {
    let (held, free) = (app.file_dossier().await, app.file_dossier().await);
    app.settle().await;
    refuse_acceptance(app.pool(), held).await;
    for case in [held, free] {
        app.assign(case).await;
        app.accept(case).await;
        app.consult(case).await;
    }
    app.settle().await;
    (held, free)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poison_event_holds_back_its_own_case_in_one_read_model() {
    let app = TestApp::start().await;
    let (poisoned, free) = one_held_and_one_free(&app).await;
    assert_eq!(status(&app, poisoned).await, "submitted");
    assert_eq!(status(&app, free).await, "in_consultation");
    let terms = deadline::of_case(app.pool(), poisoned.0).await.unwrap();
    assert!(
        terms.iter().any(|it| it.clock == "total"),
        "other read models go on"
    );
    let head = app.app().store.head().await.unwrap();
    assert_eq!(checkpoint::of_all(app.pool()).await.unwrap(), head);

    let held = held::list(app.pool(), 10).await.unwrap();
    let [held] = &held[..] else {
        panic!("one stream is held back, and not {held:?}");
    };
    assert_eq!(
        (held.model.as_str(), held.stream_id),
        ("case_list.v2", poisoned.0)
    );
    assert_eq!(held.r#type, "case.dossier_accepted.v1");
    assert!(held.error.contains("refused"), "{}", held.error);
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_back_is_told_wherever_somebody_looks() {
    let app = TestApp::start().await;
    let (poisoned, free) = one_held_and_one_free(&app).await;
    let http = app.http();
    let ready = http.get("/health/ready").await.expect(200).json();
    let warnings = ready["warnings"].to_string();
    assert!(warnings.contains("hoso retry"), "{warnings}");
    assert!(warnings.contains("case_list.v2 1"), "{warnings}");
    let figures = http.get("/metrics").await.expect(200);
    let figure = "hoso_read_model_held_streams{model=\"case_list.v2\"} 1";
    assert!(figures.text().contains(figure), "{}", figures.text());

    let shown = http.get(&format!("/v1/cases/{poisoned}")).await.expect(200);
    assert_eq!(
        shown.header("etag"),
        None,
        "it is not the case as of its line"
    );
    assert_eq!(shown.json()["held_back"][0]["read_model"], "case_list.v2");
    let page = http
        .get(&format!("/cases/{poisoned}?lang=en"))
        .await
        .expect(200);
    let told = "case_list.v2</span> has not kept up with this case since";
    assert!(page.text().contains(told), "{}", page.text());

    let shown = http.get(&format!("/v1/cases/{free}")).await.expect(200);
    assert!(shown.header("etag").is_some());
    let page = http
        .get(&format!("/cases/{free}?lang=en"))
        .await
        .expect(200);
    assert!(!page.text().contains("has not kept up"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_back_is_applied_in_order_when_it_is_tried_again() {
    let app = TestApp::start().await;
    let (poisoned, _) = one_held_and_one_free(&app).await;
    let folder = TempDir::with_prefix("hoso-held-").unwrap();
    let operator = CommandLine::on(&app.database, folder.path());
    let listed = operator.hoso(&["retry"]).expect(0);
    listed.says(&[
        "case_list.v2",
        &poisoned.to_string(),
        "case.dossier_accepted.v1",
    ]);
    let since = held::list(app.pool(), 10).await.unwrap()[0].since;

    let case = poisoned.to_string();
    operator
        .hoso(&["retry", &case])
        .expect(1)
        .says(&["still held back: 1"]);
    let held = held::list(app.pool(), 10).await.unwrap();
    assert_eq!((held.len(), held[0].since), (1, since));

    take_it_after_all(app.pool()).await;
    operator
        .hoso(&["retry", "--all"])
        .expect(0)
        .says(&["applied"]);
    assert_eq!(status(&app, poisoned).await, "in_consultation");
    operator
        .hoso(&["retry"])
        .expect(0)
        .says(&["no read model holds anything back"]);
    operator
        .hoso(&["retry", &case])
        .expect(1)
        .says(&["nothing of"]);

    app.hear_those_asked(poisoned).await;
    app.assert_read_models_equal_a_rebuild().await;
    let line = case_list::one(app.pool(), poisoned.0)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        line.version,
        i64::try_from(app.history(poisoned).await.len()).unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_held_back_from_its_first_event_is_not_said_to_be_unknown() {
    let app = TestApp::start().await;
    let refused =
        "alter table projections.case_list add constraint refused check (false) not valid";
    run(app.pool(), refused.to_owned()).await;
    let case = app.file_dossier().await;
    app.settle().await;
    for part in ["", "/timeline", "/deadlines", "/consultations"] {
        let address = format!("/v1/cases/{case}{part}");
        let problem = app.http().get(&address).await.expect(503).json();
        assert_eq!(problem["type"], "/problems/held-back", "{address}");
    }
    let page = app
        .http()
        .get(&format!("/cases/{case}?lang=en"))
        .await
        .expect(503);
    assert!(page.text().contains("This case cannot be shown for now"));

    take_it_after_all(app.pool()).await;
    let folder = TempDir::with_prefix("hoso-held-").unwrap();
    let operator = CommandLine::on(&app.database, folder.path());
    let _ = operator.hoso(&["retry", "--all"]).expect(0);
    assert_eq!(status(&app, case).await, "submitted");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_a_known_name_that_cannot_be_read_holds_back_its_case_everywhere() {
    let app = TestApp::start().await;
    let (broken, free) = (app.file_dossier().await, app.file_dossier().await);
    app.settle().await;
    let known = app.app().store.head().await.unwrap();
    insert_unreadable(app.pool(), broken).await;
    app.assign(free).await;
    app.accept(free).await;
    app.settle().await;
    assert_eq!(status(&app, free).await, "accepted");
    let held = held::of_stream(app.pool(), broken.0).await.unwrap();
    assert_eq!(held.len(), projections::all().len());
    assert!(held.iter().all(|it| it.position == known.0 + 1), "{held:?}");
    let _ = app.http().get("/health/ready").await.expect(200);
    let shown = app
        .http()
        .get(&format!("/cases/{broken}?lang=en"))
        .await
        .expect(200);
    assert!(shown.text().contains("has not kept up"));
    let score = format!("/cases/{broken}/score?lang=en");
    let score = app.http().get(&score).await.expect(200);
    assert!(score.text().contains("the dossier is not over"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_model_that_takes_nothing_stands_still_and_the_others_go_on() {
    let app = TestApp::start().await;
    app.settle().await;
    let before = position_of(&app, "case_list").await;
    let away = "alter table projections.case_list rename to case_list_away";
    run(app.pool(), away.to_owned()).await;
    let case = app.file_dossier().await;
    let head = app.app().store.head().await.unwrap();
    wait_until("the deadlines go on", PATIENCE, async || {
        position_of(&app, "deadline").await == head
    })
    .await;
    assert_eq!(position_of(&app, "case_list").await, before);
    wait_until(
        "the service says that it is not ready",
        PATIENCE,
        async || app.http().get("/health/ready").await.status == 503,
    )
    .await;
    // While one stands still, the others keep going.
    let _second = app.file_dossier().await;
    let head = app.app().store.head().await.unwrap();
    wait_until("the audit trail goes on", PATIENCE, async || {
        position_of(&app, "audit_trail").await == head
    })
    .await;

    let back = "alter table projections.case_list_away rename to case_list";
    run(app.pool(), back.to_owned()).await;
    app.settle().await;
    assert_eq!(status(&app, case).await, "submitted");
    wait_until("the service is ready again", PATIENCE, async || {
        app.http().get("/health/ready").await.status == 200
    })
    .await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_model_that_refuses_case_after_case_stands_still_instead_of_passing_over_them() {
    let app = TestApp::without_service().await;
    app.settle().await;
    let before = position_of(&app, "case_list").await;
    let refused = "alter table projections.case_list add constraint refused check (false)";
    run(app.pool(), refused.to_owned()).await;
    for _ in 0..30 {
        app.file_dossier().await;
    }
    let projector = projections::Projector::new(
        app.app().store.clone(),
        app.app().vault.clone(),
        app.pool().clone(),
        projections::all(),
    );
    let error = projector.catch_up().await.unwrap_err();
    assert!(
        error.to_string().contains("not the fault of events"),
        "{error}"
    );
    assert_eq!(position_of(&app, "case_list").await, before);
    assert_eq!(held::list(app.pool(), 10).await.unwrap(), []);
    let head = app.app().store.head().await.unwrap();
    assert_eq!(position_of(&app, "audit_trail").await, head);
}

/// Puts an event at the end of the log whose name is known and whose data makes no sense.
async fn insert_unreadable(pool: &PgPool, case: CaseId) {
    let statement = format!(
        r#"
        with moved as (update eventstore.head set position = position + 1 returning position),
        last as (
            select * from eventstore.event where stream_id = '{case}' order by version desc limit 1)
        insert into eventstore.event
        select moved.position, stream_kind, stream_id, version + 1, 'case.officer_assigned.v1',
            recorded_at, command_id,
            convert_to(
                replace(replace(convert_from(document, 'utf8'),
                    '"type":"' || type || '"', '"type":"case.officer_assigned.v1"'),
                    '"streamversion":' || version, '"streamversion":' || version + 1),
                'utf8')
        from last, moved
        "#
    );
    run(pool, statement).await;
}
