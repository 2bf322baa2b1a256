//! Bad input: each kind has a problem of its own, says what to do, and appends nothing.

use harness::{Http, Reply, TestApp, applicant, receiver};
use hyper::Method;
use hyper::body::Bytes;
use serde_json::{Value, json};
use services::clock::new_id;
use services::serve::{Options, Role, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::clerk::{address, dossier, file, head, problem, send};

/// Sends the bytes of a dossier as they are.
async fn submit(http: &Http, bytes: impl Into<Bytes>) -> Reply {
    let client = http
        .acting_as(&applicant())
        .with("idempotency-key", &new_id().to_string());
    let path = address(new_id(), "submit-dossier");
    client.send(Method::POST, &path, bytes.into()).await
}

/// A dossier in which one thing is otherwise.
fn but(pointer: &str, value: Value) -> Vec<u8> {
    let mut dossier = dossier(new_id());
    *dossier.pointer_mut(pointer).unwrap() = value;
    serde_json::to_vec(&dossier).unwrap()
}

/// A dossier with another member.
fn and(name: &str, value: Value) -> Vec<u8> {
    let mut dossier = dossier(new_id());
    dossier[name] = value;
    serde_json::to_vec(&dossier).unwrap()
}

fn without_channel() -> Vec<u8> {
    let mut dossier = dossier(new_id());
    dossier.as_object_mut().unwrap().remove("channel");
    serde_json::to_vec(&dossier).unwrap()
}

fn with_two_channels() -> Vec<u8> {
    let text = dossier(new_id()).to_string();
    format!("{{\"channel\":\"post\",{}", &text[1..]).into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_body_has_a_problem_of_its_own_and_its_place() {
    let app = TestApp::start().await;
    let http = app.http();
    let before = head(&app).await;
    let far = "x".repeat(301);
    let faults = [
        (and("color", json!("red")), "unknown-member", "/color"),
        (
            but("/applicant", json!({ "id": new_id(), "nam": "A" })),
            "unknown-member",
            "/applicant/nam",
        ),
        (without_channel(), "missing-member", ""),
        (with_two_channels(), "repeated-member", ""),
        (but("/channel", json!(3)), "wrong-type", "/channel"),
        (but("/fields", json!("health")), "wrong-type", "/fields"),
        (
            but("/fields/0", json!("he alth")),
            "invalid-value",
            "/fields/0",
        ),
        (
            but("/applicant/id", json!("not-a-uuid")),
            "invalid-value",
            "/applicant/id",
        ),
        (
            and("home_registration_until", json!("2027-02-29")),
            "invalid-date",
            "/home_registration_until",
        ),
        (
            and("home_registration_until", json!("27.2.2027")),
            "invalid-date",
            "/home_registration_until",
        ),
        (
            but("/applicant/name", json!("  \u{3000} ")),
            "invalid-text",
            "/applicant/name",
        ),
        (
            but("/applicant/name", json!(far)),
            "invalid-text",
            "/applicant/name",
        ),
        (
            but("/applicant/name", json!("a\u{0}b")),
            "invalid-text",
            "/applicant/name",
        ),
        (
            but("/representative", json!("a\nb")),
            "invalid-text",
            "/representative",
        ),
    ];
    for (body, code, pointer) in faults {
        let reply = submit(&http, body).await;
        let problem = problem(&reply, 422, code);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    assert_eq!(head(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_which_nothing_is_seen_or_that_turns_its_direction_is_refused() {
    let app = TestApp::start().await;
    let http = app.http();
    let before = head(&app).await;
    for (pointer, name) in [
        ("/applicant/name", "\u{200B}\u{FEFF} \u{2060}"),
        ("/applicant/name", "Qu\u{1EF9} \u{202E}gnos"),
        ("/representative", "a\u{2066}b\u{2069}"),
        ("/representative", "a\u{2028}b"),
    ] {
        let reply = submit(&http, but(pointer, json!(name))).await;
        let problem = problem(&reply, 422, "invalid-text");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    assert_eq!(head(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_is_told_apart() {
    let app = TestApp::start().await;
    let http = app.http();
    let before = head(&app).await;
    for broken in ["{", "{}{}", "nonsense", "{\"a\":1", "{\"channel\":3,}"] {
        problem(&submit(&http, broken).await, 400, "malformed-json");
    }
    let nested = "[".repeat(100_000) + &"]".repeat(100_000);
    problem(&submit(&http, nested).await, 422, "wrong-type");
    let mut bytes = dossier(new_id()).to_string().into_bytes();
    bytes[15] = 0xff;
    problem(&submit(&http, bytes).await, 400, "invalid-utf-8");
    for media_type in [
        "text/plain",
        "application/xml",
        "application/json; charset=latin1",
    ] {
        let sent_as = http.with("content-type", media_type);
        problem(&submit(&sent_as, "{}").await, 415, "unsupported-media-type");
    }
    let packed = http.with("content-encoding", "gzip");
    problem(&submit(&packed, "{}").await, 415, "unsupported-media-type");
    assert_eq!(head(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_ten_megabytes_is_answered() {
    let app = TestApp::start().await;
    let http = app.http();
    let before = head(&app).await;
    let reply = submit(&http, vec![b' '; 10 * 1024 * 1024]).await;
    assert_eq!(
        problem(&reply, 413, "body-too-large")["bytes_max"],
        1_048_576
    );
    let fits = [but("/applicant/contact", json!("x".repeat(10_000)))].concat();
    assert_eq!(submit(&http, fits).await.status, 201);
    assert_eq!(head(&app).await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_refuse_says_why() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    let before = head(&app).await;
    let unfiled = new_id();
    let receiver = receiver();
    let none = json!({});
    let ground = json!({ "ground": "because" });
    let component = json!({ "missing": ["passport"] });
    let refusals: [(Uuid, &str, &Value, u16, &str); 6] = [
        (unfiled, "accept-dossier", &none, 404, "not-submitted"),
        (case, "forward-dossier", &none, 409, "not-accepted"),
        (
            case,
            "return-result",
            &json!({ "channel": "post" }),
            409,
            "not-decided",
        ),
        (case, "refuse-intake", &ground, 422, "unknown-ground"),
        (
            case,
            "request-supplement",
            &component,
            422,
            "unknown-component",
        ),
        (
            case,
            "request-supplement",
            &json!({ "missing": [] }),
            422,
            "no-components",
        ),
    ];
    for (case, command, body, status, code) in refusals {
        problem(
            &send(&http, &receiver, (case, command), body).await,
            status,
            code,
        );
    }
    let order = (case, "submit-dossier");
    let again = send(&http, &applicant(), order, &dossier(case)).await;
    problem(&again, 409, "already-submitted");
    let unknown = submit(&http, but("/procedure", json!("NO-SUCH"))).await;
    assert_eq!(
        problem(&unknown, 422, "procedure-not-in-force")["procedure"],
        "NO-SUCH"
    );
    assert_eq!(head(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_needs_a_key() {
    let app = TestApp::start().await;
    let http = app.http().acting_as(&receiver());
    let case = file(&app.http()).await;
    let path = address(case, "accept-dossier");
    problem(
        &http.post(&path, &json!({})).await,
        400,
        "idempotency-key-missing",
    );
    for malformed in ["7", "", "00000000-0000-0000-0000-000000000000"] {
        let keyed = http.with("idempotency-key", malformed);
        problem(
            &keyed.post(&path, &json!({})).await,
            400,
            "idempotency-key-malformed",
        );
    }
    // The draft about this header writes keys as texts in quotes.
    let quoted = http.with("idempotency-key", &format!("\"{}\"", new_id()));
    assert_eq!(quoted.post(&path, &json!({})).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_methods_and_parameters_that_do_not_exist_are_problems() {
    let app = TestApp::start().await;
    let http = app.http();
    problem(&http.get("/v1/nothing").await, 404, "not-found");
    problem(&http.get("/v1/cases/7").await, 400, "invalid-path");
    problem(
        &http.get(&format!("/v1/cases/{}", new_id())).await,
        404,
        "unknown-case",
    );
    problem(
        &http.get(&format!("/v1/certificates/{}", new_id())).await,
        404,
        "unknown-certificate",
    );
    problem(
        &http.get("/v1/procedures/NO-SUCH").await,
        404,
        "unknown-procedure",
    );
    problem(&http.get("/problems/no-such").await, 404, "unknown-problem");
    for path in [
        "/v1/cases?color=red",
        "/health/live?deep=1",
        "/metrics?all",
        "/openapi.json?v=3",
    ] {
        problem(&http.get(path).await, 400, "unknown-parameter");
    }
    for query in [
        "limit=0",
        "limit=201",
        "limit=x",
        "q=%00",
        "q=",
        "overdue=perhaps",
        "status=lost",
    ] {
        let reply = http.get(&format!("/v1/cases?{query}")).await;
        problem(&reply, 400, "invalid-parameter");
    }
    problem(&http.get("/v1/cases?cursor=x").await, 400, "invalid-cursor");
    let wrong = http.send(Method::DELETE, "/v1/cases", Bytes::new()).await;
    problem(&wrong, 405, "method-not-allowed");
    assert_eq!(wrong.header("allow"), Some("GET,HEAD"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_cannot_use_a_browser_to_act_here() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    let order = (case, "accept-dossier");
    let before = head(&app).await;
    for (name, value) in [
        ("origin", "https://other.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let reply = send(&http.with(name, value), &receiver(), order, &json!({})).await;
        problem(&reply, 403, "cross-site");
    }
    let rebound = raw(&http, "GET /v1/cases HTTP/1.1\r\nhost: rebound.example\r\n").await;
    assert!(rebound.starts_with("HTTP/1.1 421 "), "{rebound}");
    assert!(rebound.contains("/problems/foreign-host"), "{rebound}");
    assert_eq!(head(&app).await, before);
    let own = http.with("origin", &format!("http://{}", http.address()));
    assert_eq!(send(&own, &receiver(), order, &json!({})).await.status, 200);
}

/// Sends a head as it is, and reads the answer.
async fn raw(http: &Http, head: &str) -> String {
    let mut stream = TcpStream::connect(http.address()).await.unwrap();
    let request = format!("{head}connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_trusts_nobody_shows_no_case_and_takes_no_command() {
    let app = TestApp::without_service().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let http = Http::at(listener.local_addr().unwrap());
    let options = Options {
        roles: vec![Role::Api],
        trust_actor_headers: false,
    };
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let serving = tokio::spawn(serve(app.app().clone(), None, listener, options, async {
        stopped.await;
        Ok(())
    }));

    let order = (new_id(), "submit-dossier");
    let reply = send(&http, &applicant(), order, &dossier(new_id())).await;
    problem(&reply, 401, "authentication-unavailable");
    assert!(reply.header("www-authenticate").is_some());
    for path in ["/v1/cases", "/v1/events", "/v1/certificates", "/v1/audit"] {
        problem(&http.get(path).await, 401, "authentication-unavailable");
    }
    for path in [
        "/v1/procedures",
        "/v1/agencies",
        "/v1/figures",
        "/health/live",
        "/problems",
    ] {
        assert_eq!(http.get(path).await.status, 200, "{path}");
    }
    stop.cancel();
    serving.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_problem_can_be_looked_up_where_its_type_says() {
    let app = TestApp::start().await;
    let http = app.http();
    let all = http.get("/problems").await.expect(200).json();
    let all = all["items"].as_array().unwrap().clone();
    assert!(all.len() > 60, "{}", all.len());
    for kind in all {
        let one = http.get(kind["type"].as_str().unwrap()).await.expect(200);
        assert_eq!(one.json(), kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_on_our_side_tells_the_caller_nothing_of_it() {
    let app = TestApp::opening().roles(&[Role::Api]).open().await;
    let http = app.http();
    sqlx::raw_sql("alter table case_list rename to case_list_gone")
        .execute(app.pool())
        .await
        .unwrap();
    let reply = http.get("/v1/cases").await;
    let failed = problem(&reply, 500, "internal");
    assert!(!failed.to_string().contains("case_list"), "{failed}");
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
}
