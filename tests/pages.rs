//! The pages as a browser gets them.

mod around;
mod asked;
mod law;

use std::collections::BTreeSet;

use harness::{Filing, Http, MORNING, Reply, TestApp};
use projections::deadline;
use services::clock::derived_id;
use time::Duration;

const HOSTILE: &str = "Quỹ \"><script>alert(1)</script>&amp;";

/// A reader of English.
fn reader(app: &TestApp) -> Http {
    app.http()
        .with("accept-language", "en")
        .with("accept", "text/html")
}

/// What stands between two texts, wherever it does.
fn between<'a>(html: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let parts = html.split(before).skip(1);
    parts.map(|it| it.split(after).next().unwrap()).collect()
}

fn address(href: &str) -> String {
    href.replace("&#38;", "&")
}

/// How many cases a list says that it has found.
fn found(html: &str) -> i64 {
    let text = between(html, "<p class=\"found\"><b>", "</b>")[0];
    text.split(' ').next().unwrap().parse().unwrap()
}

/// The addresses in a chart's table, and the numbers beside each.
fn rows(html: &str, chart: &str) -> Vec<(String, Vec<i64>)> {
    let table = between(
        html,
        &format!("<details id=\"{chart}-table\">"),
        "</details>",
    )[0];
    let rows = between(table, "<tr><th scope=\"row\"><a href=\"", "</tr>").into_iter();
    let rows = rows.map(|row| {
        let cells = between(row, "<td>", "</td>").into_iter();
        let numbers = cells.filter_map(|it| it.parse().ok()).collect();
        (address(row.split('"').next().unwrap()), numbers)
    });
    rows.collect()
}

