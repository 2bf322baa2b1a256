//! A process that ends at any moment between two statements. Whoever comes after it finds nothing lost,
//! nothing doubled and nothing left over, and the command id tells what was done.

mod gate;
mod process;

use domain::SubjectId;
use domain::case::CaseEvent;
use eventstore::note::{KeyKind, SigningKey};
use eventstore::{MasterKeys, Personal, Sealer, Subject, Vault};
use harness::{Http, MASTER_KEY, TestApp, applicant, decider, receiver};
use hyper::Method;
use hyper::body::Bytes;
use serde_json::json;
use services::clock::{derived_id, new_id};
use services::erasure::{Progress, finish};
use services::serve::Role;
use services::{Documents, documents};
use sqlx::PgPool;
use tempfile::TempDir;
use uuid::Uuid;

use self::process::at_every_moment;
use crate::clerk::{dossier, send_as};
use crate::trust_log::verify;

/// What is sent as a file.
const PAPER: &[u8] = b"%PDF-1.7\nLy lich cua ba Thuc-Oanh\n";

/// A service that is never interrupted, beside those that are.
async fn steady(folder: &TempDir) -> TestApp {
    let mut app = TestApp::without_service().await;
    app.set_documents(Documents::in_folder(folder.path(), None));
    app.serve(vec![Role::Api]).await;
    app
}

/// Sends a file under a key; what nobody hears is no matter.
async fn send_file(http: &Http, path: &str, key: Uuid) -> anyhow::Result<u16> {
    let http = http
        .acting_as(&applicant())
        .with("idempotency-key", &key.to_string());
    let http = http.with("content-type", "application/octet-stream");
    let sent = http
        .try_send(Method::PUT, path, Bytes::from_static(PAPER))
        .await?;
    Ok(sent.status)
}

/// How many files are stored, and how many of them nobody knows of.
async fn stored(app: &TestApp, folder: &TempDir) -> (usize, i64) {
    let all = "update eventstore.vault_object set due_at = '2000-01-01' where due_at is not null";
    sqlx::raw_sql(all).execute(app.pool()).await.unwrap();
    documents::sweep(app.app()).await.unwrap();
    let listed = walk(folder.path());
    let noted = "select count(*) from eventstore.vault_object";
    let noted: i64 = sqlx::query_scalar(noted)
        .fetch_one(app.pool())
        .await
        .unwrap();
    (listed, noted)
}

