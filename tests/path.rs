//! The whole path: a dossier becomes a certificate, through the log, JetStream and the read models.

use domain::CaseId;
use harness::{
    Filing, Person, Service, TestApp, applicant, assert_gapless, assert_stream_is_log, body,
    decider, log_of, receiver,
};
use projections::case_list;
use serde_json::{Value, json};
use services::clock::new_id;

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_becomes_a_certificate() {
    let mut app = TestApp::start_with_nats().await;
    let (case, _) = app.certify(&Filing::default()).await;

    let log = log_of(&app.app().store).await;
    assert_gapless(&log);
    app.relayed().await;
    assert_stream_is_log(&app.nats().jetstream().await, &log).await;

    app.settle().await;
    let line = case_list::one(app.pool(), case.0).await.unwrap().unwrap();
    assert!(line.ended_at.is_some(), "{line:?}");
    app.assert_read_models_equal_a_rebuild().await;
    app.stop().await.unwrap();
}

/// Whoever uses the program over HTTP.
struct Desk {
    service: Service,
    case: CaseId,
}

impl Desk {
    /// Gives a command, and says how far the log goes then.
    async fn does(&self, who: &Person, command: &str, body: Value) -> String {
        let path = format!("/v1/cases/{}/{command}", self.case);
        let client = self.service.http().acting_as(who);
        let client = client.with("idempotency-key", &new_id().to_string());
        let answer = client.post(&path, &body).await;
        assert!(
            [200, 201].contains(&answer.status),
            "{command}: {}",
            answer.text()
        );
        answer.header("hoso-position").unwrap().to_owned()
    }

    /// Reads the case as it is at this position or later.
    async fn reads(&self, position: &str) -> Value {
        let path = format!("/v1/cases/{}", self.case);
        let client = self.service.http().acting_as(&receiver());
        client
            .with("hoso-position", position)
            .get(&path)
            .await
            .expect(200)
            .json()
    }
}

fn dossier() -> Value {
    let filing = Filing::default();
    json!({
        "procedure": "FNGO-OP-ISSUE",
        "channel": filing.channel,
        "applicant": { "id": new_id(), "name": filing.name, "contact": filing.contact },
        "representative": filing.representative,
        "components": filing.components,
        "fields": filing.fields,
        "provinces": filing.provinces,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_becomes_a_certificate_through_the_program_and_is_still_there_after_a_crash() {
    let mut app = TestApp::opening().roles(&[]).with_nats().open().await;
    let nats_url = app.nats().url();
    let service = Service::start(&app.database.url(), Some(&nats_url)).await;
    let case = CaseId(new_id());
    let mut desk = Desk { service, case };

    desk.does(&applicant(), "submit-dossier", dossier()).await;
    desk.does(&receiver(), "accept-dossier", json!({})).await;
    let asked = desk
        .does(&receiver(), "request-consultation", json!({}))
        .await;
    let seen = desk.reads(&asked).await;
    let agencies = app.awaited(case).await;
    assert_eq!(
        seen["consultations"].as_array().unwrap().len(),
        agencies.len(),
        "{seen}"
    );
    for agency in &agencies {
        let body = body(agency.as_str());
        let opinion = json!({ "opinion": "agree", "text": "Đồng ý." });
        desk.does(&body, "receive-consultation", json!({})).await;
        desk.does(&body, "give-opinion", opinion).await;
    }
    desk.does(&receiver(), "forward-dossier", json!({})).await;
    let number = json!({ "number": "975-BNG-HD" });
    desk.does(&decider(), "grant-certificate", number).await;
    let end = desk
        .does(
            &receiver(),
            "return-result",
            json!({ "channel": "in-person" }),
        )
        .await;
    let before = desk.reads(&end).await;
    assert_eq!(before["certificate"]["number"], "975-BNG-HD", "{before}");

    app.relayed().await;
    let log = log_of(&app.app().store).await;
    assert_gapless(&log);
    assert_eq!(end, log.len().to_string());
    assert_stream_is_log(&app.nats().jetstream().await, &log).await;
    desk.service.restart().await;
    assert_eq!(desk.reads(&end).await, before);
    app.assert_read_models_equal_a_rebuild().await;
    assert!(desk.service.terminate().await.success());
}
