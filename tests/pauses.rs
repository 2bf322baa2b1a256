//! Cases that wait, and what the catalogue says of provinces, forms and fees, over HTTP.

use harness::{TestApp, receiver};
use serde_json::{Value, json};

use crate::clerk::{accepted, file, problem, send};

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_waits_and_goes_on_with_every_day_that_it_had() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    let pause = json!({ "waits_for": "applicant", "reason": "Mời đến làm rõ" });
    accepted(&http, &receiver(), case, "pause-case", &pause).await;

    let reply = send(
        &http,
        &receiver(),
        (case, "request-consultation"),
        &json!({}),
    )
    .await;
    assert_eq!(problem(&reply, 409, "paused")["waits_for"], "applicant");
    let fee = json!({ "fee": "NONE" });
    let reply = send(&http, &receiver(), (case, "request-payment"), &fee).await;
    problem(&reply, 422, "unknown-fee");
    let paid = json!({ "paid_by": "online" });
    let reply = send(&http, &receiver(), (case, "resume-case"), &paid).await;
    problem(&reply, 422, "not-asked-for");

    let done = accepted(&http, &receiver(), case, "resume-case", &json!({})).await;
    let path = format!("/v1/cases/{case}/deadlines?at_least={}", done["position"]);
    let terms = http.get(&path).await.expect(200).json();
    let mut each = items(&terms).iter();
    let total = each.find(|it| it["clock"] == "total").unwrap();
    assert_eq!(total["moved_by"], "pause", "{total}");
    assert_eq!(
        total["due_on"], total["first_due_on"],
        "nobody waited for a day"
    );
    let reply = send(&http, &receiver(), (case, "resume-case"), &json!({})).await;
    problem(&reply, 409, "not-paused");
}

#[tokio::test(flavor = "multi_thread")]
async fn provinces_forms_and_fees_are_told_as_they_are_on_a_day() {
    let app = TestApp::start().await;
    let http = app.http();
    let on = async |what: &str, day: &str| {
        let page = http.get(&format!("/v1/{what}?on={day}")).await.expect(200);
        items(&page.json()).clone()
    };
    assert_eq!(on("territories", "2025-06-30").await.len(), 63);
    let now = on("territories", "2026-05-01").await;
    assert_eq!(now.len(), 34);
    let with_code = now.iter().find(|it| it["code"] == "75").unwrap();
    assert_eq!(with_code["name"]["en"], "Dong Nai City");
    assert_eq!(with_code["version"]["version"], 2);

    let forms = on("forms", "2026-03-02").await;
    let applied = forms.iter().find(|it| it["number"] == "03b").unwrap();
    assert_eq!(applied["components"].as_array().unwrap().len(), 4);
    let fees = on("fees", "2026-03-02").await;
    let named = |id: &str| fees.iter().find(|it| it["version"]["id"] == id).unwrap();
    let five = json!({ "amount": "5", "currency": "USD" });
    assert_eq!(named("BIRTH-MISSION")["amount"], five);
    assert_eq!(named("AID")["amount"], Value::Null);
    let _ = http.get("/v1/fees?on=yesterday").await.expect(400);
}
