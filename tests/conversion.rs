//! The certificate of a project office, a kind that is issued no more, becomes one of the two that are left.

use harness::{TestApp, applicant, decider, receiver};
use serde_json::{Value, json};
use services::clock::new_id;

use crate::certificate_changes::{certificate_of, opinions, upon};
use crate::clerk::{accepted, problem, send};

const PAPERS: [&str; 3] = [
    "application-form",
    "project-office-certificate",
    "programme-plan",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_project_office_in_the_log_becomes_a_certificate_of_operation() {
    let app = TestApp::start().await;
    let http = app.http();
    let (entered_in, nothing) = (new_id(), Value::Null);
    let mut entry = upon(
        entered_in,
        "PO-ENTER",
        &nothing,
        &["project-office-certificate"],
    );
    entry["channel"] = "official-letter".into();
    let reply = send(&http, &applicant(), (entered_in, "submit-dossier"), &entry).await;
    problem(&reply, 403, "not-allowed");
    let reply = send(&http, &receiver(), (entered_in, "submit-dossier"), &entry).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(&http, &receiver(), entered_in, "accept-dossier", &json!({})).await;
    let grant = json!({ "number": "PO-7", "valid_until": "2026-06-30" });
    let done = accepted(&http, &decider(), entered_in, "grant-certificate", &grant).await;
    let legacy = certificate_of(&http, entered_in, &done["position"]).await;
    assert_eq!(
        (&legacy["kind"], &legacy["status"]),
        (&json!("CERT-PO"), &json!("valid"))
    );

    let converts = |certificate: &Value| {
        let mut dossier = upon(entered_in, "FNGO-CONVERT-OP", certificate, &PAPERS);
        dossier["channel"] = "online".into();
        dossier
    };
    let unnamed = send(
        &http,
        &applicant(),
        (new_id(), "submit-dossier"),
        &converts(&nothing),
    )
    .await;
    problem(&unnamed, 422, "no-certificate");
    let case = new_id();
    let dossier = converts(&legacy["certificate_id"]);
    let reply = send(&http, &applicant(), (case, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    let asked = accepted(&http, &receiver(), case, "request-consultation", &json!({})).await;
    opinions(&http, case, &asked).await;
    accepted(&http, &receiver(), case, "forward-dossier", &json!({})).await;
    let grant = json!({ "number": "50-26" });
    let done = accepted(&http, &decider(), case, "grant-certificate", &grant).await;

    let converted = certificate_of(&http, case, &done["position"]).await;
    assert_eq!(converted["kind"], "CERT-OP");
    assert_eq!(converted["status"], "valid");
    assert_eq!(converted["holder"], legacy["holder"]);
    let legacy = certificate_of(&http, entered_in, &done["position"]).await;
    assert_eq!(legacy["status"], "ended");
    let again = send(&http, &applicant(), (new_id(), "submit-dossier"), &dossier).await;
    assert_eq!(
        again.status,
        201,
        "it is refused when it is decided: {}",
        again.text()
    );
    app.settle().await;
    app.assert_read_models_equal_a_rebuild().await;
}
