//! The indices of Decision 766/QĐ-TTg, from the same events as everything else.

use harness::{CommandLine, TestApp, receiver};
use serde_json::{Value, json};

use crate::clerk::{accepted, certify, file};

fn index<'a>(indices: &'a Value, number: &str) -> &'a Value {
    let mut items = indices["items"].as_array().unwrap().iter();
    items.find(|it| it["number"] == number).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_index_shows_both_counts_or_why_it_has_none() {
    let app = TestApp::start().await;
    let http = app.http();
    let (_, _) = certify(&http, "GP-9").await;
    let waiting = file(&http).await;
    accepted(&http, &receiver(), waiting, "accept-dossier", &json!({})).await;
    let missing = json!({ "missing": ["charter"] });
    accepted(&http, &receiver(), waiting, "request-supplement", &missing).await;
    let twice = file(&http).await;
    let accept = async |case, command: &str, body: &Value| {
        let who = receiver();
        accepted(&http, &who, case, command, body).await
    };
    accept(twice, "accept-dossier", &json!({})).await;
    let brought = json!({ "components": ["charter"] });
    for _ in 0..2 {
        accept(twice, "request-supplement", &missing).await;
        accept(twice, "supplement-dossier", &brought).await;
    }
    let done = accept(twice, "request-consultation", &json!({})).await;

    let at = &done["position"];
    let of = async |query: &str| {
        let path = format!("/v1/figures/indices?at_least={at}&{query}");
        http.get(&path).await.expect(200).json()
    };
    let month = of("period=month&on=2026-03-15").await;
    assert_eq!(month["from"], "2026-03-01");
    assert_eq!(month["to"], "2026-03-31");
    let on_time = index(&month, "2.1");
    // Whoever had to bring something twice is late.
    assert_eq!((&on_time["of"], &on_time["among"]), (&json!(2), &json!(3)));
    assert_eq!(on_time["points"], "13.33");
    let synchronised = index(&month, "1.4");
    assert_eq!(synchronised["of"], 0);
    assert_eq!(synchronised["among"], 3);
    let files = index(&month, "4.1");
    assert_eq!((&files["of"], &files["among"]), (&json!(0), &json!(1)));
    let petitions = index(&month, "5.2");
    assert_eq!(petitions["points"], Value::Null);
    assert!(petitions["not_recorded"]["en"].is_string(), "{petitions}");
    assert_eq!(month["items"].as_array().unwrap().len(), 21);

    let before = of("period=quarter&on=2025-12-31").await;
    assert_eq!(index(&before, "2.1")["among"], 0);
    assert_eq!(index(&before, "2.1")["points"], Value::Null);
    let other = of("period=year&on=2026-03-15&procedure=FNGO-RO-ISSUE").await;
    assert_eq!(index(&other, "2.1")["among"], 0);
    assert_eq!(index(&other, "3.1")["among"], 1);
    // Nobody has announced it, so it is not among what was published.
    assert_eq!(index(&other, "1.3")["among"], 0);
    // Two numbers do not say what they are of: a legal term may be missed by whoever is in time here.
    let counts = &index(&other, "2.1")["counts"];
    let of_these = counts["of"]["en"].as_str().unwrap();
    assert!(
        of_these.contains("not with handing the result over"),
        "{counts}"
    );
    assert_eq!(
        counts["among"]["vi"], "hồ sơ được tiếp nhận trong kỳ",
        "{counts}"
    );
    let theirs = of("period=year&on=2026-03-15&agency=COMINGO").await;
    assert_eq!(index(&theirs, "2.1")["among"], 3);

    let folder = tempfile::tempdir().unwrap();
    let hoso = CommandLine::on(&app.database, folder.path());
    let told = hoso.hoso(&["figures", "--index", "month", "--on", "2026-03-15"]);
    told.expect(0).says(&[
        "indices, 2026-03-01 to 2026-03-31",
        "Dossiers settled on time: 2 of 3; 13.33 of 20 points",
        "not with handing the result over",
        "Petitions handled on time: not computed.",
    ]);
}
