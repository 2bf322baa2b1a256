//! The registries over the interface that people use: organisations and merging them, aid,
//! certificates, focal points.

use std::collections::BTreeSet;

use domain::SubjectId;
use eventstore::Position;
use futures_util::StreamExt as _;
use harness::{Http, Person, Reply, TestApp, applicant, body, decider, receiver};
use serde_json::{Value, json};
use services::claims::Held;
use services::clock::new_id;
use services::erasure::{Progress, finish};
use services::timers;
use time::macros::datetime;
use uuid::Uuid;

use crate::certificate_changes::{certificate_of, opinions, upon};
use crate::clerk::{accepted, dossier, forward, problem, send};

/// An organisation, as a dossier names it.
#[derive(Clone)]
struct Who {
    id: Uuid,
    name: &'static str,
    home: &'static str,
}

impl Who {
    fn new(name: &'static str, home: &'static str) -> Self {
        let id = new_id();
        Self { id, name, home }
    }

    fn dossier(&self) -> Value {
        let mut dossier = dossier(self.id);
        dossier["applicant"] = json!({ "id": self.id, "name": self.name });
        dossier["home"] = self.home.into();
        dossier
    }
}

/// Files a dossier for an organisation; gives the case and the receipt.
async fn file_for(http: &Http, who: &Who) -> (Uuid, Value) {
    let case = new_id();
    let reply = send(http, &applicant(), (case, "submit-dossier"), &who.dossier()).await;
    (case, reply.expect(201).json())
}

/// Brings a dossier that was filed to its decision; gives the answer to the grant.
async fn decide(http: &Http, case: Uuid, number: &str) -> Reply {
    accepted(http, &receiver(), case, "accept-dossier", &json!({})).await;
    let asked = accepted(http, &receiver(), case, "request-consultation", &json!({})).await;
    opinions(http, case, &asked).await;
    accepted(http, &receiver(), case, "forward-dossier", &json!({})).await;
    let grant = json!({ "number": number });
    send(http, &decider(), (case, "grant-certificate"), &grant).await
}

async fn registered(http: &Http, who: &Who, number: &str) -> (Uuid, Value) {
    let (case, _) = file_for(http, who).await;
    let granted = decide(http, case, number).await.expect(200).json();
    (case, granted)
}

async fn post(http: &Http, who: &Person, key: Uuid, path: &str, body: &Value) -> Reply {
    let client = http.acting_as(who);
    let client = client.with("idempotency-key", &key.to_string());
    client.post(path, body).await
}

async fn merge(http: &Http, by: &Person, from: Uuid, into: Uuid) -> Reply {
    let path = format!("/v1/organisations/{from}/merge");
    let body = json!({
        "into": into, "ground": "same_organisation", "decision": "12-QD-2026",
        "reason": "Ghi hai lần theo hai bản dịch.",
    });
    post(http, by, new_id(), &path, &body).await
}

async fn read(http: &Http, path: &str, receipt: &Value) -> Value {
    let mark = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{mark}at_least={}", receipt["position"]);
    http.get(&path).await.expect(200).json()
}

fn ids(list: &Value, member: &str) -> Vec<Uuid> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|it| it[member].as_str().unwrap().parse().unwrap())
        .collect()
}

fn each<'a>(list: &'a Value, member: &str) -> Vec<&'a str> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|it| it[member].as_str().unwrap()).collect()
}

