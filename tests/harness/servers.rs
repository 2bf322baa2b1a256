//! Postgres and NATS of a test's own, for tests that take them away.

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::root;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The database.
    Postgres,
    /// The carrier.
    Nats,
}

/// Private instances, with full durability, which are stopped and deleted together with this.
#[derive(Debug)]
pub struct Servers {
    folder: TempDir,
    /// What they are started with.
    environment: Vec<(&'static str, OsString)>,
}

impl Servers {
    /// Starts Postgres only.
    #[must_use]
    pub fn start_postgres() -> Self {
        Self::start_postgres_with(vec![])
    }

    /// Starts Postgres only, in this environment.
    #[must_use]
    pub fn start_postgres_with(environment: Vec<(&'static str, OsString)>) -> Self {
        let folder = TempDir::with_prefix("hoso-servers-").unwrap();
        let servers = Self {
            folder,
            environment,
        };
        servers.start(Which::Postgres);
        servers
    }

    /// Where Postgres keeps its data.
    #[must_use]
    pub fn postgres_folder(&self) -> PathBuf {
        let here = self.folder.path();
        // Where its account does not reach the folder, the data is elsewhere.
        let place = fs::read_link(here.join("place")).unwrap_or_else(|_| here.to_owned());
        place.join("postgres/data")
    }

    /// How often Postgres panicked for this reason.
    #[must_use]
    pub fn panics(&self, why: &str) -> usize {
        let log = self.postgres_folder().with_file_name("server.log");
        let log = fs::read(log).unwrap();
        let log = String::from_utf8_lossy(&log);
        let panics = log.lines().filter(|it| it.contains("PANIC:"));
        panics.filter(|it| it.contains(why)).count()
    }

    /// Starts one, or says why it does not start.
    pub fn try_start(&self, which: Which) -> Result<(), String> {
        self.try_say("start", Some(which))
    }

    /// The URL of the database server.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.value("DATABASE_URL")
    }

    /// The URL of the NATS server.
    #[must_use]
    pub fn nats_url(&self) -> String {
        self.value("NATS_URL")
    }

    /// Starts one, with the data that it has.
    pub fn start(&self, which: Which) {
        self.say("start", Some(which));
    }

    /// Stops one cleanly.
    pub fn stop(&self, which: Which) {
        self.say("stop", Some(which));
    }

    /// Crashes one, as a power failure would.
    pub fn crash(&self, which: Which) {
        self.say("kill", Some(which));
    }

    /// Deletes the data of one that is not running.
    pub fn wipe(&self, which: Which) {
        self.say("wipe", Some(which));
    }

    fn value(&self, name: &str) -> String {
        let text = fs::read_to_string(self.folder.path().join("env")).unwrap();
        let values: HashMap<_, _> = text.lines().filter_map(|it| it.split_once('=')).collect();
        values[name].to_owned()
    }

    fn say(&self, what: &str, which: Option<Which>) {
        let said = self.try_say(what, which);
        said.unwrap_or_else(|error| panic!(".ci/services {what}: {error}"));
    }

    fn try_say(&self, what: &str, which: Option<Which>) -> Result<(), String> {
        let script =
            env::var_os("HOSO_SERVICES").map_or_else(|| root().join(".ci/services"), PathBuf::from);
        let mut command = Command::new(script);
        command
            .arg(what)
            .arg(self.folder.path())
            // What these tests prove would prove nothing on a server that may lose data.
            .env_remove("HOSO_SERVICES_FAST")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        match which {
            Some(Which::Postgres) => command.arg("postgres"),
            Some(Which::Nats) => command.arg("nats"),
            None => &mut command,
        };
        let done = command.output().map_err(|error| error.to_string())?;
        if done.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&done.stderr).into_owned())
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for what in ["stop", "wipe"] {
            if let Err(error) = self.try_say(what, None) {
                eprintln!(".ci/services {what}: {error}");
            }
        }
    }
}
