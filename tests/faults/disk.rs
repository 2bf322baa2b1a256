//! A disk that is soon full, with a database on it. The write-ahead log is elsewhere: where that is
//! full, Postgres stops by itself.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::process::Command;

use harness::Servers;
use sqlx::{Connection as _, PgConnection, PgPool};

use super::proxy::socket_of;
use super::run;

/// How large it is, in MiB: an empty database takes eight.
const MEBIBYTES: usize = 24;

/// How much of it can be given back.
const BALLAST: usize = 6 << 20;

pub(super) struct SmallDisk {
    /// Of the test's own: a server that loses a disk never writes a checkpoint again.
    servers: Option<Servers>,
    server: String,
    folder: PathBuf,
    name: String,
}

impl SmallDisk {
    /// Mounts it, for the account that the server runs as; none where that is not permitted.
    pub(super) async fn mount() -> Option<Self> {
        let servers = Servers::start_postgres();
        let server = servers.database_url();
        let name = format!("hoso_small_disk_{}", std::process::id());
        let folder = std::env::temp_dir().join(&name);
        fs::create_dir_all(&folder).unwrap();
        let owner = fs::metadata(socket_of(&server)).unwrap();
        let options = format!(
            "size={MEBIBYTES}m,mode=0700,uid={},gid={}",
            owner.uid(),
            owner.gid()
        );
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(&folder)
            .output();
        if !mounted.is_ok_and(|it| it.status.success()) {
            fs::remove_dir(&folder).unwrap();
            return None;
        }
        let disk = Self {
            servers: Some(servers),
            server,
            folder,
            name,
        };
        fs::write(disk.folder.join("ballast"), vec![1; BALLAST]).unwrap();
        let place = disk.folder.join("data");
        fs::create_dir(&place).unwrap();
        std::os::unix::fs::chown(&place, Some(owner.uid()), Some(owner.gid())).unwrap();
        let (name, place) = (&disk.name, place.display());
        let mut admin = PgConnection::connect(&disk.server).await.unwrap();
        run(
            &mut admin,
            &format!("create tablespace {name} location '{place}'"),
        )
        .await;
        let database = format!("create database {name} template template0 tablespace {name}");
        run(&mut admin, &database).await;
        Some(disk)
    }

    /// The database on it.
    pub(super) async fn database(&self) -> PgPool {
        let (address, parameters) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let (before, _) = address.rsplit_once('/').unwrap();
        let url = format!("{before}/{}?{parameters}", self.name);
        eventstore::connect(&url, 4, "public").await.unwrap()
    }

    /// Gives some of it back.
    pub(super) fn make_room(&self) {
        fs::remove_file(self.folder.join("ballast")).unwrap();
    }

    /// Takes it away.
    pub(super) async fn unmount(self) {
        let mut admin = PgConnection::connect(&self.server).await.unwrap();
        run(
            &mut admin,
            &format!("drop database {} with (force)", self.name),
        )
        .await;
        run(&mut admin, &format!("drop tablespace {}", self.name)).await;
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.servers.take());
        let unmounted = Command::new("umount").arg("-l").arg(&self.folder).status();
        if unmounted.is_ok_and(|it| it.success()) {
            drop(fs::remove_dir(&self.folder));
        }
    }
}
