//! What becomes of a certificate after its issue, over the interface that people use.

use harness::{Http, Person, TestApp, applicant, body, decider, receiver};
use serde_json::{Value, json};
use services::clock::new_id;
use uuid::Uuid;

use crate::clerk::{accepted, certify, dossier, forward, problem, send};

/// The certificate of a case, as it is shown.
pub(crate) async fn certificate_of(http: &Http, case: Uuid, position: &Value) -> Value {
    let path = format!("/v1/certificates?case_id={case}&at_least={position}");
    let found = http.get(&path).await.expect(200).json();
    found["items"][0].clone()
}

/// A dossier about a certificate of the same applicant.
pub(crate) fn upon(
    issued_in: Uuid,
    procedure: &str,
    certificate: &Value,
    components: &[&str],
) -> Value {
    let mut dossier = dossier(issued_in);
    dossier["procedure"] = procedure.into();
    dossier["certificate"] = certificate.clone();
    dossier["components"] = json!(components);
    dossier["representative"] = Value::Null;
    dossier
}

pub(crate) async fn opinions(http: &Http, case: Uuid, asked: &Value) {
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
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_suspended_active_again_and_given_up() {
    let app = TestApp::start().await;
    let http = app.http();
    let (issued_in, receipt) = certify(&http, "975-26").await;
    let issued = certificate_of(&http, issued_in, &receipt["position"]).await;
    assert_eq!(issued["status"], "valid", "{issued}");
    let certificate = &issued["certificate_id"];

    let begin = async |procedure: &str, who: &Person, components: &[&str], channel: &str| {
        let case = new_id();
        let mut dossier = upon(issued_in, procedure, certificate, components);
        dossier["channel"] = channel.into();
        let reply = send(&http, who, (case, "submit-dossier"), &dossier).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
        case
    };
    let proposal = ["proposal"];
    let case = begin("FNGO-SUSPEND", &receiver(), &proposal, "official-letter").await;
    let asked = accepted(&http, &receiver(), case, "request-consultation", &json!({})).await;
    opinions(&http, case, &asked).await;
    let unfounded = json!({ "number": "1-26" });
    let reply = send(&http, &decider(), (case, "grant-certificate"), &unfounded).await;
    problem(&reply, 422, "no-ground");
    let grant = json!({ "number": "1-26", "ground": "other-bank-account" });
    let done = accepted(&http, &decider(), case, "grant-certificate", &grant).await;
    let suspended = certificate_of(&http, issued_in, &done["position"]).await;
    assert_eq!(suspended["status"], "suspended");

    let case = begin("FNGO-LIFT", &applicant(), &["remedy-report"], "online").await;
    let grant = json!({ "number": "2-26" });
    let done = accepted(&http, &decider(), case, "grant-certificate", &grant).await;
    let again = certificate_of(&http, issued_in, &done["position"]).await;
    assert_eq!(again["status"], "valid");

    let papers = ["notice", "certificate-original", "audit-report"];
    let case = begin("FNGO-SELF-END", &applicant(), &papers, "online").await;
    let done = accepted(&http, &decider(), case, "grant-certificate", &grant).await;
    let ended = certificate_of(&http, issued_in, &done["position"]).await;
    assert_eq!(ended["status"], "ended");
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_procedure_about_a_certificate_needs_one_of_the_applicant() {
    let app = TestApp::start().await;
    let http = app.http();
    let (issued_in, receipt) = certify(&http, "975-26").await;
    let issued = certificate_of(&http, issued_in, &receipt["position"]).await;
    let papers = [
        "application-form",
        "certificate-original",
        "change-documents",
    ];
    let amend = upon(
        issued_in,
        "FNGO-OP-AMEND",
        &issued["certificate_id"],
        &papers,
    );

    let mut without = amend.clone();
    without["certificate"] = Value::Null;
    let reply = send(&http, &applicant(), (new_id(), "submit-dossier"), &without).await;
    problem(&reply, 422, "no-certificate");

    let mut unknown = amend.clone();
    unknown["certificate"] = json!(new_id());
    let reply = send(&http, &applicant(), (new_id(), "submit-dossier"), &unknown).await;
    problem(&reply, 422, "no-certificate");

    let mut another = amend.clone();
    another["applicant"]["id"] = json!(new_id());
    let reply = send(&http, &applicant(), (new_id(), "submit-dossier"), &another).await;
    problem(&reply, 409, "certificate-of-another");

    let mut elsewhere = amend;
    elsewhere["seat"] = json!("VN34-01");
    let reply = send(
        &http,
        &applicant(),
        (new_id(), "submit-dossier"),
        &elsewhere,
    )
    .await;
    problem(&reply, 422, "not-asked-for");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_value_of_aid_keeps_its_digits() {
    let app = TestApp::start().await;
    let http = app.http();
    let aid = |value: Value| {
        let mut dossier = dossier(new_id());
        dossier["procedure"] = "CERTIFIED-COPY".into();
        dossier["channel"] = "in-person".into();
        dossier["components"] = json!(["original"]);
        dossier["value"] = value;
        dossier
    };
    for wrong in [
        json!({ "amount": 1500.25, "currency": "USD" }),
        json!({ "amount": "1,500", "currency": "USD" }),
        json!({ "amount": "1500", "currency": "usd" }),
    ] {
        let case = new_id();
        let reply = send(&http, &applicant(), (case, "submit-dossier"), &aid(wrong)).await;
        assert!([400, 422].contains(&reply.status), "{}", reply.text());
    }
    let right = aid(json!({ "amount": "1500.25", "currency": "USD" }));
    let reply = send(&http, &applicant(), (new_id(), "submit-dossier"), &right).await;
    problem(&reply, 422, "not-asked-for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_a_reissue_gave_is_nobody_elses_however_it_is_written() {
    let app = TestApp::start().await;
    let http = app.http();
    let (issued_in, receipt) = certify(&http, "975-26").await;
    let issued = certificate_of(&http, issued_in, &receipt["position"]).await;
    let papers = ["application-form", "certificate-copy"];
    let certificate = &issued["certificate_id"];
    let mut reissue = upon(issued_in, "FNGO-OP-REISSUE", certificate, &papers);
    reissue["traits"] = json!(["certificate-lost"]);
    let case = new_id();
    let reply = send(&http, &applicant(), (case, "submit-dossier"), &reissue).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    accepted(&http, &receiver(), case, "forward-dossier", &json!({})).await;
    let again = json!({ "number": "33-a" });
    accepted(&http, &decider(), case, "grant-certificate", &again).await;

    let another = forward(&http).await;
    let grant = json!({ "number": "33-A" });
    let reply = send(&http, &decider(), (another, "grant-certificate"), &grant).await;
    let taken = problem(&reply, 409, "already-held");
    assert_eq!(taken["claim"], "certificate-number/CERT-OP/33-A");

    // As it was claimed before.
    let claims = async || -> String {
        let all = "select string_agg(concat_ws('|', key, holder, position), ',' order by key)
            from eventstore.claim";
        sqlx::query_scalar(all).fetch_one(app.pool()).await.unwrap()
    };
    let right = claims().await;
    let as_it_was = "update eventstore.claim set key = 'certificate-number/CERT-OP/33-a'
        where key = 'certificate-number/CERT-OP/33-A'";
    sqlx::raw_sql(as_it_was).execute(app.pool()).await.unwrap();
    assert_ne!(claims().await, right);
    let migration = include_str!("../eventstore/migrations/0150_reissued_numbers.sql");
    sqlx::raw_sql(migration).execute(app.pool()).await.unwrap();
    assert_eq!(claims().await, right);
}