fn walk(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|it| it.unwrap().path());
    paths
        .map(|it| if it.is_dir() { walk(&it) } else { 1 })
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_filed_once_whenever_its_process_ends() {
    let folder = TempDir::new().unwrap();
    let app = steady(&folder).await;
    let moments = at_every_moment(
        &app,
        async || (app.file_dossier().await, new_id(), new_id()),
        async |process, (case, id, key)| {
            let path = format!("/v1/cases/{case}/documents/{id}?part=charter");
            send_file(&process.http, &path, *key).await.unwrap();
        },
        async |(case, id, key), moment| {
            let path = format!("/v1/cases/{case}/documents/{id}");
            let filed = format!("{path}?part=charter");
            assert_eq!(
                send_file(&app.http(), &filed, key).await.unwrap(),
                200,
                "{moment}"
            );
            let filings = app.history(case).await;
            let filings = filings
                .iter()
                .filter(|it| matches!(it, CaseEvent::DocumentFiled { .. }));
            assert_eq!(filings.count(), 1, "at moment {moment}");
            let got = app
                .http()
                .acting_as(&receiver())
                .get(&path)
                .await
                .expect(200);
            assert_eq!(got.body, PAPER, "at moment {moment}");
            let files = moment + 1;
            assert_eq!(
                stored(&app, &folder).await,
                (files, i64::try_from(files).unwrap())
            );
        },
    )
    .await;
    assert!(moments > 8, "{moments} moments were tried");
    assert!(verify(&app.app().store).await.is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_is_submitted_once_whenever_its_process_ends() {
    let folder = TempDir::new().unwrap();
    let app = steady(&folder).await;
    let values = async || -> i64 {
        let values = "select count(*) from eventstore.vault_value";
        sqlx::query_scalar(values)
            .fetch_one(app.pool())
            .await
            .unwrap()
    };
    let at_first = values().await;
    let submit = async |http: &Http, case: Uuid, key: Uuid| {
        let body = dossier(case);
        send_as(http, &applicant(), (case, "submit-dossier"), (key, &body)).await
    };
    let moments = at_every_moment(
        &app,
        async || (new_id(), new_id()),
        async |process, (case, key)| {
            assert_eq!(submit(&process.http, *case, *key).await.status, 201);
        },
        async |(case, key), moment| {
            let done = submit(&app.http(), case, key).await.expect(201).json();
            let again = submit(&app.http(), case, key).await.expect(201).json();
            assert_eq!(
                (&again["position"], &again["repeated"]),
                (&done["position"], &json!(true))
            );
            assert_eq!(
                app.history(domain::CaseId(case)).await.len(),
                1,
                "at moment {moment}"
            );
        },
    )
    .await;
    assert!(moments > 2, "{moments} moments were tried");
    let (each, cases) = (
        values().await - at_first,
        i64::try_from(moments).unwrap() + 1,
    );
    assert_eq!(
        each % cases,
        0,
        "each dossier left as many values as the others"
    );
    assert!(verify(&app.app().store).await.is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_is_finished_once_whenever_its_process_ends() {
    let folder = TempDir::new().unwrap();
    let app = steady(&folder).await;
    let begin = async || {
        let case = app.file_dossier().await;
        let path = format!("/v1/cases/{case}/documents/{}", new_id());
        let path = format!("{path}?part=representative-cv&about=representative");
        assert_eq!(send_file(&app.http(), &path, new_id()).await.unwrap(), 200);
        (SubjectId(derived_id(case.0, "representative")), new_id())
    };
    let order = async |http: &Http, subject: SubjectId, key: Uuid| {
        let order = json!({ "ground": "subject_request", "decision": "07-QD-2026" });
        let desk = http
            .acting_as(&decider())
            .with("idempotency-key", &key.to_string());
        desk.post(&format!("/v1/subjects/{}/erase", subject.0), &order)
            .await
    };
    let moments = at_every_moment(
        &app,
        begin,
        async |process, (subject, key)| {
            assert_eq!(order(&process.http, *subject, *key).await.status, 202);
            catch_up(&app).await;
            drop(finish(&process.app, *subject).await);
        },
        async |(subject, key), moment| {
            assert_eq!(
                order(&app.http(), subject, key).await.status,
                202,
                "{moment}"
            );
            catch_up(&app).await;
            let done = finish(app.app(), subject).await.unwrap();
            assert!(
                matches!(done, Progress::Completed(_)),
                "at moment {moment}: {done:?}"
            );
            let vault = &app.app().vault;
            assert!(!vault.holds_anything_of(subject.0).await.unwrap());
            assert_eq!(stored(&app, &folder).await, (0, 0), "at moment {moment}");
            assert_eq!(events_of(&app, subject).await, 2, "at moment {moment}");
            assert!(vault.unfinished_erasures(9).await.unwrap().is_empty());
        },
    )
    .await;
    assert!(moments > 20, "{moments} moments were tried");
    assert!(verify(&app.app().store).await.is_sound());
}

/// Brings the read models up to date.
async fn catch_up(app: &TestApp) {
    let (it, models) = (app.app(), projections::all());
    let (store, vault, pool) = (it.store.clone(), it.vault.clone(), it.pool.clone());
    projections::Projector::new(store, vault, pool, models)
        .catch_up()
        .await
        .unwrap();
}

async fn events_of(app: &TestApp, subject: SubjectId) -> i64 {
    let count = "select count(*) from eventstore.event where stream_id = $1";
    let count = sqlx::query_scalar(count).bind(derived_id(subject.0, "data_subject"));
    count.fetch_one(app.pool()).await.unwrap()
}

/// These master keys, the one that is to be current first.
fn master_keys(keys: &[&str]) -> MasterKeys {
    MasterKeys::from_base64(&keys.join(" ")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_master_key_is_changed_whenever_its_process_ends() {
    const SUBJECTS: u128 = 210;
    let app = TestApp::without_service().await;
    let subject = |n: u128| Subject {
        kind: "person",
        id: Uuid::from_u128(n << 64),
    };
    for n in 1..=SUBJECTS {
        let text = Personal::new(format!("person {n}"));
        let value = Uuid::from_u128((n << 64) + 1);
        app.app()
            .vault
            .keep(subject(n), value, "full_name", &text)
            .await
            .unwrap();
    }
    let other = "bW9yZSB0aGFuIHNpeHRlZW4sIHR3aWNlIGluIGFsbCE=";
    let rotate = async |pool: &PgPool, keys: &[&str]| {
        let vault = Vault::open(pool.clone(), master_keys(keys)).await.unwrap();
        vault.rotate_master(drop).await.unwrap();
    };
    let moments = at_every_moment(
        &app,
        async || (),
        async |process, ()| rotate(&process.app.pool, &[other, MASTER_KEY]).await,
        async |(), moment| {
            rotate(app.pool(), &[other, MASTER_KEY]).await;
            let vault = Vault::open(app.pool().clone(), master_keys(&[other]));
            let vault = vault.await.unwrap();
            let values: Vec<_> = (1..=SUBJECTS)
                .map(|n| Uuid::from_u128((n << 64) + 1))
                .collect();
            let revealed = vault.reveal(&values).await.unwrap();
            for (n, value) in (1..=SUBJECTS).zip(&values) {
                let text = revealed[value].as_ref().map(|it| it.expose().clone());
                assert_eq!(text, Some(format!("person {n}")), "at moment {moment}");
            }
            rotate(app.pool(), &[MASTER_KEY, other]).await;
        },
    )
    .await;
    assert!(moments > 8, "{moments} moments were tried");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_sealed_and_its_key_changed_whenever_its_process_ends() {
    let app = TestApp::without_service().await;
    let key = |n: usize| {
        use base64::Engine as _;

        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&n.to_le_bytes());
        let seed = base64::engine::general_purpose::STANDARD.encode(seed);
        SigningKey::from_base64(&seed, KeyKind::Log, harness::SOURCE).unwrap()
    };
    let seal = async |on: &services::App, with: SigningKey| {
        let mut sealer = Sealer::open(on.store.clone(), with).await.unwrap();
        while !sealer.advance().await.unwrap().caught_up {}
    };
    let store = &app.app().store;
    let turn = std::cell::Cell::new(0);
    let moments = at_every_moment(
        &app,
        async || {
            app.file_dossier().await;
            turn.get()
        },
        async |process, n| {
            seal(&process.app, key(*n)).await;
            process
                .app
                .store
                .adopt_key(key(n + 1).verifier())
                .await
                .unwrap();
            seal(&process.app, key(n + 1)).await;
        },
        async |n, moment| {
            // Whichever key the log has now goes on.
            let current = store.log_keys().await.unwrap().pop();
            let adopted = current.is_some_and(|it| it.key == *key(n + 1).verifier());
            let now = if adopted { n + 1 } else { n };
            seal(app.app(), key(now)).await;
            let head = u64::try_from(store.head().await.unwrap().0).unwrap();
            let signed = crate::trust_log::latest(store).await.size;
            assert_eq!(signed, head, "at moment {moment}");
            turn.set(now);
        },
    )
    .await;
    assert!(moments > 8, "{moments} moments were tried");
    assert!(turn.get() > 0, "the key was changed");
    // Nothing that was hashed or signed is ever written again: what went wrong at any moment is there.
    let report = verify(store).await;
    assert!(report.is_sound(), "{report:?}");
}
