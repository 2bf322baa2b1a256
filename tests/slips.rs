//! Papers: handed out by themselves, the same ever after, confirmed by the log, erased with those
//! they name.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::{ActorId, CaseId};
use harness::{CommandLine, Filing, Http, TestApp, wait_until};
use serde_json::Value;
use services::clock::{derived_id, new_id};
use services::confide::texts_of_case;
use services::proof::Proof;
use services::serve::Role;
use sha2::{Digest as _, Sha256};

use crate::clerk::problem;

const SOON: Duration = Duration::from_secs(20);
const NAME: &str = "Tổ chức Nhịp Cầu Xanh – Ngữ Vỹ Đặng";

pub(crate) async fn office(folder: &tempfile::TempDir) -> TestApp {
    let mut app = TestApp::opening().roles(&[]).open().await;
    app.set_trust(services::Trust {
        signing_key_file: Some(folder.path().join("signing.key")),
        witnesses: vec![],
    });
    // From here on papers are handed out by themselves.
    services::slips::worker::catch_up(app.app()).await.unwrap();
    let roles = vec![Role::Api, Role::Projector, Role::Slips, Role::Sealer];
    app.serve(roles).await;
    app
}

/// Waits until so many papers of a case were handed out by themselves, and lists them.
pub(crate) async fn handed_out(http: &Http, case: CaseId, count: usize) -> Vec<Value> {
    let path = format!("/v1/cases/{case}/slips");
    let slips = async || {
        let reply = http.get(&path).await.expect(200).json();
        reply["items"].as_array().unwrap().clone()
    };
    wait_until("the papers are handed out", SOON, async || {
        let slips = slips().await;
        slips.len() == count && slips.iter().all(|it| it["issued_position"].is_i64())
    })
    .await;
    slips().await
}

fn file<'a>(slip: &'a Value, language: &str, format: &str) -> &'a Value {
    let files = slip["files"].as_array().unwrap();
    let file = files
        .iter()
        .find(|it| it["language"] == language && it["format"] == format);
    file.unwrap()
}

