//! `hoso demo` and the script that runs servers beside it: what they start, show, keep and end.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use harness::{TestDatabase, program, root, wait_until};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_mins(1);

/// A process in a group of its own, as a shell starts what somebody types.
struct Started {
    process: Child,
    said: PathBuf,
}

impl Started {
    fn new(mut command: Command, said: PathBuf) -> Self {
        let file = fs::File::create(&said).unwrap();
        command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file);
        let process = command.spawn().unwrap();
        Self { process, said }
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap()
    }

    async fn says(&mut self, words: &str) -> String {
        let until = Instant::now() + PATIENCE;
        while !self.said().contains(words) {
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none(), "it ended: {}", self.said());
            assert!(
                Instant::now() < until,
                "{words:?} is not in: {}",
                self.said()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.said()
    }

    /// Ends it as Ctrl-C on a terminal does, and gives its exit code.
    async fn interrupt(mut self) -> Option<i32> {
        let group = format!("-{}", self.process.id());
        let asked = Command::new("kill").args(["-INT", "--", &group]).status();
        assert!(asked.unwrap().success());
        self.ends().await
    }

    async fn ends(&mut self) -> Option<i32> {
        let mut code = None;
        wait_until("it ends", PATIENCE, async || {
            let ended = self.process.try_wait().unwrap();
            code = ended.map(|it| it.code());
            ended.is_some()
        })
        .await;
        code.flatten()
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Ok(None) = self.process.try_wait() {
            // Not killed: what it started would stay.
            let group = format!("-{}", self.process.id());
            drop(Command::new("kill").args(["-INT", "--", &group]).status());
            drop(self.process.wait());
        }
    }
}

fn demo(database: &TestDatabase, folder: &Path) -> Started {
    let mut command = Command::new(program());
    command
        .args([
            "demo",
            "--organisations",
            "8",
            "--listen",
            "127.0.0.1:0",
            "--data",
        ])
        .arg(folder.join("data"))
        .arg("--catalogue")
        .arg(root().join("domain/catalogue"))
        .env_clear()
        .envs(std::env::var_os("PATH").map(|it| ("PATH", it)))
        .env("DATABASE_URL", database.url())
        .env("HOSO_DATABASE_CONNECTIONS_MAX", "8");
    Started::new(command, folder.join("said"))
}

/// The lines to try, without what stands before them.
fn lines_to_try(said: &str) -> Vec<String> {
    let lines = said
        .lines()
        .filter_map(|it| it.find("curl ").map(|at| &it[at..]));
    lines.map(ToOwned::to_owned).collect()
}

/// Runs a line that somebody pasted, and fails unless the answer is one of success.
fn try_out(line: &str) {
    let line = line.replacen("curl ", "curl --silent --show-error --fail-with-body ", 1);
    let tried = Command::new("sh").args(["-c", &line]).output().unwrap();
    let answer = String::from_utf8_lossy(&tried.stdout);
    assert!(
        tried.status.success(),
        "{line}\n{answer}{}",
        String::from_utf8_lossy(&tried.stderr)
    );
    assert!(
        serde_json::from_str::<serde_json::Value>(&answer).is_ok(),
        "{line}\n{answer}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_three_lines_that_work_and_goes_on_where_it_was_stopped() {
    let folder = TempDir::with_prefix("hoso-demo-").unwrap();
    let database = TestDatabase::empty().await;
    for start in ["first", "second"] {
        let mut demo = demo(&database, folder.path());
        let said = demo.says("Ctrl-C stops").await;
        let lines = lines_to_try(&said);
        assert_eq!(lines.len(), 3, "{said}");
        for line in &lines {
            try_out(line);
        }
        let played = said.contains("commands carried out");
        assert_eq!(played, start == "first", "{said}");
        assert_eq!(demo.interrupt().await, Some(0));
        let said = fs::read_to_string(folder.path().join("said")).unwrap();
        assert!(said.contains("The data is kept"), "{said}");
    }
}

/// Postgres and a command beside it, which first says where Postgres is.
fn beside_servers(folder: &Path, command: &str) -> Started {
    let mut services = Command::new(root().join(".ci/services"));
    services
        .args(["run", "--only", "postgres", "--", "sh", "-c"])
        .arg(format!("echo \"URL=$DATABASE_URL\"; {command}"))
        .env_remove("DATABASE_URL")
        .env_remove("NATS_URL");
    Started::new(services, folder.join("said"))
}

fn url_in(said: &str) -> String {
    let url = said.lines().find_map(|it| it.strip_prefix("URL="));
    url.unwrap_or_else(|| panic!("no URL in: {said}"))
        .to_owned()
}

async fn is_gone(url: &str) {
    wait_until("the servers are stopped", PATIENCE, async || {
        PgConnection::connect(url).await.is_err()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_end_with_the_command_whether_it_succeeds_or_fails() {
    for code in [0, 3] {
        let folder = TempDir::with_prefix("hoso-services-").unwrap();
        let mut run = beside_servers(folder.path(), &format!("exit {code}"));
        assert_eq!(run.ends().await, Some(code), "{}", run.said());
        is_gone(&url_in(&run.said())).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_end_when_somebody_interrupts() {
    let folder = TempDir::with_prefix("hoso-services-").unwrap();
    let mut run = beside_servers(folder.path(), "sleep 300");
    let url = url_in(&run.says("URL=").await);
    let connected = PgConnection::connect(&url).await;
    connected
        .expect("the server is there")
        .close()
        .await
        .unwrap();
    let code = run.interrupt().await;
    assert_ne!(code, Some(0));
    is_gone(&url).await;
}
