//! The program as an operator uses it: a command, and what came of it.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::service::program;
use crate::{MASTER_KEY, SOURCE, TestDatabase};

/// Where the program works, and on which database.
#[derive(Debug)]
pub struct CommandLine {
    database_url: String,
    folder: PathBuf,
}

/// What came of a command.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// What it wrote for whoever uses its result.
    pub out: String,
    /// What it wrote for whoever watches it.
    pub err: String,
}

impl CommandLine {
    /// The program on a database, in a folder.
    #[must_use]
    pub fn on(database: &TestDatabase, folder: &Path) -> Self {
        Self {
            database_url: database.url(),
            folder: folder.to_owned(),
        }
    }

    /// The program in a folder, with a database that nobody can reach.
    #[must_use]
    pub fn without_database(folder: &Path) -> Self {
        Self {
            database_url: "postgres://nobody@127.0.0.1:1/nothing".to_owned(),
            folder: folder.to_owned(),
        }
    }

    /// Runs `hoso` with these arguments.
    #[must_use]
    pub fn hoso(&self, arguments: &[&str]) -> Outcome {
        self.start(arguments).into()
    }

    /// Starts `hoso` with these arguments, and does not wait for its end.
    #[must_use]
    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(program());
        command.args(arguments);
        self.spawn(command)
    }

    /// Runs lines of a shell in which `hoso` is found.
    #[must_use]
    pub fn shell(&self, script: &str) -> Outcome {
        let mut command = Command::new("sh");
        command.args(["-euc", script]);
        self.spawn(command).into()
    }

    fn spawn(&self, mut command: Command) -> Child {
        command
            .current_dir(&self.folder)
            // Settings of whoever runs the tests must not reach it.
            .env_clear()
            .env("PATH", path())
            .env("DATABASE_URL", &self.database_url)
            .env("HOSO_MASTER_KEY", MASTER_KEY)
            .env("HOSO_SOURCE", SOURCE)
            .env("HOSO_DATABASE_CONNECTIONS_MAX", "8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().unwrap()
    }
}

impl From<Child> for Outcome {
    fn from(child: Child) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = child.wait_with_output().unwrap();
        Self {
            code: status.code(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }
}

impl Outcome {
    /// Fails unless the command ended with this exit code; shows what it wrote.
    #[must_use]
    pub fn expect(self, code: i32) -> Self {
        let Self { out, err, .. } = &self;
        assert_eq!(self.code, Some(code), "it wrote:\n{out}\n{err}");
        self
    }

    /// Fails unless everything was said, in whatever words around it.
    pub fn says(&self, parts: &[&str]) {
        let said = format!("{}{}", self.out, self.err);
        for part in parts {
            assert!(said.contains(part), "{part:?} is not in:\n{said}");
        }
    }
}

/// The folder of the program, and where the shell and its tools are.
fn path() -> OsString {
    let folder = program().parent().unwrap().to_owned();
    let others = env::var_os("PATH").unwrap_or_default();
    env::join_paths(std::iter::once(folder).chain(env::split_paths(&others))).unwrap()
}
