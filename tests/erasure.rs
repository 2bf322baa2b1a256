//! What is left of somebody who was erased: nothing, and the proof that it was done.

mod on_disk;

use std::process::Command;
use std::time::Duration;

use domain::SubjectId;
use eventstore::note::{KeyKind, Note, SigningKey};
use harness::{
    CommandLine, Filing, Service, TestApp, applicant, body, decider, messages_of, receiver,
    wait_until,
};
use projections::Projector;
use serde_json::{Value, json};
use services::clock::{derived_id, new_id};
use services::erasure::{Progress, Remainder, finish, progress};
use services::serve::Role;
use tempfile::TempDir;
use uuid::Uuid;

use crate::clerk::{dossier, problem, send};

/// Texts that nothing else contains by chance.
const NAME: &str = "Quỹ Bồ Câu Ngũ Sắc";
const CONTACT: &str = "vanphong@bocaungusac.example";
const PERSON: &str = "Ormonde Delacroix-Tạ";

fn filing() -> Filing {
    Filing {
        name: NAME.into(),
        contact: CONTACT.into(),
        representative: PERSON.into(),
        ..Filing::default()
    }
}

fn order() -> Value {
    json!({ "ground": "subject_request", "decision": "07-QD-2026" })
}

async fn erase(app: &TestApp, subject: Uuid) -> harness::Reply {
    let desk = app.http().acting_as(&decider());
    let desk = desk.with("idempotency-key", &new_id().to_string());
    let path = format!("/v1/subjects/{subject}/erase");
    desk.post(&path, &order()).await
}

/// Everything in a database, as a backup that is taken now has it.
fn dump(url: &str) -> String {
    let program =
        std::env::var("HOSO_PG_BIN").map_or("pg_dump".into(), |it| format!("{it}/pg_dump"));
    let dumped = Command::new(program)
        .args(["--no-password", "--dbname", url])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&dumped.stderr);
    assert!(dumped.status.success(), "{said}");
    String::from_utf8(dumped.stdout).unwrap()
}

async fn run(app: &TestApp, statement: &'static str) {
    sqlx::raw_sql(statement).execute(app.pool()).await.unwrap();
}

