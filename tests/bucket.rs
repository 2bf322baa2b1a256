//! Files in a bucket: what a store on another machine can do to the service, and what the service says
//! of it.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use harness::{
    Bucket, CommandLine, Hitch, Http, Person, Service, TestApp, TestDatabase, applicant, receiver,
    wait_until,
};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Body, Frame, Incoming};
use hyper::client::conn::http1;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use ring::digest;
use services::Documents;
use services::clock::new_id;
use services::serve::Role;
use tempfile::TempDir;
use tokio::net::TcpStream;

/// As long as the service may take to notice that something changed.
const PATIENCE: Duration = Duration::from_secs(40);

/// A file that is stored in parts.
const IN_PARTS: usize = 9 << 20;

/// A file of some size, whose bytes tell where they stand.
fn paper(size: usize) -> Bytes {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    while bytes.len() < size {
        bytes.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    }
    bytes.truncate(size);
    bytes.into()
}

async fn app_with(bucket: &Bucket) -> TestApp {
    let mut app = TestApp::without_service().await;
    let store = bucket.settings().open().unwrap();
    app.set_documents(Documents::in_store(store, Some(100 << 20)));
    app.serve(vec![Role::Api, Role::Projector]).await;
    app
}

fn sender(http: &Http) -> Http {
    let http = http.acting_as(&applicant());
    let http = http.with("content-type", "application/octet-stream");
    http.with("idempotency-key", &new_id().to_string())
}

/// A request of somebody, whose body comes piece by piece.
fn request_of(
    http: &Http,
    who: &Person,
    method: Method,
    path: &str,
) -> hyper::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", http.address().to_string())
        .header("hoso-actor", who.actor.to_string())
        .header("hoso-agency", who.party.to_string())
        .header("idempotency-key", new_id().to_string())
        .header("content-type", "application/octet-stream")
}

