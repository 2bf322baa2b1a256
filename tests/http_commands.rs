//! Commands over HTTP: from a dossier to its certificate, repeated, raced, and out of date.

use futures_util::future::join_all;
use harness::{TestApp, applicant, body, decider, log_of, receiver};
use serde_json::json;
use services::clock::{derived_id, new_id};

use crate::clerk::{
    accepted, address, certify, dossier, file, forward, head, problem, send, send_as,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_becomes_a_certificate_over_http() {
    let app = TestApp::start().await;
    let http = app.http();
    let (case, receipt) = certify(&http, "12-BNG").await;
    let seen = http.with("hoso-position", &receipt["position"].to_string());

    let shown = seen.get(&format!("/v1/cases/{case}")).await.expect(200);
    let version = format!("\"{}-", receipt["version"]);
    assert!(shown.header("etag").unwrap().starts_with(&version));
    let shown = shown.json();
    assert_eq!(shown["case"]["status"], "returned");
    assert_eq!(shown["case"]["name"], "Nhịp Cầu Xanh International");
    assert_eq!(shown["portal_status"], 10);
    assert_eq!(shown["certificate"]["number"], "12-BNG");

    let id = shown["certificate"]["certificate_id"].as_str().unwrap();
    let certificate = http
        .get(&format!("/v1/certificates/{id}"))
        .await
        .expect(200);
    assert_eq!(certificate.json()["case_id"], case.to_string());
    assert_eq!(certificate.json()["status"], "valid");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_that_was_sent_stands_in_the_log() {
    let app = TestApp::start().await;
    let http = app.http();
    let (case, _) = certify(&http, "13-BNG").await;
    let refused = file(&http).await;
    let reason = json!({ "ground": "incomplete", "text": "Thiếu chữ ký của bà Marisol" });
    accepted(&http, &receiver(), refused, "refuse-intake", &reason).await;

    let log = log_of(&app.app().store).await;
    assert!(log.iter().any(|it| it.stream_id == case));
    for event in log {
        let text = std::str::from_utf8(&event.document).unwrap();
        for personal in ["Nhịp", "nhipcauxanh", "Marisol", "Không có ý kiến"] {
            assert!(!text.contains(personal), "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_nothing_but_zeros_names_nothing() {
    let app = TestApp::start().await;
    let http = app.http();
    let nobody = uuid::Uuid::nil();
    let nowhere = http.get(&format!("/v1/cases/{nobody}")).await;
    problem(&nowhere, 400, "invalid-path");
    let case = new_id();
    let mut by_nobody = dossier(case);
    by_nobody["applicant"]["id"] = json!(nobody);
    let refused = send(&http, &applicant(), (case, "submit-dossier"), &by_nobody).await;
    let refused = problem(&refused, 422, "invalid-value");
    assert_eq!(refused["errors"][0]["pointer"], "/applicant/id");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_other_end_of_a_case_can_be_reached_over_http() {
    let app = TestApp::start().await;
    let http = app.http();

    let withdrawn = file(&http).await;
    let guidance = json!({ "missing": ["charter"], "reason": "Bản sao mờ." });
    accepted(
        &http,
        &receiver(),
        withdrawn,
        "request-supplement",
        &guidance,
    )
    .await;
    let brought = json!({ "components": ["charter"] });
    accepted(
        &http,
        &applicant(),
        withdrawn,
        "supplement-dossier",
        &brought,
    )
    .await;
    let officer = json!({ "officer": receiver().actor });
    accepted(&http, &receiver(), withdrawn, "assign-officer", &officer).await;
    accepted(
        &http,
        &applicant(),
        withdrawn,
        "withdraw-dossier",
        &json!({}),
    )
    .await;

    let stopped = file(&http).await;
    accepted(&http, &receiver(), stopped, "accept-dossier", &json!({})).await;
    let ground = json!({ "ground": "applicant-ceased" });
    accepted(&http, &receiver(), stopped, "stop-processing", &ground).await;

    let refused = forward(&http).await;
    let ground = json!({ "ground": "no-concrete-plan", "text": "Chưa có kế hoạch." });
    accepted(&http, &decider(), refused, "refuse-application", &ground).await;

    app.settle().await;
    for (case, status) in [
        (withdrawn, "withdrawn"),
        (stopped, "stopped"),
        (refused, "refused"),
    ] {
        let shown = http
            .get(&format!("/v1/cases/{case}"))
            .await
            .expect(200)
            .json();
        assert_eq!(shown["case"]["status"], status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_command_gets_its_first_answer_and_does_nothing() {
    let app = TestApp::start().await;
    let http = app.http();
    let (case, key) = (new_id(), new_id());
    let order = (case, "submit-dossier");
    let first = send_as(&http, &applicant(), order, (key, &dossier(case))).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(first.header("idempotency-replayed"), None);
    let location = format!("/v1/cases/{case}");
    assert_eq!(first.header("location"), Some(location.as_str()));
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    let before = head(&app).await;

    let again = send_as(&http, &applicant(), order, (key, &dossier(case))).await;
    assert_eq!(again.status, 201, "{}", again.text());
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let (mut first, again) = (first.json(), again.json());
    assert_eq!(first["repeated"], false);
    first["repeated"] = json!(true);
    assert_eq!(again, first);
    assert_eq!(head(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_sent_many_times_at_once_is_carried_out_once() {
    let app = TestApp::start().await;
    let http = app.http();
    let (case, key) = (new_id(), new_id());
    let body = dossier(case);
    let before = head(&app).await;
    let who = applicant();
    let order = (case, "submit-dossier");
    let sent = (0..20).map(|_| send_as(&http, &who, order, (key, &body)));
    let replies = join_all(sent).await;
    for reply in &replies {
        assert_eq!(reply.status, 201, "{}", reply.text());
        assert_eq!(reply.json()["position"], before + 1);
    }
    let firsts = replies.iter().filter(|it| it.json()["repeated"] == false);
    assert_eq!(firsts.count(), 1);
    assert_eq!(head(&app).await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_used_for_something_else_is_refused() {
    let app = TestApp::start().await;
    let http = app.http();
    let (case, other, key) = (new_id(), new_id(), new_id());
    let body = dossier(case);
    let order = (case, "submit-dossier");
    let reply = send_as(&http, &applicant(), order, (key, &body)).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let before = head(&app).await;

    let mut changed = body.clone();
    changed["channel"] = json!("post");
    let attempts = [
        send_as(&http, &applicant(), order, (key, &changed)).await,
        send_as(&http, &applicant(), (other, "submit-dossier"), (key, &body)).await,
        send_as(&http, &receiver(), order, (key, &body)).await,
        send_as(
            &http,
            &receiver(),
            (case, "accept-dossier"),
            (key, &json!({})),
        )
        .await,
    ];
    for reply in attempts {
        let problem = problem(&reply, 422, "idempotency-key-reused");
        assert_eq!(problem["command_id"], key.to_string());
    }
    assert_eq!(head(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_for_a_version_that_has_passed_is_refused() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    let officer = json!({ "officer": receiver().actor });
    let with = |tag: &str| http.with("if-match", tag);
    let order = (case, "assign-officer");

    let stale = send(&with("\"7\""), &receiver(), order, &officer).await;
    let stale = problem(&stale, 412, "stale-version");
    assert_eq!(stale["actual_version"], 1);
    for malformed in ["1", "W/\"1\"", "\"one\"", "\"1\", \"2\""] {
        let reply = send(&with(malformed), &receiver(), order, &officer).await;
        problem(&reply, 400, "invalid-header");
    }
    let nobodys = send(
        &with("*"),
        &receiver(),
        (new_id(), "accept-dossier"),
        &json!({}),
    )
    .await;
    problem(&nobodys, 412, "stale-version");

    let right = send(&with("\"1\""), &receiver(), order, &officer)
        .await
        .expect(200);
    assert_eq!(right.header("etag"), Some("\"2\""));
    let any = send(
        &with("*"),
        &receiver(),
        (case, "accept-dossier"),
        &json!({}),
    )
    .await;
    assert_eq!(any.expect(200).json()["version"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_by_somebody_else_is_named() {
    let app = TestApp::start().await;
    let http = app.http();
    let (holder, _) = certify(&http, "99-BNG").await;
    app.settle().await;
    let shown = http
        .get(&format!("/v1/cases/{holder}"))
        .await
        .expect(200)
        .json();
    let case = forward(&http).await;
    let before = head(&app).await;

    let grant = json!({ "number": "99-BNG" });
    let reply = send(&http, &decider(), (case, "grant-certificate"), &grant).await;
    let taken = problem(&reply, 409, "already-held");
    assert_eq!(taken["claim"], "certificate-number/CERT-OP/99-BNG");
    assert_eq!(taken["holder"], shown["certificate"]["certificate_id"]);
    assert_eq!(head(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_belongs_to_something_else_is_no_case() {
    let app = TestApp::start().await;
    let http = app.http();
    let (case, receipt) = certify(&http, "15-BNG").await;
    let path = format!("/v1/cases/{case}?at_least={}", receipt["position"]);
    let shown = http.get(&path).await.expect(200).json();
    let id = shown["certificate"]["certificate_id"].as_str().unwrap();
    let certificate = id.parse().unwrap();
    let order = (certificate, "submit-dossier");
    let reply = send(&http, &applicant(), order, &dossier(certificate)).await;
    problem(&reply, 409, "id-taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_says_who_sends_it() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    let keyed = http.with("idempotency-key", &new_id().to_string());
    let path = address(case, "accept-dossier");
    let before = head(&app).await;

    let nobody = keyed.post(&path, &json!({})).await;
    problem(&nobody, 401, "actor-missing");
    assert!(nobody.header("www-authenticate").is_some());
    let unknown = keyed
        .acting_as(&body("NOWHERE"))
        .post(&path, &json!({}))
        .await;
    assert_eq!(
        problem(&unknown, 403, "agency-not-in-catalogue")["agency"],
        "NOWHERE"
    );
    let system = keyed.acting_as(&receiver()).with("hoso-agency", "system");
    problem(
        &system.post(&path, &json!({})).await,
        403,
        "agency-not-in-catalogue",
    );
    let timers = services::timers::SYSTEM.to_string();
    let timers = keyed.acting_as(&receiver()).with("hoso-actor", &timers);
    problem(&timers.post(&path, &json!({})).await, 403, "acts-as-system");
    let nonsense = keyed.acting_as(&receiver()).with("hoso-actor", "an");
    problem(
        &nonsense.post(&path, &json!({})).await,
        400,
        "invalid-header",
    );
    let outsider = keyed.acting_as(&body("MPS")).post(&path, &json!({})).await;
    assert_eq!(
        problem(&outsider, 403, "not-allowed")["needed_role"],
        "receiver"
    );
    assert_eq!(head(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_applicant_is_not_written_again_but_a_repeat_is_answered() {
    let app = TestApp::start().await;
    let http = app.http();
    let (case, key) = (new_id(), new_id());
    let body = dossier(case);
    let order = (case, "submit-dossier");
    let filed = send_as(&http, &applicant(), order, (key, &body)).await;
    assert_eq!(filed.expect(201).json()["repeated"], false);
    let subject = body["applicant"]["id"].as_str().unwrap().parse().unwrap();
    let now = app.app().clock.now();
    assert!(app.app().vault.erase(subject, now).await.unwrap());

    let repeat = send_as(&http, &applicant(), order, (key, &body))
        .await
        .expect(201);
    assert_eq!(repeat.json()["repeated"], true);
    let mut another = dossier(new_id());
    another["applicant"]["id"] = json!(subject);
    let reply = send(&http, &applicant(), (new_id(), "submit-dossier"), &another).await;
    assert_eq!(
        problem(&reply, 409, "subject-erased")["subject"],
        json!(subject)
    );
}

/// How many rows the vault has.
async fn rows_of_vault(app: &TestApp) -> i64 {
    sqlx::query_scalar(
        "select (select count(*) from eventstore.vault_subject)
            + (select count(*) from eventstore.vault_value)",
    )
    .fetch_one(app.pool())
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_command_leaves_nothing_behind_in_the_vault() {
    let app = TestApp::start().await;
    let http = app.http();
    let before = rows_of_vault(&app).await;
    let reason = json!({ "missing": ["charter"], "reason": "It is not signed." });
    let case = new_id();
    let refused = send(&http, &receiver(), (case, "request-supplement"), &reason).await;
    assert!(refused.status >= 400, "{}", refused.text());
    let mut unknown = dossier(case);
    unknown["procedure"] = json!("FNGO-NONE");
    let refused = send(&http, &applicant(), (case, "submit-dossier"), &unknown).await;
    assert!(refused.status >= 400, "{}", refused.text());
    assert_eq!(rows_of_vault(&app).await, before);

    let case = file(&http).await;
    assert!(rows_of_vault(&app).await > before);
    let _ = send(&http, &receiver(), (case, "request-supplement"), &reason)
        .await
        .expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_does_not_take_the_id_of_a_subject_of_another_kind() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    let reason = json!({ "missing": ["charter"], "reason": "It is not signed." });
    let _ = send(&http, &receiver(), (case, "request-supplement"), &reason)
        .await
        .expect(200);
    let other = new_id();
    let mut dossier = dossier(other);
    dossier["applicant"]["id"] = json!(derived_id(case, "texts"));
    let refused = send(&http, &applicant(), (other, "submit-dossier"), &dossier).await;
    problem(&refused, 409, "subject-of-another-kind");
}
