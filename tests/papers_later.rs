//! Papers that follow the first: an apology with another day, and a certificate after a change.

use domain::CaseId;
use domain::calendar::{Limit, Unit};
use harness::{Filing, Http, applicant, decider, receiver};
use serde_json::{Value, json};
use services::clock::{derived_id, new_id};
use uuid::Uuid;

use crate::certificate_changes::{certificate_of, opinions, upon};
use crate::clerk::{accepted, certify, file, problem, send};
use crate::slips::{handed_out, office, text};
use crate::time_passes::{let_rules_be, let_supplements_lapse};

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
    let unexplained = json!({ "due": "2026-04-22" });
    let reply = send(&http, &receiver(), (case, "reappoint"), &unexplained).await;
    problem(&reply, 422, "apology-without-reason");
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

    let again = json!({ "due": "2026-04-29", "reason": reason });
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
    // The dossier of the change says nothing of the person; the one before it did.
    let person = format!(
        "Representative: <b>{}</b>",
        Filing::default().representative
    );
    assert!(en.contains(&person), "{en}");

    // Whoever scans the paper of before is told that it is not the newest.
    let newest = confirmed(&http, paper).await;
    let of_before = handed_out(&http, CaseId(issued_in), 4).await;
    let of_before = of_before.iter().find(|it| it["kind"] == "certificate");
    let of_before = confirmed(&http, of_before.unwrap()).await;
    for page in [&newest, &of_before] {
        assert!(page.contains("Còn hiệu lực"), "{page}");
    }
    let replaced = "Đã có giấy khác thay giấy này";
    assert!(!newest.contains(replaced), "{newest}");
    assert!(of_before.contains(replaced), "{of_before}");
    assert!(
        of_before.contains("Sửa đổi, bổ sung giấy đăng ký, "),
        "{of_before}"
    );
}

/// Where the code on a paper leads to.
async fn printed_on(http: &Http, slip: &Value) -> String {
    let page = text(http, slip, "vi", "html").await;
    let key = page.split("?key=").nth(1).unwrap();
    let key = key.split(['<', '"', '&']).next().unwrap();
    format!("{}?key={key}", slip["verify"].as_str().unwrap())
}

