//! What callers learn when it is our fault: that it is, and nothing more.

use harness::{CommandLine, Http, TestApp, receiver};
use serde_json::json;
use services::clock::new_id;

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_of_ours_tells_the_caller_nothing() {
    let app = TestApp::start().await;
    let case = app.file_dossier().await;
    app.settle().await;
    for sabotage in [
        "alter table projections.case_list rename to sabotaged_lines",
        "alter table eventstore.command rename column fingerprint to sabotaged_print",
    ] {
        sqlx::raw_sql(sabotage).execute(app.pool()).await.unwrap();
    }

    let desk = app.http().acting_as(&receiver());
    let command = desk.with("idempotency-key", &new_id().to_string());
    let accept = format!("/v1/cases/{case}/accept-dossier");
    for answer in [
        desk.get("/v1/cases").await,
        command.post(&accept, &json!({})).await,
    ] {
        tells_nothing(&answer);
    }
    let page = Http::at(app.http().address()).with("accept", "text/html");
    let page = page.get("/cases").await;
    assert_eq!(page.status, 500);
    says_nothing(page.text());
}

fn tells_nothing(answer: &harness::Reply) {
    assert_eq!(answer.status, 500, "{}", answer.text());
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    says_nothing(answer.text());
}

/// Names of tables and columns, and words of the database, are for our log only.
fn says_nothing(text: &str) {
    let ours = [
        "case_list",
        "sabotaged",
        "fingerprint",
        "relation",
        "column",
        "select",
        "sqlx",
        "postgres",
        ".rs",
    ];
    for word in ours {
        assert!(!text.to_lowercase().contains(word), "{word} in {text}");
    }
}

#[test]
fn a_service_waits_for_a_database_that_is_away_and_not_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let program = CommandLine::without_database(folder.path());
    let script = "HOSO_DATABASE_WAIT_SECONDS=2 hoso serve --listen 127.0.0.1:0";
    let outcome = program.shell(script).expect(1);
    outcome.says(&[
        "the database is away: waiting for it",
        "waited 2 seconds (HOSO_DATABASE_WAIT_SECONDS)",
    ]);
}

#[test]
fn whoever_stops_reading_hears_no_complaint() {
    let folder = tempfile::tempdir().unwrap();
    let program = CommandLine::without_database(folder.path());
    let script = "{ sleep 0.5; hoso catalogue schema 2>complaint; } | true; cat complaint";
    let outcome = program.shell(script).expect(0);
    assert_eq!((outcome.out.as_str(), outcome.err.as_str()), ("", ""));
    program
        .hoso(&["rebuild", "--help"])
        .expect(0)
        .says(&["case_list", "audit_trail"]);
}
