//! Sending commands over HTTP, as clients do.

use harness::{Filing, Http, Person, Reply, TestApp, applicant, body, decider, receiver};
use serde_json::{Value, json};
use services::clock::{derived_id, new_id};
use uuid::Uuid;

/// A full dossier, as a client writes it.
pub(crate) fn dossier(case: Uuid) -> Value {
    let filing = Filing::default();
    json!({
        "procedure": "FNGO-OP-ISSUE",
        "channel": filing.channel,
        "applicant": {
            "id": derived_id(case, "applicant"),
            "name": filing.name,
            "contact": filing.contact,
        },
        "representative": filing.representative,
        "components": filing.components,
        "fields": filing.fields,
        "provinces": filing.provinces,
    })
}

/// Sends a command under a key of its own.
pub(crate) async fn send(
    http: &Http,
    who: &Person,
    (case, command): (Uuid, &str),
    body: &Value,
) -> Reply {
    let key = new_id();
    send_as(http, who, (case, command), (key, body)).await
}

/// Sends a command under a key.
pub(crate) async fn send_as(
    http: &Http,
    who: &Person,
    (case, command): (Uuid, &str),
    (key, body): (Uuid, &Value),
) -> Reply {
    let client = http
        .acting_as(who)
        .with("idempotency-key", &key.to_string());
    client.post(&address(case, command), body).await
}

/// Where a command goes.
pub(crate) fn address(case: Uuid, command: &str) -> String {
    format!("/v1/cases/{case}/{command}")
}

/// Files a full dossier.
pub(crate) async fn file(http: &Http) -> Uuid {
    let case = new_id();
    let reply = send(http, &applicant(), (case, "submit-dossier"), &dossier(case)).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    case
}

/// Files, accepts, asks everybody and forwards, so that the decider can decide.
pub(crate) async fn forward(http: &Http) -> Uuid {
    let case = file(http).await;
    accepted(http, &receiver(), case, "accept-dossier", &json!({})).await;
    let asked = accepted(http, &receiver(), case, "request-consultation", &json!({})).await;
    let path = format!(
        "/v1/cases/{case}/consultations?at_least={}",
        asked["position"]
    );
    let consulted = http.get(&path).await.expect(200).json();
    for consultation in consulted["items"].as_array().unwrap() {
        let agency = body(consultation["agency"].as_str().unwrap());
        accepted(http, &agency, case, "receive-consultation", &json!({})).await;
        let opinion = json!({ "opinion": "agree", "text": "Không có ý kiến khác." });
        accepted(http, &agency, case, "give-opinion", &opinion).await;
    }
    accepted(http, &receiver(), case, "forward-dossier", &json!({})).await;
    case
}

/// Brings a case to its certificate and hands it over; gives the last receipt.
pub(crate) async fn certify(http: &Http, number: &str) -> (Uuid, Value) {
    let case = forward(http).await;
    let grant = json!({ "number": number });
    accepted(http, &decider(), case, "grant-certificate", &grant).await;
    let returned = json!({ "channel": "in-person" });
    let receipt = accepted(http, &receiver(), case, "return-result", &returned).await;
    (case, receipt)
}

/// Sends a command that is carried out, and gives its receipt.
pub(crate) async fn accepted(
    http: &Http,
    who: &Person,
    case: Uuid,
    command: &str,
    body: &Value,
) -> Value {
    let reply = send(http, who, (case, command), body).await;
    reply.expect(200).json()
}

/// Fails unless a reply is a problem of this kind, and gives it.
#[track_caller]
pub(crate) fn problem(reply: &Reply, status: u16, code: &str) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    let problem = reply.json();
    assert_eq!(problem["type"], format!("/problems/{code}"), "{problem}");
    assert_eq!(problem["status"], status);
    let id = reply.header("x-request-id").unwrap();
    assert_eq!(problem["instance"], format!("urn:uuid:{id}"));
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.ends_with('.') && detail.len() > 20, "{detail}");
    problem
}

/// How many events the log has.
pub(crate) async fn head(app: &TestApp) -> i64 {
    app.app().store.head().await.unwrap().0
}