/// The page that the code on a paper leads to.
async fn confirmed(http: &Http, slip: &Value) -> String {
    let address = printed_on(http, slip).await;
    http.get(&address).await.expect(200).text().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_says_its_own_number_after_another_was_issued_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let (issued_in, receipt) = certify(&http, "975-26").await;
    let issued = certificate_of(&http, issued_in, &receipt["position"]).await;
    let lost = handed_out(&http, CaseId(issued_in), 4).await;
    let lost = lost.iter().find(|it| it["kind"] == "certificate").unwrap();
    let lost = printed_on(&http, lost).await;

    let case = new_id();
    let papers = ["application-form", "certificate-copy"];
    let certificate = &issued["certificate_id"];
    let mut dossier = upon(issued_in, "FNGO-OP-REISSUE", certificate, &papers);
    dossier["traits"] = json!(["certificate-lost"]);
    let reply = send(&http, &applicant(), (case, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    accepted(&http, &receiver(), case, "forward-dossier", &json!({})).await;
    // Whoever represented it then is erased: the new paper is made without the name.
    let person = derived_id(issued_in, "representative");
    let now = app.app().clock.now();
    assert!(app.app().vault.erase(person, now).await.unwrap());
    let grant = json!({ "number": "12-27" });
    accepted(&http, &decider(), case, "grant-certificate", &grant).await;

    let paper = handed_out(&http, CaseId(case), 3).await;
    let paper = paper.iter().find(|it| it["kind"] == "certificate").unwrap();
    let newest = confirmed(&http, paper).await;
    let lost = http.get(&lost).await.expect(200);
    let lost = lost.text();
    assert!(
        newest.contains("12-27") && !newest.contains("975-26"),
        "{newest}"
    );
    assert!(lost.contains("975-26") && !lost.contains("12-27"), "{lost}");
    assert!(lost.contains("Cấp lại giấy đăng ký, "), "{lost}");
    let vi = text(&http, paper, "vi", "html").await;
    assert!(!vi.contains("Người đại diện"), "{vi}");
}

const OFFICE_PAPERS: [&str; 8] = [
    "application-form",
    "charter",
    "legal-personality",
    "programme-plan",
    "representative-appointment",
    "representative-cv",
    "representative-criminal-record",
    "representative-identity",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_of_an_office_is_on_its_own_form_and_says_where_the_office_is() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let case = new_id();
    let mut dossier = upon(case, "FNGO-RO-ISSUE", &Value::Null, &OFFICE_PAPERS);
    dossier["seat"] = "VN34-79".into();
    dossier["home"] = "SE".into();
    dossier["representative"] = "Åsa Trần".into();
    let reply = send(&http, &applicant(), (case, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    let officer = json!({ "officer": new_id() });
    accepted(&http, &receiver(), case, "assign-officer", &officer).await;
    let asked = accepted(&http, &receiver(), case, "request-consultation", &json!({})).await;
    opinions(&http, case, &asked).await;
    accepted(&http, &receiver(), case, "forward-dossier", &json!({})).await;
    let grant = json!({ "number": "7-26" });
    accepted(&http, &decider(), case, "grant-certificate", &grant).await;

    let slips = handed_out(&http, CaseId(case), 4).await;
    let told = |it: &Value, member: &str| it[member].as_str().unwrap_or("-").to_owned();
    let forms: Vec<_> = slips
        .iter()
        .map(|it| (told(it, "kind"), told(it, "form")))
        .collect();
    let expected = [
        ("receipt", "01"),
        ("control-slip", "06"),
        ("control-slip", "06"),
        ("certificate", "02"),
    ];
    assert_eq!(forms, expected.map(|it| (it.0.to_owned(), it.1.to_owned())));
    let vi = text(&http, &slips[3], "vi", "html").await;
    for said in [
        "Mẫu số 02",
        "Nơi đặt Văn phòng đại diện",
        "Thành phố Hồ Chí Minh",
        "Quốc gia nơi thành lập: <b>Thụy Điển</b>",
        "Trưởng Văn phòng đại diện: <b>Åsa Trần</b>",
    ] {
        assert!(vi.contains(said), "{said} is missing: {vi}");
    }
    let en = text(&http, &slips[1], "en", "html").await;
    assert!(en.contains("Assigned to an official"), "{en}");
    assert!(
        en.contains("Committee for Foreign NGO Affairs: the official in charge"),
        "{en}"
    );
    let en = text(&http, &slips[0], "en", "html").await;
    assert!(en.contains("Form 01"), "{en}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_before_is_entered_and_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let case = new_id();
    let papers = ["project-office-certificate"];
    let mut entry = upon(case, "PO-ENTER", &Value::Null, &papers);
    entry["channel"] = "official-letter".into();
    let reply = send(&http, &receiver(), (case, "submit-dossier"), &entry).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    accepted(&http, &receiver(), case, "accept-dossier", &json!({})).await;
    let grant = json!({ "number": "PO-7", "valid_until": "2026-06-30" });
    accepted(&http, &decider(), case, "grant-certificate", &grant).await;
    let told = json!({ "channel": "official-letter" });
    accepted(&http, &receiver(), case, "return-result", &told).await;
    let slips = handed_out(&http, CaseId(case), 2).await;
    let kinds: Vec<_> = slips.iter().map(|it| it["kind"].clone()).collect();
    assert_eq!(kinds, ["receipt", "control-slip"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_a_supplement_says_what_becomes_of_the_time_limit() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let asked = async |case: CaseId, papers: usize| {
        app.request_supplement(case, "charter", "Thiếu trang cuối")
            .await;
        let slip = handed_out(&http, case, papers).await.pop().unwrap();
        assert_eq!(slip["kind"], "supplement-request");
        text(&http, &slip, "vi", "html").await
    };
    let says = |page: &str, all: &[&str]| {
        for said in all {
            assert!(page.contains(said), "{said} is missing: {page}");
        }
    };

    // Nothing runs yet that could stand still.
    let page = asked(app.file(&Filing::default()).await, 1).await;
    let counted = "Thời hạn giải quyết được tính từ ngày nhận đủ hồ sơ hợp lệ.";
    says(&page, &[counted]);
    assert!(!page.contains("tạm dừng"), "{page}");

    let accepted = app.file(&Filing::of("Quỹ Bình Minh")).await;
    app.accept(accepted).await;
    let page = asked(accepted, 2).await;
    let stands = "Thời gian giải quyết tạm dừng từ: <b>ngày 02 tháng 3 năm 2026</b>";
    says(&page, &[stands, "được tính lại từ đầu"]);
    assert!(!page.contains("Bổ sung chậm nhất"), "{page}");

    let_supplements_lapse(app.app()).await;
    let page = asked(app.file(&Filing::of("Quỹ Sao Mai")).await, 1).await;
    let by = "Bổ sung chậm nhất: <b>ngày 16 tháng 3 năm 2026 (A decree)</b>";
    says(&page, &[counted, by, "việc giải quyết hồ sơ dừng lại"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_says_the_hour_where_the_term_is_counted_in_hours() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let limit = Limit {
        count: 12,
        unit: Unit::WorkingHours,
    };
    let_rules_be(app.app(), |rules| rules.limits.total.limit = limit).await;
    let case = app.file(&Filing::default()).await;
    app.accept(case).await;
    let slip = handed_out(&http, case, 1).await.remove(0);
    // From nine in the morning, seven hours of work are left of the day.
    for (language, said) in [
        ("vi", "14 giờ 00 phút, ngày 03 tháng 3 năm 2026"),
        ("en", "14:00, 3 March 2026"),
    ] {
        let page = text(&http, &slip, language, "html").await;
        assert!(page.contains(said), "{said} is missing: {page}");
    }
}
