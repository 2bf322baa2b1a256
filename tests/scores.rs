//! How the handling of dossiers is scored, from the same events as everything else. Three dossiers
//! that were accepted on the 4th of March 2026 are due on the 15th of April; the decision on each is due
//! on the 19th of March.

mod shown;

use domain::CaseId;
use harness::TestApp;
use serde_json::{Value, json};
use services::clock::new_id;
use time::macros::datetime;

/// Filed on the 2nd, with none, one and two supplements on the 3rd, accepted on the 4th, heard on the
/// 5th.
async fn with_decider(app: &TestApp) -> [CaseId; 3] {
    let mut cases = vec![];
    for _ in 0..3 {
        cases.push(app.office().file_dossier().await);
    }
    app.clock.set(datetime!(2026-03-03 09:00 +7));
    for (supplements, case) in cases.iter().enumerate() {
        for _ in 0..supplements {
            app.office()
                .request_supplement(*case, "charter", "Illegible.")
                .await;
            app.office().supplement(*case, "charter").await;
        }
    }
    app.clock.set(datetime!(2026-03-04 09:00 +7));
    for case in &cases {
        app.office().accept(*case).await;
    }
    app.clock.set(datetime!(2026-03-05 09:00 +7));
    for case in &cases {
        app.office().hear_everybody(*case).await;
    }
    cases.try_into().unwrap()
}

/// Early without a supplement, on the day after one, and late after two; with the position of the log
/// once the first of them was handed over.
async fn three(app: &TestApp) -> ([CaseId; 3], i64) {
    let cases @ [early, on_the_day, late] = with_decider(app).await;
    app.office().assign(early).await;
    app.clock.set(datetime!(2026-03-10 09:00 +7));
    app.office().grant(early).await;
    app.office().return_result(early).await;
    let first = crate::clerk::head(app).await;
    app.clock.set(datetime!(2026-04-15 16:00 +7));
    app.office().grant(on_the_day).await;
    app.office().return_result(on_the_day).await;
    app.clock.set(datetime!(2026-04-16 09:00 +7));
    app.office()
        .refuse(late, "no-concrete-plan", "There is no plan.")
        .await;
    app.office().return_result(late).await;
    (cases, first)
}

fn indices(score: &Value) -> Vec<&str> {
    let all = score["indices"].as_array().unwrap().iter();
    all.map(|it| it["index"].as_str().unwrap_or("-")).collect()
}

