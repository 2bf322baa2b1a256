//! What addresses of pages may ask for, and what they show.

use harness::{Filing, TestApp};

use super::{between, fill, found, reader};
use crate::import::{MAPPING, log, trace};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_which_condition_it_does_not_know() {
    let mut app = TestApp::start().await;
    let case = app.file(&Filing::of("Hội Hoa Sen")).await;
    app.settle().await;
    let http = reader(&app);
    for (path, said) in [
        ("/cases?overdue=zz", "no condition overdue."),
        ("/cases?status=xx", "value for the condition status."),
        ("/cases?time=zz", "value for the condition time."),
        ("/certificates?status=zz", "value for the condition status."),
        ("/audit?stream=1", "no condition stream."),
        ("/?month=1", "no condition month."),
        (&format!("/cases/{case}?at=3"), "shows the present only"),
    ] {
        let page = http.get(path).await.expect(400);
        assert!(page.text().contains(said), "{path}: {}", page.text());
    }
    let other_language = http.get(&format!("/cases/{case}?lang=vi")).await;
    assert_eq!(other_language.status, 200);
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_trail_knows_cases_by_code_and_says_who_was_asked() {
    let mut app = TestApp::start().await;
    fill(&app).await;
    let list = app.http().get("/v1/cases?status=in_consultation").await;
    let code = list.json()["items"][0]["code"].as_str().unwrap().to_owned();

    let page = reader(&app).get(&format!("/audit?case={code}")).await;
    let page = page.expect(200);
    let lines = between(page.text(), "<tr><th scope=\"row\"><b>", "</tr>");
    let asked: Vec<_> = lines
        .iter()
        .filter(|it| it.contains("Ministry of Public Security"))
        .collect();
    assert!(!asked.is_empty(), "{lines:?}");
    assert!(lines.iter().all(|it| it.contains(&code)), "{lines:?}");

    let acts = app.http().get(&format!("/v1/audit?code={code}")).await;
    let acts = acts.expect(200).json();
    let acts = acts["items"].as_array().unwrap();
    assert_eq!(acts.len(), lines.len());
    assert!(acts.iter().all(|it| it["code"] == code.as_str()));
    let mut asked: Vec<_> = acts
        .iter()
        .filter(|it| it["type"] == "case.consultation_requested.v1")
        .map(|it| it["consulted"].as_str().unwrap())
        .collect();
    let count = asked.len();
    asked.sort_unstable();
    asked.dedup();
    assert!(count > 1 && asked.len() == count, "{asked:?}");
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_log_that_is_imported_now_is_not_the_newest() {
    let mut app = TestApp::start().await;
    app.file(&Filing::of("Hội Hoa Sen")).await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("log.xes", &log(&[trace("a", &["x"]), trace("b", &[])]));
    write("mapping.toml", MAPPING);
    let program = harness::CommandLine::on(&app.database, folder.path());
    program
        .hoso(&crate::import::IMPORT_OWN)
        .expect(0)
        .says(&["2 cases"]);
    app.settle().await;

    // One has no time at all: it comes last.
    let mut names = vec![];
    let mut path = "/v1/cases?limit=1".to_owned();
    loop {
        let page = app.http().get(&path).await.expect(200).json();
        let line = &page["items"][0];
        names.push(
            line["name"]
                .as_str()
                .or(line["code"].as_str())
                .unwrap()
                .to_owned(),
        );
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/v1/cases?limit=1&cursor={next}");
    }
    assert_eq!(names, ["Hội Hoa Sen", "a", "b"]);
    let page = reader(&app).get("/cases").await.expect(200);
    assert_eq!(found(page.text()), 3);
    app.stop().await.unwrap();
}