/// Cases of every kind: filed, waiting, in consultation and late with it, granted, withdrawn.
async fn fill(app: &TestApp) {
    app.file(&Filing::of("Hội Hoa Sen")).await;
    let waits = app.file(&Filing::of("Quỹ Hòa Bình")).await;
    app.request_supplement(waits, "charter", "The charter is not signed.")
        .await;
    let asked = app.file(&Filing::of("Mạng lưới Bàn Tay")).await;
    app.accept(asked).await;
    let agencies = app.consult(asked).await;
    app.receive_consultation(asked, &agencies[0]).await;
    let withdrawn = app.file(&Filing::of("Liên minh Mầm Xanh")).await;
    app.withdraw(withdrawn, "No longer needed.").await;
    app.certify(&Filing::of("Trung tâm Ánh Dương")).await;
    let late = app.file(&Filing::of("Viện Bến Nước")).await;
    app.accept(late).await;
    app.hear_everybody(late).await;
    app.clock.set(MORNING + Duration::days(70));
    app.grant(late).await;
    app.file(&Filing::of("Hiệp hội Đồng Xanh")).await;
    app.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_of_the_overview_leads_to_the_cases_it_counts() {
    let mut app = TestApp::start().await;
    fill(&app).await;
    let http = reader(&app);
    let overview = http.get("/").await.expect(200);
    let html = overview.text();

    let mut counted = vec![];
    for figure in between(html, "<a class=\"figure\" href=\"", "</b>") {
        let (href, number) = figure.split_once("\"><b>").unwrap();
        if href.starts_with("/cases") {
            counted.push((address(href), number.parse::<i64>().unwrap()));
        }
    }
    assert_eq!(counted.len(), 6, "{counted:?}");
    for (href, numbers) in rows(html, "by-status") {
        counted.push((href, numbers[0]));
    }
    for (href, numbers) in rows(html, "by-month") {
        counted.push((format!("{href}&time=on_time"), numbers[0]));
        counted.push((format!("{href}&time=late"), numbers[1]));
    }
    for (href, numbers) in rows(html, "waiting") {
        counted.push((format!("{href}&opinion=late"), numbers[1]));
        counted.push((href, numbers[0]));
    }
    for (href, number) in &counted {
        let list = http.get(href).await.expect(200);
        assert_eq!(found(list.text()), *number, "{href}");
    }
    let sum = |part: &str| -> i64 {
        let matching = counted.iter().filter(|it| it.0.contains(part));
        matching.map(|it| it.1).sum()
    };
    assert_eq!(sum("time=late"), 1);
    assert_eq!(sum("opinion=late"), 1);
    assert_eq!(sum("time=overdue"), 1);
    assert_eq!(sum("milestone=filed"), 1);
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_name_is_text_on_every_page() {
    let mut app = TestApp::start().await;
    let (case, certificate) = app.certify(&Filing::of(HOSTILE)).await;
    app.settle().await;
    let organisation = derived_id(case.0, "applicant");
    let organisation_page = format!("/organisations/{organisation}");
    let certificate_page = format!("/certificates/{certificate}");
    let case_page = format!("/cases/{case}");
    for path in [
        case_page.as_str(),
        "/cases",
        "/certificates",
        "/cases?q=%3Cscript%3E",
        "/organisations",
        organisation_page.as_str(),
        certificate_page.as_str(),
        "/audit",
    ] {
        let page = reader(&app).get(path).await.expect(200);
        assert!(!page.text().contains("<script>alert"), "{path}");
        assert!(!page.text().contains(" style=\""), "{path}");
        assert_guarded(&page);
    }
    let page = reader(&app).get(&case_page).await;
    assert!(
        page.text()
            .contains("&#60;script&#62;alert(1)&#60;/script&#62;&#38;amp;")
    );
    app.stop().await.unwrap();
}

fn assert_guarded(page: &Reply) {
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    // The only script is the one that is loaded.
    let scripts = between(page.text(), "<script", "</script>");
    assert!(
        scripts
            .iter()
            .all(|it| it.starts_with(" src=\"/assets/") && it.ends_with('>'))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_page_after_page_and_shows_each_case_once() {
    let mut app = TestApp::start().await;
    for number in 0..60 {
        let case = app.file(&Filing::of(&format!("Quỹ {number}"))).await;
        if number % 2 == 0 {
            app.accept(case).await;
        }
    }
    app.settle().await;
    for first in ["/cases", "/cases?order=due"] {
        let mut shown = BTreeSet::new();
        let (mut next, mut lines) = (Some(first.to_owned()), 0);
        while let Some(path) = next {
            let page = reader(&app).get(&path).await.expect(200);
            assert_eq!(found(page.text()), 60);
            let hrefs = between(page.text(), "<th scope=\"row\"><a href=\"", "\"");
            lines += hrefs.len();
            shown.extend(hrefs.into_iter().map(ToOwned::to_owned));
            let links = between(page.text(), "rel=\"next\" href=\"", "\"");
            next = links.first().map(|it| address(it));
        }
        assert_eq!((lines, shown.len()), (60, 60), "{first}");
    }
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn diacritics_do_not_matter_to_whoever_searches() {
    let mut app = TestApp::start().await;
    fill(&app).await;
    for query in ["h%C3%B2a%20b%C3%ACnh", "hoa+binh", "HOA+BI"] {
        let page = reader(&app)
            .get(&format!("/cases?q={query}"))
            .await
            .expect(200);
        assert_eq!(found(page.text()), 1, "{query}");
        assert!(page.text().contains("Quỹ Hòa Bình"), "{query}");
    }
    let nothing = reader(&app).get("/cases?q=zzz").await.expect(200);
    assert!(nothing.text().contains("Try fewer words"));
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_says_why_its_deadlines_stand_where_they_stand() {
    let mut app = TestApp::start().await;
    let case = app.file(&Filing::default()).await;
    app.accept(case).await;
    app.clock.set(MORNING + Duration::days(1));
    app.request_supplement(case, "charter", "The charter is not signed.")
        .await;
    app.clock.set(MORNING + Duration::days(8));
    app.supplement(case, "charter").await;
    app.settle().await;
    let page = reader(&app)
        .get(&format!("/cases/{case}"))
        .await
        .expect(200);
    let text = page.text();
    for sentence in [
        "Counted from 10 Mar 2026 (not counted itself), 30 working days, passing over",
        "because a supplement was awaited.",
        "under Decree 58/2022/NĐ-CP Art. 11.7.",
        "The charter is not signed.",
        "The applicant brought the supplement",
    ] {
        assert!(
            text.contains(&sentence.replace('\'', "&#39;")),
            "{sentence}\n{text}"
        );
    }
    let vietnamese = app
        .http()
        .get(&format!("/cases/{case}?lang=vi"))
        .await
        .expect(200);
    assert!(
        vietnamese
            .text()
            .contains("Tính từ ngày 10/03/2026 (không tính ngày này)")
    );
    assert!(
        vietnamese
            .text()
            .contains("khoản 7 Điều 11 Nghị định 58/2022/NĐ-CP")
    );
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_is_shown_as_erased() {
    let mut app = TestApp::start().await;
    let filing = Filing::default();
    let case = app.file(&filing).await;
    app.settle().await;
    let path = format!("/cases/{case}");
    let before = reader(&app).get(&path).await.expect(200);
    assert!(before.text().contains(&filing.representative));
    let person = derived_id(case.0, "representative");
    assert!(app.app().vault.erase(person, MORNING).await.unwrap());
    let after = reader(&app).get(&path).await.expect(200);
    assert!(!after.text().contains(&filing.representative));
    assert!(
        after
            .text()
            .contains("<dt>Representative</dt><dd>[erased]</dd>")
    );
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_in_the_language_that_its_reader_wants() {
    let mut app = TestApp::start().await;
    let plain = app.http().get("/").await.expect(200);
    assert!(plain.text().contains("<html lang=\"vi\">") && plain.text().contains("Tổng quan"));
    assert_eq!(plain.header("set-cookie"), None);
    let english = app.http().get("/?lang=en").await.expect(200);
    assert!(english.text().contains("<html lang=\"en\">") && english.text().contains("Overview"));
    let cookie = english
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let later = app
        .http()
        .with("cookie", cookie)
        .get("/cases")
        .await
        .expect(200);
    assert!(later.text().contains("<html lang=\"en\">"));
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn handing_on_to_the_decider_is_the_receivers_term_whoever_answered_last() {
    let app = TestApp::without_service().await;
    let case = app.file_dossier().await;
    app.accept(case).await;
    for agency in app.consult(case).await {
        app.receive_consultation(case, &agency).await;
        app.agree(case, &agency, "No objection.").await;
    }
    app.settle().await;
    let terms = deadline::of_case(app.pool(), case.0).await.unwrap();
    let forwarding = terms.iter().find(|it| it.clock == "forwarding").unwrap();
    assert_eq!(forwarding.agency, "COMINGO");
}