pub(crate) async fn text(http: &Http, slip: &Value, language: &str, format: &str) -> String {
    let href = file(slip, language, format)["href"].as_str().unwrap();
    http.get(href).await.expect(200).text().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_hands_out_its_paper_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let granted = app.file(&Filing::of(NAME)).await;
    app.accept(granted).await;
    app.request_supplement(granted, "charter", "Điều lệ thiếu trang cuối & chữ ký")
        .await;
    app.supplement(granted, "charter").await;
    for agency in app.consult(granted).await {
        app.receive_consultation(granted, &agency).await;
        app.agree(granted, &agency, "Đồng ý").await;
    }
    app.forward(granted).await;
    app.grant(granted).await;
    app.return_result(granted).await;
    let slips = handed_out(&http, granted, 5).await;
    let kinds: Vec<_> = slips
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    let expected = [
        "receipt",
        "supplement-request",
        "control-slip",
        "certificate",
        "control-slip",
    ];
    assert_eq!(kinds, expected);

    let receipt = text(&http, &slips[0], "vi", "html").await;
    assert!(
        receipt.contains("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"),
        "{receipt}"
    );
    for said in [
        NAME,
        "G08-260302-0001",
        "Bản sao Điều lệ của tổ chức",
        "ngày 13 tháng 4 năm 2026",
    ] {
        assert!(receipt.contains(said), "{said} is missing: {receipt}");
    }
    let receipt = text(&http, &slips[0], "en", "html").await;
    assert!(receipt.contains("13 April 2026"), "{receipt}");
    let request = text(&http, &slips[1], "vi", "html").await;
    assert!(
        request.contains("Điều lệ thiếu trang cuối &#38; chữ ký"),
        "{request}"
    );
    let control = text(&http, &slips[4], "en", "html").await;
    assert!(control.contains("Result returned") && control.contains("Ministry of Health"));
    let certificate = text(&http, &slips[3], "vi", "html").await;
    for said in ["GIẤY ĐĂNG KÝ HOẠT ĐỘNG", NAME, "Y tế", "Bộ Ngoại giao"] {
        assert!(
            certificate.contains(said),
            "{said} is missing: {certificate}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_case_leads_to_every_paper_and_to_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let case = app.file_dossier().await;
    // Nothing is controlled before the dossier is accepted.
    app.assign(case).await;
    app.request_supplement(case, "charter", "Illegible.").await;
    app.supplement(case, "charter").await;
    app.accept(case).await;
    app.assign_to(case, ActorId(new_id())).await;
    app.settle().await;
    let page = http.get(&format!("/cases/{case}?lang=en")).await;
    let page = page.expect(200).text().to_owned();
    let linked: Vec<_> = page
        .split("href=\"")
        .filter(|it| it.starts_with("/v1/cases/"))
        .filter_map(|it| Some(it.split_once('"')?.0))
        .filter(|it| it.contains("/slips/"))
        .collect();
    let slips = handed_out(&http, case, 3).await;
    let kinds: Vec<_> = slips.iter().map(|it| it["kind"].clone()).collect();
    assert_eq!(kinds, ["supplement-request", "receipt", "control-slip"]);
    let files = [("vi", "pdf"), ("en", "pdf"), ("en", "html")];
    let there: Vec<_> = slips
        .iter()
        .flat_map(|it| files.map(|(language, format)| file(it, language, format)["href"].clone()))
        .collect();
    assert_eq!(linked, there);
    for href in linked {
        let _ = http.get(href).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_turned_away_is_handed_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let refused = app.file(&Filing::of(NAME)).await;
    app.refuse_intake(refused, "wrong-agency", "Nộp sai nơi")
        .await;
    let stopped = app.file(&Filing::of(NAME)).await;
    app.withdraw(stopped, "Đổi kế hoạch").await;
    for (case, kind, said) in [
        (refused, "refusal", "Nộp sai nơi"),
        (stopped, "stopping-notice", "Đổi kế hoạch"),
    ] {
        let slips = handed_out(&http, case, 1).await;
        assert_eq!(slips[0]["kind"], kind);
        assert!(text(&http, &slips[0], "vi", "html").await.contains(said));
        let pdf = http
            .get(file(&slips[0], "vi", "pdf")["href"].as_str().unwrap())
            .await;
        assert!(pdf.expect(200).body.starts_with(b"%PDF-1.7"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reprint_is_the_same_to_the_byte_and_the_log_confirms_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let case = app.file(&Filing::of(NAME)).await;
    app.accept(case).await;
    let slip = handed_out(&http, case, 1).await.remove(0);
    let printed = file(&slip, "vi", "pdf");
    let href = printed["href"].as_str().unwrap();
    let (first, again) = (http.get(href).await.expect(200), http.get(href).await);
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("content-type"), Some("application/pdf"));
    assert_eq!(first.header("cache-control"), Some("no-store"));

    // Anybody may look, and learns nothing about anybody.
    let verify = slip["verify"].as_str().unwrap();
    let seen = http.get(verify).await.expect(200);
    assert!(seen.text().contains("G08-260302-0001"), "{}", seen.text());
    assert!(
        !seen.text().contains(NAME),
        "the name is for whoever has the paper"
    );
    let wrong = http
        .get(&format!("{verify}?key=AAAAAAAAAAAAAAAAAAAAAA"))
        .await;
    assert!(!wrong.expect(200).text().contains(NAME));

    // Whoever has the paper has the key that is on it.
    let page = text(&http, &slip, "vi", "html").await;
    let key = page.split("?key=").nth(1).unwrap();
    let key = key.split(['<', '"', '&']).next().unwrap();
    let held = http.get(&format!("{verify}?key={key}")).await.expect(200);
    assert!(held.text().contains(NAME), "{}", held.text());
    let digest = printed["digest"].as_str().unwrap();
    let salt = held
        .text()
        .split(digest)
        .nth(1)
        .unwrap()
        .split("</small>")
        .next()
        .unwrap();
    let salt = URL_SAFE_NO_PAD
        .decode(salt.split_whitespace().last().unwrap())
        .unwrap();
    let found = Sha256::new()
        .chain_update(&salt)
        .chain_update(&first.body)
        .finalize();
    assert_eq!(URL_SAFE_NO_PAD.encode(found), digest);

    // The proof is of the very event that names the digest.
    wait_until("a checkpoint covers the paper", SOON, async || {
        http.get(&format!("{verify}/proof.json")).await.status == 200
    })
    .await;
    let proof = http.get(&format!("{verify}/proof.json")).await.expect(200);
    assert!(Proof::read(&proof.body).unwrap().holds());
    let event = http.get(&format!("{verify}/event.json")).await.expect(200);
    let leaf = Sha256::new()
        .chain_update([0])
        .chain_update(&event.body)
        .finalize();
    assert_eq!(proof.json()["leafHash"], STANDARD.encode(leaf));
    assert!(event.text().contains(digest) && event.text().contains("slip.issued.v1"));
    assert!(!event.text().contains(NAME));

    for unknown in [
        "/verify/nothing",
        "/verify/00000000000000000000000000000001",
    ] {
        let page = http.with("accept", "text/html").get(unknown).await;
        assert_eq!(page.status, 404, "{}", page.text());
    }
    let nothing = http.get(&format!("/v1/cases/{case}/slips/1/vi.pdf")).await;
    assert_eq!(nothing.expect(404).json()["type"], "/problems/unknown-slip");
    let nothing = http.get(&format!("/v1/cases/{case}/slips/2/fr.pdf")).await;
    assert_eq!(nothing.expect(404).json()["type"], "/problems/unknown-slip");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_is_erased_with_the_applicant_and_with_what_it_quotes() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    let now = app.app().clock.now();
    let mut hrefs = vec![];
    for number in 0..2 {
        let case = app.file(&Filing::of(NAME)).await;
        app.refuse_intake(case, "wrong-agency", "Nộp sai nơi").await;
        let slip = handed_out(&http, case, 1).await.remove(0);
        let href = file(&slip, "vi", "pdf")["href"]
            .as_str()
            .unwrap()
            .to_owned();
        let _seen = http.get(&href).await.expect(200);
        let whom = if number == 0 {
            derived_id(case.0, "applicant")
        } else {
            texts_of_case(case.0).id
        };
        assert!(app.app().vault.erase(whom, now).await.unwrap());
        hrefs.push((href, slip["verify"].as_str().unwrap().to_owned()));
    }
    for (href, verify) in hrefs {
        let gone = http.get(&href).await.expect(410).json();
        assert_eq!(gone["type"], "/problems/erased-slip");
        // That it was handed out can still be proved.
        let page = http.get(&verify).await.expect(200);
        assert!(!page.text().contains(NAME));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_of_before_is_handed_out_when_somebody_asks_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = TestApp::opening().roles(&[]).open().await;
    let case = app.file(&Filing::of(NAME)).await;
    app.accept(case).await;
    app.settle().await;
    let command_line = CommandLine::on(&app.database, folder.path());
    let out = folder.path().join("receipt.pdf");
    let path = out.to_str().unwrap();
    let written = command_line.hoso(&["slip", &case.to_string(), "receipt", "--out", path]);
    assert_eq!(written.code, Some(0), "{}", written.err);
    let pdf = std::fs::read(&out).unwrap();
    let refused = command_line.hoso(&["slip", "G08-260302-0001", "certificate", "--out", path]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.err.contains("it calls for: receipt"),
        "{}",
        refused.err
    );

    // Two workers, and those who ask meanwhile, hand out one paper.
    app.serve(vec![Role::Api, Role::Slips]).await;
    let http = app.http();
    let href = format!("/v1/cases/{case}/slips/2/vi.pdf");
    assert_eq!(http.get(&href).await.expect(200).body, pdf);
    let other = app.another_process().await;
    let third = app.file(&Filing::of(NAME)).await;
    app.accept(third).await;
    let ids = [&app.app().clone(), &other.app].map(|app| {
        let app = app.clone();
        tokio::spawn(async move { services::slips::issue::issue(&app, third, 2).await.unwrap() })
    });
    let mut positions = vec![];
    for id in ids {
        positions.push(id.await.unwrap().position);
    }
    assert_eq!(positions[0], positions[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_book_of_a_year_has_every_accepted_dossier_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let app = office(&folder).await;
    let http = app.http();
    for number in 1..=40 {
        let case = app
            .file(&Filing::of(&format!("Hội Quán Sông Đà {number}")))
            .await;
        app.accept(case).await;
    }
    app.file(&Filing::of("Quỹ Chưa Tiếp Nhận")).await;
    app.settle().await;
    let book = http
        .get("/v1/tracking-books/COMINGO/2026/vi.html")
        .await
        .expect(200);
    let codes: Vec<_> = book
        .text()
        .split("G08-260302-")
        .skip(1)
        .map(|it| &it[..4])
        .collect();
    let expected: Vec<_> = (1..=40).map(|it| format!("{it:04}")).collect();
    assert_eq!(codes, expected);
    assert!(book.text().contains("SỔ THEO DÕI HỒ SƠ") && book.text().contains("Mẫu số 07"));
    assert!(!book.text().contains("Quỹ Chưa Tiếp Nhận"));
    let pdf = http
        .get("/v1/tracking-books/COMINGO/2026/en.pdf")
        .await
        .expect(200);
    assert!(pdf.body.starts_with(b"%PDF-1.7"));
    let other = http
        .get("/v1/tracking-books/COMINGO/2025/vi.html")
        .await
        .expect(200);
    assert!(!other.text().contains("G08-"));
    for nothing in ["NOBODY/2026/vi.pdf", "COMINGO/2026/fr.pdf"] {
        let reply = http.get(&format!("/v1/tracking-books/{nothing}")).await;
        problem(&reply, 404, "unknown-tracking-book");
    }
}
