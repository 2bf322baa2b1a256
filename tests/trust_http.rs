//! Checkpoints and proofs over the API and NATS hold for those who check them by themselves.

use eventstore::checkpoint::Checkpoint;
use eventstore::merkle::leaf_hash;
use eventstore::note::{KeyKind, Note, Signed, SigningKey, VerifierKey};
use futures_util::StreamExt as _;
use harness::{Filing, Http, TestApp, wait_until};
use services::proof::Proof;
use services::serve::Role;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(20);

async fn signing(folder: &tempfile::TempDir, witnesses: &[VerifierKey]) -> TestApp {
    let mut app = TestApp::opening().with_nats().roles(&[]).open().await;
    let trust = services::Trust {
        signing_key_file: Some(folder.path().join("signing.key")),
        witnesses: witnesses.to_vec(),
    };
    app.set_trust(trust);
    app.serve(vec![Role::Api, Role::Sealer]).await;
    app
}

async fn signed_up_to(http: &Http, app: &TestApp) -> Note {
    let head = app.app().store.head().await.unwrap().0.unsigned_abs();
    wait_until("the log is signed", SOON, async || {
        let path = format!("/v1/log/checkpoint/{head}");
        http.get(&path).await.status == 200
    })
    .await;
    Note::parse(http.get("/v1/log/checkpoint").await.expect(200).text()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_is_made_served_and_published_soon_after_each_event() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = signing(&folder, &[]).await;
    let client = app.nats().client().await;
    let mut published = client.subscribe(services::seal::SUBJECT).await.unwrap();
    client.flush().await.unwrap();
    let http = app.http();
    app.file(&Filing::of("Quỹ Bình Minh")).await;
    let note = signed_up_to(&http, &app).await;
    let keys = http.get("/v1/log/keys").await.expect(200).json();
    let key: VerifierKey = keys["keys"][0]["verifier_key"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(key.verify(&note), Signed::Yes);
    let checkpoint = Checkpoint::of(&note).unwrap();
    assert_eq!(checkpoint.origin, keys["origin"].as_str().unwrap());

    let heard = async {
        while let Some(message) = published.next().await {
            let heard = Note::parse(str::from_utf8(&message.payload).unwrap()).unwrap();
            if Checkpoint::of(&heard).unwrap().size == checkpoint.size {
                return heard;
            }
        }
        panic!("nothing was published");
    };
    assert_eq!(tokio::time::timeout(SOON, heard).await.unwrap(), note);
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn proofs_hold_and_what_cannot_be_proved_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = signing(&folder, &[]).await;
    let http = app.http();
    let first = Checkpoint::of(&signed_up_to(&http, &app).await).unwrap();
    app.file(&Filing::of("Quỹ Bình Minh")).await;
    let last = Checkpoint::of(&signed_up_to(&http, &app).await).unwrap();

    for event in app
        .app()
        .store
        .read_after(eventstore::Position(0), 10_000)
        .await
        .unwrap()
    {
        let position = event.position.0;
        let path = format!(
            "/v1/log/proof/inclusion?position={position}&size={}",
            last.size
        );
        let reply = http.get(&path).await.expect(200);
        assert!(Proof::read(reply.text().as_bytes()).unwrap().holds());
        let hash = leaf_hash(&event.document).to_string();
        assert_eq!(reply.json()["leafHash"], hash);
        assert_eq!(reply.json()["root"], last.root.to_string());
        let leaf = http
            .get(&format!("/v1/log/leaf/{position}"))
            .await
            .expect(200);
        assert_eq!(leaf.json()["leafHash"], hash);
    }
    let path = format!("/v1/log/proof/consistency?from={}", first.size);
    let reply = http.get(&path).await.expect(200);
    assert!(Proof::read(reply.text().as_bytes()).unwrap().holds());
    assert_eq!(reply.json()["root1"], first.root.to_string());
    assert_eq!(reply.json()["root2"], last.root.to_string());

    for (path, status) in [
        ("/v1/log/checkpoint/999999", 404),
        ("/v1/log/checkpoint/x", 400),
        ("/v1/log/proof/inclusion?position=0", 400),
        ("/v1/log/proof/inclusion?position=9&size=8", 400),
        ("/v1/log/proof/inclusion?position=1&size=999999", 404),
        ("/v1/log/proof/inclusion?position=18446744073709551615", 400),
        ("/v1/log/proof/inclusion", 400),
        ("/v1/log/proof/consistency?from=0", 400),
        ("/v1/log/proof/consistency?from=3&to=2", 400),
        ("/v1/log/proof/consistency?from=3&to=999999", 404),
        ("/v1/log/leaf/0", 400),
        ("/v1/log/leaf/999999", 404),
        ("/v1/log/proof/inclusion?position=999999", 404),
        ("/v1/log/keys?more=1", 400),
    ] {
        let reply = http.get(path).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.text());
    }
    for path in [
        "/v1/log/leaf/999999",
        "/v1/log/proof/inclusion?position=999999",
    ] {
        let problem = http.get(path).await.json();
        assert!(problem["type"].as_str().unwrap().ends_with("/no-such-leaf"));
    }
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_witness_adds_its_signature_and_nobody_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let seed = format!("{}=", "I".repeat(43));
    let witness = |name| SigningKey::from_base64(&seed, KeyKind::Witness, name).unwrap();
    let known = witness("witness.example/a");
    let mut app = signing(&folder, &[known.verifier().clone()]).await;
    let http = app.http();
    let note = signed_up_to(&http, &app).await;
    let size = Checkpoint::of(&note).unwrap().size;
    let path = format!("/v1/log/checkpoint/{size}/cosignatures");
    let send = async |line: String| http.send(hyper::Method::POST, &path, line.into()).await;

    let right = known.sign(note.text(), 1_767_225_600).to_string();
    for (line, status) in [
        (
            witness("witness.example/b")
                .sign(note.text(), 1)
                .to_string(),
            403,
        ),
        (known.sign("another text\n", 1).to_string(), 422),
        ("no signature".to_owned(), 422),
        ("x".repeat(9_000), 422),
        ("x".repeat(2 << 20), 413),
        (String::new(), 422),
    ] {
        assert_eq!(send(line).await.status, status);
    }
    for line in [right.clone(), format!("{right}\n")] {
        let cosigned = Note::parse(send(line).await.expect(200).text()).unwrap();
        assert_eq!(known.verifier().verify(&cosigned), Signed::Yes);
    }
    let served = http.get("/v1/log/checkpoint").await.expect(200);
    assert!(served.text().contains(&right));
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_appended_last_is_signed_and_published_before_the_service_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = signing(&folder, &[]).await;
    let client = app.nats().client().await;
    let mut told = client.subscribe(services::seal::SUBJECT).await.unwrap();
    client.flush().await.unwrap();
    for name in ["Quỹ Bình Minh", "Quỹ Hoàng Hôn"] {
        // A checkpoint is signed once a second: nobody waits for it here.
        app.file(&Filing::of(name)).await;
    }
    app.stop().await.unwrap();

    let store = &app.app().store;
    let head = store.head().await.unwrap().0.unsigned_abs();
    let note = store.checkpoint_at(head).await.unwrap();
    let note = note.expect("the end of the log is signed").to_string();
    loop {
        let message = tokio::time::timeout(SOON, told.next()).await.unwrap();
        if message.unwrap().payload == note.as_bytes() {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_log_shows_what_was_signed_and_with_which_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = signing(&folder, &[]).await;
    let http = app.http();
    let reader = app.http().with("accept-language", "en");
    app.file(&Filing::of("Quỹ Bình Minh")).await;
    let note = signed_up_to(&http, &app).await;
    let checkpoint = Checkpoint::of(&note).unwrap();
    let page = reader.get("/log").await.expect(200);
    // What is signed is on the page to the letter, but for what HTML writes in another way.
    let shown = page.text().replace("&#43;", "+");
    assert!(shown.contains(&note.to_string()), "{shown}");
    let keys = http.get("/v1/log/keys").await.expect(200).json();
    let key = keys["keys"][0]["verifier_key"].as_str().unwrap();
    assert!(shown.contains(key), "{shown}");
    let link = format!("href=\"/v1/log/checkpoint/{}\"", checkpoint.size);
    assert!(shown.contains(&link), "{shown}");
    let _ = reader.get("/log?size=1").await.expect(400);
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_log_that_nobody_signs_says_so() {
    let mut app = TestApp::start().await;
    let page = app.http().with("accept-language", "en").get("/log").await;
    let page = page.expect(200);
    assert!(page.text().contains("Nothing was signed yet."));
    assert!(!page.text().contains("hoso proof check"));
    app.stop().await.unwrap();
}
