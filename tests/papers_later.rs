//! Papers that follow the first: an apology with another day, and a certificate after a change.

use domain::CaseId;
use harness::{Http, applicant, decider, receiver};
use serde_json::{Value, json};
use services::clock::new_id;
use uuid::Uuid;

use crate::certificate_changes::{certificate_of, opinions, upon};
use crate::clerk::{accepted, certify, file, problem, send};
use crate::slips::{handed_out, office, text};

async fn total(http: &Http, case: Uuid, position: &Value) -> Value {
    let path = format!("/v1/cases/{case}/deadlines?at_least={position}");
    let terms = http.get(&path).await.expect(200).json();
    let mut items = terms["items"].as_array().unwrap().iter();
    items.find(|it| it["clock"] == "total").unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_day_is_set_once_with_an_apology_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let case = file(&http).await;
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    let reason = "Chờ ý kiến của một cơ quan";
    let asked = json!({ "due": "2026-04-22", "reason": reason });
    let done = accepted(&http, &receiver(), case, "reappoint", &asked).await;
    let term = total(&http, case, &done["position"]).await;
    assert_eq!(term["due_on"], "2026-04-22", "{term}");
    assert_eq!(term["first_due_on"], "2026-04-13");
    assert_eq!(term["moved_by"], "reappointment");

    let slips = handed_out(&http, CaseId(case), 2).await;
    assert_eq!(slips[1]["kind"], "apology");
    let vi = text(&http, &slips[1], "vi", "html").await;
    for said in [
        reason,
        "ngày 13 tháng 4 năm 2026",
        "ngày 22 tháng 4 năm 2026",
    ] {
        assert!(vi.contains(said), "{said} is missing: {vi}");
    }
    let en = text(&http, &slips[1], "en", "html").await;
    for said in ["13 April 2026", "22 April 2026"] {
        assert!(en.contains(said), "{said} is missing: {en}");
    }

    let again = json!({ "due": "2026-04-29" });
    let reply = send(&http, &receiver(), (case, "reappoint"), &again).await;
    assert_eq!(problem(&reply, 409, "already-reappointed")["times_max"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amended_certificate_is_handed_out_as_it_says_then() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let (issued_in, receipt) = certify(&http, "975-26").await;
    let issued = certificate_of(&http, issued_in, &receipt["position"]).await;
    let case = new_id();
    let papers = [
        "application-form",
        "certificate-original",
        "change-documents",
    ];
    let certificate = &issued["certificate_id"];
    let mut dossier = upon(issued_in, "FNGO-OP-AMEND", certificate, &papers);
    dossier["fields"] = json!(["health", "education"]);
    let reply = send(&http, &applicant(), (case, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    let asked = accepted(&http, &receiver(), case, "request-consultation", &json!({})).await;
    opinions(&http, case, &asked).await;
    accepted(&http, &receiver(), case, "forward-dossier", &json!({})).await;
    let grant = json!({ "number": "1-27" });
    accepted(&http, &decider(), case, "grant-certificate", &grant).await;

    let slips = handed_out(&http, CaseId(case), 3).await;
    let paper = slips.iter().find(|it| it["kind"] == "certificate").unwrap();
    let vi = text(&http, paper, "vi", "html").await;
    for said in ["sửa đổi, bổ sung", "Số: 975-26", "Giáo dục", "Y tế"] {
        assert!(vi.contains(said), "{said} is missing: {vi}");
    }
    let en = text(&http, paper, "en", "html").await;
    for said in ["amends the registration of", "Education", "Health"] {
        assert!(en.contains(said), "{said} is missing: {en}");
    }
}
