use harness::{Http, TestApp, applicant};
use serde_json::{Value, json};
use services::clock::new_id;
use uuid::Uuid;

use super::{Who, decide, each, erase, file_for, ids, page, read, registered};
use crate::certificate_changes::{certificate_of, upon};
use crate::clerk::{accepted, problem, send};

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
        ("q=1-26", vec![lotus.id]),
        ("status=valid", vec![lotus.id]),
        ("status=revoked", vec![]),
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

    // Its next dossier asks for another name.
    let renamed = Who {
        name: "Quỹ Sen Hồng",
        ..lotus.clone()
    };
    let (again, filed) = file_for(&http, &renamed).await;
    let one = read(&http, &address, &filed).await;
    assert_eq!(one["name"], "Quỹ Hoa Sen Xanh");
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

/// Applies for another field, under another name and with another representative; gives the case
/// and the receipt.
async fn ask_for_change(http: &Http, who: &Who, certificate: &Value) -> (Uuid, Value) {
    let papers = [
        "application-form",
        "certificate-original",
        "change-documents",
    ];
    let case = new_id();
    let mut change = upon(
        case,
        "FNGO-OP-AMEND",
        &certificate["certificate_id"],
        &papers,
    );
    change["applicant"] = json!({ "id": who.id, "name": "Quỹ Sen Hồng" });
    change["representative"] = "Ilse Wrenfield".into();
    change["fields"] = json!(["education", "health"]);
    let filed = send(http, &applicant(), (case, "submit-dossier"), &change).await;
    (case, filed.expect(201).json())
}

/// What is told of one thing: its values, whether it is in force, and the case behind it.
fn told(particulars: &Value, what: &str) -> Vec<(String, String, String)> {
    let items = particulars["items"].as_array().unwrap().iter();
    let of = items.filter(|it| it["what"] == what);
    of.map(|it| {
        let values = it["values"].as_array().unwrap().iter();
        let values: Vec<_> = values.map(|it| it.as_str().unwrap()).collect();
        let behind = [&it["since"], &it["asked"]];
        let case = behind.iter().find_map(|it| it["case_id"].as_str());
        let in_force = it["in_force"].as_str().unwrap().to_owned();
        (
            values.join(","),
            in_force,
            case.unwrap_or_default().to_owned(),
        )
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_in_force_with_its_decision_and_its_case_is_told() {
    let app = TestApp::start().await;
    let http = app.http();
    let lotus = Who::new("Quỹ Hoa Sen Xanh", "SE");
    let (first, granted) = registered(&http, &lotus, "1-26").await;
    let certificate = certificate_of(&http, first, &granted["position"]).await;
    let address = format!("/v1/organisations/{}", lotus.id);

    let (second, _) = ask_for_change(&http, &lotus, &certificate).await;
    let done = decide(&http, second, "2-26").await.expect(200).json();
    let one = read(&http, &address, &done).await;
    assert_eq!(
        (&one["name"], &one["name_asked_for"]),
        (&json!("Quỹ Sen Hồng"), &Value::Null)
    );
    let path = format!("{address}/particulars");
    let particulars = read(&http, &path, &done).await;
    let [first, second] = [first, second].map(|it| it.to_string());
    let row = |value: &str, in_force: &str, case: &str| {
        (value.to_owned(), in_force.to_owned(), case.to_owned())
    };
    assert_eq!(
        told(&particulars, "name"),
        [
            row("Quỹ Sen Hồng", "now", &second),
            row("Quỹ Hoa Sen Xanh", "before", &first)
        ]
    );
    assert_eq!(told(&particulars, "home"), [row("SE", "now", &first)]);
    assert_eq!(
        told(&particulars, "representative"),
        [
            row("Ilse Wrenfield", "now", &second),
            row("Marisol Quiñones-Thạch", "before", &first)
        ]
    );
    assert_eq!(
        told(&particulars, "fields"),
        [
            row("education,health", "now", &second),
            row("health", "before", &first)
        ]
    );
    assert_eq!(
        told(&particulars, "provinces"),
        [row("VN34-01", "now", &first)]
    );
    let shown = page(&http, &format!("/organisations/{}", lotus.id))
        .await
        .expect(200);
    assert!(shown.text().contains("Ilse Wrenfield"), "{}", shown.text());
    app.assert_read_models_equal_a_rebuild().await;

    erase(&app, lotus.id).await;
    let particulars = http.get(&path).await.expect(200).json();
    assert!(!particulars.to_string().contains("Sen"), "{particulars}");
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_only_asked_for_is_told_as_that_and_never_was_when_it_came_to_nothing() {
    let app = TestApp::start().await;
    let http = app.http();
    let lotus = Who::new("Quỹ Hoa Sen Xanh", "SE");
    let (first, granted) = registered(&http, &lotus, "1-26").await;
    let certificate = certificate_of(&http, first, &granted["position"]).await;
    let address = format!("/v1/organisations/{}", lotus.id);
    let (vain, filed) = ask_for_change(&http, &lotus, &certificate).await;
    let one = read(&http, &address, &filed).await;
    assert_eq!(
        (&one["name"], &one["decided"]),
        (&json!("Quỹ Hoa Sen Xanh"), &json!(true))
    );
    assert_eq!(one["name_asked_for"], "Quỹ Sen Hồng");
    let found = read(&http, "/v1/organisations?q=sen%20hong", &filed).await;
    assert_eq!(ids(&found, "organisation_id"), [lotus.id]);
    let taken_back = accepted(&http, &applicant(), vain, "withdraw-dossier", &json!({})).await;
    let one = read(&http, &address, &taken_back).await;
    assert_eq!(
        (&one["name"], &one["name_asked_for"]),
        (&json!("Quỹ Hoa Sen Xanh"), &Value::Null)
    );
    let history = read(&http, &format!("{address}/history"), &taken_back).await;
    assert_eq!(
        each(&history, "what")[..2],
        ["dossier_ended", "dossier_filed"]
    );
    let particulars = read(&http, &format!("{address}/particulars"), &taken_back).await;
    let vain = (
        "Quỹ Sen Hồng".to_owned(),
        "not_granted".to_owned(),
        vain.to_string(),
    );
    assert_eq!(told(&particulars, "name")[0], vain);
    app.assert_read_models_equal_a_rebuild().await;
}
