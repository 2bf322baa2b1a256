use domain::catalogue::{CatalogueCommand, Publish};
use domain::law::{AidPart, Conduct};
use harness::{Http, TestApp, applicant, body};
use serde_json::{Value, json};
use services::clock::new_id;
use services::execute;
use time::macros::datetime;
use uuid::Uuid;

use super::{Who, each, merged, page, read};
use crate::certificate_changes::opinions;
use crate::clerk::{accepted, dossier, problem, send};

fn money(amount: &str, currency: &str) -> Value {
    json!({ "amount": amount, "currency": currency })
}

fn about_aid(owner: &Who, procedure: &str, components: &[&str], value: Value) -> Value {
    let mut dossier = dossier(owner.id);
    dossier["procedure"] = procedure.into();
    dossier["applicant"] = json!({ "id": owner.id, "name": owner.name });
    dossier["representative"] = Value::Null;
    dossier["components"] = json!(components);
    dossier["managing_agency"] = "PPC-01".into();
    dossier["value"] = value;
    dossier
}

fn report(owner: &Who, approval: Uuid, value: Value, year: u16) -> Value {
    let papers = ["disbursement-report"];
    let mut dossier = about_aid(owner, "AID-DISBURSEMENT", &papers, value);
    dossier["approval"] = json!(approval);
    dossier["year"] = year.into();
    dossier
}