/// What the database gathered about its tables, to plan with.
async fn gathered(app: &TestApp) -> String {
    let all = "select string_agg(it::text, ' ') from pg_stats it";
    sqlx::query_scalar(all).fetch_one(app.pool()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_yields_what_was_erased_and_everything_else_still_holds() {
    let mut app = TestApp::opening().roles(&[]).with_nats().open().await;
    let folder = TempDir::new().unwrap();
    let trust = services::Trust {
        signing_key_file: Some(folder.path().join("signing.key")),
        witnesses: vec![],
    };
    app.set_trust(trust);
    app.serve(vec![Role::Api, Role::Relay, Role::Projector, Role::Sealer])
        .await;
    let (case, certificate) = app.certify(&filing()).await;
    let other = app.file(&Filing::of("Hội Cây Đa Bến Nước")).await;
    app.settle().await;
    run(&app, "analyze").await;
    assert!(
        dump(&app.database.url()).contains(NAME),
        "the search finds what is there"
    );

    let organisation = derived_id(case.0, "applicant");
    let person = derived_id(case.0, "representative");
    for subject in [organisation, person] {
        assert_eq!(erase(&app, subject).await.status, 202);
        app.settle().await;
        let done = finish(app.app(), SubjectId(subject)).await.unwrap();
        assert!(matches!(done, Progress::Completed(_)), "{done:?}");
    }
    app.settle().await;

    let mut places = dump(&app.database.url());
    places.push_str(&gathered(&app).await);
    for message in messages_of(&app.nats().jetstream().await).await {
        places.push_str(&String::from_utf8_lossy(&message.payload));
    }
    let reads = app.http().acting_as(&receiver());
    for path in [
        format!("/v1/cases/{case}"),
        format!("/v1/cases/{case}/timeline"),
        format!("/v1/certificates/{}", certificate.0),
        "/v1/cases?q=bo%20cau".into(),
        "/v1/certificates".into(),
    ] {
        places.push_str(reads.get(&path).await.expect(200).text());
    }
    for text in [NAME, CONTACT, PERSON] {
        let folded = projections::search::folded(text);
        assert!(
            !places.contains(text) && !places.contains(&folded),
            "{text} is still there"
        );
    }
    assert!(
        places.contains("Hội Cây Đa Bến Nước"),
        "others are not touched: {other}"
    );

    let page = app.http().with("accept", "text/html");
    let page = page
        .get(&format!("/cases/{case}?lang=en"))
        .await
        .expect(200);
    assert!(page.text().contains("erased"), "{}", page.text());
    app.assert_read_models_equal_a_rebuild().await;
    assert!(
        app.history(case).await.len() > 10,
        "its history can be replayed"
    );
    is_proved(&app, organisation, &folder).await;
    app.stop().await.unwrap();
}

/// Brings the read models up to date once, where no projector runs.
async fn catch_up(app: &TestApp) {
    let (it, models) = (app.app(), projections::all());
    let projector = Projector::new(it.store.clone(), it.vault.clone(), it.pool.clone(), models);
    projector.catch_up().await.unwrap();
}

/// The certificate is signed by the log, and the log still proves the event that it names.
async fn is_proved(app: &TestApp, subject: Uuid, folder: &TempDir) {
    let reader = app.http().acting_as(&receiver());
    let erasure = reader.get(&format!("/v1/subjects/{subject}/erasure")).await;
    let erasure = erasure.expect(200).json();
    assert_eq!(erasure["state"], "completed");
    let certificate = &erasure["certificate"];
    assert_eq!(certificate["subject"], subject.to_string());
    assert_eq!(certificate["decision"], "07-QD-2026");
    assert_eq!(certificate["destroyed"]["values"], 2);
    assert_eq!(
        certificate["destroyed"]["labels"],
        json!(["contact", "name"])
    );

    let key = std::fs::read_to_string(folder.path().join("signing.key")).unwrap();
    let key = SigningKey::from_base64(&key, KeyKind::Log, harness::SOURCE).unwrap();
    let note = Note::parse(erasure["note"].as_str().unwrap()).unwrap();
    assert_eq!(note.signatures()[0], key.sign(note.text(), 0));
    let signed: Value = serde_json::from_str(note.text()).unwrap();
    assert_eq!(signed, *certificate);

    let position = certificate["event"]["position"].as_i64().unwrap();
    let http = app.http();
    wait_until("the event is sealed", Duration::from_secs(20), async || {
        let proof = http
            .get(&format!("/v1/log/proof/inclusion?position={position}"))
            .await;
        proof.status == 200 && proof.json()["leafHash"] == certificate["event"]["leaf_hash"]
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_is_ordered_by_whoever_answers_for_the_data_once() {
    let app = TestApp::start().await;
    let case = app.file(&filing()).await;
    app.settle().await;
    let subject = derived_id(case.0, "applicant");
    let path = format!("/v1/subjects/{subject}/erase");
    let with_key = |who: &harness::Person| {
        let client = app.http().acting_as(who);
        client.with("idempotency-key", &new_id().to_string())
    };
    for stranger in [applicant(), body("MOH")] {
        let refused = with_key(&stranger).post(&path, &order()).await.expect(403);
        assert_eq!(refused.json()["needed_role"], "controller");
    }
    // A desk that decides other things has nothing to do with whoever applied here.
    let mission = body("MISSION");
    let refused = with_key(&mission).post(&path, &order()).await;
    problem(&refused, 403, "not-theirs");
    let report = format!("/v1/subjects/{subject}/report");
    problem(&with_key(&mission).get(&report).await, 403, "not-theirs");
    let unknown = format!("/v1/subjects/{}/erase", new_id());
    let desk = with_key(&receiver());
    let refused = desk.post(&unknown, &order()).await.expect(404);
    assert_eq!(refused.json()["type"], "/problems/unknown-subject");
    let erasure = format!("/v1/subjects/{subject}/erasure");
    let refused = desk.get(&erasure).await.expect(404);
    assert_eq!(refused.json()["type"], "/problems/not-erased");
    let nonsense = json!({ "ground": "whim", "decision": "1" });
    let refused = desk.post(&path, &nonsense).await.expect(422);
    assert_eq!(refused.json()["type"], "/problems/invalid-value");

    let first = desk.post(&path, &order()).await.expect(202);
    let again = desk.post(&path, &order()).await.expect(202);
    for mark in ["hoso-position", "location"] {
        assert_eq!(first.header(mark), again.header(mark), "{mark}");
    }
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.json()["repeated"], true);
    let counted = desk.get("/metrics").await.expect(200);
    for outcome in ["done\"} 1", "repeated\"} 1"] {
        let of = "hoso_commands_total{command=\"erase_personal_data\",outcome=\"";
        assert!(
            counted.text().contains(&format!("{of}{outcome}")),
            "{outcome}"
        );
    }
    let another = with_key(&receiver())
        .post(&path, &order())
        .await
        .expect(409);
    assert_eq!(another.json()["type"], "/problems/nothing-to-do");
    let other = new_id();
    let mut dossier = dossier(other);
    dossier["applicant"]["id"] = json!(subject);
    let refused = send(
        &app.http(),
        &applicant(),
        (other, "submit-dossier"),
        &dossier,
    )
    .await;
    problem(&refused, 409, "subject-erased");
    wait_until(
        "the timers finish it",
        Duration::from_secs(30),
        async || desk.get(&erasure).await.json()["state"] == "completed",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_is_never_reported_done_before_it_is_and_a_restart_finishes_it() {
    let mut app = TestApp::opening().roles(&[Role::Api]).open().await;
    let case = app.file(&filing()).await;
    catch_up(&app).await;
    let subject = SubjectId(derived_id(case.0, "applicant"));
    assert_eq!(erase(&app, subject.0).await.status, 202);

    // The key is gone at once; the read models, which nobody keeps now, still have the name.
    assert!(dump(&app.database.url()).contains(NAME));
    for how in [
        progress(app.app(), subject).await,
        finish(app.app(), subject).await,
    ] {
        assert_eq!(how.unwrap(), Progress::Underway(Remainder::ReadModels));
    }
    app.stop().await.unwrap();
    app.reopen().await;

    // What stopped after each of the last steps is taken up there: once only the log has to hear it.
    app.settle().await;
    let Progress::Completed(first) = finish(app.app(), subject).await.unwrap() else {
        panic!("nothing is left to wait for");
    };
    sqlx::raw_sql("update eventstore.erasure set done = false")
        .execute(app.pool())
        .await
        .unwrap();
    let mut service = Service::start(&app.database.url(), None).await;
    wait_until(
        "the next start finishes it",
        Duration::from_secs(30),
        async || {
            app.app()
                .vault
                .unfinished_erasures(10)
                .await
                .unwrap()
                .is_empty()
        },
    )
    .await;
    assert!(service.terminate().await.success());
    assert_eq!(
        progress(app.app(), subject).await.unwrap(),
        Progress::Completed(first)
    );
    assert!(!dump(&app.database.url()).contains(NAME));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_waits_for_the_copies_of_a_rebuild() {
    let mut app = TestApp::opening().roles(&[Role::Api]).open().await;
    let case = app.file(&filing()).await;
    let subject = SubjectId(derived_id(case.0, "applicant"));
    catch_up(&app).await;
    // As a rebuild leaves it that is killed.
    let copy = "create schema projections_rebuild;
        create table projections_rebuild.case_list as select * from projections.case_list";
    run(&app, copy).await;
    assert_eq!(erase(&app, subject.0).await.status, 202);
    catch_up(&app).await;
    for how in [
        progress(app.app(), subject).await,
        finish(app.app(), subject).await,
    ] {
        assert_eq!(how.unwrap(), Progress::Underway(Remainder::Rebuild));
    }
    let folder = TempDir::new().unwrap();
    let cli = CommandLine::on(&app.database, folder.path());
    assert_eq!(cli.hoso(&["rebuild", "case_list"]).code, Some(0));
    let done = finish(app.app(), subject).await.unwrap();
    assert!(matches!(done, Progress::Completed(_)), "{done:?}");
    assert!(!dump(&app.database.url()).contains(NAME));
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_erases_from_the_command_line_and_gets_the_certificate() {
    let app = TestApp::without_service().await;
    let case = app.file(&filing()).await;
    app.settle().await;
    let folder = TempDir::new().unwrap();
    let cli = CommandLine::on(&app.database, folder.path());
    let subject = derived_id(case.0, "representative").to_string();
    let actor = receiver().actor.to_string();
    let order = |agency: &str| {
        cli.hoso(&[
            "erase",
            &subject,
            "--ground",
            "retention_over",
            "--decision",
            "9-QD",
            "--actor",
            &actor,
            "--agency",
            agency,
        ])
    };
    cli.hoso(&["subject", "certificate", &subject])
        .expect(1)
        .says(&["was not erased"]);
    order("MOH")
        .expect(1)
        .says(&["only the controller may do this"]);
    let certificate = order("COMINGO").expect(0).out;
    let again = order("COMINGO").expect(0).out;
    let kept = cli
        .hoso(&["subject", "certificate", &subject])
        .expect(0)
        .out;
    assert_eq!((&certificate, &certificate), (&again, &kept));
    let certificate: Value = serde_json::from_str(&certificate).unwrap();
    assert_eq!(certificate["certificate"]["ground"], "retention_over");
    assert_eq!(
        certificate["certificate"]["destroyed"]["labels"],
        json!(["representative"])
    );
    cli.hoso(&["replay", &case.to_string(), "--reveal"])
        .expect(0)
        .says(&["(erased)", NAME]);
    assert!(!dump(&app.database.url()).contains(PERSON));
}
