//! A NATS server for one test, with JetStream in a folder of its own.

use std::env;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use async_nats::jetstream::{self, Context};
use tempfile::TempDir;

use crate::ports::free_port;

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A NATS server that ends together with this.
#[derive(Debug)]
pub struct Nats {
    folder: TempDir,
    port: u16,
    process: Option<Child>,
}

impl Nats {
    /// Starts a server with an empty store.
    pub async fn start() -> Self {
        let mut nats = Self::away().await;
        // Nobody knows its address yet, so it may move where somebody else took the port.
        for _ in 0..5 {
            if nats.starts().await {
                return nats;
            }
            nats.port = free_port();
        }
        nats.is_not_there();
    }

    /// A server that is not there yet, but whose address is known.
    #[expect(clippy::unused_async, reason = "reads like its neighbours")]
    pub async fn away() -> Self {
        Self {
            folder: TempDir::with_prefix("hoso-nats-").unwrap(),
            port: free_port(),
            process: None,
        }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// A client of it.
    pub async fn client(&self) -> async_nats::Client {
        async_nats::ConnectOptions::new()
            .name("hoso test")
            .retry_on_initial_connect()
            .connect(self.url())
            .await
            .unwrap()
    }

    /// Its JetStream.
    pub async fn jetstream(&self) -> Context {
        jetstream::new(self.client().await)
    }

    /// Starts it with the store that it has.
    pub async fn start_again(&mut self) {
        if !self.starts().await {
            self.is_not_there();
        }
    }

    /// Starts it, and says whether it is this one that answers at its address.
    async fn starts(&mut self) -> bool {
        assert!(self.process.is_none(), "nats-server is running");
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .unwrap();
        let mut process = Command::new(nats_server())
            .args(["--jetstream", "--addr", "127.0.0.1", "--port"])
            .arg(self.port.to_string())
            .arg("--name")
            .arg(self.name())
            .arg("--store_dir")
            .arg(self.store())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until && process.try_wait().unwrap().is_none() {
            let client = async_nats::connect(self.url()).await;
            if client.is_ok_and(|it| it.server_info().server_name == self.name()) {
                self.process = Some(process);
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        drop(process.kill());
        process.wait().unwrap();
        false
    }

    fn is_not_there(&self) -> ! {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        panic!("nats-server does not answer; its log:\n{log}");
    }

    /// By which it is told from a server of somebody else.
    fn name(&self) -> String {
        let folder = self.folder.path().file_name().unwrap();
        folder.to_string_lossy().into_owned()
    }

    /// Kills it as a power failure would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Deletes what it stores. It must not be running.
    pub fn wipe(&mut self) {
        assert!(self.process.is_none(), "kill nats-server first");
        if self.store().exists() {
            fs::remove_dir_all(self.store()).unwrap();
        }
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            drop(process.kill());
            drop(process.wait());
        }
    }
}

/// The program: what `.ci/services` found, or what is on the path.
fn nats_server() -> PathBuf {
    if let Some(named) = env::var_os("HOSO_NATS_SERVER") {
        return named.into();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    // Debian has it in /usr/sbin, which is not on everybody's path.
    env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|it| it.join("nats-server"))
        .find(|it| it.is_file())
        .expect("no nats-server on the path; `.ci/services find` installs one, or says how")
}
