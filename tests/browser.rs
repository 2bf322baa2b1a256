//! A real browser: from the dashboard to a case, and a search with and without diacritics.

use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use harness::{Filing, TestApp, root, wait_until};
use serde_json::json;
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with nothing in it, and its driver; both end together with this.
struct Browser {
    client: Client,
    driver: Child,
    folder: TempDir,
}

impl Browser {
    async fn start() -> Self {
        let chromium = named("HOSO_CHROMIUM");
        let folder = TempDir::with_prefix("hoso-browser-").unwrap();
        let log = File::create(folder.path().join("driver.log")).unwrap();
        let mut driver = Command::new(named("HOSO_CHROMEDRIVER"))
            // It finds one that is free, and says which.
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let profile = folder.path().join("profile");
        let options = json!({
            "binary": chromium,
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--window-size=1280,1000", format!("--user-data-dir={}", profile.display()),
            ],
        });
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".into(), options);
        let mut connected = None;
        for _ in 0..60 {
            if let Some(url) = driver_at(folder.path()) {
                let http = hyper_util::client::legacy::connect::HttpConnector::new();
                let mut builder = ClientBuilder::new(http);
                let client = builder.capabilities(capabilities.clone());
                connected = client.connect(&url).await.ok();
            }
            if connected.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let Some(client) = connected else {
            drop(driver.kill());
            drop(driver.wait());
            let log = std::fs::read_to_string(folder.path().join("driver.log")).unwrap_or_default();
            panic!("the browser does not start; its driver's log:\n{log}");
        };
        Self {
            client,
            driver,
            folder,
        }
    }

    /// Does something, keeps a picture of what it looked like when that fails, and ends.
    async fn with(mut self, test: impl Future<Output = Result<(), String>>) {
        let outcome = test.await;
        let picture = self.client.screenshot().await;
        // Closing the session ends the browser; its driver is ours.
        let closed = self.client.clone().close().await;
        drop(self.driver.kill());
        drop(self.driver.wait());
        if let Err(what) = outcome {
            let file = root().join("target/browser-failure.png");
            let kept = picture.map(|it| std::fs::write(&file, it));
            panic!("{what}; what it looked like: {} ({kept:?})", file.display());
        }
        closed.unwrap();
        drop(self.folder);
    }
}

/// Where the driver listens, as its log says, once it does.
fn driver_at(folder: &Path) -> Option<String> {
    let log = std::fs::read_to_string(folder.join("driver.log")).ok()?;
    let (_, port) = log.split_once("started successfully on port ")?;
    let (port, _) = port.split_once('.')?;
    Some(format!("http://127.0.0.1:{port}"))
}

fn named(variable: &str) -> PathBuf {
    let found = env::var_os(variable).unwrap_or_else(|| {
        panic!(
            "{variable} is not set, and this test needs a browser: run it through `make test`, or \
             `.ci/services run --browser -- cargo nextest run`"
        )
    });
    found.into()
}

/// What went wrong, as a sentence with its place.
fn at<E: std::fmt::Display>(place: &'static str) -> impl Fn(E) -> String {
    move |error| format!("{place}: {error}")
}

async fn text_of(client: &Client, what: &str) -> Result<String, String> {
    let found = client
        .wait()
        .at_most(PATIENCE)
        .for_element(Locator::Css(what))
        .await;
    found
        .map_err(at("looking"))?
        .text()
        .await
        .map_err(at("reading"))
}

async fn click(client: &Client, what: Locator<'_>) -> Result<(), String> {
    let found = client.wait().at_most(PATIENCE).for_element(what).await;
    found
        .map_err(at("looking"))?
        .click()
        .await
        .map_err(at("clicking"))
}

