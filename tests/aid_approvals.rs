//! Dossiers about aid that was approved name the approval, and outlast the decree it was given under.

mod duties;

use harness::{Http, TestApp, applicant, body};
use serde_json::{Value, json};
use services::clock::new_id;
use time::macros::datetime;
use uuid::Uuid;

use crate::certificate_changes::opinions;
use crate::clerk::{accepted, dossier, problem, send};

const PROVINCE: &str = "PPC-01";

struct Owner(Uuid);

impl Owner {
    fn files(&self, procedure: &str, components: &[&str]) -> Value {
        let mut dossier = dossier(self.0);
        dossier["procedure"] = procedure.into();
        dossier["applicant"] = json!({ "id": self.0, "name": "Hội Cánh Diều" });
        dossier["representative"] = Value::Null;
        dossier["components"] = json!(components);
        dossier["managing_agency"] = PROVINCE.into();
        dossier["value"] = json!({ "amount": "150000.50", "currency": "USD" });
        dossier
    }

    fn reports(&self, approval: Option<Uuid>) -> Value {
        let mut dossier = self.files("AID-DISBURSEMENT", &["disbursement-report"]);
        dossier["approval"] = json!(approval);
        dossier["year"] = 2025.into();
        dossier
    }

    fn closes(&self, approval: Uuid) -> Value {
        let mut dossier = self.files("AID-CLOSING", &["closing-report"]);
        dossier["approval"] = json!(approval);
        dossier
    }

    /// Recovery aid, which is approved without opinions.
    async fn given(&self, http: &Http) -> Uuid {
        let papers = [
            "request",
            "donor-agreement",
            "aid-document",
            "donor-standing",
        ];
        let dossier = self.files("AID-RECOVERY", &papers);
        decided(http, &dossier, "7-25").await.0
    }
}

