//! Scores on pages and on the command line.

use harness::{CommandLine, Http, TestApp};
use services::clock::new_id;

use super::three;

/// A reader of pages.
fn reader(app: &TestApp) -> Http {
    app.http().with("accept", "text/html")
}

async fn shown(http: &Http, path: &str) -> String {
    let reply = http.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.text().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_are_shown_on_a_page_in_both_languages() {
    let app = TestApp::start().await;
    three(&app).await;
    app.settle().await;
    let http = reader(&app);
    let page = shown(&http, "/scores?lang=vi&period=year&on=2026-03-15").await;
    for part in [
        "11,3",
        "Khá – Xuất sắc",
        "Không đo được.",
        "Thái độ của công chức",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let page = shown(
        &http,
        "/scores?lang=en&period=quarter&on=2026-03-15&by=agency",
    )
    .await;
    assert!(
        page.contains("Good – Excellent") && page.contains("Committee"),
        "{page}"
    );
    let page = shown(&http, "/scores?lang=en&by=official&on=2026-03-15").await;
    assert!(page.contains("100% of duty"), "{page}");
    let page = shown(&http, "/scores?lang=en&by=official&period=month").await;
    assert!(
        page.contains("Officials are scored by quarters only"),
        "{page}"
    );
    assert!(shown(&http, "/").await.contains("href=\"/scores\""));
    for wrong in [
        "by=nobody",
        "period=week",
        "on=2026-02-30",
        "at=3",
        "procedure=NOTHING",
        "agency=NOBODY",
        "before=x",
    ] {
        let reply = http.get(&format!("/scores?{wrong}")).await;
        assert_eq!(reply.status, 400, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_of_one_procedure_or_body_are_shown_with_the_dossiers() {
    let app = TestApp::start().await;
    let (cases, _) = three(&app).await;
    app.settle().await;
    let http = reader(&app);
    let year = "/scores?lang=en&period=year&on=2026-03-15";
    let listed = |page: &str| cases.map(|it| page.contains(&format!("\"/cases/{it}/score\"")));
    let page = shown(&http, year).await;
    assert_eq!(listed(&page), [true; 3]);
    let [early, on_the_day, late] = cases.map(|it| {
        let link = format!("\"/cases/{it}/score\"");
        page.find(&link).unwrap()
    });
    assert!(late < on_the_day && on_the_day < early, "newest first");
    for one in ["&procedure=FNGO-OP-ISSUE", "&agency=COMINGO"] {
        let page = shown(&http, &format!("{year}{one}")).await;
        assert_eq!(listed(&page), [true; 3], "{one}");
    }
    for other in ["&procedure=FNGO-RO-ISSUE", "&agency=MOFA"] {
        let page = shown(&http, &format!("{year}{other}")).await;
        assert_eq!(listed(&page), [false; 3], "{other}");
        assert!(page.contains("<td data-label=\"Cases\">0</td>"), "{page}");
    }
    let march = shown(&http, "/scores?lang=en&period=month&on=2026-03-31").await;
    assert_eq!(listed(&march), [true, false, false]);
    // Whoever is told apart leads to their own, and the form keeps what was asked for.
    let apart = shown(&http, &format!("{year}&by=agency")).await;
    let only = "/scores?period=year&#38;on=2026-03-15&#38;agency=COMINGO";
    assert!(apart.contains(only), "{apart}");
    let kept = shown(&http, &format!("{year}&agency=COMINGO")).await;
    assert!(
        kept.contains("<option value=\"COMINGO\" selected>"),
        "{kept}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_points_of_a_dossier_are_shown_with_links_to_their_events() {
    let app = TestApp::start().await;
    let ([early, _, late], _) = three(&app).await;
    let open = app.office().file_dossier().await;
    let withdrawn = app.office().file_dossier().await;
    app.office().withdraw(withdrawn, "No longer needed.").await;
    app.settle().await;
    let http = reader(&app);
    let path = format!("/cases/{late}/score");
    let page = shown(&http, &format!("{path}?lang=en")).await;
    for part in [
        "<b>9</b> <small>could reach 14, in all 18</small>",
        "1 day late",
        "2 requests for a supplement",
        "1 term missed",
        "filed online",
        "the catalogue alone",
        "What applicants think is collected by another system.",
        "<span class=\"status bad\">Missed</span>",
        "Ministry of Foreign Affairs",
        "Refused",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let vi = shown(&http, &format!("{path}?lang=vi")).await;
    assert!(vi.contains("trễ hạn 1 ngày") && vi.contains("Yêu cầu bổ sung hồ sơ"));
    // Each event that is named is on the page of the case, under the address that is linked.
    let case = shown(&http, &format!("/cases/{late}?lang=en")).await;
    let linked: Vec<_> = page
        .split(&format!("href=\"/cases/{late}#"))
        .skip(1)
        .filter_map(|it| it.split('"').next())
        .collect();
    assert!(linked.len() > 10, "{linked:?}");
    for event in linked {
        assert!(case.contains(&format!("id=\"{event}\"")), "{event}");
    }
    assert!(case.contains(&format!("href=\"{path}\"")));

    let page = shown(&http, &format!("/cases/{early}/score?lang=en")).await;
    assert!(page.contains("<b>14</b> <small>could reach 14, in all 18</small>"));
    for (case, why) in [
        (open, "the dossier is not over"),
        (withdrawn, "A dossier that ends like this is not scored"),
    ] {
        let page = shown(&http, &format!("/cases/{case}/score?lang=en")).await;
        assert!(page.contains(why), "{why}: {page}");
        assert!(!page.contains("could reach"), "{page}");
    }
    let list = shown(&http, "/cases?lang=en").await;
    assert!(list.contains(&format!("href=\"{path}\"")));
    assert!(!list.contains(&format!("href=\"/cases/{open}/score\"")));
    for nothing in [new_id().to_string().as_str(), "nonsense"] {
        let _ = http
            .get(&format!("/cases/{nothing}/score"))
            .await
            .expect(404);
    }
    let _ = http.get(&format!("{path}?at=3")).await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_are_printed() {
    let app = TestApp::start().await;
    let ([_, _, late], first) = three(&app).await;
    app.settle().await;
    let folder = tempfile::tempdir().unwrap();
    let hoso = CommandLine::on(&app.database, folder.path());
    hoso.hoso(&["score", "--period", "year", "--on", "2026-03-15"])
        .expect(0)
        .says(&[
            "TT01-2018 version 1, 2026-01-01 to 2026-12-31",
            "all: 3 dossiers",
            "Contacts to complete the dossier: 1 (3 points, 3 dossiers)",
            "Attitude of officials: not measured.",
            "sum 11.3 of 14 that could be reached, 18 in all",
            "Fair to Excellent, for not everything was measured",
        ]);
    let (at, on) = (first.to_string(), "2026-03-15");
    let then = ["score", "--by", "agency", "--on", on, "--at", &at];
    hoso.hoso(&then)
        .expect(0)
        .says(&["COMINGO: 1 dossier\n", "Good to Excellent"]);
    hoso.hoso(&["score", "--case", &late.to_string()])
        .expect(0)
        .says(&[
            "refused; done 2026-04-16, due 2026-04-15",
            "Contacts to complete the dossier: 0 points for 2",
            "case.supplement_requested.v1",
            "decision was not kept by MOFA: due 2026-03-19",
            "sum 9 of 14 that could be reached, 18 in all",
        ]);
    let _ = hoso.hoso(&["score", "--at", "999999"]).expect(1);
}