/// Fails unless the claims that are held are those that follow from the log.
async fn assert_claims_follow_from_the_log(app: &TestApp) {
    let store = &app.app().store;
    let (mut held, mut keys) = (Held::default(), BTreeSet::new());
    let mut events = store.stream_after(Position(0));
    while let Some(event) = events.next().await {
        held.see(&event.unwrap()).unwrap();
        keys.extend(held.keys.keys().cloned());
    }
    let all: Vec<String> = keys.into_iter().collect();
    let stored = store.holders_of(&all).await.unwrap();
    let mut told: Vec<_> = (held.keys.into_iter())
        .map(|(key, it)| (key, it.0))
        .collect();
    told.sort();
    assert_eq!(stored, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_are_entered_by_their_dossiers_and_found_by_what_is_known_of_them() {
    let app = TestApp::start().await;
    let http = app.http();
    let (lotus, sun) = (
        Who::new("Quỹ Hoa Sen Xanh", "SE"),
        Who::new("Ánh Dương", "JP"),
    );
    let (case, granted) = registered(&http, &lotus, "1-26").await;
    let (_, filed) = file_for(&http, &sun).await;
    let filed = if filed["position"].as_i64() > granted["position"].as_i64() {
        filed
    } else {
        granted
    };

    let all = read(&http, "/v1/organisations", &filed).await;
    assert_eq!(ids(&all, "organisation_id"), [sun.id, lotus.id]);
    for (query, found) in [
        ("q=hoa%20sen", vec![lotus.id]),
        ("q=Anh%20d", vec![sun.id]),
        ("q=nobody", vec![]),
        ("home=JP", vec![sun.id]),
        ("field=health", vec![lotus.id]),
        ("field=mine-action", vec![]),
        ("province=VN34-01", vec![lotus.id]),
    ] {
        let list = read(&http, &format!("/v1/organisations?{query}"), &filed).await;
        assert_eq!(ids(&list, "organisation_id"), found, "{query}");
    }
    let first = read(&http, "/v1/organisations?limit=1", &filed).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = read(
        &http,
        &format!("/v1/organisations?limit=1&cursor={cursor}"),
        &filed,
    )
    .await;
    assert_eq!(ids(&second, "organisation_id"), [lotus.id]);
    for (query, code) in [
        ("home=sweden", "invalid-parameter"),
        ("country=SE", "unknown-parameter"),
        ("cursor=x", "invalid-cursor"),
    ] {
        let reply = http.get(&format!("/v1/organisations?{query}")).await;
        problem(&reply, 400, code);
    }

    let one = read(&http, &format!("/v1/organisations/{}", lotus.id), &filed).await;
    assert_eq!(
        (&one["home"], &one["certificates"]),
        (&json!("SE"), &json!(1))
    );
    let path = format!("/v1/organisations/{}/history", lotus.id);
    let history = read(&http, &path, &filed).await;
    assert_eq!(
        each(&history, "what"),
        ["certificate_issued", "dossier_filed"]
    );
    assert_eq!(ids(&history, "case_id"), [case, case]);
    assert!(
        !history.to_string().contains("Hoa Sen"),
        "names are in the vault"
    );
    let unknown = http.get(&format!("/v1/organisations/{}", new_id())).await;
    problem(&unknown, 404, "unknown-organisation");

    let page = http
        .with("accept", "text/html")
        .with("accept-language", "en");
    let page = page
        .get(&format!("/organisations/{}", lotus.id))
        .await
        .expect(200);
    for text in [
        "Quỹ Hoa Sen Xanh",
        "Sweden",
        "Certificate issued",
        &case.to_string(),
    ] {
        assert!(page.text().contains(text), "{text}");
    }
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_entered_twice_is_suspected_and_merged_and_everything_follows() {
    let app = TestApp::start().await;
    let http = app.http();
    let kept = Who::new("Alderwyck Green Delta Foundation", "SE");
    let twice = Who::new("Aldrewyck Green Delta Trust", "SE");
    let other = Who::new("Alderwyck Green Delta Foundation", "NO");
    let (_, granted) = registered(&http, &twice, "1-26").await;
    let (pending, _) = file_for(&http, &kept).await;
    let (_, filed) = file_for(&http, &other).await;

    let pairs = read(&http, "/v1/organisations/duplicates", &filed).await;
    assert_eq!(ids(&pairs, "organisation_id"), [kept.id], "{pairs}");
    assert_eq!(ids(&pairs, "other_id"), [twice.id]);
    let pair = &pairs["items"][0];
    assert_eq!(
        (&pair["same_name"], &pair["same_home"]),
        (&json!("spelling"), &json!("same"))
    );

    for (by, from, into, status, code) in [
        (receiver(), twice.id, kept.id, 403, "not-allowed"),
        (applicant(), twice.id, kept.id, 403, "not-allowed"),
        (decider(), twice.id, twice.id, 422, "merged-into-itself"),
        (decider(), new_id(), kept.id, 404, "unknown-subject"),
        (decider(), twice.id, new_id(), 404, "unknown-subject"),
    ] {
        problem(&merge(&http, &by, from, into).await, status, code);
    }
    let path = format!("/v1/organisations/{}/merge", twice.id);
    let order = json!({ "into": kept.id, "ground": "same_organisation", "decision": "1-QD" });
    let key = new_id();
    let merged = post(&http, &decider(), key, &path, &order)
        .await
        .expect(200)
        .json();
    let again = post(&http, &decider(), key, &path, &order)
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&again["repeated"], &again["position"]),
        (&json!(true), &merged["position"])
    );
    problem(
        &merge(&http, &decider(), twice.id, other.id).await,
        409,
        "already-merged",
    );
    let back = merge(&http, &decider(), kept.id, twice.id).await;
    assert_eq!(
        problem(&back, 409, "survivor-merged")["into"],
        kept.id.to_string()
    );

    let read_as = read(&http, &format!("/v1/organisations/{}", twice.id), &merged).await;
    assert_eq!(read_as["organisation_id"], kept.id.to_string());
    assert_eq!(read_as["merged"], json!([twice.id]));
    let found = read(&http, "/v1/organisations?q=aldrewyck", &merged).await;
    assert_eq!(
        ids(&found, "organisation_id"),
        [kept.id],
        "by the name it had"
    );
    for holder in [twice.id, kept.id] {
        let held = read(&http, &format!("/v1/certificates?holder={holder}"), &merged).await;
        assert_eq!(each(&held, "number"), ["1-26"]);
        assert_eq!(ids(&held, "holder"), [kept.id]);
        let path = format!("/v1/organisations/{holder}/history");
        let history = read(&http, &path, &merged).await;
        let what: BTreeSet<_> = each(&history, "what").into_iter().collect();
        let all = [
            "merged",
            "certificate_passed",
            "certificate_issued",
            "dossier_filed",
        ];
        assert_eq!(what, all.into_iter().collect());
    }
    let page = http.get(&format!("/organisations/{}", twice.id)).await;
    assert_eq!(page.status, 308);
    assert_eq!(
        page.header("location"),
        Some(&*format!("/organisations/{}", kept.id))
    );
    let pairs = read(&http, "/v1/organisations/duplicates", &merged).await;
    assert_eq!(pairs["items"], json!([]));

    let again = new_id();
    let refused = send(
        &http,
        &applicant(),
        (again, "submit-dossier"),
        &twice.dossier(),
    )
    .await;
    assert_eq!(
        problem(&refused, 409, "applicant-merged")["into"],
        kept.id.to_string()
    );
    problem(&decide(&http, pending, "2-26").await, 409, "already-held");
    assert!(granted["position"].as_i64() < merged["position"].as_i64());

    let acts = read(&http, "/v1/audit?agency=MOFA&limit=200", &merged).await;
    let acts = acts["items"].as_array().unwrap();
    let act = acts
        .iter()
        .find(|it| it["type"] == "organisation.merged.v1")
        .unwrap();
    assert_eq!(act["ground"], "same_organisation");
    assert_eq!(
        (&act["role"], &act["agency"]),
        (&json!("registrar"), &json!("MOFA"))
    );
    assert_claims_follow_from_the_log(&app).await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_granted_to_a_merged_applicant_is_the_survivors_and_two_holders_stay_two() {
    let app = TestApp::start().await;
    let http = app.http();
    let (one, two) = (Who::new("Hạt Mầm", "SE"), Who::new("Hạt Mầm", "SE"));
    let last = Who::new("Quỹ Hạt Mầm", "SE");
    let (pending, _) = file_for(&http, &one).await;
    file_for(&http, &two).await;
    file_for(&http, &last).await;
    merge(&http, &decider(), one.id, two.id).await.expect(200);
    merge(&http, &decider(), two.id, last.id).await.expect(200);
    let granted = decide(&http, pending, "7-26").await.expect(200).json();
    let issued = certificate_of(&http, pending, &granted["position"]).await;
    assert_eq!(issued["holder"], last.id.to_string());
    let led = read(&http, &format!("/v1/organisations/{}", one.id), &granted).await;
    assert_eq!(led["organisation_id"], last.id.to_string());

    let other = Who::new("Giếng Nước", "SE");
    let (case, issued) = registered(&http, &other, "8-26").await;
    let held = certificate_of(&http, case, &issued["position"]).await;
    let rival = held["holder"].as_str().unwrap().parse().unwrap();
    let both = merge(&http, &decider(), rival, last.id).await;
    assert_eq!(
        problem(&both, 409, "both-hold-a-certificate")["certificate_kind"],
        "CERT-OP"
    );

    // The one that was merged is forgotten for itself, and the one that survived stays.
    let subject = SubjectId(one.id);
    let path = format!("/v1/subjects/{}/erase", one.id);
    let order = json!({ "ground": "subject_request", "decision": "07-QD-2026" });
    post(&http, &decider(), new_id(), &path, &order)
        .await
        .expect(202);
    app.settle().await;
    let done = finish(app.app(), subject).await.unwrap();
    assert!(matches!(done, Progress::Completed(_)), "{done:?}");
    let kept = http.get(&format!("/v1/organisations/{}", one.id)).await;
    assert_eq!(kept.expect(200).json()["name"], "Quỹ Hạt Mầm");
    assert_claims_follow_from_the_log(&app).await;
    app.assert_read_models_equal_a_rebuild().await;
}

/// Aid that is approved at once: recovery aid needs no opinions.
async fn approve(http: &Http, who: (&Who, &Who), value: Value, number: &str) -> (Uuid, Value) {
    let (owner, donor) = who;
    let case = new_id();
    let mut dossier = dossier(owner.id);
    dossier["procedure"] = "AID-RECOVERY".into();
    dossier["applicant"] = json!({ "id": owner.id, "name": owner.name });
    dossier["representative"] = Value::Null;
    dossier["components"] = json!(["request", "donor-agreement", "aid-document"]);
    dossier["managing_agency"] = "PPC-01".into();
    dossier["donor"] = json!({ "id": donor.id, "name": donor.name });
    dossier["value"] = value;
    let reply = send(http, &applicant(), (case, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(http, &body("PPC-01"), case, "accept-dossier", &json!({})).await;
    let grant = json!({ "number": number });
    let done = accepted(http, &body("PPC-01"), case, "grant-certificate", &grant).await;
    (case, done)
}

fn report(owner: &Who, approval: Uuid, value: Value, year: u16) -> Value {
    let mut dossier = dossier(owner.id);
    dossier["procedure"] = "AID-DISBURSEMENT".into();
    dossier["applicant"] = json!({ "id": owner.id, "name": owner.name });
    dossier["representative"] = Value::Null;
    dossier["components"] = json!(["disbursement-report"]);
    dossier["managing_agency"] = "PPC-01".into();
    dossier["value"] = value;
    dossier["approval"] = json!(approval);
    dossier["year"] = year.into();
    dossier
}

async fn disburse(http: &Http, dossier: &Value, number: &str) -> Value {
    let case = new_id();
    let reply = send(http, &applicant(), (case, "submit-dossier"), dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(http, &body("PPC-01"), case, "accept-dossier", &json!({})).await;
    let grant = json!({ "number": number });
    accepted(http, &body("PPC-01"), case, "grant-certificate", &grant).await
}

fn money(amount: &str, currency: &str) -> Value {
    json!({ "amount": amount, "currency": currency })
}

#[tokio::test(flavor = "multi_thread")]
async fn aid_is_added_up_to_the_last_digit_and_each_currency_for_itself() {
    let app = TestApp::start().await;
    // The decree under which it is approved ended in December 2025.
    app.clock.set(datetime!(2025-01-06 09:00 +7));
    let http = app.http();
    let owner = Who::new("Ban Quản lý dự án Suối Trong", "VN");
    let (donor, twin) = (
        Who::new("Lotus Bridge Trust", "SE"),
        Who::new("Lotus Bridge", "SE"),
    );
    let (first, _) = approve(&http, (&owner, &donor), money("0.1", "USD"), "1-25").await;
    let (_, second) = approve(&http, (&owner, &twin), money("0.2", "USD"), "2-25").await;
    approve(
        &http,
        (&owner, &donor),
        money("1000000.1234", "EUR"),
        "3-25",
    )
    .await;

    for (value, year, code) in [
        (money("0.05", "EUR"), 2024, "other-currency"),
        (money("0.05", "USD"), 2026, "no-such-year"),
    ] {
        let dossier = report(&owner, first, value, year);
        let reply = send(&http, &applicant(), (new_id(), "submit-dossier"), &dossier).await;
        problem(&reply, 422, code);
    }
    let nowhere = report(&owner, new_id(), money("0.05", "USD"), 2024);
    let reply = send(&http, &applicant(), (new_id(), "submit-dossier"), &nowhere).await;
    problem(&reply, 422, "no-approval");
    let paid = report(&owner, first, money("0.05", "USD"), 2024);
    disburse(&http, &paid, "R-1").await;
    let paid = report(&owner, first, money("0.0001", "USD"), 2025);
    let last = disburse(&http, &paid, "R-2").await;

    let one = read(&http, &format!("/v1/aid/{first}"), &last).await;
    assert_eq!(
        (&one["value"], &one["disbursed"]),
        (&json!("0.1"), &json!("0.0501"))
    );
    let history = read(&http, &format!("/v1/aid/{first}/history"), &last).await;
    assert_eq!(
        each(&history, "kind"),
        ["approval", "disbursement", "disbursement"]
    );
    assert_eq!(each(&history, "amount"), ["0.1", "0.05", "0.0001"]);

    let totals = async |by: &str, at: &Value| {
        let totals = read(&http, &format!("/v1/aid/totals?by={by}"), at).await;
        let each = totals["items"].as_array().unwrap().iter();
        let told = |it: &Value, member: &str| it[member].as_str().unwrap_or("-").to_owned();
        let sums = each
            .map(|it| ["of", "currency", "approved", "disbursed"].map(|member| told(it, member)));
        sums.collect::<Vec<_>>()
    };
    let sums = |of: &str, currency: &str, approved: &str, disbursed: &str| {
        [of, currency, approved, disbursed].map(ToOwned::to_owned)
    };
    assert_eq!(
        totals("year", &last).await,
        [
            sums("2025", "EUR", "1000000.1234", "0"),
            sums("2025", "USD", "0.3", "0.0001"),
            sums("2024", "USD", "0", "0.05"),
        ]
    );
    let by_field = totals("field", &last).await;
    assert!(
        by_field.contains(&sums("health", "USD", "0.3", "0.0501")),
        "{by_field:?}"
    );
    let by_province = totals("province", &last).await;
    assert!(
        by_province.contains(&sums("VN34-01", "USD", "0.3", "0.0501")),
        "{by_province:?}"
    );
    assert!(second["position"].as_i64() < last["position"].as_i64());

    app.clock.set(datetime!(2025-01-07 09:00 +7));
    let merged = merge(&http, &decider(), twin.id, donor.id)
        .await
        .expect(200)
        .json();
    let id = donor.id.to_string();
    let by_donor = totals("donor", &merged).await;
    assert!(
        by_donor.contains(&sums(&id, "USD", "0.3", "0.0501")),
        "{by_donor:?}"
    );
    assert_eq!(by_donor.len(), 2, "{by_donor:?}");
    for donor in [donor.id, twin.id] {
        let given = read(&http, &format!("/v1/aid?donor={donor}"), &merged).await;
        assert_eq!(each(&given, "number"), ["3-25", "2-25", "1-25"]);
    }
    for (query, numbers) in [
        ("q=suoi%20trong&currency=EUR", vec!["3-25"]),
        ("year=2024", vec![]),
        ("q=lotus%20bridge%20trust", vec!["3-25", "1-25"]),
    ] {
        let list = read(&http, &format!("/v1/aid?{query}"), &merged).await;
        assert_eq!(each(&list, "number"), numbers, "{query}");
    }
    problem(&http.get("/v1/aid/totals").await, 400, "invalid-parameter");
    let html = http
        .with("accept", "text/html")
        .with("accept-language", "en");
    let page = html.get("/aid?by=donor").await.expect(200);
    assert!(page.text().contains("1,000,000.1234"), "{}", page.text());
    html.get(&format!("/aid/{first}")).await.expect(200);
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_certificate_expires_and_its_history_says_in_which_case() {
    let app = TestApp::start().await;
    let http = app.http();
    let case = forward(&http).await;
    let grant = json!({ "number": "5-26", "valid_until": "2026-05-29" });
    let granted = accepted(&http, &decider(), case, "grant-certificate", &grant).await;
    let issued = certificate_of(&http, case, &granted["position"]).await;
    let id = issued["certificate_id"].as_str().unwrap().to_owned();

    let suspending = new_id();
    let mut dossier = upon(
        case,
        "FNGO-SUSPEND",
        &issued["certificate_id"],
        &["proposal"],
    );
    dossier["channel"] = "official-letter".into();
    let reply = send(&http, &receiver(), (suspending, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(&http, &receiver(), suspending, "accept-dossier", &json!({})).await;
    let asked = json!({});
    let asked = accepted(
        &http,
        &receiver(),
        suspending,
        "request-consultation",
        &asked,
    )
    .await;
    opinions(&http, suspending, &asked).await;
    let ground = json!({ "number": "1-DC", "ground": "other-bank-account" });
    accepted(&http, &decider(), suspending, "grant-certificate", &ground).await;
    app.settle().await;

    app.clock.set(datetime!(2026-06-01 09:00 +7));
    timers::tick(app.app()).await.unwrap();
    app.settle().await;
    assert_eq!(timers::tick(app.app()).await.unwrap(), 0, "once");
    let now = http
        .get(&format!("/v1/certificates/{id}"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&now["status"], &now["lapsed"]),
        (&json!("suspended"), &json!(true))
    );
    let listed = http
        .get("/v1/certificates?status=suspended")
        .await
        .expect(200)
        .json();
    assert_eq!(each(&listed, "number"), ["5-26"]);

    let history = http
        .get(&format!("/v1/certificates/{id}/history"))
        .await
        .expect(200)
        .json();
    let what = [
        "certificate_expired",
        "certificate_suspended",
        "certificate_issued",
    ];
    assert_eq!(each(&history, "what"), what);
    let cases: Vec<&Value> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["case_id"])
        .collect();
    assert_eq!(cases, [&Value::Null, &json!(suspending), &json!(case)]);
    let html = http
        .with("accept", "text/html")
        .with("accept-language", "en");
    let page = html.get(&format!("/certificates/{id}")).await.expect(200);
    for text in [
        "Certificate suspended",
        "its last day has passed",
        &suspending.to_string(),
    ] {
        assert!(page.text().contains(text), "{text}");
    }
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_names_its_focal_points_and_they_can_be_forgotten() {
    let app = TestApp::start().await;
    let http = app.http();
    let name = async |by: &Person, at: &str, person: &Value| {
        let path = format!("/v1/focal-points/{at}/name");
        let body = json!({ "agency": "PPC-01", "office": "foreign_affairs", "person": person });
        post(&http, by, new_id(), &path, &body).await
    };
    let (one, two) = (new_id(), new_id());
    let first = json!({ "id": one, "name": "Đỗ Quỳnh Mai", "contact": "dau-moi@ha-noi.example" });
    let second = json!({ "id": two, "name": "Phan Việt Bách" });
    let at = "VN34-01/aid_use";
    problem(&name(&body("PPC-04"), at, &first).await, 403, "not-allowed");
    problem(
        &name(&decider(), "VN63-02/aid_use", &first).await,
        422,
        "unknown-province",
    );
    problem(
        &name(&decider(), "VN34-01/tea", &first).await,
        400,
        "invalid-path",
    );
    problem(
        &name(&decider(), "VN34-04/aid_use", &first).await,
        422,
        "agency-of-elsewhere",
    );
    name(&body("PPC-01"), at, &first).await.expect(200);
    let replaced = name(&decider(), at, &second).await.expect(200).json();

    let now = read(&http, "/v1/focal-points?province=VN34-01", &replaced).await;
    assert_eq!(each(&now, "name"), ["Phan Việt Bách"]);
    let all = read(
        &http,
        "/v1/focal-points?former=true&role=aid_use",
        &replaced,
    )
    .await;
    assert_eq!(each(&all, "name"), ["Phan Việt Bách", "Đỗ Quỳnh Mai"]);
    assert!(all["items"][1]["until_at"].is_string() && all["items"][0]["until_at"].is_null());
    let html = http
        .with("accept", "text/html")
        .with("accept-language", "en");
    let page = html.get("/focal-points").await.expect(200);
    assert!(page.text().contains("Phan Việt Bách") && page.text().contains("Nobody named"));

    let path = format!("/v1/subjects/{one}/erase");
    let order = json!({ "ground": "subject_request", "decision": "07-QD-2026" });
    post(&http, &decider(), new_id(), &path, &order)
        .await
        .expect(202);
    app.settle().await;
    let done = finish(app.app(), SubjectId(one)).await.unwrap();
    assert!(matches!(done, Progress::Completed(_)), "{done:?}");
    let all = http
        .get("/v1/focal-points?former=true")
        .await
        .expect(200)
        .json();
    assert!(all["items"][1]["name"].is_null() && all["items"][1]["contact"].is_null());

    let path = format!("/v1/focal-points/{at}/vacate");
    let left = post(&http, &decider(), new_id(), &path, &json!({}))
        .await
        .expect(200)
        .json();
    let now = read(&http, "/v1/focal-points", &left).await;
    assert_eq!(now["items"], json!([]));
    let again = post(&http, &decider(), new_id(), &path, &json!({})).await;
    problem(&again, 409, "focal-point-vacant");
    app.assert_read_models_equal_a_rebuild().await;
}