/// Files a dossier, accepts and approves it.
async fn decided(http: &Http, dossier: &Value, number: &str) -> (Uuid, Value) {
    let case = new_id();
    let reply = send(http, &applicant(), (case, "submit-dossier"), dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let agency = body(PROVINCE);
    accepted(http, &agency, case, "accept-dossier", &json!({})).await;
    let grant = json!({ "number": number });
    let done = accepted(http, &agency, case, "grant-certificate", &grant).await;
    (case, done)
}

async fn refused(http: &Http, dossier: &Value, (status, kind): (u16, &str)) {
    let reply = send(http, &applicant(), (new_id(), "submit-dossier"), dossier).await;
    problem(&reply, status, kind);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_names_an_approval_that_is_there_and_of_its_own() {
    let app = TestApp::start().await;
    app.clock.set(datetime!(2025-10-06 09:00 +7));
    let http = app.http();
    let owner = Owner(new_id());
    let approval = owner.given(&http).await;

    refused(&http, &owner.reports(None), (422, "approval-not-named")).await;
    refused(&http, &owner.reports(Some(new_id())), (422, "no-approval")).await;
    let other = Owner(new_id());
    refused(
        &http,
        &other.reports(Some(approval)),
        (409, "approval-of-another"),
    )
    .await;
    let change = owner.files("AID-CHANGE", &["request", "approval", "changed-document"]);
    refused(&http, &change, (422, "approval-not-named")).await;

    let (report, _) = decided(&http, &owner.reports(Some(approval)), "R-1").await;
    // A report is no approval, whoever says so.
    refused(&http, &owner.reports(Some(report)), (422, "no-approval")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aid_approved_under_the_old_decree_is_reported_on_and_closed_after_its_last_day() {
    let app = TestApp::start().await;
    app.clock.set(datetime!(2025-10-06 09:00 +7));
    let http = app.http();
    let owner = Owner(new_id());
    let approval = owner.given(&http).await;

    app.clock.set(datetime!(2026-03-02 09:00 +7));
    let papers = [
        "request",
        "donor-agreement",
        "aid-document",
        "donor-standing",
    ];
    let anew = owner.files("AID-RECOVERY", &papers);
    refused(&http, &anew, (422, "procedure-not-in-force")).await;
    let (report, done) = decided(&http, &owner.reports(Some(approval)), "R-1").await;
    let at_least = done["position"].as_i64().unwrap();
    let read = http
        .get(&format!("/v1/cases/{report}/timeline?at_least={at_least}"))
        .await;
    let read = read.expect(200).json();
    let mut events = read["items"].as_array().unwrap().iter();
    let accepted = events.find(|it| it["type"] == "case.dossier_accepted.v1");
    assert_eq!(accepted.unwrap()["data"]["procedure_version"], 3);

    let (_, done) = decided(&http, &owner.closes(approval), "C-1").await;
    assert!(done["position"].is_i64());
    refused(
        &http,
        &owner.reports(Some(approval)),
        (409, "approval-closed"),
    )
    .await;
    refused(&http, &owner.closes(approval), (409, "approval-closed")).await;
    app.settle().await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_closing_reports_under_way_one_closes_the_aid() {
    let app = TestApp::start().await;
    app.clock.set(datetime!(2025-10-06 09:00 +7));
    let http = app.http();
    let owner = Owner(new_id());
    let approval = owner.given(&http).await;
    let agency = body(PROVINCE);
    let mut cases = vec![];
    for _ in 0..2 {
        let case = new_id();
        let closing = owner.closes(approval);
        let reply = send(&http, &applicant(), (case, "submit-dossier"), &closing).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        accepted(&http, &agency, case, "accept-dossier", &json!({})).await;
        cases.push(case);
    }
    let grant = json!({ "number": "C-1" });
    accepted(&http, &agency, cases[0], "grant-certificate", &grant).await;
    let second = send(&http, &agency, (cases[1], "grant-certificate"), &grant).await;
    problem(&second, 409, "approval-closed");
}

impl Owner {
    fn changes(&self, approval: Uuid, declared: &[&str]) -> Value {
        let papers = ["request", "approval", "changed-document"];
        let mut dossier = self.files("AID-CHANGE", &papers);
        dossier["approval"] = json!(approval);
        dossier["managing_agency"] = Value::Null;
        dossier["traits"] = json!(declared);
        dossier
    }
}

async fn filed(http: &Http, dossier: &Value) -> Uuid {
    let case = new_id();
    let reply = send(http, &applicant(), (case, "submit-dossier"), dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_goes_to_whoever_decided_last_and_to_the_prime_minister_for_what_is_his() {
    let app = TestApp::start().await;
    app.clock.set(datetime!(2025-01-06 09:00 +7));
    let http = app.http();
    let owner = Owner(new_id());
    let approval = owner.given(&http).await;
    let accepts = async |who: &str, case: Uuid| {
        send(&http, &body(who), (case, "accept-dossier"), &json!({})).await
    };
    let mut elsewhere = owner.changes(approval, &[]);
    elsewhere["managing_agency"] = "PPC-04".into();
    let reply = send(
        &http,
        &applicant(),
        (new_id(), "submit-dossier"),
        &elsewhere,
    )
    .await;
    let told = problem(&reply, 422, "decided-by-another");
    assert_eq!(told["decider"], PROVINCE);

    let small = filed(&http, &owner.changes(approval, &[])).await;
    problem(&accepts("MPI", small).await, 403, "not-allowed");
    assert_eq!(accepts(PROVINCE, small).await.status, 200);

    let his = filed(&http, &owner.changes(approval, &["pm-content"])).await;
    problem(&accepts(PROVINCE, his).await, 403, "not-allowed");
    let ministry = body("MPI");
    accepted(&http, &ministry, his, "accept-dossier", &json!({})).await;
    let asked = accepted(&http, &ministry, his, "request-consultation", &json!({})).await;
    opinions(&http, his, &asked).await;
    let grant = json!({ "number": "8-25" });
    accepted(&http, &body("PM"), his, "grant-certificate", &grant).await;

    let next = filed(&http, &owner.changes(approval, &[])).await;
    problem(&accepts(PROVINCE, next).await, 403, "not-allowed");
    assert_eq!(accepts("MPI", next).await.status, 200);
    app.settle().await;
    app.assert_read_models_equal_a_rebuild().await;
}
