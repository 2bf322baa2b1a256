use harness::{Http, Person, Reply, TestApp, body, decider};
use serde_json::{Value, json};
use services::clock::new_id;
use time::macros::datetime;
use uuid::Uuid;

use super::{each, erase, page, post, read};
use crate::clerk::problem;

const AT: &str = "VN34-01/aid_use";

async fn name(http: &Http, by: &Person, at: &str, person: &Value) -> Reply {
    let path = format!("/v1/focal-points/{at}/name");
    let body = json!({ "agency": "PPC-01", "office": "foreign_affairs", "person": person });
    post(http, by, new_id(), &path, &body).await
}

fn first(id: Uuid) -> Value {
    json!({ "id": id, "name": "Đỗ Quỳnh Mai", "contact": "dau-moi@ha-noi.example" })
}

/// One was named, and another one in their place.
async fn replaced(http: &Http, one: Uuid) -> Value {
    let named = name(http, &body("PPC-01"), AT, &first(one)).await;
    assert_eq!(named.status, 200, "{}", named.text());
    let second = json!({ "id": new_id(), "name": "Phan Việt Bách" });
    name(http, &decider(), AT, &second).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_names_its_focal_points_and_former_ones_are_remembered() {
    let app = TestApp::start().await;
    let http = app.http();
    let last = replaced(&http, new_id()).await;
    let now = read(&http, "/v1/focal-points?province=VN34-01", &last).await;
    assert_eq!(each(&now, "name"), ["Phan Việt Bách"]);
    let all = "/v1/focal-points?former=true&role=aid_use";
    let all = read(&http, all, &last).await;
    assert_eq!(each(&all, "name"), ["Phan Việt Bách", "Đỗ Quỳnh Mai"]);
    assert!(all["items"][0]["until_at"].is_null());
    assert!(all["items"][1]["until_at"].is_string());
    let shown = page(&http, "/focal-points").await.expect(200);
    let text = shown.text();
    assert!(text.contains("Phan Việt Bách") && text.contains("Nobody named"));

    let path = format!("/v1/focal-points/{AT}/vacate");
    let left = post(&http, &decider(), new_id(), &path, &json!({})).await;
    let left = left.expect(200).json();
    let now = read(&http, "/v1/focal-points", &left).await;
    assert_eq!(now["items"], json!([]));
    let again = post(&http, &decider(), new_id(), &path, &json!({})).await;
    problem(&again, 409, "focal-point-vacant");
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_named_by_another_province_or_for_one_that_is_none() {
    let app = TestApp::start().await;
    let http = app.http();
    let person = first(new_id());
    for (by, at, status, code) in [
        (body("PPC-04"), AT, 403, "not-allowed"),
        (decider(), "VN63-02/aid_use", 422, "unknown-province"),
        (decider(), "VN34-04/aid_use", 422, "agency-of-elsewhere"),
        (decider(), "VN34-01/tea", 400, "invalid-path"),
    ] {
        problem(&name(&http, &by, at, &person).await, status, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_focal_person_is_forgotten_and_that_there_was_one_is_not() {
    let app = TestApp::start().await;
    let http = app.http();
    let one = new_id();
    replaced(&http, one).await;
    erase(&app, one).await;
    let all = http.get("/v1/focal-points?former=true").await;
    let all = all.expect(200).json();
    assert_eq!(all["items"][1]["person"], one.to_string());
    assert!(all["items"][1]["name"].is_null() && all["items"][1]["contact"].is_null());
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn focal_points_of_a_merged_province_ended_with_it_and_are_remembered_by_its_successor() {
    let app = TestApp::start().await;
    app.clock.set(datetime!(2025-06-02 09:00 +7));
    let http = app.http();
    let path = "/v1/focal-points/VN63-02/aid_use/name";
    let person = json!({ "id": new_id(), "name": "Đỗ Quỳnh Mai" });
    let order = json!({ "agency": "PPC63-02", "office": "committee", "person": person });
    let named = post(&http, &body("PPC63-02"), new_id(), path, &order).await;
    let named = named.expect(200).json();
    let now = read(&http, "/v1/focal-points?province=VN63-02", &named).await;
    assert_eq!(each(&now, "name"), ["Đỗ Quỳnh Mai"]);

    app.clock.set(datetime!(2025-07-01 09:00 +7));
    for none in ["province=VN63-02", "province=VN34-08", "q=quynh"] {
        let now = read(&http, &format!("/v1/focal-points?{none}"), &named).await;
        assert_eq!(now["items"], json!([]), "{none}");
    }
    let all = "/v1/focal-points?former=true&q=mai&province=VN34-08";
    let all = read(&http, all, &named).await;
    assert_eq!(all["items"][0]["province"], "VN63-02");
    assert_eq!(all["items"][0]["province_now"], "VN34-08");
    assert_eq!(all["items"][0]["agency_now"], "PPC-08");
    assert_eq!(all["items"][0]["until_at"], "2025-06-30T17:00:00Z");
    let shown = page(&http, "/focal-points?province=VN34-08")
        .await
        .expect(200);
    let until = "until 30 Jun 2025";
    for text in [
        "Đỗ Quỳnh Mai",
        "Ha Giang",
        until,
        "became part of",
        "Nobody named",
    ] {
        assert!(shown.text().contains(text), "{text}");
    }
    let shown = page(&http, "/focal-points?q=mai&role=aid_use")
        .await
        .expect(200);
    assert!(shown.text().contains("Đỗ Quỳnh Mai"));
}
