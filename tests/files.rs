//! Files of cases: what is taken in, what comes back, and what is left when it is erased, in a folder
//! and in a bucket.

mod ids;
mod shelf;

use harness::{Http, Person, Reply, TestApp, applicant, body, decider, receiver, wait_until};
use hyper::Method;
use hyper::body::Bytes;
use serde_json::json;
use services::clock::{derived_id, new_id};
use services::documents;
use services::serve::Role;
use time::Duration;
use uuid::Uuid;

use self::shelf::Shelf;

const NAME: &str = "Lý lịch bà Thục-Oanh.pdf";

/// A file of a kind that is taken in, in which a text stands that nothing else contains.
fn paper(size: usize) -> Bytes {
    let mut bytes = b"%PDF-1.7\nLy lich cua ba Thuc-Oanh\n".to_vec();
    while bytes.len() < size {
        bytes.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    }
    bytes.truncate(size.max(40));
    bytes.into()
}

async fn open(shelf: &Shelf, bytes_max: u64) -> TestApp {
    let mut app = TestApp::without_service().await;
    app.set_documents(shelf.documents(bytes_max));
    app.serve(vec![Role::Api, Role::Projector]).await;
    app
}

fn client(app: &TestApp, who: &Person, key: Uuid) -> Http {
    let client = app.http().acting_as(who);
    let name =
        "attachment; filename*=UTF-8''L%C3%BD%20l%E1%BB%8Bch%20b%C3%A0%20Th%E1%BB%A5c-Oanh.pdf";
    let client = client.with("idempotency-key", &key.to_string());
    client
        .with("content-disposition", name)
        .with("content-type", "application/octet-stream")
}

fn send(client: &Http, path: &str, bytes: Bytes) -> impl Future<Output = Reply> + use<> {
    let (client, path) = (client.clone(), path.to_owned());
    async move { client.send(Method::PUT, &path, bytes).await }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_back_as_it_was_sent_and_is_stored_sealed() {
    for shelf in Shelf::each().await {
        comes_back(&shelf).await;
    }
}

async fn comes_back(shelf: &Shelf) {
    let app = open(shelf, 10 << 20).await;
    let case = app.file_dossier().await;
    let id = new_id();
    let path = format!("/v1/cases/{case}/documents/{id}");
    let sent = paper(300_000);
    let key = new_id();
    let filed = format!("{path}?part=representative-cv&about=representative");
    let applicant = client(&app, &applicant(), key);
    let first = send(&applicant, &filed, sent.clone())
        .await
        .expect(200)
        .json();
    let again = send(&applicant, &filed, sent.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&first["position"], &again["repeated"]),
        (&again["position"], &json!(true))
    );
    let other = send(&applicant, &filed, paper(300_001))
        .await
        .expect(422)
        .json();
    assert_eq!(other["type"], "/problems/idempotency-key-reused");

    app.settle().await;
    let reader = app.http().acting_as(&receiver());
    let got = reader.get(&path).await.expect(200);
    assert_eq!(got.body, sent);
    assert_eq!(got.header("content-type"), Some("application/pdf"));
    assert_eq!(got.header("content-length"), Some("300000"));
    assert_eq!(got.header("accept-ranges"), Some("none"));
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(got.header("cache-control"), Some("private, no-store"));
    let saved_as = got.header("content-disposition").unwrap();
    assert!(saved_as.starts_with("attachment; ") && saved_as.contains("Th%E1%BB%A5c-Oanh.pdf"));
    let listed = reader
        .get(&format!("/v1/cases/{case}/documents"))
        .await
        .expect(200)
        .json();
    assert_eq!(listed["items"][0]["name"], NAME);
    assert_eq!(listed["items"][0]["component"], "representative-cv");
    assert_eq!(listed["items"][0]["erased"], false);
    let page = app.http().with("accept", "text/html");
    let page = page
        .get(&format!("/cases/{case}?lang=en"))
        .await
        .expect(200);
    assert!(page.text().contains("A file was added") && page.text().contains(NAME));

    is_sealed(shelf, &reader, &path).await;
}

