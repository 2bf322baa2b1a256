//! The reports that an owner of aid owes: filed, sent back, waived and missed, over HTTP and by the
//! clock, and the one list of all duties.

use domain::aid::AidEvent;
use eventstore::Position;
use harness::{Http, Person, Reply, TestApp, applicant, body, receiver};
use serde_json::{Value, json};
use services::clock::new_id;
use services::timers;
use time::macros::datetime;
use uuid::Uuid;

use super::{Owner, PROVINCE, decided, refused};
use crate::clerk::{accepted, certify, problem, send};

impl Owner {
    /// Recovery aid of which the approval says from when to when it runs.
    async fn given_from(&self, http: &Http, (from, until): (&str, &str)) -> Uuid {
        let papers = [
            "request",
            "donor-agreement",
            "aid-document",
            "donor-standing",
        ];
        let mut dossier = self.files("AID-RECOVERY", &papers);
        dossier["runs"] = json!({ "from": from, "until": until });
        decided(http, &dossier, "7-25").await.0
    }

    fn reports_on(&self, approval: Uuid, period: &str) -> Value {
        let mut dossier = self.reports(Some(approval));
        dossier["year"] = Value::Null;
        dossier["period"] = period.into();
        dossier
    }
}

async fn filed(http: &Http, dossier: &Value) -> Uuid {
    let case = new_id();
    let reply = send(http, &applicant(), (case, "submit-dossier"), dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    case
}

/// What is owed: which duty, for which period, by when, and what became of it.
async fn owed(app: &TestApp, http: &Http, approval: Uuid) -> Vec<[String; 4]> {
    app.settle().await;
    let listed = http.get(&format!("/v1/aid/{approval}/duties")).await;
    let listed = listed.expect(200).json();
    let text = |it: &Value, key: &str| it[key].as_str().unwrap_or("-").to_owned();
    let line = |it: &Value| ["duty", "period", "due_on", "settlement"].map(|key| text(it, key));
    listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(line)
        .collect()
}

async fn waived(http: &Http, who: &Person, approval: Uuid, due: &str) -> Reply {
    let client = http.acting_as(who);
    let client = client.with("idempotency-key", &new_id().to_string());
    let path = format!("/v1/aid/{approval}/duties/half-year-report/waive");
    let decision = json!({ "due": due, "decision": "12-QD-2026" });
    client.post(&path, &decision).await
}

/// The wire names of what happened to aid, in the order of the log.
async fn happened(app: &TestApp) -> Vec<String> {
    let store = &app.app().store;
    let log = store.read_after(Position(0), 5_000).await.unwrap();
    let of_aid = log.iter().filter(|it| it.name.starts_with("aid."));
    of_aid
        .map(|it| {
            it.decode::<AidEvent>().unwrap();
            it.name.clone()
        })
        .collect()
}

fn line(duty: &str, period: &str, due: &str, state: &str) -> [String; 4] {
    [duty, period, due, state].map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_on_aid_are_owed_while_it_runs_and_each_is_missed_once() {
    let app = TestApp::start().await;
    app.clock.set(datetime!(2025-10-06 09:00 +7));
    let http = app.http();
    let owner = Owner(new_id());
    let span = ("2025-10-01", "2026-03-31");
    let approval = owner.given_from(&http, span).await;
    let open = |duty, period, due| line(duty, period, due, "open");
    let second = "half-year-report";
    assert_eq!(
        owed(&app, &http, approval).await,
        [
            open(second, "2025-H2", "2026-01-10"),
            open(second, "2026-H1", "2026-07-10"),
            open("closing-report", "-", "2026-09-30"),
        ]
    );
    let read = http.get(&format!("/v1/aid/{approval}")).await;
    let runs = json!({ "from": span.0, "until": span.1 });
    assert_eq!(read.expect(200).json()["runs"], runs);

    app.clock.set(datetime!(2026-01-10 23:00 +7));
    timers::tick(app.app()).await.unwrap();
    app.clock.set(datetime!(2026-01-11 00:30 +7));
    let (one, other) = (app.app().clone(), app.app().clone());
    let (one, other) = tokio::join!(timers::tick(&one), timers::tick(&other));
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    app.clock.set(datetime!(2026-01-12 08:00 +7));
    timers::tick(app.app()).await.unwrap();
    assert_eq!(
        happened(&app).await,
        ["aid.term_set.v1", "aid.duty_missed.v1"]
    );

    // What was missed may still be done, late.
    filed(&http, &owner.reports_on(approval, "2025-H2")).await;
    assert_eq!(owed(&app, &http, approval).await[0][3], "fulfilled_late");
    let elsewhere = waived(&http, &receiver(), approval, "2026-07-10").await;
    problem(&elsewhere, 403, "not-allowed");
    let never = waived(&http, &body(PROVINCE), approval, "2026-07-11").await;
    problem(&never, 422, "duty-not-owed");
    let noted = waived(&http, &body(PROVINCE), approval, "2026-07-10").await;
    assert_eq!(noted.expect(200).json()["case_id"], approval.to_string());
    let again = waived(&http, &body(PROVINCE), approval, "2026-07-10").await;
    problem(&again, 409, "duty-settled");
    let nobody = waived(&http, &body(PROVINCE), new_id(), "2026-07-10").await;
    problem(&nobody, 403, "not-allowed");

    let (_, done) = decided(&http, &owner.closes(approval), "C-1").await;
    assert!(done["position"].is_i64());
    let settled: Vec<_> = owed(&app, &http, approval).await;
    let settled: Vec<&str> = settled.iter().map(|it| it[3].as_str()).collect();
    assert_eq!(settled, ["fulfilled_late", "waived", "fulfilled"]);
    let unknown = http.get(&format!("/v1/aid/{}/duties", new_id())).await;
    problem(&unknown, 404, "unknown-aid");
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_sent_back_is_owed_again_and_a_change_moves_what_is_owed() {
    let app = TestApp::start().await;
    app.clock.set(datetime!(2025-03-06 09:00 +7));
    let http = app.http();
    let owner = Owner(new_id());
    let approval = owner.given_from(&http, ("2025-01-01", "2025-06-30")).await;
    let early = owner.reports_on(approval, "2025-H2");
    refused(&http, &early, (422, "no-such-period")).await;
    let mut report = owner.reports_on(approval, "2025-H1");
    report["runs"] = json!({ "from": "2025-01-01", "until": "2025-12-31" });
    refused(&http, &report, (422, "not-asked-for")).await;

    app.clock.set(datetime!(2025-07-01 09:00 +7));
    let first = filed(&http, &owner.reports_on(approval, "2025-H1")).await;
    assert_eq!(owed(&app, &http, approval).await[0][3], "fulfilled");
    accepted(&http, &applicant(), first, "withdraw-dossier", &json!({})).await;
    assert_eq!(owed(&app, &http, approval).await[0][3], "open");

    let second = filed(&http, &owner.reports_on(approval, "2025-H1")).await;
    let agency = body(PROVINCE);
    accepted(&http, &agency, second, "accept-dossier", &json!({})).await;
    let ground = json!({ "ground": "report-not-usable" });
    accepted(&http, &agency, second, "refuse-application", &ground).await;
    assert_eq!(owed(&app, &http, approval).await[0][3], "open");

    let papers = ["request", "approval", "changed-document"];
    let mut change = owner.files("AID-CHANGE", &papers);
    change["approval"] = json!(approval);
    change["runs"] = json!({ "from": "2025-01-01", "until": "2024-12-31" });
    refused(&http, &change, (422, "no-such-span")).await;
    change["runs"] = json!({ "from": "2025-01-01", "until": "2025-12-31" });
    let case = filed(&http, &change).await;
    accepted(&http, &agency, case, "accept-dossier", &json!({})).await;
    let asked = accepted(&http, &agency, case, "request-consultation", &json!({})).await;
    let path = format!(
        "/v1/cases/{case}/consultations?at_least={}",
        asked["position"]
    );
    let asked = http.get(&path).await.expect(200).json();
    for it in asked["items"].as_array().unwrap() {
        let agency = body(it["agency"].as_str().unwrap());
        let opinion = json!({ "opinion": "agree" });
        accepted(&http, &agency, case, "give-opinion", &opinion).await;
    }
    let number = json!({ "number": "8-25" });
    accepted(&http, &agency, case, "grant-certificate", &number).await;
    let listed = owed(&app, &http, approval).await;
    assert_eq!(
        listed[1..],
        [
            line("half-year-report", "2025-H2", "2026-01-10", "open"),
            line("closing-report", "-", "2026-06-30", "open"),
        ]
    );
    let happened = happened(&app).await;
    let reopened = happened.iter().filter(|it| *it == "aid.duty_reopened.v1");
    assert_eq!(reopened.count(), 2, "{happened:?}");
    app.assert_read_models_equal_a_rebuild().await;
}

async fn listed(http: &Http, query: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (vec![], String::new());
    loop {
        let page = http
            .get(&format!("/v1/duties?limit=2&{query}{cursor}"))
            .await;
        let page = page.expect(200).json();
        all.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_list_has_what_is_owed_under_certificates_and_under_aid() {
    let app = TestApp::start().await;
    app.clock.set(datetime!(2025-10-06 09:00 +7));
    let http = app.http();
    let owner = Owner(new_id());
    let approval = owner.given_from(&http, ("2025-10-01", "2026-03-31")).await;
    certify(&http, "GP-7").await;
    app.clock.set(datetime!(2026-01-12 09:00 +7));
    app.settle().await;

    let all = listed(&http, "").await;
    let days: Vec<_> = all
        .iter()
        .map(|it| it["due_on"].as_str().unwrap())
        .collect();
    assert!(days.is_sorted(), "{days:?}");
    let of_aid = listed(&http, "under=aid").await;
    let of_certificates = listed(&http, "under=certificate").await;
    assert_eq!(of_aid.len(), 3);
    assert_eq!(all.len(), of_aid.len() + of_certificates.len());
    assert!(of_aid.iter().all(|it| {
        it["id"] == approval.to_string()
            && it["owner"] == owner.0.to_string()
            && it["owner_name"] == "Hội Cánh Diều"
            && it["number"] == "7-25"
            && it["owed_to"] == json!([PROVINCE])
    }));
    assert_eq!(of_certificates[0]["owed_to"], json!(["COMINGO", "MOFA"]));

    let overdue = listed(&http, "state=overdue&agency=PPC-01").await;
    assert_eq!(overdue.len(), 1);
    assert_eq!(overdue[0]["period"], "2025-H2");
    let of_decider = listed(&http, "agency=MOFA").await;
    assert_eq!(of_decider, of_certificates);
    let within = listed(&http, "due_from=2026-07-10&due_to=2026-09-30&under=aid").await;
    assert_eq!(within, of_aid[1..]);

    for nonsense in [
        "state=done",
        "due_from=yesterday",
        "under=all",
        "cursor=bm9uc2Vuc2U",
    ] {
        let reply = http.get(&format!("/v1/duties?{nonsense}")).await;
        assert_eq!(reply.status, 400, "{nonsense}: {}", reply.text());
    }
    let english = app.http().with("accept-language", "en");
    let page = english.with("accept", "text/html");
    let page = page.get("/duties?of=aid&state=missed").await;
    let html = page.expect(200).text().to_owned();
    assert!(html.contains("Reports of aid owners"), "{html}");
    assert!(
        html.contains("(2025-H2)") && !html.contains("(2026-H1)"),
        "{html}"
    );
    let vietnamese = app.http().with("accept-language", "vi");
    let vietnamese = vietnamese.with("accept", "text/html");
    let one = vietnamese.get(&format!("/aid/{approval}")).await;
    let html = one.expect(200).text().to_owned();
    for told in [
        "Thời gian thực hiện",
        "Báo cáo kết thúc khoản viện trợ",
        "Quá hạn",
    ] {
        assert!(html.contains(told), "{told}: {html}");
    }
}