/// Searches, and says which names are found.
async fn search(client: &Client, words: &str) -> Result<Vec<String>, String> {
    click(client, Locator::Css("nav.pages a[href='/cases']")).await?;
    let form = client
        .form(Locator::Css("form#filter"))
        .await
        .map_err(at("the form"))?;
    form.set_by_name("q", words).await.map_err(at("typing"))?;
    let before = client.current_url().await.map_err(at("the address"))?;
    click(client, Locator::Css("form#filter button")).await?;
    wait_until("the search answers", PATIENCE, async || {
        client.current_url().await.is_ok_and(|it| it != before)
    })
    .await;
    let rows = client
        .wait()
        .at_most(PATIENCE)
        .for_element(Locator::Css("p.found"))
        .await;
    rows.map_err(at("the count"))?;
    let mut names = vec![];
    for row in client
        .find_all(Locator::Css("table.list th a"))
        .await
        .map_err(at("rows"))?
    {
        names.push(row.text().await.map_err(at("a row"))?);
    }
    Ok(names)
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_clicks_from_the_dashboard_to_a_case_and_finds_others_by_name() {
    let app = TestApp::start().await;
    let (case, _) = app.certify(&Filing::of("Hội Đường Sắt Nhỏ")).await;
    app.file(&Filing::of("Áo Ấm Mùa Đông")).await;
    app.settle().await;
    let start = format!("http://{}/", app.http().address());

    let browser = Browser::start().await;
    let client = browser.client.clone();
    browser
        .with(async {
            client.goto(&start).await.map_err(at("the dashboard"))?;
            text_of(&client, "main#main").await?;
            click(&client, Locator::Css("nav.pages a[href='/cases']")).await?;
            click(&client, Locator::LinkText("Hội Đường Sắt Nhỏ")).await?;
            let title = text_of(&client, "h1").await?;
            let url = client.current_url().await.map_err(at("the address"))?;
            let page = text_of(&client, "main#main").await?;
            if !url.path().contains(&case.to_string()) {
                return Err(format!("the case's page is at {url}"));
            }
            if !format!("{title} {page}").contains("Hội Đường Sắt Nhỏ")
                || !page.contains("G08-260302-0001")
            {
                return Err(format!("the page does not tell the case: {page}"));
            }
            for words in ["Đường Sắt", "duong sat", "DUONG"] {
                let found = search(&client, words).await?;
                if found != ["Hội Đường Sắt Nhỏ"] {
                    return Err(format!("{words} finds {found:?}"));
                }
            }
            let found = search(&client, "ao am").await?;
            if found != ["Áo Ấm Mùa Đông"] {
                return Err(format!("ao am finds {found:?}"));
            }
            Ok(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_is_wider_than_a_narrow_window() {
    let folder = TempDir::new().unwrap();
    let app = crate::slips::office(&folder).await;
    let (case, _) = app.certify(&Filing::of("Hội Đường Sắt Nhỏ")).await;
    app.settle().await;
    let http = app.http();
    wait_until("the log is signed", PATIENCE, async || {
        http.get("/v1/log/checkpoint").await.status == 200
    })
    .await;
    let case = format!("/cases/{case}");
    let score = format!("{case}/score");

    let browser = Browser::start().await;
    let client = browser.client.clone();
    browser
        .with(async {
            let narrow = client.set_window_size(390, 900).await;
            narrow.map_err(at("the window"))?;
            for path in [
                "/",
                "/cases",
                &case,
                &score,
                "/scores?period=year&on=2026-03-02",
                "/audit",
                "/log",
                "/procedures/FNGO-OP-ISSUE",
            ] {
                let url = format!("http://{}{path}", http.address());
                client.goto(&url).await.map_err(at("going there"))?;
                text_of(&client, "main#main").await?;
                let measure = "return document.documentElement.scrollWidth - innerWidth";
                let more = client.execute(measure, vec![]).await;
                let more = more.map_err(at("measuring"))?;
                if more.as_i64().is_none_or(|it| it > 0) {
                    return Err(format!("{path} is wider by {more}"));
                }
            }
            Ok(())
        })
        .await;
}
