//! Reads over HTTP: what their caller has seen, pages, and the past.

mod tags;

use harness::{TestApp, receiver};
use serde_json::{Value, json};
use services::serve::Role;
use time::Duration;
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;
use uuid::Uuid;

use crate::clerk::{accepted, certify, file, head, problem};

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

/// Every item of a list, a page at a time.
async fn all(app: &TestApp, list: &str) -> Vec<Value> {
    let (http, mut found) = (app.http(), vec![]);
    let mut path = list.to_owned();
    loop {
        let reply = http.get(&path).await.expect(200);
        let page = reply.json();
        found.extend(items(&page).iter().cloned());
        let Some(cursor) = page["next_cursor"].as_str() else {
            assert_eq!(reply.header("link"), None);
            return found;
        };
        let link = reply.header("link").unwrap();
        let next = link.strip_prefix('<').unwrap();
        next.split_once(">; rel=\"next\"")
            .unwrap()
            .0
            .clone_into(&mut path);
        assert!(path.ends_with(cursor), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_names_a_position_sees_what_the_command_did() {
    let app = TestApp::start().await;
    let http = app.http();
    for _ in 0..20 {
        let case = file(&http).await;
        let seen = head(&app).await;
        let header = http.with("hoso-position", &seen.to_string());
        let shown = header.get(&format!("/v1/cases/{case}")).await.expect(200);
        assert!(
            shown
                .header("hoso-position")
                .unwrap()
                .parse::<i64>()
                .unwrap()
                >= seen
        );
        let path = format!("/v1/cases?limit=1&at_least={seen}");
        let listed = http.get(&path).await.expect(200).json();
        assert_eq!(items(&listed)[0]["case_id"], case.to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_waits_no_longer_than_it_makes_sense() {
    let app = TestApp::opening().roles(&[Role::Api]).open().await;
    let http = app.http();
    file(&http).await;
    let seen = head(&app).await;
    // Nobody keeps the read models here.
    let late = http.get(&format!("/v1/cases?at_least={seen}")).await;
    assert!(
        problem(&late, 503, "not-yet-visible")["position"]
            .as_i64()
            .unwrap()
            < seen
    );
    assert!(late.header("retry-after").is_some());

    let beyond = http.get(&format!("/v1/cases?at_least={}", seen + 1)).await;
    assert_eq!(problem(&beyond, 400, "position-beyond-log")["head"], seen);
    for wrong in ["-1", "x", ""] {
        let reply = http.get(&format!("/v1/cases?at_least={wrong}")).await;
        problem(&reply, 400, "invalid-parameter");
    }
    problem(
        &http.with("hoso-position", "x").get("/v1/cases").await,
        400,
        "invalid-header",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_everything_once_and_in_order() {
    let app = TestApp::start().await;
    let http = app.http();
    let mut filed = vec![];
    for _ in 0..5 {
        filed.push(file(&http).await.to_string());
    }
    let due: Uuid = filed[2].parse().unwrap();
    accepted(&http, &receiver(), due, "accept-dossier", &json!({})).await;
    app.settle().await;
    let ids = |found: &[Value]| -> Vec<String> {
        let ids = found
            .iter()
            .map(|it| it["case_id"].as_str().unwrap().to_owned());
        ids.collect()
    };
    for limit in [1, 2, 5, 200] {
        let newest = all(
            &app,
            &format!("/v1/cases?limit={limit}&procedure=FNGO-OP-ISSUE"),
        )
        .await;
        let mut expected = filed.clone();
        expected.reverse();
        assert_eq!(ids(&newest), expected);
        let by_due = all(&app, &format!("/v1/cases?limit={limit}&order=due")).await;
        let (first, rest) = (ids(&by_due).remove(0), ids(&by_due)[1..].to_vec());
        assert_eq!(first, filed[2]);
        let others: Vec<_> = filed
            .iter()
            .filter(|it| **it != filed[2])
            .cloned()
            .collect();
        assert_eq!(rest, others);

        let terms = all(&app, &format!("/v1/deadlines?limit={limit}")).await;
        let due_at: Vec<&str> = terms
            .iter()
            .map(|it| it["due_at"].as_str().unwrap())
            .collect();
        assert!(due_at.is_sorted(), "{due_at:?}");
        assert_eq!(terms.len(), 4 + 2);
        let acts = all(&app, &format!("/v1/audit?limit={limit}&stream={due}")).await;
        let types: Vec<&str> = acts.iter().map(|it| it["type"].as_str().unwrap()).collect();
        assert_eq!(
            types,
            ["case.dossier_submitted.v1", "case.dossier_accepted.v1"]
        );
    }
    let cursor = http.get("/v1/cases?limit=1").await.json()["next_cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    let other = http
        .get(&format!("/v1/cases?order=due&cursor={cursor}"))
        .await;
    problem(&other, 400, "invalid-cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_found_by_name_without_diacritics_and_by_what_they_wait_for() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    accepted(&http, &receiver(), case, "request-consultation", &json!({})).await;
    file(&http).await;
    app.settle().await;
    for query in [
        "q=nhip+cau&status=in_consultation",
        "q=NH%E1%BB%8AP&awaiting=MPS",
        "agency=MPS",
        "ended=false&status=in_consultation&channel=online",
    ] {
        let found = all(&app, &format!("/v1/cases?{query}")).await;
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!(found[0]["case_id"], case.to_string());
    }
    for query in [
        "q=nobody",
        "q=%25",
        "agency=NOWHERE",
        "status=granted",
        "overdue=true",
    ] {
        assert_eq!(
            all(&app, &format!("/v1/cases?{query}")).await.len(),
            0,
            "{query}"
        );
    }
    let waiting = all(&app, "/v1/consultations?agency=MPS&limit=1").await;
    assert_eq!(waiting[0]["case_id"], case.to_string());
    let asked = all(&app, "/v1/consultations?limit=2").await;
    let of_case = http
        .get(&format!("/v1/cases/{case}/consultations"))
        .await
        .expect(200);
    assert_eq!(items(&of_case.json()), &asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_says_why_it_stands_where_it_stands() {
    let app = TestApp::start().await;
    app.clock.set(datetime!(2026-04-24 09:00 +7));
    let http = app.http();
    let case = file(&http).await;
    app.settle().await;
    let shown = http
        .get(&format!("/v1/cases/{case}/deadlines"))
        .await
        .expect(200)
        .json();
    let intake = &items(&shown)[0];
    assert_eq!(intake["clock"], "intake");
    assert_eq!(intake["counted_from"], "2026-04-24");
    assert_eq!(
        intake["limit"],
        json!({ "count": 2, "unit": "working_days" })
    );
    assert_eq!(intake["basis"], "Decree 58/2022/NĐ-CP Art. 11.2");
    assert_eq!(intake["moved"], 0);
    let due = intake["due_on"].as_str().unwrap();
    let skipped = intake["skipped"].as_array().unwrap();
    // The day of the Hung Kings falls on a Sunday, and Monday makes up for it.
    let days: Vec<&str> = skipped
        .iter()
        .map(|it| it["date"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2026-04-25", "2026-04-26", "2026-04-27"]);
    assert_eq!(skipped[0]["vi"], Value::Null);
    assert!(skipped[2]["vi"].is_string(), "{intake}");
    assert_eq!(due, "2026-04-29");
    let because = intake["because"].as_str().unwrap();
    assert!(
        because.contains("one weekly rest day and 2 holidays"),
        "{because}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_as_it_was_is_what_was_shown_then() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = file(&http).await;
    let path = format!("/v1/cases/{case}");
    let mut shown = vec![];
    for command in ["accept-dossier", "request-consultation"] {
        app.settle().await;
        let now = app.app().clock.now();
        let seen = head(&app).await;
        shown.push((seen, now, http.get(&path).await.expect(200).json()));
        app.clock.set(now + Duration::days(1));
        accepted(&http, &receiver(), case, command, &json!({})).await;
    }
    for (seen, at, mut shown) in shown {
        // A replay asks no vault.
        shown["case"]["name"] = Value::Null;
        let at = at.format(&Rfc3339).unwrap().replace('+', "%2B");
        for when in [format!("at={seen}"), format!("as_of={at}")] {
            let then = http.get(&format!("{path}?{when}")).await.expect(200).json();
            for part in ["case", "portal_status", "in_hands_of", "deadlines"] {
                assert_eq!(then[part], shown[part], "{when}");
            }
            let events = then["events"].as_array().unwrap();
            assert_eq!(events.last().unwrap()["version"], shown["case"]["version"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_that_never_was_is_a_problem() {
    let app = TestApp::start().await;
    let http = app.http();
    let before = head(&app).await;
    let case = file(&http).await;
    let ask = async |when: String| http.get(&format!("/v1/cases/{case}?{when}")).await;
    problem(&ask(format!("at={before}")).await, 404, "not-there-then");
    problem(
        &ask("as_of=2020-01-01T00:00:00Z".into()).await,
        404,
        "not-there-then",
    );
    problem(
        &ask("as_of=2999-01-01T00:00:00Z".into()).await,
        400,
        "in-the-future",
    );
    // What was given at this moment may still be on its way into the log.
    let now = app.app().clock.now();
    let moment = now.format(&Rfc3339).unwrap().replace('+', "%2B");
    let early = ask(format!("as_of={moment}")).await;
    assert_eq!(early.header("retry-after"), Some("10"));
    problem(&early, 503, "not-settled");
    app.clock.set(now + Duration::seconds(10));
    let _ = ask(format!("as_of={moment}")).await.expect(200);
    problem(
        &ask("as_of=yesterday".into()).await,
        400,
        "invalid-parameter",
    );
    problem(
        &ask(format!("at={}", before + 99)).await,
        400,
        "position-beyond-log",
    );
    let both = ask("at=1&as_of=2020-01-01T00:00:00Z".into()).await;
    problem(&both, 400, "at-and-as-of");
    let unknown = http.get(&format!("/v1/cases/{}?at=1", Uuid::max())).await;
    problem(&unknown, 404, "unknown-case");
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_the_law_and_metrics_can_be_read() {
    let app = TestApp::start().await;
    let http = app.http();
    certify(&http, "77-BNG").await;
    app.settle().await;
    let figures = http
        .get("/v1/figures?procedure=FNGO-OP-ISSUE")
        .await
        .expect(200)
        .json();
    assert_eq!(
        figures["by_status"],
        json!([{ "of": "returned", "cases": 1 }])
    );
    assert_eq!(figures["timeliness"]["on_time"], 1);
    assert_eq!(figures["by_month"][0]["month"], "2026-03-01");
    assert_eq!(
        figures["registered"],
        json!({ "organisations": 1, "active": 1 })
    );

    let procedure = http
        .get("/v1/procedures/FNGO-OP-ISSUE?version=1")
        .await
        .expect(200);
    let procedure = procedure.json();
    assert_eq!(procedure["rules"]["decider"], "MOFA");
    assert_eq!(procedure["rules"]["limits"]["total"]["count"], 30);
    assert_eq!(procedure["fees"][0]["version"]["id"], "FNGO-REGISTRATION");
    assert_eq!(procedure["fees"][0]["amount"], json!(null));
    let form = &procedure["forms"][0];
    let papers = json!([{ "procedure": "FNGO-OP-ISSUE", "component": "application-form" }]);
    assert_eq!(
        (&form["number"], &form["components"]),
        (&json!("03a"), &papers)
    );
    assert_eq!(
        (&procedure["in_force"], &procedure["versions"]),
        (&json!(false), &json!([5, 1]))
    );
    let newest = http.get("/v1/procedures/FNGO-OP-ISSUE").await.expect(200);
    let pauses = newest.json()["rules"]["pauses"].clone();
    let kinds: Vec<_> = pauses
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["pause"].clone())
        .collect();
    assert_eq!(kinds, ["applicant", "suspension"]);
    assert_eq!(pauses[0]["total"], "resume");
    let agencies = http.get("/v1/agencies").await.expect(200).json();
    assert!(items(&agencies).iter().any(|it| it["id"] == "COMINGO"));

    let metrics = http.get("/metrics").await.expect(200);
    let text = metrics.text();
    for figure in [
        "hoso_commands_total{command=\"grant_certificate\",outcome=\"done\"} 1",
        "hoso_read_model_lag_events{model=\"case_list.v2\"} 0",
        "hoso_http_request_duration_seconds_count{method=\"POST\",\
         route=\"/v1/cases/{case_id}/submit-dossier\",status=\"201\"} 1",
    ] {
        assert!(text.contains(figure), "{figure} in {text}");
    }
    let document = http.get("/openapi.json").await.expect(200).json();
    assert_eq!(document["openapi"], "3.1.0");
}
