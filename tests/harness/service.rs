//! The service as a process of its own: the real program, which can be killed.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::{Bucket, Http, MASTER_KEY, SOURCE};

/// How long the service may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// How much of its log a failed test shows.
const LINES_SHOWN: usize = 60;

/// A process of `hoso serve`, which ends together with this.
#[derive(Debug)]
pub struct Service {
    database_url: String,
    nats_url: Option<String>,
    roles: &'static str,
    /// Where files are stored, unless it is a folder of its own.
    documents: Vec<(&'static str, String)>,
    folder: TempDir,
    process: Option<Child>,
    /// How much of the log earlier runs wrote.
    read_from: usize,
}

impl Service {
    /// Starts the service, all of it, on this database.
    pub async fn start(database_url: &str, nats_url: Option<&str>) -> Self {
        let roles = "api,relay,projector,timers";
        Self::start_as(roles, database_url, nats_url).await
    }

    /// Starts a process that plays these roles.
    pub async fn start_as(roles: &'static str, database_url: &str, nats_url: Option<&str>) -> Self {
        let mut service = Self::unstarted(roles, database_url, nats_url);
        service.start_again().await;
        service
    }

    /// Starts a process that serves people, and stores files in this bucket.
    pub async fn start_with(bucket: &Bucket, database_url: &str) -> Self {
        let mut service = Self::unstarted("api,projector,timers", database_url, None);
        service.documents = bucket.environment();
        service.start_again().await;
        service
    }

    fn unstarted(roles: &'static str, database_url: &str, nats_url: Option<&str>) -> Self {
        let folder = TempDir::with_prefix("hoso-service-").unwrap();
        let documents = folder.path().join("documents").display().to_string();
        Self {
            database_url: database_url.to_owned(),
            nats_url: nats_url.map(ToOwned::to_owned),
            roles,
            documents: vec![("HOSO_DOCUMENTS", documents)],
            folder,
            process: None,
            read_from: 0,
        }
    }

    /// Its process.
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.process.as_ref().expect("the service is running").id()
    }

    /// Starts it again, with the settings that it had, and returns when it listens.
    pub async fn start_again(&mut self) {
        assert!(self.process.is_none(), "the service is running");
        self.read_from = self.log().len();
        self.process = Some(self.spawn());
        let until = Instant::now() + PATIENCE;
        while self.listens_at().is_none() {
            let process = self.process.as_mut().unwrap();
            if let Some(status) = process.try_wait().unwrap() {
                self.process = None;
                panic!("the service ended with {status}");
            }
            assert!(Instant::now() < until, "the service does not get ready");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Its HTTP.
    #[must_use]
    pub fn http(&self) -> Http {
        let address = self.listens_at().expect("the service listens");
        Http::at(address.parse().unwrap())
    }

    /// Everything that it wrote since it was first started.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Ends it as `kill -9` does.
    pub fn kill_9(&mut self) {
        let mut process = self.process.take().expect("the service is running");
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Asks it to end, as a supervisor does, and says how it ended.
    pub async fn terminate(&mut self) -> ExitStatus {
        let mut process = self.process.take().expect("the service is running");
        let asked = Command::new("kill")
            .args(["-TERM", &process.id().to_string()])
            .status();
        assert!(asked.unwrap().success(), "kill -TERM failed");
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = process.try_wait().unwrap() {
                return status;
            }
            if Instant::now() >= until {
                process.kill().unwrap();
                process.wait().unwrap();
                panic!("the service does not end");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Kills it and starts it again.
    pub async fn restart(&mut self) {
        self.kill_9();
        self.start_again().await;
    }

    /// Whether the process is there.
    pub fn is_running(&mut self) -> bool {
        let process = self.process.as_mut();
        process.is_some_and(|it| it.try_wait().unwrap().is_none())
    }

    fn spawn(&self) -> Child {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log_file())
            .unwrap();
        let mut command = Command::new(program());
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--trust-actor-headers"])
            .args(["--roles", self.roles])
            // Settings of whoever runs the tests must not reach it.
            .env_clear()
            .envs(env::var_os("PATH").map(|it| ("PATH", it)))
            .env("DATABASE_URL", &self.database_url)
            .env("HOSO_MASTER_KEY", MASTER_KEY)
            .env("HOSO_SOURCE", SOURCE)
            .envs(self.documents.iter().map(|(name, value)| (name, value)))
            .env("HOSO_DATABASE_CONNECTIONS_MAX", "10")
            .envs(self.nats_url.as_ref().map(|it| ("NATS_URL", it)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        command.spawn().unwrap()
    }

    /// The address in the line that says that it is ready.
    fn listens_at(&self) -> Option<String> {
        let log = self.log();
        let lines = log.get(self.read_from..)?.lines();
        lines
            .filter_map(|it| serde_json::from_str::<Value>(it).ok())
            .find(|it| it["fields"]["message"] == "ready")
            .and_then(|it| it["fields"]["address"].as_str().map(ToOwned::to_owned))
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("service.log")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            drop(process.kill());
            drop(process.wait());
        }
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<_> = log.lines().collect();
            let shown = &lines[lines.len().saturating_sub(LINES_SHOWN)..];
            eprintln!("the end of the service's log:\n{}", shown.join("\n"));
        }
    }
}

/// The program beside the tests' own, which cargo builds only when it is asked to.
#[must_use]
pub fn program() -> PathBuf {
    let tests = env::current_exe().unwrap();
    let built = tests.parent().and_then(Path::parent).unwrap();
    let program = built.join("hoso");
    let program_is = |what: &str| {
        format!(
            "{} {what}: `cargo build --workspace --bins`",
            program.display()
        )
    };
    assert!(program.is_file(), "{}", program_is("is missing"));
    if let Some(newer) = newer_source(&program) {
        panic!("{}", program_is(&format!("is older than {newer}")));
    }
    program
}

/// A source file that was changed after the program was built, so that it is not the program
/// which the tests mean. Cargo writes beside a program what it was made from.
fn newer_source(program: &Path) -> Option<String> {
    let changed = |it: &Path| fs::metadata(it).and_then(|it| it.modified()).ok();
    let built = changed(program)?;
    let text = fs::read_to_string(program.with_extension("d")).ok()?;
    let (_, sources) = text.split_once(": ")?;
    let sources = sources.split_whitespace();
    sources
        .filter(|it| changed(Path::new(it)).is_some_and(|at| at > built))
        .map(ToOwned::to_owned)
        .next()
}
