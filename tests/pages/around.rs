//! What surrounds the pages: refusals, assets, and the stream that keeps open pages current.

use std::time::Duration;

use harness::{Filing, Http, TestApp, wait_until};
use services::clock::derived_id;
use services::serve::{Options, Role, serve};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{between, reader};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_shown_is_explained_on_a_page() {
    let mut app = TestApp::start().await;
    let http = reader(&app);
    let unknown = format!("/cases/{}", derived_id(Uuid::nil(), "unknown"));
    for path in [unknown.as_str(), "/cases/nonsense", "/nothing/here"] {
        let page = http.get(path).await.expect(404);
        assert!(page.text().contains("This page does not exist"), "{path}");
        assert!(page.header("content-security-policy").is_some(), "{path}");
    }
    for path in [
        "/cases?time=nonsense",
        "/cases?after=nonsense",
        "/cases?officer=nonsense",
        "/cases?milestone=filed&on=2026-13",
        "/cases?q=a&q=b",
        "/cases?channel=%00",
        "/cases?order=due&after=7.-300000000000000000",
        "/?procedure=%00",
        "/audit?agency=a%00",
        "/certificates?before=nonsense",
        "/audit?actor=nonsense",
    ] {
        let page = http.get(path).await.expect(400);
        assert!(
            page.text().contains("This address cannot be read"),
            "{path}"
        );
    }
    let problem = app.http().get("/nothing/here").await.expect(404);
    assert_eq!(
        problem.header("content-type"),
        Some("application/problem+json")
    );

    let hidden = "alter table projections.case_list rename to case_list_hidden";
    sqlx::raw_sql(hidden).execute(app.pool()).await.unwrap();
    let page = http.get("/cases").await.expect(500);
    assert!(page.text().contains("This page is out of order"));
    assert!(!page.text().contains("case_list"), "{}", page.text());
    let back = "alter table projections.case_list_hidden rename to case_list";
    sqlx::raw_sql(back).execute(app.pool()).await.unwrap();
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn open_pages_hear_that_the_read_models_moved_and_that_the_service_stops() {
    let mut app = TestApp::start().await;
    app.file_dossier().await;
    app.settle().await;
    let head = app.app().store.head().await.unwrap();
    let mut live = app.http().events("/pages/live").await;
    let first = live.next().await.unwrap();
    assert_eq!(first.event.as_deref(), Some("position"));
    assert_eq!(
        (first.data.as_str(), first.id.as_deref()),
        (&*head.to_string(), Some(&*head.to_string()))
    );

    app.file_dossier().await;
    let second = live.next().await.unwrap();
    assert!(second.data.parse::<i64>().unwrap() > head.0, "{second:?}");
    app.stop().await.unwrap();
    while live.next().await.is_some() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn more_open_pages_than_there_is_room_for_are_told_to_come_back() {
    let app = TestApp::start().await;
    let http = app.http();
    let mut pages = vec![];
    for _ in 0..256 {
        let page = http.events("/pages/live").await;
        assert_eq!(page.status, 200);
        pages.push(page);
    }
    let refused = http.get("/pages/live").await.expect(503);
    assert_eq!(refused.header("retry-after"), Some("30"));
    // The pages themselves are shown, and the log is read by others.
    let _ = reader(&app).get("/").await.expect(200);
    assert_eq!(http.events("/v1/events").await.status, 200);

    pages.truncate(200);
    wait_until("there is room again", Duration::from_secs(20), async || {
        http.events("/pages/live").await.status == 200
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_kept_for_ever_under_an_address_that_changes_with_them() {
    let mut app = TestApp::start().await;
    let page = reader(&app).get("/").await.expect(200);
    let style = between(page.text(), "<link rel=\"stylesheet\" href=\"", "\"")[0];
    let asset = app.http().get(style).await.expect(200);
    assert_eq!(
        asset.header("content-type"),
        Some("text/css; charset=utf-8")
    );
    assert!(asset.header("cache-control").unwrap().contains("immutable"));
    let other = app.http().get("/assets/0000000000000000/hoso.css").await;
    assert_eq!(other.status, 404);
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_can_be_believed_nobody_sees_a_page() {
    let app = TestApp::without_service().await;
    let case = app.file_dossier().await;
    app.settle().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let http = Http::at(listener.local_addr().unwrap());
    let options = Options {
        roles: vec![Role::Api],
        trust_actor_headers: false,
    };
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let serving = serve(app.app().clone(), None, listener, options, async {
        stopped.await;
        Ok(())
    });
    let serving = tokio::spawn(serving);
    let case = format!("/cases/{case}");
    let score = format!("{case}/score");
    for path in [
        "/",
        "/cases",
        &case,
        &score,
        "/scores",
        "/certificates",
        "/audit",
        "/pages/live",
    ] {
        let page = http.get(path).await.expect(403);
        assert!(!page.text().contains(&Filing::default().name), "{path}");
        assert_eq!(
            page.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
    }
    for path in ["/procedures", "/procedures/FNGO-OP-ISSUE", "/log"] {
        let page = http.get(path).await.expect(200);
        // Nothing on it asks for what is closed.
        assert!(!page.text().contains("<script"), "{path}");
    }
    stop.cancel();
    serving.await.unwrap().unwrap();
}