/// Files a dossier, accepts and approves it; gives the case and the last receipt.
async fn approved(http: &Http, dossier: &Value, number: &str) -> (Uuid, Value) {
    let case = new_id();
    let reply = send(http, &applicant(), (case, "submit-dossier"), dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let agency = body("PPC-01");
    accepted(http, &agency, case, "accept-dossier", &json!({})).await;
    let grant = json!({ "number": number });
    let done = accepted(http, &agency, case, "grant-certificate", &grant).await;
    (case, done)
}

/// Recovery aid, which is approved without opinions.
async fn given(http: &Http, who: (&Who, &Who), value: Value, number: &str) -> (Uuid, Value) {
    let (owner, donor) = who;
    let papers = [
        "request",
        "donor-agreement",
        "aid-document",
        "donor-standing",
    ];
    let mut dossier = about_aid(owner, "AID-RECOVERY", &papers, value);
    dossier["donor"] = json!({ "id": donor.id, "name": donor.name });
    approved(http, &dossier, number).await
}

/// Three approvals of two donors who are one, and two reports under the first.
struct Given {
    owner: Who,
    donor: Who,
    twin: Who,
    first: Uuid,
    last: Value,
}

async fn give(app: &TestApp) -> Given {
    // The decree under which it is approved ended in December 2025.
    app.clock.set(datetime!(2025-01-06 09:00 +7));
    let http = app.http();
    let owner = Who::new("Ban Quản lý dự án Suối Trong", "VN");
    let donor = Who::new("Lotus Bridge Trust", "SE");
    let twin = Who::new("Lotus Bridge", "SE");
    let (first, _) = given(&http, (&owner, &donor), money("0.1", "USD"), "1-25").await;
    given(&http, (&owner, &twin), money("0.2", "USD"), "2-25").await;
    given(&http, (&owner, &donor), money("1000000.12", "EUR"), "3-25").await;
    let paid = report(&owner, first, money("0.05", "USD"), 2024);
    approved(&http, &paid, "R-1").await;
    let paid = report(&owner, first, money("0.01", "USD"), 2025);
    let (_, last) = approved(&http, &paid, "R-2").await;
    Given {
        owner,
        donor,
        twin,
        first,
        last,
    }
}

async fn totals(http: &Http, by: &str, at: &Value) -> Vec<[String; 4]> {
    let totals = read(http, &format!("/v1/aid/totals?by={by}"), at).await;
    let told = |it: &Value, member: &str| it[member].as_str().unwrap_or("-").to_owned();
    let each = totals["items"].as_array().unwrap().iter();
    let members = ["of", "currency", "approved", "disbursed"];
    each.map(|it| members.map(|member| told(it, member)))
        .collect()
}

fn sums(of: &str, currency: &str, approved: &str, disbursed: &str) -> [String; 4] {
    [of, currency, approved, disbursed].map(ToOwned::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn aid_is_added_up_to_the_last_digit_and_each_currency_for_itself() {
    let app = TestApp::start().await;
    let http = app.http();
    let Given {
        donor, twin, last, ..
    } = give(&app).await;
    assert_eq!(
        totals(&http, "year", &last).await,
        [
            sums("2025", "EUR", "1000000.12", "0"),
            sums("2025", "USD", "0.3", "0.01"),
            sums("2024", "USD", "0", "0.05"),
        ]
    );
    for (by, of) in [("field", "health"), ("province", "VN34-01")] {
        let found = totals(&http, by, &last).await;
        let expected = sums(of, "USD", "0.3", "0.06");
        assert!(found.contains(&expected), "{found:?}");
    }

    let done = merged(&http, twin.id, donor.id).await;
    let id = donor.id.to_string();
    let mut by_donor = totals(&http, "donor", &done).await;
    by_donor.sort();
    let euros = sums(&id, "EUR", "1000000.12", "0");
    assert_eq!(by_donor, [euros, sums(&id, "USD", "0.3", "0.06")]);
    for donor in [donor.id, twin.id] {
        let given = read(&http, &format!("/v1/aid?donor={donor}"), &done).await;
        assert_eq!(each(&given, "number"), ["3-25", "2-25", "1-25"]);
    }
    problem(&http.get("/v1/aid/totals").await, 400, "invalid-parameter");
    let shown = page(&http, "/aid?by=donor").await.expect(200);
    assert!(shown.text().contains("1,000,000.12"), "{}", shown.text());
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_tells_what_was_disbursed_of_it_and_in_which_case() {
    let app = TestApp::start().await;
    let http = app.http();
    let Given { first, last, .. } = give(&app).await;
    let one = read(&http, &format!("/v1/aid/{first}"), &last).await;
    assert_eq!(
        (&one["value"], &one["amount"]),
        (&json!("0.1"), &json!("0.1"))
    );
    assert_eq!(one["disbursed"], "0.06");
    let history = read(&http, &format!("/v1/aid/{first}/history"), &last).await;
    let kinds = ["approval", "disbursement", "disbursement"];
    assert_eq!(each(&history, "kind"), kinds);
    assert_eq!(each(&history, "amount"), ["0.1", "0.05", "0.01"]);
    assert_eq!(history["items"][0]["case_id"], first.to_string());
    for (query, numbers) in [
        ("q=suoi%20trong&currency=EUR", vec!["3-25"]),
        ("year=2024", vec![]),
        ("q=lotus%20bridge%20trust", vec!["3-25", "1-25"]),
    ] {
        let list = read(&http, &format!("/v1/aid?{query}"), &last).await;
        assert_eq!(each(&list, "number"), numbers, "{query}");
    }
    let shown = page(&http, &format!("/aid/{first}")).await.expect(200);
    assert!(shown.text().contains("Disbursement report"));
    problem(
        &http.get(&format!("/v1/aid/{}", new_id())).await,
        404,
        "unknown-aid",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_does_not_fit_its_approval_is_refused() {
    let app = TestApp::start().await;
    let http = app.http();
    let Given { owner, first, .. } = give(&app).await;
    for (approval, currency, year, code) in [
        (first, "EUR", 2024, "other-currency"),
        (first, "USD", 2026, "no-such-year"),
        (new_id(), "USD", 2024, "no-approval"),
    ] {
        let dossier = report(&owner, approval, money("0.05", currency), year);
        let reply = send(&http, &applicant(), (new_id(), "submit-dossier"), &dossier).await;
        problem(&reply, 422, code);
    }
}

/// Asks for a change of aid, has the bodies of the province heard about it, and has it approved.
async fn changed(http: &Http, dossier: &Value, number: &str) -> (Uuid, Value) {
    let case = new_id();
    let reply = send(http, &applicant(), (case, "submit-dossier"), dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let agency = body("PPC-01");
    accepted(http, &agency, case, "accept-dossier", &json!({})).await;
    let asked = accepted(http, &agency, case, "request-consultation", &json!({})).await;
    opinions(http, case, &asked).await;
    let grant = json!({ "number": number });
    let done = accepted(http, &agency, case, "grant-certificate", &grant).await;
    (case, done)
}

/// Asks for more, from another donor, for another field and another province.
fn change(owner: &Who, approval: Uuid, donor: &Who) -> Value {
    let papers = ["request", "approval", "changed-document"];
    let mut change = about_aid(owner, "AID-CHANGE", &papers, money("0.7", "USD"));
    change["approval"] = json!(approval);
    change["donor"] = json!({ "id": donor.id, "name": donor.name });
    change["fields"] = json!(["education"]);
    change["provinces"] = json!(["VN34-04"]);
    change
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_changes_donor_field_and_province_too_and_what_was_paid_before_stays() {
    let app = TestApp::start().await;
    let http = app.http();
    let Given {
        owner,
        donor,
        first,
        last,
        ..
    } = give(&app).await;
    let taker = Who::new("Hạt Mầm", "NO");
    let change = change(&owner, first, &taker);
    let before = read(&http, &format!("/v1/aid/{first}"), &last).await;
    let (asked, _) = changed(&http, &change, "7-25").await;
    let mut paid = report(&owner, first, money("0.02", "USD"), 2025);
    (paid["fields"], paid["provinces"]) = (json!([]), json!([]));
    let (_, done) = approved(&http, &paid, "R-3").await;

    let one = read(&http, &format!("/v1/aid/{first}"), &done).await;
    assert_eq!(before["fields"], json!(["health"]));
    assert_eq!(one["value"], "0.7");
    assert_eq!(one["fields"], json!(["education"]));
    assert_eq!(one["provinces"], json!(["VN34-04"]));
    assert_eq!(one["donor"], json!(taker.id));
    assert_eq!(one["donor_name"], "Hạt Mầm");
    let by = async |by: &str| {
        let mut sums = totals(&http, by, &done).await;
        sums.retain(|it| it[1] == "USD");
        sums.sort();
        sums
    };
    assert_eq!(
        by("field").await,
        [
            sums("education", "USD", "0.7", "0.02"),
            sums("health", "USD", "0.2", "0.06"),
        ]
    );
    assert_eq!(
        by("province").await,
        [
            sums("VN34-01", "USD", "0.2", "0.06"),
            sums("VN34-04", "USD", "0.7", "0.02"),
        ]
    );
    let by_donor = by("donor").await;
    assert!(
        by_donor.contains(&sums(&taker.id.to_string(), "USD", "0.7", "0.02")),
        "{by_donor:?}"
    );
    assert!(
        by_donor.contains(&sums(&donor.id.to_string(), "USD", "0", "0.06")),
        "{by_donor:?}"
    );
    for (query, numbers) in [
        (format!("donor={}", taker.id), vec!["1-25"]),
        ("field=education".to_owned(), vec!["1-25"]),
        ("province=VN34-04".to_owned(), vec!["1-25"]),
        ("field=health&currency=USD".to_owned(), vec!["2-25"]),
        ("closed=true".to_owned(), vec![]),
        ("closed=false&q=hat%20mam".to_owned(), vec!["1-25"]),
    ] {
        let list = read(&http, &format!("/v1/aid?{query}"), &done).await;
        assert_eq!(each(&list, "number"), numbers, "{query}");
    }
    let history = read(&http, &format!("/v1/aid/{first}/history"), &done).await;
    assert_eq!(each(&history, "kind")[3..], ["change", "disbursement"]);
    assert_eq!(history["items"][3]["case_id"], json!(asked));
    assert_eq!(history["items"][3]["donor"], json!(taker.id));
    let in_2024 = read(&http, "/v1/aid/totals?by=donor&year=2024", &done).await;
    assert_eq!(each(&in_2024, "disbursed"), ["0.05"]);
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aid_that_one_received_who_was_merged_is_the_survivors() {
    let app = TestApp::start().await;
    let http = app.http();
    let Given { owner, donor, .. } = give(&app).await;
    let twin = Who::new("Ban Quản lý Suối Trong", "VN");
    let (case, _) = given(&http, (&twin, &donor), money("5", "USD"), "9-25").await;
    let done = merged(&http, twin.id, owner.id).await;
    let one = read(&http, &format!("/v1/aid/{case}"), &done).await;
    assert_eq!(one["recipient"], json!(owner.id));
    assert_eq!(one["recipient_name"], owner.name);
    for recipient in [owner.id, twin.id] {
        let taken = read(&http, &format!("/v1/aid?recipient={recipient}"), &done).await;
        assert_eq!(each(&taken, "number"), ["9-25", "3-25", "2-25", "1-25"]);
    }
}

/// Publishes another report on disbursement, which the catalogue says is one.
async fn publish_another_report(app: &TestApp) {
    let law = app.app().law.current();
    let id = "AID-DISBURSEMENT".parse().unwrap();
    let mut procedure = law.newest_procedure(&id).unwrap().clone();
    procedure.id = "AID-QUARTER".parse().unwrap();
    let Conduct::Ruled(rules) = &mut procedure.conduct else {
        panic!("it has rules");
    };
    rules.result.certificate = "QUARTERLY-REPORT".parse().unwrap();
    rules.value.as_mut().unwrap().counts_as = Some(AidPart::Disbursement);
    let entries = Publish {
        procedures: vec![procedure],
        ..Publish::default()
    };
    let published = execute::publish(app.app(), &CatalogueCommand::Publish(entries)).await;
    assert_eq!(published.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_procedure_about_aid_is_added_by_data_alone() {
    let app = TestApp::start().await;
    let http = app.http();
    let Given { owner, first, .. } = give(&app).await;
    publish_another_report(&app).await;
    let mut paid = report(&owner, first, money("0.01", "USD"), 2025);
    paid["procedure"] = "AID-QUARTER".into();
    let (_, done) = approved(&http, &paid, "Q-1").await;
    let one = read(&http, &format!("/v1/aid/{first}"), &done).await;
    assert_eq!(one["disbursed"], "0.07");
    let history = read(&http, &format!("/v1/aid/{first}/history"), &done).await;
    assert_eq!(each(&history, "kind").last(), Some(&"disbursement"));
}
