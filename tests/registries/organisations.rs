use harness::{Http, TestApp};
use serde_json::{Value, json};
use services::clock::new_id;
use uuid::Uuid;

use super::{Who, each, file_for, ids, page, read, registered};
use crate::clerk::problem;

/// One that holds a certificate, and one that has applied; and the last receipt.
async fn two(http: &Http) -> (Who, Who, Uuid, Value) {
    let lotus = Who::new("Quỹ Hoa Sen Xanh", "SE");
    let sun = Who::new("Ánh Dương", "JP");
    let (case, _) = registered(http, &lotus, "1-26").await;
    let (_, last) = file_for(http, &sun).await;
    (lotus, sun, case, last)
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_are_entered_by_their_dossiers_and_found_by_what_is_known_of_them() {
    let app = TestApp::start().await;
    let http = app.http();
    let (lotus, sun, _, last) = two(&http).await;
    let all = read(&http, "/v1/organisations", &last).await;
    assert_eq!(ids(&all, "organisation_id"), [sun.id, lotus.id]);
    for (query, found) in [
        ("q=hoa%20sen", vec![lotus.id]),
        ("q=Anh%20d", vec![sun.id]),
        ("q=nobody", vec![]),
        ("home=JP", vec![sun.id]),
        ("field=health", vec![lotus.id]),
        ("field=mine-action", vec![]),
        ("province=VN34-01", vec![lotus.id]),
    ] {
        let list = read(&http, &format!("/v1/organisations?{query}"), &last).await;
        assert_eq!(ids(&list, "organisation_id"), found, "{query}");
    }
    let first = read(&http, "/v1/organisations?limit=1", &last).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let next = format!("/v1/organisations?limit=1&cursor={cursor}");
    let second = read(&http, &next, &last).await;
    assert_eq!(ids(&second, "organisation_id"), [lotus.id]);
    for (query, code) in [
        ("home=sweden", "invalid-parameter"),
        ("country=SE", "unknown-parameter"),
        ("cursor=x", "invalid-cursor"),
    ] {
        let reply = http.get(&format!("/v1/organisations?{query}")).await;
        problem(&reply, 400, code);
    }
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_to_an_organisation_is_told_with_the_case_behind_it() {
    let app = TestApp::start().await;
    let http = app.http();
    let (lotus, _, case, last) = two(&http).await;
    let address = format!("/v1/organisations/{}", lotus.id);
    let one = read(&http, &address, &last).await;
    assert_eq!(one["home"], "SE");
    assert_eq!(one["certificates"], 1);
    let history = read(&http, &format!("{address}/history"), &last).await;
    let what = ["certificate_issued", "dossier_filed"];
    assert_eq!(each(&history, "what"), what);
    assert_eq!(ids(&history, "case_id"), [case, case]);
    assert!(
        !history.to_string().contains("Hoa Sen"),
        "names are in the vault"
    );
    let unknown = http.get(&format!("/v1/organisations/{}", new_id())).await;
    problem(&unknown, 404, "unknown-organisation");

    // Its next dossier says that its name is another now.
    let renamed = Who {
        name: "Quỹ Sen Hồng",
        ..lotus.clone()
    };
    let (again, filed) = file_for(&http, &renamed).await;
    let one = read(&http, &address, &filed).await;
    assert_eq!(one["name"], "Quỹ Sen Hồng");
    let shown = page(&http, &format!("/organisations/{}", lotus.id)).await;
    let shown = shown.expect(200);
    for text in [
        "Quỹ Hoa Sen Xanh",
        "Quỹ Sen Hồng",
        "Sweden",
        "Certificate issued",
        &case.to_string(),
        &again.to_string(),
    ] {
        assert!(shown.text().contains(text), "{text}");
    }
    assert_eq!(one["merged"], json!([]));
}
