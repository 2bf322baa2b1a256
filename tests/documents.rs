//! The commands that the documents show do what the documents say.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use harness::{Http, TestDatabase, program, root, wait_until};
use tempfile::TempDir;

/// A folder in which somebody follows the documents, with an empty database.
struct Reader {
    folder: TempDir,
    database: TestDatabase,
}

impl Reader {
    async fn with_the_catalogue() -> Self {
        let folder = TempDir::with_prefix("hoso-documents-").unwrap();
        let catalogue = folder.path().join("domain/catalogue");
        fs::create_dir_all(&catalogue).unwrap();
        for file in fs::read_dir(root().join("domain/catalogue")).unwrap() {
            let file = file.unwrap().path();
            if file.is_file() {
                fs::copy(&file, catalogue.join(file.file_name().unwrap())).unwrap();
            }
        }
        let database = TestDatabase::empty().await;
        Self { folder, database }
    }

    /// A line as a shell takes it.
    fn shell(&self, line: &str) -> Command {
        let path = std::env::var("PATH").unwrap();
        let bin = program();
        let bin = bin.parent().unwrap().display();
        let mut shell = Command::new("sh");
        shell
            .args(["-c", line])
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", format!("{bin}:{path}"))
            .env("DATABASE_URL", self.database.url())
            .env("HOSO_MASTER_KEY_FILE", "master.key")
            .env("HOSO_SIGNING_KEY_FILE", "signing.key")
            .env("HOSO_LISTEN", "127.0.0.1:0")
            .stdin(Stdio::null());
        shell
    }

    fn runs(&self, line: &str) -> Output {
        let done = self.shell(line).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{line}: {said}");
        done
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        self.folder.path().join(file)
    }
}

/// The commands of a document, in its order.
fn commands_of(document: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(document)).unwrap();
    let mut inside = false;
    let mut commands = vec![];
    for line in text.lines().map(str::trim) {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside && (line.starts_with("hoso ") || line.starts_with("cp ")) {
            commands.push(line.to_owned());
        }
    }
    assert!(!commands.is_empty(), "{document} shows no command");
    commands
}

/// A process that ends together with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_the_readme_has_a_service() {
    let reader = Reader::with_the_catalogue().await;
    let mut commands = commands_of("README.md");
    let serve = commands.pop().unwrap();
    assert_eq!(serve, "hoso serve");
    for command in commands {
        reader.runs(&command);
    }

    let log = fs::File::create(reader.path("log")).unwrap();
    let serving = reader.shell(&format!("exec {serve}")).stderr(log).spawn();
    let _serving = Running(serving.unwrap());
    let mut address = None;
    wait_until("it serves", Duration::from_secs(30), async || {
        address = address_in(&reader.path("log"));
        address.is_some()
    })
    .await;
    let http = Http::at(address.unwrap());
    wait_until("it is ready", Duration::from_secs(30), async || {
        http.get("/health/ready").await.status == 200
    })
    .await;

    for command in commands_of("docs/how-to-add-a-read-model.md") {
        reader.runs(&command);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_the_guide_for_auditors_has_checked_the_log() {
    let reader = Reader::with_the_catalogue().await;
    for command in [
        "hoso key create master.key",
        "hoso migrate",
        "hoso catalogue publish domain/catalogue",
    ] {
        reader.runs(command);
    }
    let mut commands = commands_of("docs/how-to-verify.md");
    let import = commands.pop().unwrap();
    for command in commands {
        reader.runs(&command);
    }

    let other = Reader {
        folder: reader.folder,
        database: TestDatabase::empty().await,
    };
    other.runs("hoso migrate");
    other.runs(&import);
}

fn address_in(log: &Path) -> Option<std::net::SocketAddr> {
    let text = fs::read_to_string(log).ok()?;
    let ready = text
        .lines()
        .find(|it| it.contains(r#""message":"ready""#))?;
    let line: serde_json::Value = serde_json::from_str(ready).unwrap();
    line["fields"]["address"].as_str()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_the_page_about_procedures_adds_one() {
    let reader = Reader::with_the_catalogue().await;
    for command in [
        "hoso key create master.key",
        "hoso migrate",
        "hoso catalogue publish domain/catalogue",
    ] {
        reader.runs(command);
    }
    let commands = commands_of("docs/how-to-add-a-procedure.md");
    let [copy, check, publish] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    reader.runs(copy);
    let unchanged = reader.shell(check).output().unwrap();
    assert!(!unchanged.status.success(), "the same id twice is a fault");

    let copied = reader.path("domain/catalogue/fngo-op-extend.toml");
    let text = fs::read_to_string(&copied).unwrap();
    fs::write(&copied, text.replace("FNGO-OP-ISSUE", "FNGO-OP-EXTEND")).unwrap();
    reader.runs(check);
    for new in [1, 0] {
        let said = reader.runs(publish).stderr;
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.contains(&format!("{new} of them new")), "{said}");
    }
}
