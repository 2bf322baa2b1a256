//! A disk that is soon full, with the write-ahead log of a server on it. Where there is no room for
//! that, Postgres panics, and stays away until somebody makes room.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use harness::{
    CommandLine, Load, Nats, Servers, Service, TestApp, Which, assert_gapless,
    assert_stream_is_log, log_of, wait_until,
};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

use super::run;

/// How much room is left at first: less than Postgres takes for two more files of its log.
const ROOM: u64 = 24 << 20;

/// How much can be given back.
const BALLAST: usize = 96 << 20;

/// As long as Postgres may take to recover, and the service to notice.
const PATIENCE: Duration = Duration::from_mins(1);

struct SmallLogDisk {
    /// Stopped before the disk is taken away from it.
    servers: Option<Servers>,
    folder: PathBuf,
}

impl SmallLogDisk {
    /// Moves the log of a server onto a small disk; gives the server back where none can be mounted.
    fn mount(servers: Servers) -> Result<Self, Servers> {
        servers.stop(Which::Postgres);
        let log = servers.postgres_folder().join("pg_wal");
        let folder = std::env::temp_dir().join(format!("hoso_log_disk_{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let size = ROOM + BALLAST as u64 + bytes_in(&log);
        let owner = fs::metadata(&log).unwrap();
        let (uid, gid) = (owner.uid(), owner.gid());
        let options = format!("size={size},mode=0700,uid={uid},gid={gid}");
        if !succeeds(
            Command::new("mount")
                .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
                .arg(&folder),
        ) {
            fs::remove_dir(&folder).unwrap();
            servers.start(Which::Postgres);
            return Err(servers);
        }
        let disk = Self {
            servers: Some(servers),
            folder,
        };
        let moved = Command::new("cp")
            .arg("-a")
            .arg(log.join("."))
            .arg(&disk.folder)
            .status();
        assert!(moved.unwrap().success(), "the log is moved");
        fs::rename(&log, log.with_file_name("pg_wal_before")).unwrap();
        symlink(&disk.folder, &log).unwrap();
        chown(&disk.folder, Some(uid), Some(gid)).unwrap();
        fs::write(disk.folder.join("ballast"), vec![1; BALLAST]).unwrap();
        disk.servers().start(Which::Postgres);
        Ok(disk)
    }

    fn servers(&self) -> &Servers {
        self.servers
            .as_ref()
            .expect("it is there until it is dropped")
    }

    /// Writes until there is no more room. It is not the service that fills the disk.
    async fn fill(&self) {
        let mut somebody = PgConnection::connect(&self.servers().database_url())
            .await
            .unwrap();
        run(&mut somebody, "create table filler (bytes bytea)").await;
        run(
            &mut somebody,
            "alter table filler alter bytes set storage external",
        )
        .await;
        let megabyte = "insert into filler select string_agg(sha512(n::text::bytea), '')
            from generate_series(1, 16384) n";
        for _ in 0..1_000 {
            if sqlx::raw_sql(megabyte)
                .execute(&mut somebody)
                .await
                .is_err()
            {
                return;
            }
        }
        panic!("the disk never gets full");
    }

    /// Gives some of it back, and starts the server unless it came back by itself.
    async fn make_room(&self) {
        fs::remove_file(self.folder.join("ballast")).unwrap();
        let starts = async || self.servers().try_start(Which::Postgres).is_ok();
        wait_until("Postgres starts again", PATIENCE, starts).await;
    }
}

impl Drop for SmallLogDisk {
    fn drop(&mut self) {
        drop(self.servers.take());
        if succeeds(Command::new("umount").arg("-l").arg(&self.folder)) {
            drop(fs::remove_dir(&self.folder));
        }
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|it| it.status.success())
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|it| it.unwrap().metadata().unwrap().len())
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_the_write_ahead_log_loses_nothing_and_doubles_nothing() {
    let servers = Servers::start_postgres();
    let mut app = TestApp::on(&servers.database_url(), Some(Nats::start().await)).await;
    let mut admin = PgConnection::connect(&servers.database_url())
        .await
        .unwrap();
    // Otherwise files that were used are kept for later, and it takes long until the disk is full.
    run(&mut admin, "alter system set min_wal_size = '32MB'").await;
    run(&mut admin, "alter system set wal_recycle = off").await;
    run(&mut admin, "select pg_reload_conf()").await;
    let Ok(disk) = SmallLogDisk::mount(servers) else {
        eprintln!("SKIPPED: only root can mount the small disk that this test fills");
        return;
    };
    let before = log_of(&app.app().store).await.len();
    let nats_url = app.nats().url();
    let roles = "api,relay,projector";
    let mut service = Service::start_as(roles, &app.database.url(), Some(&nats_url)).await;
    let is = async |status| service.http().get("/health/ready").await.status == status;
    let load = Load::start(&[app.office().clone(), app.another_process().await], 3);
    load.goes_on(10).await;
    disk.fill().await;
    wait_until("the service says so", PATIENCE, async || is(503).await).await;
    disk.make_room().await;
    wait_until("it is ready by itself", PATIENCE, async || is(200).await).await;
    load.goes_on(10).await;
    let work = load.stop().await;
    assert!(!work.excuses.is_empty(), "somebody was told of it");
    assert!(disk.servers().panics("No space left on device") > 0);

    let log = log_of(&app.app().store).await;
    assert_gapless(&log);
    work.assert_all_in(&log, before);
    app.relayed().await;
    assert_stream_is_log(&app.nats().jetstream().await, &log).await;
    app.assert_read_models_equal_a_rebuild().await;
    let folder = TempDir::new().unwrap();
    let verified = CommandLine::on(&app.database, folder.path()).hoso(&["verify"]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.out, verified.err);
    assert!(service.terminate().await.success());
}
