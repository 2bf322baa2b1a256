//! The pages of the law.

use harness::{Filing, TestApp};
use serde_json::Value;

use super::{between, reader};

#[tokio::test(flavor = "multi_thread")]
async fn a_procedure_says_what_has_to_be_public_of_it_with_its_articles() {
    let mut app = TestApp::start().await;
    let http = reader(&app);
    let list = http.get("/procedures").await.expect(200);
    let groups = between(list.text(), "<h2>", "</h2>");
    assert_eq!(groups[0], "In force");
    assert!(list.text().contains("href=\"/procedures/FNGO-OP-ISSUE\""));

    let page = http.get("/procedures/FNGO-OP-ISSUE").await.expect(200);
    let text = page.text();
    let letters = between(text, "<span class=\"soft\">(", ")");
    assert_eq!(letters, ["b", "c", "d", "đ", "e", "g"]);
    for said in [
        "Copy of the organisation&#39;s charter",
        "form 03a: ",
        "<span>The whole procedure<small>30 working days, until the result \
         is handed over or lies ready</small></span>\
         <small>Decree 58/2022/NĐ-CP Art. 11.7</small>",
        "Foreign non-governmental organisations",
        "Ministry of Foreign Affairs<small>decides</small>",
        "valid for at most 3 years",
        "10 working days",
        "No announcement decision was found.",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    let json = between(text, "href=\"/v1/procedures/", "\"")[0];
    let json = http
        .get(&format!("/v1/procedures/{json}"))
        .await
        .expect(200);
    let json: Value = json.json();
    let papers = json["rules"]["components"].as_array().unwrap();
    let dossier = between(text, "<h2 id=\"dossier\">", "</section>")[0];
    // And a line that says how many sets there are.
    assert_eq!(between(dossier, "<li>", "</li>").len(), papers.len() + 1);

    let first = http
        .get("/procedures/FNGO-OP-ISSUE?version=1")
        .await
        .expect(200);
    assert!(first.text().contains("not for new dossiers any more"));
    let vietnamese = http
        .get("/procedures/FNGO-OP-ISSUE?lang=vi")
        .await
        .expect(200);
    assert!(
        vietnamese
            .text()
            .contains("khoản 7 Điều 11 Nghị định 58/2022/NĐ-CP")
    );
    for unknown in [
        "/procedures/NOTHING",
        "/procedures/FNGO-OP-ISSUE?version=99",
    ] {
        let _ = http.get(unknown).await.expect(404);
    }
    for unreadable in ["?version=x", "?version=-1", "?versions=1"] {
        let path = format!("/procedures/FNGO-OP-ISSUE{unreadable}");
        let _ = http.get(&path).await.expect(400);
    }
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_of_every_procedure_has_a_page_in_both_languages() {
    let mut app = TestApp::start().await;
    let http = reader(&app);
    let mut shown = 0;
    for procedure in app.app().law.current().versions() {
        let names = [("en", &procedure.title.en), ("vi", &procedure.title.vi)];
        for (language, title) in names {
            let (id, version) = (&procedure.id, procedure.version);
            let path = format!("/procedures/{id}?version={version}&lang={language}");
            let page = http.get(&path).await.expect(200);
            let heading = between(page.text(), "<h1>", "</h1>")[0];
            assert_eq!(heading, title.replace('\'', "&#39;"), "{path}");
            let drafted = page.text().contains("<span class=\"status waiting\">");
            assert_eq!(drafted, procedure.draft, "{path}");
            // What it says is said in words: no name of the catalogue stands for one.
            for line in between(page.text(), "<li><span>", "</span>") {
                assert!(!line.is_empty() && !line.starts_with("<small>"), "{path}");
            }
            shown += 1;
        }
    }
    assert!(shown > 60, "{shown}");
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_leads_to_its_procedure_and_waits_for_its_applicant() {
    let mut app = TestApp::start().await;
    let case = app.file(&Filing::default()).await;
    app.settle().await;
    let turn = async || {
        let page = reader(&app)
            .get(&format!("/cases/{case}"))
            .await
            .expect(200);
        let told = between(page.text(), "<dt>Whose turn</dt><dd>", "</dd>")[0].to_owned();
        (told, page)
    };
    let (desk, page) = turn().await;
    assert!(desk.contains("Committee"), "{desk}");
    let procedure = between(page.text(), "href=\"/procedures/", "\"")[0];
    let law = app.app().law.current();
    let newest = law.newest_procedure(&"FNGO-OP-ISSUE".parse().unwrap());
    let newest = newest.unwrap().version;
    let procedure = format!("/procedures/{}", procedure.replace("&#38;", "&"));
    assert!(
        procedure.ends_with(&format!("FNGO-OP-ISSUE?version={newest}")),
        "{procedure}"
    );
    let _ = reader(&app).get(&procedure).await.expect(200);

    app.request_supplement(case, "charter", "The charter is not signed.")
        .await;
    app.settle().await;
    assert_eq!(turn().await.0, "Applicant");
    app.supplement(case, "charter").await;
    app.settle().await;
    assert_eq!(turn().await.0, desk);
    app.stop().await.unwrap();
}
