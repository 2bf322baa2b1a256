//! Terms that run after the decision: handing it over, and what it asks of the holder.

use domain::CaseId;
use harness::{Http, MORNING, TestApp, body, decider, log_of, receiver};
use serde_json::{Value, json};
use services::clock::new_id;
use services::{correction, timers};
use time::Duration;
use time::macros::date;
use uuid::Uuid;

use crate::certificate_changes::{certificate_of, upon};
use crate::clerk::{accepted, certify, forward, problem, send};
use crate::time_passes::{corrected, publish};

/// A suspension on which everybody asked agreed.
async fn suspension(http: &Http) -> Uuid {
    let (issued_in, receipt) = certify(http, "975-26").await;
    let issued = certificate_of(http, issued_in, &receipt["position"]).await;
    let case = new_id();
    let certificate = &issued["certificate_id"];
    let mut dossier = upon(issued_in, "FNGO-SUSPEND", certificate, &["proposal"]);
    dossier["channel"] = "official-letter".into();
    let reply = send(http, &receiver(), (case, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(http, &receiver(), case, "accept-dossier", &json!({})).await;
    let asked = accepted(http, &receiver(), case, "request-consultation", &json!({})).await;
    let path = format!(
        "/v1/cases/{case}/consultations?at_least={}",
        asked["position"]
    );
    let consulted = http.get(&path).await.expect(200).json();
    for consultation in consulted["items"].as_array().unwrap() {
        let agency = body(consultation["agency"].as_str().unwrap());
        let opinion = json!({ "opinion": "agree" });
        accepted(http, &agency, case, "give-opinion", &opinion).await;
    }
    case
}

/// The terms that were noted to be missed, each with who was told.
async fn missed(app: &TestApp, case: Uuid) -> Vec<(String, Value)> {
    let history = app.office().history(CaseId(case)).await;
    let noted = history.iter().map(|it| serde_json::to_value(it).unwrap());
    let noted = noted.filter(|it| it["type"] == "case.deadline_missed.v1");
    noted
        .map(|it| {
            let clock = it["data"]["clock"].as_str().unwrap().to_owned();
            (clock, it["data"]["reported_to"].clone())
        })
        .collect()
}

async fn term(http: &Http, case: Uuid, clock: &str, position: &Value) -> Value {
    let path = format!("/v1/cases/{case}/deadlines?at_least={position}");
    let terms = http.get(&path).await.expect(200).json();
    let mut terms = terms["items"].as_array().unwrap().iter();
    let found = terms.find(|it| it["clock"] == clock).cloned();
    found.unwrap_or_else(|| panic!("no term {clock}"))
}

/// Two look at once what time has brought.
async fn look(app: &TestApp) {
    app.settle().await;
    let other = app.another_process().await.app;
    let (one, two) = tokio::join!(timers::tick(app.app()), timers::tick(&other));
    one.unwrap();
    two.unwrap();
    app.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_decision_is_missed_once_moves_with_the_calendar_and_ends() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = suspension(&http).await;
    app.settle().await;
    let ripe = term(&http, case, "decision", &json!(0)).await;
    assert_eq!(
        (&ripe["agency"], &ripe["met_at"]),
        (&json!("MOFA"), &Value::Null)
    );
    let grant = json!({ "number": "1-26", "ground": "other-bank-account" });
    let done = accepted(&http, &decider(), case, "grant-certificate", &grant).await;
    let delivery = term(&http, case, "delivery", &done["position"]).await;
    assert_eq!(delivery["due_on"], "2026-03-09", "{delivery}");
    let reply = send(&http, &receiver(), (case, "confirm-follow-up"), &json!({})).await;
    problem(&reply, 409, "nothing-to-follow-up");

    app.clock.set(MORNING + Duration::days(8));
    for _ in 0..2 {
        look(&app).await;
        assert_eq!(
            missed(&app, case).await,
            [("delivery".to_owned(), Value::Null)]
        );
    }
    let returned = json!({ "channel": "official-letter" });
    let done = accepted(&http, &receiver(), case, "return-result", &returned).await;
    let remedy = term(&http, case, "follow_up", &done["position"]).await;
    assert_eq!(remedy["due_on"], "2026-04-21", "{remedy}");

    app.settle().await;
    let calendar = corrected(app.app(), date!(2026 - 03 - 16));
    let moves = correction::preview(app.app(), &calendar).await.unwrap();
    let moved: Vec<_> = (moves.iter())
        .filter(|it| it.case == CaseId(case))
        .flat_map(|it| {
            it.moved
                .iter()
                .map(|it| (it.clock.to_string(), it.deadline.due))
        })
        .collect();
    assert_eq!(moved, [("follow_up".to_owned(), date!(2026 - 04 - 22))]);
    publish(app.app(), vec![calendar], vec![]).await;
    look(&app).await;
    let remedy = term(&http, case, "follow_up", &json!(0)).await;
    assert_eq!(
        (&remedy["due_on"], &remedy["moved_by"]),
        (&json!("2026-04-22"), &json!("calendar"))
    );

    app.clock.set(MORNING + Duration::days(60));
    let noted = [
        ("delivery".to_owned(), Value::Null),
        ("follow_up".to_owned(), json!("MOFA")),
    ];
    for _ in 0..2 {
        look(&app).await;
        assert_eq!(missed(&app, case).await, noted);
    }
    let done = accepted(&http, &receiver(), case, "confirm-follow-up", &json!({})).await;
    let remedy = term(&http, case, "follow_up", &done["position"]).await;
    assert_ne!(remedy["met_at"], Value::Null, "{remedy}");
    let reply = send(&http, &receiver(), (case, "confirm-follow-up"), &json!({})).await;
    problem(&reply, 409, "closed");
    let confirmed = log_of(&app.app().store).await;
    let confirmed = confirmed
        .iter()
        .filter(|it| it.name == "case.follow_up_confirmed.v1");
    assert_eq!(confirmed.count(), 1);
    app.assert_read_models_equal_a_rebuild().await;
}

/// A refusal, decided and not handed over, with the position of the decision.
async fn refused(http: &Http) -> (Uuid, Value) {
    let case = forward(http).await;
    let ground = json!({ "ground": "unfit-for-policy" });
    let done = accepted(http, &decider(), case, "refuse-application", &ground).await;
    (case, done["position"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_legal_term_lasts_until_the_result_is_handed_over_or_lies_ready() {
    let app = TestApp::start().await;
    let http = app.http();
    let (late, decided) = refused(&http).await;
    let total = term(&http, late, "total", &decided).await;
    assert_eq!(
        (&total["due_on"], &total["met_at"], &total["until_delivery"]),
        (&json!("2026-04-13"), &Value::Null, &json!(true))
    );
    let (ready, _) = refused(&http).await;
    let announced = accepted(&http, &receiver(), ready, "announce-result", &json!({})).await;
    let total = term(&http, ready, "total", &announced["position"]).await;
    assert_ne!(total["met_at"], Value::Null, "{total}");

    app.settle().await;
    let calendar = corrected(app.app(), date!(2026 - 03 - 16));
    let moves = correction::preview(app.app(), &calendar).await.unwrap();
    let moved: Vec<_> = (moves.iter())
        .map(|it| (it.case, it.moved.len(), it.moved[0].deadline.due))
        .collect();
    assert_eq!(moved, [(CaseId(late), 1, date!(2026 - 04 - 14))]);
    publish(app.app(), vec![calendar], vec![]).await;
    look(&app).await;
    app.clock.set(MORNING + Duration::days(44));
    for _ in 0..2 {
        look(&app).await;
        let total = ("total".to_owned(), Value::Null);
        assert_eq!(missed(&app, late).await, [total]);
        assert_eq!(missed(&app, ready).await, []);
    }
    let returned = json!({ "channel": "post" });
    let done = accepted(&http, &receiver(), late, "return-result", &returned).await;
    let total = term(&http, late, "total", &done["position"]).await;
    assert_ne!(total["met_at"], Value::Null, "{total}");
    // Processing ended with the decision, and in time: that is what figures count.
    let path = format!("/v1/cases/{late}?at_least={}", done["position"]);
    let case = http.get(&path).await.expect(200).json()["case"].clone();
    assert!(case["ended_at"].as_str().unwrap() < case["due_at"].as_str().unwrap());
    app.assert_read_models_equal_a_rebuild().await;
}
