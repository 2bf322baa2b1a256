//! Reports that agencies owe one another: made, waived and missed, over HTTP and by the clock.

use domain::agency_report::AgencyReportEvent;
use harness::{Http, Person, Reply, TestApp, applicant, body, decider, log_of};
use serde_json::{Value, json};
use services::clock::new_id;
use services::{App, timers};
use time::Duration;
use time::macros::datetime;

use crate::clerk::problem;

/// The ministries and provinces that owe form 04: all but the Ministry that it goes to.
const OWERS: usize = 14 + 34;

async fn settled(http: &Http, who: &Person, report: &str, how: &str, body: &Value) -> Reply {
    let key = new_id().to_string();
    let client = http.acting_as(who).with("idempotency-key", &key);
    let path = format!("/v1/agency-reports/{report}/{how}");
    client.post(&path, body).await
}

async fn listed(http: &Http, query: &str) -> Vec<Value> {
    let page = http.get(&format!("/v1/agency-reports?{query}")).await;
    let page = page.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

fn of<'a>(items: &'a [Value], report: &str) -> &'a Value {
    items.iter().find(|it| it["report"] == report).unwrap()
}

/// What was missed, by report and period.
async fn missed(app: &App) -> Vec<(String, String, String)> {
    let log = log_of(&app.store).await;
    let events = log
        .iter()
        .filter(|it| it.name == "agency_report.missed.v1")
        .map(|it| it.decode::<AgencyReportEvent>().unwrap());
    let named = events.map(|it| {
        let AgencyReportEvent::Missed { owed } = it else {
            panic!("{it:?}")
        };
        let (report, agency) = (owed.report.to_string(), owed.agency.to_string());
        (report, owed.period.to_string(), agency)
    });
    named.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_made_by_whoever_owes_it_and_waived_by_whom_it_goes_to() {
    let app = TestApp::start().await;
    app.let_agencies_report().await;
    let http = app.http();
    let open = listed(&http, "agency=MOH&state=open").await;
    let year = of(&open, "D58-04");
    assert_eq!(year["period"], "2026");
    assert_eq!(year["data_from"], "2025-12-15");
    assert_eq!(year["data_to"], "2026-12-14");
    assert_eq!(year["due_on"], "2026-12-18");
    assert_eq!(year["form"], "D58-04");
    assert_eq!(year["to"], json!(["MOFA", "COMINGO"]));

    app.clock.set(datetime!(2026-12-16 10:00 +7));
    let on = json!({ "on": "2026-12-16" });
    let refused = settled(&http, &body("MOC"), "D58-04/MOH/2026", "file", &on).await;
    problem(&refused, 403, "not-allowed");
    let refused = settled(&http, &applicant(), "D58-04/MOH/2026", "file", &on).await;
    problem(&refused, 403, "not-allowed");
    let made = settled(&http, &body("MOH"), "D58-04/MOH/2026", "file", &on).await;
    let position = made.expect(200).json()["position"].as_i64().unwrap();
    let query = format!("agency=MOH&period=2026&state=made&at_least={position}");
    let made = listed(&http, &query).await;
    assert_eq!((made.len(), &made[0]["done_on"]), (1, &json!("2026-12-16")));
    let again = settled(&http, &body("MOH"), "D58-04/MOH/2026", "file", &on).await;
    problem(&again, 409, "report-settled");

    let waived = json!({ "decision": "12-QD-2026" });
    let own = settled(
        &http,
        &body("PPC-01"),
        "D58-04/PPC-01/2026",
        "waive",
        &waived,
    )
    .await;
    problem(&own, 403, "not-allowed");
    let done = settled(&http, &decider(), "D58-04/PPC-01/2026", "waive", &waived).await;
    let position = done.expect(200).json()["position"].as_i64().unwrap();
    let query = format!("report=D58-04&state=waived&at_least={position}");
    let waived = listed(&http, &query).await;
    assert_eq!(waived[0]["decision"], "12-QD-2026");
    app.settle().await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_owes_is_refused_with_a_problem_of_its_own() {
    let app = TestApp::start().await;
    app.let_agencies_report().await;
    let http = app.http();
    let on = json!({ "on": "2026-03-02" });
    for report in [
        "D58-04/MOFA/2026",
        "D58-04/MOH/2026-H1",
        "NONE/MOH/2026",
        "D58-04/MOH/2024",
    ] {
        let refused = settled(&http, &decider(), report, "file", &on).await;
        problem(&refused, 422, "report-not-owed");
    }
    let tomorrow = json!({ "on": "2026-03-03" });
    let refused = settled(&http, &decider(), "D58-04/MOH/2026", "file", &tomorrow).await;
    problem(&refused, 422, "not-yet");
    let before = json!({ "on": "2025-12-14" });
    let refused = settled(&http, &decider(), "D58-04/MOH/2026", "file", &before).await;
    problem(&refused, 422, "report-too-early");
    let refused = settled(&http, &decider(), "D58-04/MOH/2026-13", "file", &on).await;
    problem(&refused, 400, "invalid-path");
    let page = http.get("/v1/agency-reports?period=2026-H3").await;
    problem(&page, 400, "invalid-parameter");
    let page = http.get("/v1/agency-reports?cursor=bm9uc2Vuc2U").await;
    problem(&page, 400, "invalid-cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_turned_page_by_page_and_nothing_is_lost_or_told_twice() {
    let app = TestApp::start().await;
    app.let_agencies_report().await;
    let http = app.http();
    let all = listed(&http, "limit=200").await;
    let mut turned: Vec<Value> = vec![];
    let mut next = Some("/v1/agency-reports?limit=37".to_owned());
    while let Some(path) = next {
        let page = http.get(&path).await.expect(200).json();
        turned.extend(page["items"].as_array().unwrap().clone());
        let cursor = page["next_cursor"].as_str();
        next = cursor.map(|it| format!("/v1/agency-reports?limit=37&cursor={it}"));
    }
    assert!(turned.len() > 200, "{}", turned.len());
    assert_eq!(turned[..200], all[..]);
    let key = |it: &Value| format!("{}/{}/{}", it["report"], it["agency"], it["period"]);
    let keys: std::collections::BTreeSet<_> = turned.iter().map(key).collect();
    assert_eq!(keys.len(), turned.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missed_is_noted_once_by_two_watchers_after_a_week_of_downtime() {
    let app = TestApp::without_service().await;
    app.clock.set(datetime!(2026-12-14 09:00 +7));
    app.let_agencies_report().await;
    let watchers = [app.app().clone(), app.another_process().await.app];
    assert_eq!(timers::tick(&watchers[0]).await.unwrap(), 0);
    // Nobody watches on the nineteenth.
    app.clock.set(datetime!(2026-12-24 09:00 +7));
    let [one, other] = &watchers;
    let (one, other) = tokio::join!(timers::tick(one), timers::tick(other));
    assert_eq!(one.unwrap() + other.unwrap(), OWERS);
    let noted = missed(app.app()).await;
    assert_eq!(noted.len(), OWERS);
    assert!(noted.iter().all(|it| it.0 == "D58-04" && it.1 == "2026"));
    // Before and after read models have heard of it, and on the days that follow.
    for days in 0..2 {
        app.clock
            .set(datetime!(2026-12-24 09:00 +7) + Duration::days(days));
        for watcher in &watchers {
            assert_eq!(timers::tick(watcher).await.unwrap(), 0);
        }
        app.settle().await;
    }
    app.clock.set(datetime!(2026-12-26 00:00 +7));
    assert_eq!(timers::tick(&watchers[1]).await.unwrap(), 2);
    let noted = missed(app.app()).await;
    let of_two: Vec<_> = noted[OWERS..].iter().map(|it| it.2.as_str()).collect();
    assert_eq!(of_two, ["MOFA", "COMINGO"]);
    app.settle().await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_is_shown_on_a_page_in_both_languages() {
    let app = TestApp::start().await;
    app.let_agencies_report().await;
    let (_, receipt) = crate::clerk::certify(&app.http(), "GP-9").await;
    let http = app.http().with("accept", "text/html");
    app.settle().await;
    let shown = async |path: &str| {
        let reply = http.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.text().to_owned()
    };
    let page = shown("/duties?lang=vi&agency=MOH").await;
    assert!(
        page.contains("Bộ Y tế") && page.contains("Chưa đến hạn"),
        "{page}"
    );
    let page = shown("/duties?lang=en&agency=MOH&state=open").await;
    assert!(page.contains("Report of ministries and provinces"));
    let page = shown("/duties?lang=en&of=organisations").await;
    assert!(page.contains("GP-9") && page.contains("Annual activity report"));
    let id = app.http().get("/v1/certificates").await.expect(200).json();
    let id = id["items"][0]["certificate_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let page = shown(&format!("/certificates/{id}?lang=vi")).await;
    assert!(page.contains("Báo cáo hoạt động hằng năm"));
    assert!(receipt["position"].is_i64());
    for wrong in [
        "of=nobody",
        "state=lost",
        "period=2026-13",
        "after=x",
        "at=2026-01-01",
    ] {
        let reply = http.get(&format!("/duties?{wrong}")).await;
        assert_eq!(reply.status, 400, "{wrong}");
    }
}
