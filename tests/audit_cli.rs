//! What an auditor does on the command line: replay a case, and prove that a read model is what
//! the log says.

use eventstore::RoleLock;
use harness::{CommandLine, Filing, Load, Outcome, TestApp, wait_until};
use projections::ProjectionError;
use projections::case_list::{self, CaseLine};
use projections::rebuild::{WhenDifferent, rebuild};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use time::Duration;

/// Personal values that must not be seen unless they are asked for.
const GUIDANCE: &str = "Please bring the charter, certified.";
/// How long the projector may take to list a case under load.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

fn hoso(app: &TestApp, arguments: &[&str]) -> Outcome {
    CommandLine::on(&app.database, &std::env::temp_dir()).hoso(arguments)
}

fn json(outcome: Outcome) -> Value {
    serde_json::from_str(&outcome.expect(0).out).unwrap()
}

/// Changes rows behind the service's back, and says how many.
async fn sql(app: &TestApp, statement: &str) -> u64 {
    let statement = AssertSqlSafe(statement.to_owned());
    let done = sqlx::raw_sql(statement).execute(app.pool()).await.unwrap();
    done.rows_affected()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_shows_the_case_as_it_was_at_every_position() {
    let app = TestApp::opening().roles(&[]).open().await;
    let case = app.file(&Filing::of("Quỹ Bình Minh")).await;
    app.accept(case).await;
    app.request_supplement(case, "charter", GUIDANCE).await;
    app.supplement(case, "charter").await;
    hoso(&app, &["project"])
        .expect(0)
        .says(&["read models are at position"]);
    let line = case_list::one(app.pool(), case.0).await.unwrap().unwrap();
    let code = line.code.clone().unwrap();

    let now = json(hoso(&app, &["replay", &code, "--json"]));
    let mut replayed: CaseLine = serde_json::from_value(now["state"].clone()).unwrap();
    // The name is in the vault, and what is searched is made of it.
    replayed.name = line.name.clone();
    replayed.search = line.search.clone();
    assert_eq!(replayed, line);
    assert_eq!(now["case"], case.0.to_string());
    assert_eq!(
        (&now["later_events"], &now["portal_status"]),
        (&0.into(), &2.into())
    );

    let events = now["events"].as_array().unwrap();
    let statuses = ["submitted", "accepted", "supplement_requested", "accepted"];
    assert_eq!(events.len(), statuses.len());
    for (event, (status, count)) in events.iter().zip(statuses.into_iter().zip(1_u64..)) {
        let at = event["position"].to_string();
        let then = json(hoso(&app, &["replay", &code, "--json", "--at", &at]));
        assert_eq!(then["state"]["status"], status);
        assert_eq!(then["position"], event["position"]);
        assert_eq!(then["state"]["version"], count);
        assert_eq!(
            then["events"].as_array().unwrap(),
            &events[..usize::try_from(count).unwrap()]
        );
    }
    let total = now["deadlines"].as_array().unwrap();
    let total = total.iter().find(|it| it["clock"] == "total").unwrap();
    assert_eq!(total["moved"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_as_of_a_time_knows_what_was_recorded_then() {
    let app = TestApp::opening().roles(&[]).open().await;
    let filed_at = app.app().clock.now();
    let case = app.file_dossier().await;
    app.clock.set(filed_at + Duration::hours(2));
    app.accept(case).await;
    let id = case.0.to_string();
    let as_of = |at: &str| hoso(&app, &["replay", &id, "--as-of", at]);
    as_of("2026-03-02T10:00:00+07:00").expect(0).says(&[
        "submitted",
        "1 events came later",
        "open",
        "working days after 2026-03-02",
    ]);
    as_of("2026-03-02T04:00:00Z")
        .expect(0)
        .says(&["its last event", "accepted"]);
    as_of("2026-03-01T10:00:00+07:00")
        .expect(1)
        .says(&["had no event then"]);
    as_of("2999-01-01T00:00:00Z")
        .expect(1)
        .says(&["may still come into the log"]);
    let head = app.app().store.head().await.unwrap().0;
    let beyond = (head + 1).to_string();
    hoso(&app, &["replay", &id, "--at", &beyond])
        .expect(1)
        .says(&["the log ends at position", &head.to_string()]);
    as_of("yesterday")
        .expect(2)
        .says(&["a time is written like"]);
    hoso(
        &app,
        &[
            "replay",
            &id,
            "--at",
            "1",
            "--as-of",
            "2026-03-01T10:00:00Z",
        ],
    )
    .expect(2)
    .says(&["cannot be used with"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_values_are_shown_only_when_they_are_to_be_revealed() {
    let app = TestApp::opening().roles(&[]).open().await;
    let filing = Filing::of("Quỹ Bình Minh");
    let case = app.file(&filing).await;
    app.request_supplement(case, "charter", GUIDANCE).await;
    let id = case.0.to_string();
    let secrets = [filing.name.as_str(), GUIDANCE, filing.contact.as_str()];

    for form in [
        &["replay", id.as_str()][..],
        &["replay", id.as_str(), "--json"],
    ] {
        let hidden = hoso(&app, form).expect(0);
        assert!(
            !secrets.iter().any(|it| hidden.out.contains(it)),
            "{}",
            hidden.out
        );
        let revealed = hoso(&app, &[form, &["--reveal"]].concat()).expect(0);
        revealed.says(&secrets);
        assert!(!revealed.out.contains("NOT what was"), "{}", revealed.out);
    }
    sql(
        &app,
        "update eventstore.vault_value set id = gen_random_uuid() where label = 'contact'",
    )
    .await;
    hoso(&app, &["replay", &id, "--reveal"])
        .expect(0)
        .says(&["(erased)", GUIDANCE]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_not_there_is_told_with_what_to_do() {
    let app = TestApp::opening().roles(&[]).open().await;
    hoso(&app, &["replay", "COMINGO-260302-0001"])
        .expect(1)
        .says(&["no case has the code", "hoso project"]);
    hoso(&app, &["replay", "0199aaaa-0000-7000-8000-000000000000"])
        .expect(1)
        .says(&["the log has no case"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_finds_what_was_tampered_with_and_mends_it() {
    let app = TestApp::opening().roles(&[]).open().await;
    for name in ["Một", "Hai", "Ba"] {
        app.accept(app.file(&Filing::of(name)).await).await;
    }
    hoso(&app, &["rebuild", "--all"]).expect(0).says(&[
        "case_list.v2: equal, 3 rows",
        "deadline.v2: equal",
        "audit_trail.v1: equal",
    ]);
    sql(
        &app,
        "update projections.case_list set status = 'granted' where name = 'Hai';
         delete from projections.case_list where name = 'Ba';
         insert into projections.audit_trail
         select 9999, recorded_at, actor, agency, role, command, command_id, stream_kind, stream_id,
             99, type, procedure, ground, reason from projections.audit_trail limit 1;",
    )
    .await;

    hoso(&app, &["rebuild", "case_list"]).expect(1).says(&[
        "rows that differ: 2, of 3",
        "! status: \"granted\" in the live one, \"accepted\" by the log",
    ]);
    hoso(&app, &["rebuild", "audit_trail.v1"]).expect(1).says(&[
        "rows that differ: 1",
        "it should not be there",
        "position: 9999",
    ]);
    hoso(&app, &["rebuild", "--all", "--replace"])
        .expect(0)
        .says(&[
            "the rebuilt rows are in their place now",
            "deadline.v2: equal",
        ]);
    hoso(&app, &["rebuild", "--all"])
        .expect(0)
        .says(&["case_list.v2: equal, 3 rows"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_put_together_again_from_the_log() {
    let app = TestApp::opening().roles(&[]).open().await;
    app.certify(&Filing::default()).await;
    app.accept(app.file(&Filing::of("Quỹ Rạng Đông")).await)
        .await;
    let claims = async || -> String {
        let all = "select string_agg(concat_ws('|', key, holder, position), ',' order by key)
            from eventstore.claim";
        sqlx::query_scalar(all).fetch_one(app.pool()).await.unwrap()
    };
    let right = claims().await;
    let said = "the claims are what the events say";
    hoso(&app, &["rebuild", "claims"]).expect(0).says(&[said]);
    for tampering in [
        "delete from eventstore.claim where key = (select min(key) from eventstore.claim)",
        "update eventstore.claim set holder = gen_random_uuid()
            where key = (select max(key) from eventstore.claim)",
        "insert into eventstore.claim (key, holder, position)
            values ('invented', gen_random_uuid(), 1)",
    ] {
        sql(&app, tampering).await;
        hoso(&app, &["verify"]).expect(1).says(&["the claim"]);
        let wrong = ["is held by", "and should be by", "--replace"];
        hoso(&app, &["rebuild", "claims"]).expect(1).says(&wrong);
        assert_ne!(claims().await, right, "it is only told");
        let mended = hoso(&app, &["rebuild", "claims", "--replace"]);
        mended.expect(0).says(&["all claims are replaced"]);
        assert_eq!(claims().await, right);
        hoso(&app, &["verify"])
            .expect(0)
            .says(&["events are right"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_under_load_compares_at_one_position_and_replaces_nothing_that_is_right() {
    let app = TestApp::start().await;
    // The load does not touch it, so that nothing mends its line but the rebuild.
    let untouched = app.file_dossier().await;
    let load = Load::start(&[app.office().clone()], 3);
    load.goes_on(20).await;
    let tampering = format!(
        "update projections.case_list set search = 'wrong' where case_id = '{}'",
        untouched.0
    );
    wait_until("the case is listed", PATIENCE, async || {
        sql(&app, &tampering).await == 1
    })
    .await;
    hoso(&app, &["rebuild", "case_list"])
        .expect(1)
        .says(&["! search"]);
    hoso(&app, &["rebuild", "case_list", "--replace"])
        .expect(0)
        .says(&["in their place now"]);
    hoso(&app, &["rebuild", "--all"])
        .expect(0)
        .says(&["case_list.v2: equal"]);
    load.goes_on(10).await;
    load.stop().await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_rebuild_runs_at_a_time_and_clears_away_what_a_killed_one_left() {
    let app = TestApp::opening().roles(&[]).open().await;
    app.file_dossier().await;
    let lock = RoleLock::try_acquire(app.pool(), "rebuild").await.unwrap();
    let busy = hoso(&app, &["rebuild", "case_list"]);
    busy.expect(1).says(&["another rebuild is running"]);
    lock.unwrap().release().await.unwrap();

    sql(
        &app,
        "create schema projections_rebuild;
         create table projections_rebuild.case_list (left_over integer)",
    )
    .await;
    hoso(&app, &["rebuild", "case_list"])
        .expect(0)
        .says(&["equal, 1 rows"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_model_that_is_ahead_of_the_log_is_told() {
    let app = TestApp::opening().roles(&[]).open().await;
    app.file_dossier().await;
    hoso(&app, &["project"]).expect(0).says(&["read models"]);
    sql(
        &app,
        "update projections.checkpoint set position = 100000 where name = 'case_list.v2'",
    )
    .await;
    let (live, beside) = (app.pool(), app.database.rebuild_pool().await);
    let model = projections::named("case_list").unwrap();
    let keep = WhenDifferent::Keep;
    let vault = app.app().vault.clone();
    let pools = (live, &beside);
    let outcome = rebuild(&app.app().store, vault, pools, model.as_ref(), keep, drop).await;
    assert!(matches!(
        outcome,
        Err(ProjectionError::Ahead { position: 100_000 })
    ));
    hoso(&app, &["rebuild", "case_list"])
        .expect(1)
        .says(&["was a backup restored?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_read_model_is_answered_with_those_there_are() {
    let app = TestApp::opening().roles(&[]).open().await;
    let names = ["case_list", "case_timeline", "consultation", "audit_trail"];
    hoso(&app, &["rebuild", "nothing"]).expect(1).says(&names);
    hoso(&app, &["rebuild"]).expect(2).says(&["<READ_MODEL>"]);
}
