use harness::{Http, TestApp, decider, receiver};
use serde_json::{Value, json};
use services::clock::new_id;
use services::timers;
use time::macros::datetime;
use uuid::Uuid;

use super::{each, page};
use crate::certificate_changes::{certificate_of, opinions, upon};
use crate::clerk::{accepted, forward, send};

/// Has a certificate suspended; gives the case in which that was decided.
async fn suspend(http: &Http, issued_in: Uuid, certificate: &Value) -> Uuid {
    let case = new_id();
    let mut dossier = upon(issued_in, "FNGO-SUSPEND", certificate, &["proposal"]);
    dossier["channel"] = "official-letter".into();
    let reply = send(http, &receiver(), (case, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(http, &receiver(), case, "accept-dossier", &json!({})).await;
    let asked = accepted(http, &receiver(), case, "request-consultation", &json!({})).await;
    opinions(http, case, &asked).await;
    let ground = json!({ "number": "1-DC", "ground": "other-bank-account" });
    accepted(http, &decider(), case, "grant-certificate", &ground).await;
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_certificate_expires_and_its_history_says_in_which_case() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = forward(&http).await;
    let grant = json!({ "number": "5-26", "valid_until": "2026-05-29" });
    let granted = accepted(&http, &decider(), case, "grant-certificate", &grant).await;
    let issued = certificate_of(&http, case, &granted["position"]).await;
    let id = issued["certificate_id"].as_str().unwrap().to_owned();
    let suspending = suspend(&http, case, &issued["certificate_id"]).await;
    app.settle().await;

    app.clock.set(datetime!(2026-06-01 09:00 +7));
    timers::tick(app.app()).await.unwrap();
    app.settle().await;
    assert_eq!(timers::tick(app.app()).await.unwrap(), 0, "once");
    let now = http.get(&format!("/v1/certificates/{id}")).await;
    let now = now.expect(200).json();
    assert_eq!(now["status"], "suspended");
    assert_eq!(now["lapsed"], true);
    let listed = http.get("/v1/certificates?status=suspended").await;
    assert_eq!(each(&listed.expect(200).json(), "number"), ["5-26"]);

    let history = http.get(&format!("/v1/certificates/{id}/history")).await;
    let history = history.expect(200).json();
    // The renewal: what is owed is looked at in the same round. Nobody handed the certificate over, so
    // neither the account nor the plan is owed.
    let what = [
        "duty_missed",
        "certificate_expired",
        "certificate_suspended",
        "certificate_issued",
    ];
    assert_eq!(each(&history, "what"), what);
    let items = history["items"].as_array().unwrap().iter();
    let cases: Vec<&Value> = items.map(|it| &it["case_id"]).skip(1).collect();
    assert_eq!(cases, [&Value::Null, &json!(suspending), &json!(case)]);
    let shown = page(&http, &format!("/certificates/{id}")).await;
    let shown = shown.expect(200);
    for text in [
        "Certificate suspended",
        "its last day has passed",
        &suspending.to_string(),
    ] {
        assert!(shown.text().contains(text), "{text}");
    }
    app.assert_read_models_equal_a_rebuild().await;
}
