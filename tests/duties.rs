//! What is owed under a certificate, and why a term ends where it ends, over HTTP.

use harness::TestApp;
use serde_json::Value;
use uuid::Uuid;

use crate::clerk::certify;

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
    let nobody = format!("/v1/certificates/{}/duties", Uuid::nil());
    let _ = http.get(&nobody).await.expect(404);
}
