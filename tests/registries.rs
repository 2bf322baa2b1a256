//! The registries over the interface that people use.

mod aid;
mod certificates;
mod focal_points;
mod merging;
mod organisations;

use std::collections::BTreeSet;

use eventstore::Position;
use futures_util::StreamExt as _;
use harness::{Http, Person, Reply, TestApp, applicant, decider, receiver};
use serde_json::{Value, json};
use services::claims::Held;
use services::clock::new_id;
use uuid::Uuid;

use crate::certificate_changes::opinions;
use crate::clerk::{accepted, dossier, send};

/// An organisation, as a dossier names it.
#[derive(Clone)]
struct Who {
    id: Uuid,
    name: &'static str,
    home: &'static str,
}

impl Who {
    fn new(name: &'static str, home: &'static str) -> Self {
        let id = new_id();
        Self { id, name, home }
    }

    fn dossier(&self) -> Value {
        let mut dossier = dossier(self.id);
        dossier["applicant"] = json!({ "id": self.id, "name": self.name });
        dossier["home"] = self.home.into();
        dossier
    }
}

/// Files a dossier for an organisation; gives the case and the receipt.
async fn file_for(http: &Http, who: &Who) -> (Uuid, Value) {
    let case = new_id();
    let reply = send(http, &applicant(), (case, "submit-dossier"), &who.dossier()).await;
    (case, reply.expect(201).json())
}

/// Brings a dossier that was filed to the desk of whoever decides.
async fn forwarded(http: &Http, case: Uuid) {
    accepted(http, &receiver(), case, "accept-dossier", &json!({})).await;
    let asked = accepted(http, &receiver(), case, "request-consultation", &json!({})).await;
    opinions(http, case, &asked).await;
    accepted(http, &receiver(), case, "forward-dossier", &json!({})).await;
}

/// Brings a dossier that was filed to its decision; gives the answer to the grant.
async fn decide(http: &Http, case: Uuid, number: &str) -> Reply {
    forwarded(http, case).await;
    let grant = json!({ "number": number });
    send(http, &decider(), (case, "grant-certificate"), &grant).await
}

async fn registered(http: &Http, who: &Who, number: &str) -> (Uuid, Value) {
    let (case, _) = file_for(http, who).await;
    let granted = decide(http, case, number).await.expect(200).json();
    (case, granted)
}

async fn post(http: &Http, who: &Person, key: Uuid, path: &str, body: &Value) -> Reply {
    let client = http.acting_as(who);
    let client = client.with("idempotency-key", &key.to_string());
    client.post(path, body).await
}

async fn merge(http: &Http, by: &Person, from: Uuid, into: Uuid) -> Reply {
    let path = format!("/v1/organisations/{from}/merge");
    let body = json!({
        "into": into, "ground": "same_organisation", "decision": "12-QD-2026",
        "reason": "Ghi hai lần theo hai bản dịch.",
    });
    post(http, by, new_id(), &path, &body).await
}

async fn merged(http: &Http, from: Uuid, into: Uuid) -> Value {
    merge(http, &decider(), from, into).await.expect(200).json()
}

/// Has what is kept about somebody erased, and waits until nothing is left.
async fn erase(app: &TestApp, subject: Uuid) {
    let order = json!({ "ground": "subject_request", "decision": "07-QD-2026" });
    let path = format!("/v1/subjects/{subject}/erase");
    let ordered = post(&app.http(), &decider(), new_id(), &path, &order).await;
    assert_eq!(ordered.status, 202, "{}", ordered.text());
    app.settle().await;
    let done = services::erasure::finish(app.app(), domain::SubjectId(subject)).await;
    let done = done.unwrap();
    assert!(
        matches!(done, services::erasure::Progress::Completed(_)),
        "{done:?}"
    );
}

async fn read(http: &Http, path: &str, receipt: &Value) -> Value {
    let mark = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{mark}at_least={}", receipt["position"]);
    http.get(&path).await.expect(200).json()
}

/// A page in English.
async fn page(http: &Http, path: &str) -> Reply {
    let reader = http.with("accept", "text/html");
    reader.with("accept-language", "en").get(path).await
}

fn ids(list: &Value, member: &str) -> Vec<Uuid> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|it| it[member].as_str().unwrap().parse().unwrap())
        .collect()
}

fn each<'a>(list: &'a Value, member: &str) -> Vec<&'a str> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|it| it[member].as_str().unwrap()).collect()
}

/// Fails unless the claims that are held are those that follow from the log.
async fn assert_claims_follow_from_the_log(app: &TestApp) {
    let store = &app.app().store;
    let (mut held, mut keys) = (Held::default(), BTreeSet::new());
    let mut events = store.stream_after(Position(0));
    while let Some(event) = events.next().await {
        held.see(&event.unwrap()).unwrap();
        keys.extend(held.keys.keys().cloned());
    }
    let all: Vec<String> = keys.into_iter().collect();
    let stored = store.holders_of(&all).await.unwrap();
    let mut told: Vec<_> = (held.keys.into_iter())
        .map(|(key, it)| (key, it.0))
        .collect();
    told.sort();
    assert_eq!(stored, told);
}
