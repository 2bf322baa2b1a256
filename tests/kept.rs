//! What is kept about somebody: told to them, and for how long.

use harness::{CommandLine, Filing, TestApp, applicant, receiver, wait_until};
use serde_json::{Value, json};
use services::clock::{derived_id, new_id};
use services::retention::due;
use tempfile::TempDir;
use time::Duration;
use time::macros::date;
use uuid::Uuid;

use crate::slips::office;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_tells_everything_that_is_kept_and_who_dealt_with_it() {
    let folder = TempDir::new().unwrap();
    let app = office(&folder).await;
    let filing = Filing::default();
    let (case, _) = app.certify(&filing).await;
    app.settle().await;
    let papers = format!("/v1/cases/{case}/slips");
    wait_until(
        "the papers are handed out",
        std::time::Duration::from_secs(20),
        async || {
            let listed = app.http().get(&papers).await.expect(200).json();
            let listed = listed["items"].as_array().unwrap();
            !listed.is_empty() && listed.iter().all(|it| it["issued_position"].is_i64())
        },
    )
    .await;
    app.settle().await;
    let subject = derived_id(case.0, "applicant");
    let path = format!("/v1/subjects/{subject}/report");
    let refused = app
        .http()
        .acting_as(&applicant())
        .get(&path)
        .await
        .expect(403);
    assert_eq!(refused.json()["needed_role"], "controller");
    let desk = app.http().acting_as(&receiver());
    let unknown = desk
        .get(&format!("/v1/subjects/{}/report", new_id()))
        .await
        .expect(404);
    assert_eq!(unknown.json()["type"], "/problems/unknown-subject");

    let report = desk.get(&path).await.expect(200).json();
    assert_eq!(report["kind"], "organisation");
    let values = report["values"].as_array().unwrap();
    let of = |label: &str| values.iter().find(|it| it["label"] == label).unwrap();
    assert_eq!(of("name")["text"], filing.name);
    assert_eq!(of("contact")["text"], filing.contact);
    // A paper is no text, and is shown where its case is.
    assert_eq!(of("slip")["text"], Value::Null);
    let told_in = of("name")["told_in"].as_array().unwrap();
    let places: Vec<_> = told_in
        .iter()
        .map(|it| it["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "case.dossier_submitted.v1",
            "case.certificate_granted.v1",
            "certificate.granted.v1"
        ]
    );
    assert_eq!(told_in[0]["role"], "applicant");
    let handlers = report["handled_by"].as_array().unwrap();
    let roles: Vec<_> = handlers
        .iter()
        .map(|it| it["role"].as_str().unwrap())
        .collect();
    for role in ["applicant", "receiver", "consultee", "decider"] {
        assert!(roles.contains(&role), "{roles:?}");
    }

    let cli = CommandLine::on(&app.database, folder.path());
    let told = cli
        .hoso(&["subject", "report", &subject.to_string()])
        .expect(0)
        .out;
    assert_eq!(serde_json::from_str::<Value>(&told).unwrap(), report);
    app.assert_read_models_equal_a_rebuild().await;
    tells_nothing_once_erased(&app, subject).await;
}

async fn tells_nothing_once_erased(app: &TestApp, subject: Uuid) {
    let desk = app.http().acting_as(&receiver());
    let path = format!("/v1/subjects/{subject}/report");
    let erase = app
        .http()
        .acting_as(&receiver())
        .with("idempotency-key", &new_id().to_string());
    let order = json!({ "ground": "agreement", "decision": "3-QD" });
    assert_eq!(
        erase
            .post(&format!("/v1/subjects/{subject}/erase"), &order)
            .await
            .status,
        202
    );
    let report = desk.get(&path).await.expect(200).json();
    assert!(report["erased_at"].is_string());
    for value in report["values"].as_array().unwrap() {
        assert_eq!(
            (&value["text"], &value["label"]),
            (&json!(null), &json!(null))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_for_long_enough_is_due_and_what_goes_on_stays() {
    let app = TestApp::without_service().await;
    let withdrawn = app.file_dossier().await;
    app.withdraw(withdrawn, "Rút.").await;
    let (certified, _) = app.certify(&Filing::of("Hội Đèn Biển")).await;
    let open = app.file_dossier().await;
    app.settle().await;

    let early = due(app.app(), date!(2031 - 03 - 02)).await.unwrap();
    assert_eq!(early.due, [], "the last day is a day on which it is kept");
    let then = due(app.app(), date!(2031 - 03 - 03)).await.unwrap();
    let [it] = &then.due[..] else {
        panic!("{then:?}")
    };
    assert_eq!(
        (it.case, it.kept_until),
        (withdrawn.0, date!(2031 - 03 - 02))
    );
    assert_eq!(it.unverified, ["years", "basis"]);
    let person = derived_id(withdrawn.0, "representative");
    let organisation = derived_id(withdrawn.0, "applicant");
    assert!(it.subjects.contains(&person) && it.subjects.contains(&organisation));
    assert_eq!(it.subjects.len(), 3, "and what was written about the case");

    // Its certificate is still valid, as far as anybody has recorded: the holder's own data stay.
    let later = due(app.app(), date!(2050 - 01 - 01)).await.unwrap();
    let granted = later.due.iter().find(|it| it.case == certified.0).unwrap();
    assert_eq!(granted.stays, Some(derived_id(certified.0, "applicant")));
    assert!(!later.due.iter().any(|it| it.case == open.0));

    app.clock.set(app.app().clock.now() + Duration::DAY);
    let folder = TempDir::new().unwrap();
    let cli = CommandLine::on(&app.database, folder.path());
    let said = cli
        .hoso(&["retention", "due", "--on", "2031-03-03"])
        .expect(0);
    said.says(&[
        "1 cases are due",
        "nobody has checked: years, basis",
        &person.to_string(),
    ]);
    for subject in &it.subjects {
        let subject = subject.to_string();
        let actor = receiver().actor.to_string();
        let erased = cli.hoso(&[
            "erase",
            &subject,
            "--ground",
            "retention_over",
            "--decision",
            "4-QD",
            "--actor",
            &actor,
            "--agency",
            "COMINGO",
        ]);
        assert_eq!(erased.code, Some(0), "{}", erased.err);
    }
    assert_eq!(due(app.app(), date!(2031 - 03 - 03)).await.unwrap().due, []);
}
