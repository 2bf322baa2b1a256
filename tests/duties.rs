//! What is owed under a certificate, and why a term ends where it ends, over HTTP.

use eventstore::Position;
use harness::{MORNING, Person, TestApp, applicant, decider, log_of, receiver};
use serde_json::{Value, json};
use services::clock::new_id;
use services::{correction, timers};
use time::Duration;
use time::macros::date;

use crate::certificate_changes::certificate_of;
use crate::clerk::{accepted, certify, forward, problem};
use crate::time_passes::{corrected, publish};

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_under_a_certificate_is_listed_in_order() {
    let app = TestApp::start().await;
    let http = app.http();
    let (case, _) = certify(&http, "GP-7").await;
    app.settle().await;
    let terms = http.get(&format!("/v1/cases/{case}/deadlines")).await;
    let terms = terms.expect(200).json();
    let total = items(&terms)
        .iter()
        .find(|it| it["clock"] == "total")
        .unwrap();
    let told = |language: &str| total["explanation"][language].as_str().unwrap();
    assert!(told("vi").starts_with("Tính từ ngày "), "{}", told("vi"));
    assert!(told("en").starts_with("Counted from "), "{}", told("en"));

    let listed = http.get("/v1/certificates").await.expect(200).json();
    let certificate = &items(&listed)[0];
    let id = certificate["certificate_id"].as_str().unwrap();
    let path = format!("/v1/certificates/{id}/duties");
    let owed = http.get(&path).await.expect(200).json();
    let days: Vec<_> = items(&owed)
        .iter()
        .map(|it| it["due_on"].as_str().unwrap())
        .collect();
    assert!(days.is_sorted(), "{days:?}");
    let account = items(&owed)
        .iter()
        .find(|it| it["duty"] == "account")
        .unwrap();
    assert_eq!(account["counted_from"], certificate["valid_from"]);
    let reports = items(&owed)
        .iter()
        .filter(|it| it["duty"] == "annual-report");
    assert_eq!(reports.count(), 4);
    let nobody = format!("/v1/certificates/{}/duties", new_id());
    let _ = http.get(&nobody).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_is_fulfilled_or_waived_and_the_list_says_so() {
    let app = TestApp::start().await;
    let http = app.http();
    let (_, receipt) = certify(&http, "GP-8").await;
    let path = format!("/v1/certificates?at_least={}", receipt["position"]);
    let listed = http.get(&path).await.expect(200).json();
    let id = items(&listed)[0]["certificate_id"].as_str().unwrap();
    let path = format!("/v1/certificates/{id}/duties");
    let of = async |duty: &str| {
        let owed = http.get(&path).await.expect(200).json();
        let found = items(&owed).iter().find(|it| it["duty"] == duty);
        found.unwrap().clone()
    };
    let settle = async |who: &Person, duty: &str, how: &str, body: &Value| {
        let key = new_id().to_string();
        let client = http.acting_as(who).with("idempotency-key", &key);
        client.post(&format!("{path}/{duty}/{how}"), body).await
    };
    let account = of("account").await;
    assert_eq!(account["settlement"], "open", "{account}");
    let done = json!({ "due": account["due_on"], "on": account["counted_from"] });
    let refused = settle(&applicant(), "account", "fulfil", &done).await;
    problem(&refused, 403, "not-allowed");
    let noted = settle(&receiver(), "account", "fulfil", &done).await;
    assert!(noted.expect(200).json()["position"].is_i64());
    let account = of("account").await;
    assert_eq!(account["settlement"], "fulfilled");
    assert_eq!(account["done_on"], account["counted_from"]);
    let again = settle(&receiver(), "account", "fulfil", &done).await;
    problem(&again, 409, "already-settled");

    let plan = of("plan").await;
    let waived = json!({ "due": plan["due_on"], "decision": "12-QD-2026" });
    let reply = settle(&decider(), "plan", "waive", &waived).await;
    let _ = reply.expect(200);
    app.settle().await;
    let acts = http.get("/v1/audit?agency=MOFA&limit=200").await;
    let acts = acts.expect(200).json();
    let waived = items(&acts)
        .iter()
        .find(|it| it["type"] == "certificate.duty_waived.v1");
    assert_eq!(waived.unwrap()["role"], "decider");
    let events = app.app().store.read_after(Position(0), 500).await.unwrap();
    let of_duties = events.iter().filter(|it| it.name.contains("duty_"));
    let filed: Vec<_> = of_duties
        .map(|it| {
            let envelope = it.envelope().unwrap();
            (envelope.agency, envelope.procedure)
        })
        .collect();
    let where_it_was_issued = (Some("MOFA".to_owned()), Some("FNGO-OP-ISSUE".to_owned()));
    assert_eq!(filed, [where_it_was_issued.clone(), where_it_was_issued]);
    assert_eq!(of("plan").await["settlement"], "waived");
    let other = json!({ "due": "2031-01-01", "decision": "12-QD-2026" });
    let reply = settle(&receiver(), "plan", "waive", &other).await;
    problem(&reply, 422, "not-owed");
    let counted = http.get("/metrics").await.expect(200);
    for figure in [
        "{command=\"fulfil_duty\",outcome=\"done\"} 1",
        "{command=\"fulfil_duty\",outcome=\"refused\"} 2",
        "{command=\"waive_duty\",outcome=\"done\"} 1",
        "{command=\"waive_duty\",outcome=\"refused\"} 1",
    ] {
        let figure = format!("hoso_commands_total{figure}");
        assert!(counted.text().contains(&figure), "{figure}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_or_missed_is_so_once_when_a_correction_moves_its_day() {
    let app = TestApp::start().await;
    let http = app.http();
    let mut certificates = vec![];
    for number in ["GP-10", "GP-11"] {
        let (case, receipt) = certify(&http, number).await;
        let issued = certificate_of(&http, case, &receipt["position"]).await;
        certificates.push(issued["certificate_id"].as_str().unwrap().to_owned());
    }
    let account = async |certificate: &str| {
        let path = format!("/v1/certificates/{certificate}/duties");
        let owed = http.get(&path).await.expect(200).json();
        let mut found = items(&owed).iter().filter(|it| it["duty"] == "account");
        let only = found.next().unwrap().clone();
        assert_eq!(found.next(), None, "{owed}");
        (only["due_on"].clone(), only["settlement"].clone())
    };
    let key = new_id().to_string();
    let client = http.acting_as(&receiver()).with("idempotency-key", &key);
    let path = format!("/v1/certificates/{}/duties/account/fulfil", certificates[0]);
    let done = json!({ "due": "2026-03-16", "on": "2026-03-02" });
    let _ = client.post(&path, &done).await.expect(200);

    app.clock.set(MORNING + Duration::days(15));
    timers::tick(app.app()).await.unwrap();
    app.settle().await;
    let calendar = corrected(app.app(), date!(2026 - 03 - 10));
    let moves = correction::preview_of_duties(app.app(), &calendar).await;
    let moves: Vec<_> = moves
        .unwrap()
        .into_iter()
        .map(|it| it.duty.to_string())
        .collect();
    assert_eq!(moves, ["plan", "plan"], "what is settled does not move");
    publish(app.app(), vec![calendar], vec![]).await;
    app.clock.set(MORNING + Duration::days(16));
    for _ in 0..2 {
        timers::tick(app.app()).await.unwrap();
        app.settle().await;
    }
    let due = || json!("2026-03-17");
    assert_eq!(account(&certificates[0]).await, (due(), json!("fulfilled")));
    assert_eq!(account(&certificates[1]).await, (due(), json!("overdue")));
    let log = log_of(&app.app().store).await;
    let missed = log
        .iter()
        .filter(|it| it.name == "certificate.duty_missed.v1");
    let missed: Vec<_> = missed.map(|it| it.stream_id.to_string()).collect();
    assert_eq!(missed, [certificates[1].clone()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_counted_from_the_certificate_waits_until_it_is_handed_over() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = forward(&http).await;
    let grant = json!({ "number": "GP-12" });
    let granted = accepted(&http, &decider(), case, "grant-certificate", &grant).await;
    let issued = certificate_of(&http, case, &granted["position"]).await;
    let path = format!(
        "/v1/certificates/{}/duties",
        issued["certificate_id"].as_str().unwrap()
    );
    let counted = async |path: &str| -> Vec<(String, Value, Value)> {
        let owed = http.get(path).await.expect(200).json();
        let from_it = ["account", "plan"];
        let of_it = items(&owed)
            .iter()
            .filter(|it| from_it.iter().any(|id| it["duty"] == *id));
        of_it
            .map(|it| {
                (
                    it["duty"].to_string(),
                    it["counted_from"].clone(),
                    it["due_on"].clone(),
                )
            })
            .collect()
    };
    assert_eq!(counted(&path).await, []);
    app.clock.set(MORNING + Duration::days(60));
    timers::tick(app.app()).await.unwrap();
    app.settle().await;
    let returned = json!({ "channel": "in-person" });
    let done = accepted(&http, &receiver(), case, "return-result", &returned).await;
    let told = |duty: &str, due: &str| (format!("\"{duty}\""), json!("2026-05-01"), json!(due));
    let expected = [told("account", "2026-05-15"), told("plan", "2026-07-03")];
    assert_eq!(counted(&path).await, expected);
    app.settle().await;
    let all = format!("/v1/duties?at_least={}", done["position"]);
    assert_eq!(
        counted(&all).await,
        expected,
        "lists say the same as the log"
    );
    let log = log_of(&app.app().store).await;
    let missed = log
        .iter()
        .filter(|it| it.name == "certificate.duty_missed.v1");
    assert_eq!(missed.count(), 0);
}