fn class(score: &Value) -> [&str; 2] {
    ["lowest", "highest"].map(|it| score["class"][it]["en"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn dossiers_are_scored_by_period_body_and_procedure() {
    let app = TestApp::start().await;
    three(&app).await;
    app.settle().await;
    let http = app.http();
    let of = async |query: &str| {
        let path = format!("/v1/figures/scores?{query}");
        http.get(&path).await.expect(200).json()
    };
    let year = of("period=year&on=2026-03-15").await;
    assert_eq!(
        (&year["from"], &year["to"]),
        (&json!("2026-01-01"), &json!("2026-12-31"))
    );
    assert_eq!(year["scoring"]["id"], "TT01-2018");
    let all = &year["items"][0];
    assert_eq!((&all["of"], &all["dossiers"]), (&Value::Null, &json!(3)));
    // Points 2, 1, 0 for time; 2, 1, 1 for the terms of bodies; 2, 1, 0 for contacts; 6 for the rest.
    assert_eq!(
        indices(all),
        ["1", "1.3", "1", "2", "2", "2", "-", "-", "2"]
    );
    let sums = ["points", "reachable", "points_max"].map(|it| all[it].as_str().unwrap());
    assert_eq!(sums, ["11.3", "14", "18"]);
    assert_eq!(class(all), ["Fair", "Excellent"]);
    let attitude = &all["indices"][6];
    assert_eq!(
        (&attitude["number"], &attitude["dossiers"]),
        (&json!("7"), &json!(0))
    );
    assert!(
        attitude["not_measured"]["en"]
            .as_str()
            .unwrap()
            .contains("another system")
    );

    let quarter = of("period=quarter&on=2026-05-01&by=procedure").await;
    let second = &quarter["items"][0];
    assert_eq!(
        (&second["of"], &second["dossiers"]),
        (&json!("FNGO-OP-ISSUE"), &json!(2))
    );
    assert_eq!(
        indices(second),
        ["0.5", "1", "0.5", "2", "2", "2", "-", "-", "2"]
    );
    let march = of("period=month&on=2026-03-31&by=agency").await;
    assert_eq!(march["items"][0]["of"], "COMINGO");
    assert_eq!(march["items"][0]["points"], "14");
    assert_eq!(class(&march["items"][0]), ["Good", "Excellent"]);
    let february = of("period=month&on=2026-02-28").await;
    assert_eq!(february["items"][0]["dossiers"], 0);
    assert_eq!(february["items"][0]["class"], Value::Null);
    assert_eq!(
        of("period=year&on=2026-03-15&agency=MOFA").await["items"][0]["dossiers"],
        0
    );
    let other = of("period=year&on=2026-03-15&procedure=FNGO-RO-ISSUE").await;
    assert_eq!(other["items"][0]["dossiers"], 0);
    let before = of("period=year&on=2018-03-15").await;
    assert_eq!(
        (&before["scoring"], &before["items"]),
        (&Value::Null, &json!([]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_are_as_of_a_position_and_of_officials_too() {
    let app = TestApp::start().await;
    let (_, first) = three(&app).await;
    app.settle().await;
    let http = app.http();
    let of = async |query: &str| {
        let path = format!("/v1/figures/scores?{query}");
        http.get(&path).await.expect(200).json()
    };
    // As of the position at which only the first was handed over, and at any time the same.
    let then = of(&format!("period=year&on=2026-03-15&at={first}")).await;
    assert_eq!(
        (&then["position"], &then["items"][0]["dossiers"]),
        (&json!(first), &json!(1))
    );
    assert_eq!(then["items"][0]["points"], "14");
    let shortly = first - 1;
    let shortly = of(&format!("period=year&on=2026-03-15&at={shortly}")).await;
    assert_eq!(shortly["items"][0]["dossiers"], 0);
    let beyond = http.get("/v1/figures/scores?at=999999").await;
    crate::clerk::problem(&beyond, 400, "position-beyond-log");

    let path = "/v1/officials/scores?on=2026-03-15";
    let officials = http.get(path).await.expect(200).json();
    let official = &officials["items"][0];
    assert_eq!(official["of"], harness::receiver().actor.0.to_string());
    assert_eq!(indices(official), ["2", "2", "2", "-"]);
    assert_eq!(class(official), ["100% of duty", "100% of duty"]);
    let later = http
        .get("/v1/officials/scores?on=2026-05-01")
        .await
        .expect(200)
        .json();
    assert_eq!(
        later["items"][0]["of"],
        Value::Null,
        "nobody was made responsible"
    );
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_points_of_a_dossier_rest_on_events_that_are_named() {
    let app = TestApp::start().await;
    let ([_, _, late], first) = three(&app).await;
    app.settle().await;
    let http = app.http();
    let path = format!("/v1/cases/{late}/score");
    let score = http.get(&path).await.expect(200).json();
    assert_eq!(score["over"]["outcome"], "refused");
    assert_eq!(
        (&score["over"]["due"], &score["over"]["ended"]),
        (&json!("2026-04-15"), &json!("2026-04-16"),)
    );
    let sums = ["points", "reachable", "points_max"].map(|it| score[it].as_u64().unwrap());
    // None for time and contacts, one for the decision that was late, two for each of four.
    assert_eq!(sums, [9, 14, 18]);
    let timeline = http
        .get(&format!("/v1/cases/{late}/timeline?limit=200"))
        .await;
    let timeline = timeline.expect(200).json();
    let types = |criterion: &Value| -> Vec<String> {
        let events = criterion["events"].as_array().unwrap();
        let all = timeline["items"].as_array().unwrap();
        let of = |it: &Value| all.iter().find(|event| event["position"] == *it).unwrap();
        events
            .iter()
            .map(|it| of(it)["type"].as_str().unwrap().to_owned())
            .collect()
    };
    let criteria = score["criteria"].as_array().unwrap();
    assert_eq!(
        (&criteria[0]["value"], &criteria[0]["points"]),
        (&json!(1), &json!(0))
    );
    // The term of this procedure lasts until the result is there.
    assert_eq!(types(&criteria[0]), ["case.result_returned.v1"]);
    assert_eq!(
        (&criteria[2]["value"], &criteria[2]["points"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(types(&criteria[2]), ["case.supplement_requested.v1"; 2]);
    assert_eq!(
        (&criteria[8]["value"], &criteria[8]["points"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(types(&criteria[8]), ["case.dossier_submitted.v1"]);
    assert_eq!(
        (&criteria[6]["points"], &criteria[6]["events"]),
        (&Value::Null, &json!([]))
    );
    let terms = score["terms"].as_array().unwrap();
    let missed: Vec<_> = terms.iter().filter(|it| it["kept"] == false).collect();
    assert_eq!(missed.len(), 1, "{terms:?}");
    assert_eq!(
        (&missed[0]["clock"], &missed[0]["agency"]),
        (&json!("decision"), &json!("MOFA"))
    );
    assert_eq!(missed[0]["due"], "2026-03-19");

    // It was not over when the first of them was.
    let then = http
        .get(&format!("{path}?at={first}"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&then["over"], &then["criteria"]),
        (&Value::Null, &json!([]))
    );
    let nobody = http.get(&format!("/v1/cases/{}/score", new_id())).await;
    crate::clerk::problem(&nobody, 404, "unknown-case");
    let early = http.get(&format!("{path}?at=1")).await;
    assert_eq!(early.status, 404, "{}", early.text());
}