async fn answer<B>(http: &Http, request: Request<B>) -> anyhow::Result<Response<Incoming>>
where
    B: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    let stream = TokioIo::new(TcpStream::connect(http.address()).await?);
    let (mut sender, connection) = http1::handshake(stream).await?;
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_stumbles_loses_nothing_of_a_file() {
    let bucket = Bucket::open().await;
    let app = app_with(&bucket).await;
    let case = app.file_dossier().await;
    let sent = paper(IN_PARTS);
    for hitch in [Hitch::Fails, Hitch::CutsAPart, Hitch::SaysNothing] {
        bucket.misbehave(&[hitch]);
        let path = format!("/v1/cases/{case}/documents/{}", new_id());
        let filed = sender(&app.http())
            .send(Method::PUT, &format!("{path}?part=charter"), sent.clone())
            .await;
        assert_eq!(filed.status, 200, "{hitch:?}: {}", filed.text());
        assert_eq!(bucket.hitches_to_come(), 0, "{hitch:?} happened");
        app.settle().await;
        bucket.misbehave(&[Hitch::CutsAFile]);
        let got = app
            .http()
            .acting_as(&receiver())
            .get(&path)
            .await
            .expect(200);
        assert_eq!(
            bucket.hitches_to_come(),
            0,
            "the file was cut off on its way"
        );
        assert!(
            got.body == sent,
            "{hitch:?}: what comes back is what was sent"
        );
    }
    assert_eq!((bucket.came_in_parts(), bucket.unfinished()), (3, 0));
    assert_eq!(bucket.keys().len(), 3, "nothing else is stored");

    // Nobody knows what came of the last step of all: the sender is told to send it again.
    bucket.misbehave(&[Hitch::EndsWithoutAWord]);
    let path = format!("/v1/cases/{case}/documents/{}?part=charter", new_id());
    let desk = sender(&app.http());
    for status in [503, 200] {
        let filed = desk.send(Method::PUT, &path, sent.clone()).await;
        assert_eq!(filed.status, status, "{}", filed.text());
    }
    assert_eq!(bucket.keys().len(), 4, "and what came first is deleted");
    assert_eq!(bucket.faults(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_breaks_off_leaves_nothing_in_the_bucket() {
    let bucket = Bucket::open().await;
    let app = app_with(&bucket).await;
    let case = app.file_dossier().await;
    let path = format!("/v1/cases/{case}/documents/{}?part=charter", new_id());
    let frames = [
        Ok(Frame::data(paper(IN_PARTS))),
        Err(std::io::Error::other("the sender hangs up")),
    ];
    let body = StreamBody::new(stream::iter(frames));
    let request = request_of(&app.http(), &applicant(), Method::PUT, &path);
    drop(answer(&app.http(), request.body(body).unwrap()).await);
    let gone = async || bucket.came_in_parts() == 1 && bucket.unfinished() == 0;
    wait_until("what had come is given up", PATIENCE, gone).await;
    assert_eq!(bucket.keys(), Vec::<String>::new());
    assert_eq!(bucket.faults(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_is_away_is_told_and_missed_only_by_files() {
    let bucket = Bucket::open().await;
    bucket.leave();
    let app = TestApp::without_service().await;
    let service = Service::start_with(&bucket, &app.database.url()).await;
    let told = async || {
        let ready = service.http().get("/health/ready").await.expect(200).json();
        ready["warnings"]
            .to_string()
            .contains("files cannot be stored or read")
    };
    wait_until("the health check says so", PATIENCE, told).await;
    assert!(service.log().contains("files cannot be stored or read"));
    let case = app.file_dossier().await;
    let path = format!("/v1/cases/{case}/documents/{}?part=charter", new_id());
    let desk = sender(&service.http());
    let refused = desk.send(Method::PUT, &path, paper(1000)).await.expect(503);
    assert_eq!(refused.json()["type"], "/problems/files-unavailable");
    assert!(refused.header("retry-after").is_some());

    bucket.come_back().await;
    wait_until("the health check is content", PATIENCE, async || {
        !told().await
    })
    .await;
    let filed = desk.send(Method::PUT, &path, paper(1000)).await;
    assert_eq!(filed.status, 200, "{}", filed.text());
    assert_eq!(bucket.faults(), Vec::<String>::new());
}

/// A setting, what it says (nothing, where it is not there), and what is told then.
const UNFIT: [(&str, &str, &str); 14] = [
    ("HOSO_S3_BUCKET", "", "HOSO_S3_BUCKET is not set"),
    (
        "HOSO_S3_ACCESS_KEY_ID",
        "",
        "HOSO_S3_ACCESS_KEY_ID is not set",
    ),
    (
        "HOSO_S3_SECRET_ACCESS_KEY_FILE",
        "",
        "HOSO_S3_SECRET_ACCESS_KEY_FILE is not set",
    ),
    (
        "HOSO_S3_SECRET_ACCESS_KEY_FILE",
        "nothing",
        "reading nothing",
    ),
    (
        "HOSO_S3_SECRET_ACCESS_KEY_FILE",
        "empty",
        "a file with a secret in it",
    ),
    (
        "HOSO_S3_SECRET_ACCESS_KEY_FILE",
        "secret",
        "refuses what is asked of it",
    ),
    ("HOSO_S3_BUCKET", "others", "refuses what is asked of it"),
    (
        "HOSO_S3_ALLOW_HTTP",
        "false",
        "would be spoken with in the clear",
    ),
    ("HOSO_S3_ENDPOINT", "s3.example", "an address such as"),
    (
        "HOSO_S3_CA_FILE",
        "secret",
        "reading the certificates in secret",
    ),
    ("HOSO_DOCUMENTS", "papers", "name one"),
    (
        "HOSO_S3_SECRET_ACCESS_KEY",
        " ",
        "HOSO_S3_SECRET_ACCESS_KEY is not set",
    ),
    (
        "HOSO_S3_SECRET_ACCESS_KEY",
        "another",
        "refuses what is asked of it",
    ),
    ("HOSO_S3_REGION", " ", "HOSO_S3_REGION is not set"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_will_never_do_ends_the_start_with_a_reason() {
    let bucket = Bucket::open().await;
    let database = TestDatabase::create().await;
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("secret"), "another").unwrap();
    std::fs::write(folder.path().join("empty"), "\n").unwrap();
    let hoso = CommandLine::on(&database, folder.path());
    for (name, value, why) in UNFIT {
        let mut settings = bucket.environment();
        settings.retain(|it| it.0 != name);
        if !value.is_empty() {
            settings.push((name, value.to_owned()));
        }
        let settings: Vec<_> = settings.iter().map(|(n, v)| format!("{n}='{v}'")).collect();
        let settings = settings.join(" ");
        let ended = hoso.shell(&format!("{settings} hoso serve --listen 127.0.0.1:0"));
        let said = format!("{}{}", ended.out, ended.err);
        assert_eq!(ended.code, Some(1), "{name}={value}: {said}");
        assert!(said.contains(why), "{name}={value}: {said}");
        assert!(!said.contains("known+to"), "the secret is in no message");
    }
    bucket.keep_versions();
    let unfit = Documents::in_store(bucket.settings().open().unwrap(), None)
        .reach()
        .await;
    let unfit = unfit.unwrap_err();
    assert!(unfit.is_for_good() && unfit.to_string().contains("keeps versions"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_anything_of_a_bucket_means_one_and_no_folder() {
    let database = TestDatabase::create().await;
    let folder = TempDir::new().unwrap();
    let hoso = CommandLine::on(&database, folder.path());
    for named in [
        "HOSO_S3_REGION=north",
        "HOSO_S3_CA_FILE=secret",
        "HOSO_S3_ALLOW_HTTP=true",
        "HOSO_S3_SECRET_ACCESS_KEY=secret",
    ] {
        let ended = hoso.shell(&format!("{named} hoso serve --listen 127.0.0.1:0"));
        assert_eq!(ended.code, Some(1), "{named}: {}", ended.err);
        let said = format!("{}{}", ended.out, ended.err);
        assert!(
            said.contains("HOSO_S3_BUCKET is not set"),
            "{named}: {said}"
        );
    }
}

/// Peak of a process's memory, in KiB; none where the machine does not tell.
fn memory_peak(process: u32) -> Option<usize> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_never_enters_memory() {
    const PIECES: usize = 105;
    const PIECE: usize = 1 << 20;
    let bucket = Bucket::open().await;
    let app = TestApp::without_service().await;
    let service = Service::start_with(&bucket, &app.database.url()).await;
    let Some(before) = memory_peak(service.process_id()) else {
        eprintln!("SKIPPED: this machine does not tell how much memory a process had");
        return;
    };
    let case = app.file_dossier().await;
    let path = format!("/v1/cases/{case}/documents/{}", new_id());
    let first = paper(PIECE);
    let mut whole = digest::Context::new(&digest::SHA256);
    (0..PIECES).for_each(|_| whole.update(&first));
    let whole = whole.finish();

    let pieces = (0..PIECES).map(move |_| Ok::<_, std::io::Error>(Frame::data(first.clone())));
    let request = request_of(
        &service.http(),
        &applicant(),
        Method::PUT,
        &format!("{path}?part=charter"),
    );
    let request = request.body(StreamBody::new(stream::iter(pieces))).unwrap();
    let filed = answer(&service.http(), request).await.unwrap();
    assert_eq!(filed.status(), 200);
    assert_eq!(bucket.came_in_parts(), 1);

    let read = request_of(&service.http(), &receiver(), Method::GET, &path);
    let read = read.body(http_body_util::Empty::<Bytes>::new()).unwrap();
    let mut got = answer(&service.http(), read).await.unwrap();
    assert_eq!(got.status(), 200);
    let mut came_back = digest::Context::new(&digest::SHA256);
    while let Some(frame) = got.body_mut().frame().await {
        came_back.update(&frame.unwrap().into_data().unwrap());
    }
    assert_eq!(came_back.finish().as_ref(), whole.as_ref());
    let grown = memory_peak(service.process_id())
        .unwrap()
        .saturating_sub(before);
    // Two parts of 8 MiB are on their way while a third is gathered.
    assert!(
        grown < 64 * 1024,
        "it took {grown} KiB more for a file of {PIECES} MiB"
    );
}
