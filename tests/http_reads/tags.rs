//! Tags: what a read that knows them need not send again, and which version they mean.

use harness::{TestApp, receiver};
use serde_json::{Value, json};
use services::clock::new_id;
use uuid::Uuid;

use crate::clerk::{accepted, file, problem, send};

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_known_is_not_sent_again() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    app.settle().await;
    let path = format!("/v1/cases/{case}");
    let etag = http
        .get(&path)
        .await
        .expect(200)
        .header("etag")
        .unwrap()
        .to_owned();
    let known = http.with("if-none-match", &etag);
    let same = known.get(&path).await.expect(304);
    assert!(same.body.is_empty());
    assert_eq!(same.header("etag"), Some(etag.as_str()));
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    app.settle().await;
    let changed = known.get(&path).await.expect(200);
    let etag = changed.header("etag").unwrap();
    assert!(etag.starts_with("\"2-"), "{etag}");

    // Without an event of the case: whoever knows the name is told that it is gone.
    let known = http.with("if-none-match", etag);
    let _ = known.get(&path).await.expect(304);
    let subject = changed.json()["case"]["applicant"].clone();
    let erase = format!("/v1/subjects/{}/erase", subject.as_str().unwrap());
    let order = json!({ "ground": "subject_request", "decision": "12-QD-2026" });
    let desk = http.acting_as(&receiver());
    let desk = desk.with("idempotency-key", &Uuid::max().to_string());
    let _ = desk.post(&erase, &order).await.expect(202);
    app.settle().await;
    let erased = known.get(&path).await.expect(200);
    assert_eq!(erased.json()["case"]["name"], Value::Null);
    assert!(erased.header("etag").unwrap().starts_with("\"2-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_says_for_which_version_a_command_is_meant() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    app.settle().await;
    let shown = http.get(&format!("/v1/cases/{case}")).await.expect(200);
    let etag = shown.header("etag").unwrap();
    assert!(etag.starts_with("\"1-"), "{etag}");
    let officer = json!({ "officer": new_id() });
    let assign = async |tag: &str| {
        let http = http.with("if-match", tag);
        send(&http, &receiver(), (case, "assign-officer"), &officer).await
    };
    for malformed in ["\"1-\"", "\"1-x\"", "\"-1\""] {
        problem(&assign(malformed).await, 400, "invalid-header");
    }
    let stale = assign(&etag.replacen('1', "7", 1)).await;
    assert_eq!(problem(&stale, 412, "stale-version")["actual_version"], 1);
    let right = assign(etag).await.expect(200);
    assert_eq!(right.header("etag"), Some("\"2\""));
}
