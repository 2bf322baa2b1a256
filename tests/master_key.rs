//! Changing the master key while the service runs.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use eventstore::{MasterKeys, Personal, Subject, Vault, VaultError};
use harness::{MASTER_KEY, SOURCE, TestApp, program, wait_until};
use sqlx::PgPool;
use tempfile::TempDir;
use uuid::Uuid;

/// More than are wrapped anew in one transaction.
const SUBJECTS: u128 = 900;

fn person(n: u128) -> Subject {
    Subject {
        kind: "person",
        id: Uuid::from_u128(n << 64),
    }
}

fn value(n: u128) -> Uuid {
    Uuid::from_u128((n << 64) + 1)
}

async fn keep(vault: &Vault, n: u128) {
    let text = Personal::new(format!("person {n}"));
    vault
        .keep(person(n), value(n), "full_name", &text)
        .await
        .unwrap();
}

async fn is_readable(vault: &Vault, n: u128) -> bool {
    let revealed = vault.reveal(&[value(n)]).await.unwrap();
    revealed[&value(n)].as_ref().map(|it| it.expose().clone()) == Some(format!("person {n}"))
}

/// The key file of an installation, which holds the key that tests have.
fn key_file() -> TempDir {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("master.key");
    fs::write(&file, MASTER_KEY).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    folder
}

fn rotate(app: &TestApp, folder: &Path) -> Child {
    let mut command = Command::new(program());
    command
        .args(["key", "rotate-master"])
        .current_dir(folder)
        .env_clear()
        .env("DATABASE_URL", app.database.url())
        .env("HOSO_SOURCE", SOURCE)
        .env("HOSO_MASTER_KEY_FILE", "master.key")
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// How many keys of subjects are wrapped with the first key of the file, and how many otherwise.
async fn wrapped(pool: &PgPool, folder: &Path) -> (i64, i64) {
    let keys = MasterKeys::read_file(&folder.join("master.key")).unwrap();
    sqlx::query_as(
        "select count(*) filter (where master = $1), count(*) filter (where master <> $1)
         from eventstore.vault_subject where wrapped_key is not null",
    )
    .bind(keys.keys()[0].id().as_bytes())
    .fetch_one(pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_master_key_that_is_killed_goes_on_while_the_service_runs() {
    let app = TestApp::without_service().await;
    let folder = key_file();
    let file = folder.path().join("master.key");
    // The service has the old key in memory, and is never told of another.
    let pool = app.database.pool().await;
    let service = Vault::open(pool.clone(), MasterKeys::read_file(&file).unwrap())
        .await
        .unwrap();
    // The nil UUID is an id like any other here, and the first one there is.
    for n in 0..=SUBJECTS {
        keep(&service, n).await;
    }

    // In the middle of it, it waits for somebody, and is killed there.
    let mut held = pool.begin().await.unwrap();
    let row: Uuid =
        sqlx::query_scalar("select id from eventstore.vault_subject where id = $1 for update")
            .bind(person(SUBJECTS / 2).id)
            .fetch_one(&mut *held)
            .await
            .unwrap();
    assert_eq!(row, person(SUBJECTS / 2).id);
    let mut rotation = rotate(&app, folder.path());
    wait_until(
        "some keys are wrapped anew",
        Duration::from_secs(30),
        async || {
            MasterKeys::read_file(&file).unwrap().keys().len() == 2
                && wrapped(&pool, folder.path()).await.0 > 0
        },
    )
    .await;
    keep(&service, SUBJECTS + 1).await;
    rotation.kill().unwrap();
    rotation.wait().unwrap();
    held.rollback().await.unwrap();
    let (new, old) = wrapped(&pool, folder.path()).await;
    assert!(new > 0 && old > 0, "{new} and {old}");
    for n in [1, SUBJECTS / 2, SUBJECTS, SUBJECTS + 1] {
        assert!(is_readable(&service, n).await, "{n} in the middle");
    }

    let ended = rotate(&app, folder.path()).wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(
        ended.status.success() && said.contains("master.key.retired-"),
        "{said}"
    );
    assert_eq!(wrapped(&pool, folder.path()).await.1, 0);
    keep(&service, SUBJECTS + 2).await;

    let new = MasterKeys::read_file(&file).unwrap();
    assert_eq!(new.keys().len(), 1, "the old key is not needed");
    let restarted = Vault::open(pool.clone(), new).await.unwrap();
    for n in 0..=SUBJECTS + 2 {
        assert!(
            is_readable(&restarted, n).await,
            "{n} with the new key alone"
        );
        assert!(
            n % 100 > 0 || is_readable(&service, n).await,
            "{n} in the service"
        );
    }
    let old = MasterKeys::from_base64(MASTER_KEY).unwrap();
    let refused = Vault::open(pool, old).await.unwrap_err();
    assert!(matches!(refused, VaultError::WrongMasterKey), "{refused:?}");
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_made_while_the_master_key_changes_are_never_lost() {
    let app = TestApp::without_service().await;
    let folder = key_file();
    let file = folder.path().join("master.key");
    let open = async || {
        let keys = MasterKeys::read_file(&file).unwrap();
        Vault::open(app.database.pool().await, keys).await.unwrap()
    };
    let vault = open().await;
    let making = tokio::spawn(async move {
        for n in 1..=600 {
            keep(&vault, n).await;
        }
        vault
    });
    for _ in 0..2 {
        let ended = rotate(&app, folder.path()).wait_with_output().unwrap();
        assert!(
            ended.status.success(),
            "{}",
            String::from_utf8_lossy(&ended.stderr)
        );
    }
    making.await.unwrap();
    let restarted = open().await;
    for n in 1..=600 {
        assert!(is_readable(&restarted, n).await, "{n}");
    }
    assert_eq!(wrapped(app.pool(), folder.path()).await.1, 0);
}