/// One file is stored, sealed; and with one bit changed, whoever gives it out cuts it off.
async fn is_sealed(shelf: &Shelf, reader: &Http, path: &str) {
    let files = shelf.stored();
    assert_eq!(
        files.len(),
        1,
        "what a repeat sent is deleted again: {files:?}"
    );
    let bytes = shelf.bytes(&files[0]);
    assert!(
        !bytes.windows(10).any(|it| it == b"Thuc-Oanh\n"),
        "it is sealed"
    );
    let (_, name) = files[0].rsplit_once('/').unwrap();
    assert_eq!(name.len(), 64, "{name}");

    let mut changed = bytes.clone();
    changed[200_000] ^= 1;
    shelf.put(&files[0], &changed);
    let cut = reader.try_send(Method::GET, path, Bytes::new()).await;
    assert!(cut.is_err(), "{cut:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_takes_its_files_with_it_and_leaves_those_of_others() {
    for shelf in Shelf::each().await {
        is_erased(&shelf).await;
    }
}

async fn is_erased(shelf: &Shelf) {
    let app = open(shelf, 10 << 20).await;
    let case = app.file_dossier().await;
    let path = |id: Uuid| format!("/v1/cases/{case}/documents/{id}");
    let (cv, charter) = (new_id(), new_id());
    for (id, query) in [
        (cv, "part=representative-cv&about=representative"),
        (charter, "part=charter"),
    ] {
        let sent = send(
            &client(&app, &applicant(), new_id()),
            &format!("{}?{query}", path(id)),
            paper(100),
        );
        assert_eq!(sent.await.status, 200);
    }
    assert_eq!(shelf.stored().len(), 2);

    let person = derived_id(case.0, "representative");
    let desk = app
        .http()
        .acting_as(&decider())
        .with("idempotency-key", &new_id().to_string());
    let order = json!({ "ground": "retention_over", "decision": "1-QD" });
    assert_eq!(
        desk.post(&format!("/v1/subjects/{person}/erase"), &order)
            .await
            .status,
        202
    );
    let gone = desk.get(&path(cv)).await.expect(410).json();
    assert_eq!(gone["type"], "/problems/document-erased");
    app.settle().await;
    assert_eq!(services::erasure::finish_all(app.app()).await.unwrap(), 1);

    assert_eq!(shelf.stored().len(), 1, "the other's file stays");
    assert_eq!(desk.get(&path(charter)).await.expect(200).body, paper(100));
    let listed = desk
        .get(&format!("/v1/cases/{case}/documents"))
        .await
        .expect(200)
        .json();
    assert_eq!(listed["items"][0]["erased"], true);
    assert_eq!(listed["items"][0]["name"], json!(null));
    let erasure = desk
        .get(&format!("/v1/subjects/{person}/erasure"))
        .await
        .expect(200)
        .json();
    assert_eq!(erasure["certificate"]["destroyed"]["documents"], 1);
    let late = send(
        &client(&app, &applicant(), new_id()),
        &format!(
            "{}?part=representative-cv&about=representative",
            path(new_id())
        ),
        paper(100),
    );
    assert_eq!(
        late.await.expect(409).json()["type"],
        "/problems/subject-erased"
    );
    let page = app.http().with("accept", "text/html");
    let page = page
        .get(&format!("/cases/{case}?lang=en"))
        .await
        .expect(200);
    assert!(page.text().contains("[erased]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_to_be_taken_in_is_refused_and_leaves_nothing_behind() {
    for shelf in Shelf::each().await {
        is_refused(&shelf).await;
    }
}

async fn is_refused(shelf: &Shelf) {
    let app = open(shelf, 50_000).await;
    let case = app.file_dossier().await;
    let path = format!("/v1/cases/{case}/documents/{}", new_id());
    let desk = || client(&app, &receiver(), new_id());
    let charter = format!("{path}?part=charter");
    let refusals: [(Http, String, Bytes, u16, &str); 7] = [
        (
            desk(),
            charter.clone(),
            paper(50_001),
            413,
            "document-too-large",
        ),
        (desk(), charter.clone(), Bytes::new(), 422, "document-empty"),
        (
            desk(),
            charter.clone(),
            Bytes::from_static(b"\x7fELF\x02\x01\x01\0\0\0"),
            415,
            "document-kind",
        ),
        (
            desk().with("content-type", "image/png"),
            charter.clone(),
            paper(99),
            415,
            "document-other-kind",
        ),
        (
            desk(),
            format!("{path}?part=horoscope"),
            paper(99),
            422,
            "unknown-component",
        ),
        (
            desk(),
            format!("{path}?part=result"),
            paper(99),
            409,
            "not-decided",
        ),
        (
            client(&app, &body("MOH"), new_id()),
            charter,
            paper(99),
            403,
            "not-allowed",
        ),
    ];
    for (client, path, bytes, status, problem) in refusals {
        let refused = send(&client, &path, bytes).await.expect(status).json();
        assert_eq!(refused["type"], format!("/problems/{problem}"));
    }
    assert_eq!(shelf.stored(), Vec::<String>::new());
    let noted: i64 = sqlx::query_scalar("select count(*) from eventstore.vault_object")
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(noted, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_decides_adds_the_result() {
    for shelf in Shelf::each().await {
        takes_a_result(&shelf).await;
    }
}

async fn takes_a_result(shelf: &Shelf) {
    let app = open(shelf, 50_000).await;
    let case = app.file_dossier().await;
    app.accept(case).await;
    app.hear_everybody(case).await;
    app.grant(case).await;
    let path = format!("/v1/cases/{case}/documents/{}?part=result", new_id());
    let filed = send(
        &client(&app, &decider(), new_id()),
        &path,
        Bytes::from_static(b"Quyet dinh so 1"),
    );
    let filed = filed.await.expect(200).json();
    assert_eq!(filed["case_id"], case.to_string());
    let reader = app.http().acting_as(&receiver());
    let listed = reader
        .get(&format!("/v1/cases/{case}/documents"))
        .await
        .expect(200)
        .json();
    assert_eq!(listed["items"][0]["media_type"], "text/plain");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_for_nothing_is_deleted_and_what_was_kept_stays() {
    for shelf in Shelf::each().await {
        is_swept(&shelf).await;
    }
}

async fn is_swept(shelf: &Shelf) {
    let app = open(shelf, 10 << 20).await;
    let case = app.file_dossier().await;
    let id = new_id();
    let sent = send(
        &client(&app, &receiver(), new_id()),
        &format!("/v1/cases/{case}/documents/{id}?part=charter"),
        paper(100),
    );
    assert_eq!(sent.await.status, 200);
    // As if its process had stopped before it noted that it keeps the file, and another while it
    // was still storing one.
    let vault = &app.app().vault;
    let past = app.app().clock.now() - Duration::HOUR;
    let due = "update eventstore.vault_object set due_at = $1 returning path";
    let due: Vec<String> = sqlx::query_scalar(due)
        .bind(past)
        .fetch_all(app.pool())
        .await
        .unwrap();
    assert_eq!(due.len(), 1);
    let organisation = derived_id(case.0, "applicant");
    shelf.put("incoming/left", b"x");
    vault
        .note_object("incoming/left", organisation, new_id(), past)
        .await
        .unwrap();
    assert_eq!(shelf.stored().len(), 2);

    assert_eq!(documents::sweep(app.app()).await.unwrap(), 1);
    assert_eq!(shelf.stored().len(), 1);
    assert_eq!(
        documents::sweep(app.app()).await.unwrap(),
        0,
        "the other is kept for good"
    );
    let reader = app.http().acting_as(&receiver());
    assert_eq!(
        reader
            .get(&format!("/v1/cases/{case}/documents/{id}"))
            .await
            .expect(200)
            .body,
        paper(100)
    );
    wait_until(
        "nothing is due",
        std::time::Duration::from_secs(30),
        async || {
            vault
                .due_objects(app.app().clock.now(), 10)
                .await
                .unwrap()
                .is_empty()
        },
    )
    .await;
}
