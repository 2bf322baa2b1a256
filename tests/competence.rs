//! Who is competent by rule is so on the wire, in the list, in the book, in the figures and on paper;
//! and so is whoever has its powers now.

use domain::CaseId;
use harness::messages_of;
use harness::{Http, TestApp, applicant, body};
use serde_json::{Value, json};
use services::clock::new_id;
use services::serve::Role;
use time::macros::datetime;
use uuid::Uuid;

use crate::clerk::{accepted, dossier, send};
use crate::slips::{handed_out, office, text};

/// Files an application for the approval of aid.
async fn asks(http: &Http, procedure: &str, declared: &[&str]) -> (Uuid, Value) {
    let case = new_id();
    let mut dossier = dossier(case);
    dossier["procedure"] = procedure.into();
    dossier["representative"] = Value::Null;
    dossier["components"] = json!([
        "request",
        "donor-agreement",
        "aid-document",
        "donor-standing"
    ]);
    dossier["managing_agency"] = "PPC-01".into();
    dossier["traits"] = json!(declared);
    dossier["value"] = json!({ "amount": "150000.50", "currency": "USD" });
    let reply = send(http, &applicant(), (case, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    (case, reply.json())
}

async fn line(http: &Http, case: Uuid, at: &Value) -> Value {
    let path = format!("/v1/cases/{case}?at_least={}", at["position"]);
    http.get(&path).await.expect(200).json()["case"].take()
}

/// The tracking book of a body.
async fn book(http: &Http, agency: &str, year: u16) -> String {
    let path = format!("/v1/tracking-books/{agency}/{year}/en.html");
    http.get(&path).await.expect(200).text().to_owned()
}

/// How many cases it is a body's turn in.
async fn turns(http: &Http, agency: &str) -> usize {
    let cases = http.get(&format!("/v1/cases?agency={agency}")).await;
    cases.expect(200).json()["items"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn aid_is_told_to_shown_to_and_counted_for_its_managing_agency() {
    let roles = [Role::Api, Role::Relay, Role::Projector];
    let mut app = TestApp::opening().roles(&roles).with_nats().open().await;
    app.clock.set(datetime!(2025-01-06 09:00 +7));
    let http = app.http();
    let (case, _) = asks(&http, "AID-RECOVERY", &[]).await;
    let agency = body("PPC-01");
    let done = accepted(&http, &agency, case, "accept-dossier", &json!({})).await;
    let shown = line(&http, case, &done).await;
    let code = shown["code"].as_str().unwrap().to_owned();
    assert_eq!(
        (&shown["receiver"], &shown["agency"]),
        (&json!("PPC-01"), &json!("PPC-01"))
    );
    assert!(book(&http, "PPC-01", 2025).await.contains(&code));
    assert!(!book(&http, "MPI", 2025).await.contains(&code));
    let accepted_by = async |agency: &str| {
        let path = format!("/v1/figures/indices?period=year&on=2025-01-06&agency={agency}");
        let indices = http.get(&path).await.expect(200).json();
        let mut items = indices["items"].as_array().unwrap().iter();
        items.find(|it| it["number"] == "1.4").unwrap()["among"].clone()
    };
    assert_eq!(accepted_by("PPC-01").await, 1);
    assert_eq!(accepted_by("MPI").await, 0);

    let grant = json!({ "number": "7-25" });
    let done = accepted(&http, &agency, case, "grant-certificate", &grant).await;
    let shown = line(&http, case, &done).await;
    assert_eq!(shown["agency"], "PPC-01");
    app.relayed().await;
    let jetstream = app.nats().jetstream().await;
    let messages = messages_of(&jetstream).await;
    let subjects = messages.iter().map(|it| it.subject.to_string());
    let about: Vec<_> = subjects
        .filter(|it| it.contains(".AID-RECOVERY.case."))
        .collect();
    let expected = [
        "dossier_submitted",
        "dossier_accepted",
        "ripened",
        "application_approved",
    ]
    .map(|it| format!("hoso.PPC-01.AID-RECOVERY.case.{it}.v1"));
    assert_eq!(about, expected);
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dissolved_ministry_had_is_its_successors() {
    let roles = [Role::Api, Role::Relay, Role::Projector];
    let mut app = TestApp::opening().roles(&roles).with_nats().open().await;
    app.clock.set(datetime!(2025-02-24 09:00 +7));
    let http = app.http();
    let (left, _) = asks(&http, "AID-RECOVERY", &["pm-content"]).await;
    let (taken, at) = asks(&http, "AID-RECOVERY", &["pm-content"]).await;
    accepted(&http, &body("MPI"), left, "accept-dossier", &json!({})).await;
    assert_eq!(line(&http, taken, &at).await["receiver"], "MPI");
    assert_eq!(
        (turns(&http, "MPI").await, turns(&http, "MOF").await),
        (1, 0)
    );

    app.clock.set(datetime!(2025-03-03 09:00 +7));
    assert_eq!(turns(&http, "MOF").await, 1);
    let done = accepted(&http, &body("MOF"), taken, "accept-dossier", &json!({})).await;
    let shown = line(&http, taken, &done).await;
    assert_eq!(
        (&shown["receiver"], &shown["agency"]),
        (&json!("MOF"), &json!("PM"))
    );
    let shown = line(&http, left, &done).await;
    assert_eq!(
        (&shown["receiver"], &shown["agency"]),
        (&json!("MPI"), &json!("PM"))
    );
    // What is ready for a decision is with whoever decides.
    assert_eq!(turns(&http, "PM").await, 2);
    for (agency, code) in [("MPI", "250224-0001"), ("MOF", "250303-0001")] {
        let book = book(&http, agency, 2025).await;
        assert!(book.contains(code), "{book}");
    }
    app.relayed().await;
    let jetstream = app.nats().jetstream().await;
    let messages = messages_of(&jetstream).await;
    let subjects = messages.iter().map(|it| it.subject.to_string());
    let accepted = subjects.filter(|it| it.ends_with(".case.dossier_accepted.v1"));
    let expected = ["MPI", "MOF"];
    let expected = expected.map(|it| format!("hoso.{it}.AID-RECOVERY.case.dossier_accepted.v1"));
    assert_eq!(accepted.collect::<Vec<_>>(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_name_whoever_is_competent_on_their_day() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    app.clock.set(datetime!(2025-02-28 09:00 +7));
    let http = app.http();
    let (local, _) = asks(&http, "AID-RECOVERY", &[]).await;
    let (central, _) = asks(&http, "AID-RECOVERY", &["pm-content"]).await;
    accepted(&http, &body("PPC-01"), local, "accept-dossier", &json!({})).await;
    accepted(&http, &body("MPI"), central, "accept-dossier", &json!({})).await;
    let receipt = |slips: &[Value]| slips[0].clone();
    let slip = receipt(&handed_out(&http, CaseId(local), 1).await);
    let said = text(&http, &slip, "en", "html").await;
    let committee = "People&#39;s Committee of Ha Noi City";
    assert!(
        said.contains(committee) && !said.contains("Ministry of Planning"),
        "{said}"
    );
    // As many sets as were made public, on the form of that day.
    let sets = said.split("Number of sets").nth(1).unwrap();
    assert!(
        sets.trim_start_matches(|it: char| !it.is_ascii_digit())
            .starts_with('6'),
        "{sets}"
    );
    assert!(said.contains("Form 01"), "{said}");
    let slip = receipt(&handed_out(&http, CaseId(central), 1).await);
    let said = text(&http, &slip, "en", "html").await;
    assert!(
        said.contains("Ministry of Planning and Investment"),
        "{said}"
    );

    app.clock.set(datetime!(2025-03-03 09:00 +7));
    let missing = json!({ "missing": ["request"] });
    accepted(&http, &body("MOF"), central, "request-supplement", &missing).await;
    let slips = handed_out(&http, CaseId(central), 2).await;
    let said = text(&http, &slips[1], "en", "html").await;
    assert!(
        said.contains("Ministry of Finance") && !said.contains("Planning"),
        "{said}"
    );
}
