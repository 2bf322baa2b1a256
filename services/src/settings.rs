//! What differs between one installation and another.
//!
//! Flags come before the environment, and the environment before the configuration file. Secrets
//! come from the environment or from files, never from the command line, where others see them.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use eventstore::{EventStore, MasterKeys, Vault};
use serde::Deserialize;
use sqlx::PgPool;
use sqlx::migrate::Migrate as _;

use crate::documents::s3::{self, S3};
use crate::portal::Portal;
use crate::{App, Clock, Documents, Trust};

/// How many database connections the pool keeps at most, unless something else is configured.
const CONNECTIONS_MAX: u32 = 20;

/// With fewer, what goes on in the background leaves too few to requests.
const CONNECTIONS_MIN: u32 = 8;

/// How long to wait for the database when the service starts, unless something else is configured.
const DATABASE_WAIT: Duration = Duration::from_mins(1);

/// What the log is called in its events, unless something else is configured.
const SOURCE: &str = "urn:hoso:log";

/// Where files of cases are stored, unless something else is configured.
const DOCUMENTS: &str = "documents";

/// Settings from the configuration file and the environment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// `DATABASE_URL`: the Postgres database that holds the log and the read models.
    pub database_url: Option<String>,
    /// `HOSO_SERVICE_DATABASE_URL`: the same database for the service, logging in as a member of the
    /// role `hoso_service`; without it, the service takes on that role after logging in.
    pub service_database_url: Option<String>,
    /// `NATS_URL`: the NATS server whose JetStream carries the events; without it, nobody outside
    /// hears of them, and read models are kept from the log.
    pub nats_url: Option<String>,
    /// `HOSO_MASTER_KEY_FILE`: the file with the key of the vault; made if the vault is new.
    /// `HOSO_MASTER_KEY` holds the key itself instead.
    pub master_key_file: Option<PathBuf>,
    /// `HOSO_SOURCE`: what the log is called in its events, as a URI.
    pub source: Option<String>,
    /// `HOSO_SIGNING_KEY_FILE`: the file with the key that signs checkpoints; made if the log was never
    /// signed. Without it, the log is not signed.
    pub signing_key_file: Option<PathBuf>,
    /// `HOSO_WITNESS_KEYS`: the verifier keys of the witnesses whose cosignatures are taken, with
    /// spaces between them.
    pub witness_keys: Option<String>,
    /// `HOSO_DOCUMENTS`: the folder in which files of cases are stored, sealed; `documents` in the
    /// folder in which the service is started, unless it is named.
    pub documents: Option<PathBuf>,
    /// `HOSO_DOCUMENT_BYTES_MAX`: how large a file may be; 1 GiB, unless it is named.
    pub document_bytes_max: Option<u64>,
    /// The bucket in which files of cases are stored instead.
    pub s3: S3,
    /// `HOSO_PUBLIC_URL`: where people find the service, which papers say, such as
    /// `https://hoso.example`.
    pub public_url: Option<String>,
    /// `HOSO_PORTAL_URL`: the National Public Service Portal's address for synchronisation; without
    /// it, the portal is told nothing.
    pub portal_url: Option<String>,
    /// `HOSO_PORTAL_TOKEN_FILE`: the file with the token that the portal knows this service by.
    pub portal_token_file: Option<PathBuf>,
    /// `HOSO_DATABASE_CONNECTIONS_MAX`: how many database connections to keep at most in the pool that
    /// requests share, 20 unless something else is set. `hoso serve` keeps up to 10 beside it.
    pub database_connections_max: Option<u32>,
    /// `HOSO_DATABASE_WAIT_SECONDS`: how long `hoso serve` waits for a database that is away when it
    /// starts, 60 unless something else is set.
    pub database_wait_seconds: Option<u64>,
}

impl Settings {
    /// Reads the configuration file, if there is one, and the environment.
    pub fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        let mut settings = match file {
            None => Self::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("reading {}", path.display()))?;
                toml::from_str(&text).with_context(|| format!("reading {}", path.display()))?
            }
        };
        over(&mut settings.database_url, "DATABASE_URL");
        over(
            &mut settings.service_database_url,
            "HOSO_SERVICE_DATABASE_URL",
        );
        over(&mut settings.nats_url, "NATS_URL");
        over(&mut settings.source, "HOSO_SOURCE");
        over(&mut settings.public_url, "HOSO_PUBLIC_URL");
        over(&mut settings.portal_url, "HOSO_PORTAL_URL");
        if let Some(path) = env::var_os("HOSO_PORTAL_TOKEN_FILE") {
            settings.portal_token_file = Some(path.into());
        }
        if let Some(path) = env::var_os("HOSO_MASTER_KEY_FILE") {
            settings.master_key_file = Some(path.into());
        }
        if let Some(path) = env::var_os("HOSO_SIGNING_KEY_FILE") {
            settings.signing_key_file = Some(path.into());
        }
        over(&mut settings.witness_keys, "HOSO_WITNESS_KEYS");
        if let Some(path) = env::var_os("HOSO_DOCUMENTS") {
            settings.documents = Some(path.into());
        }
        let bucket = settings.s3.read_environment();
        bucket.context("reading the settings of the bucket for files")?;
        if let Ok(bytes) = env::var("HOSO_DOCUMENT_BYTES_MAX") {
            let bytes = bytes
                .parse()
                .context("HOSO_DOCUMENT_BYTES_MAX must be a number")?;
            settings.document_bytes_max = Some(bytes);
        }
        if let Ok(count) = env::var("HOSO_DATABASE_CONNECTIONS_MAX") {
            let count = count
                .parse()
                .context("HOSO_DATABASE_CONNECTIONS_MAX must be a number")?;
            settings.database_connections_max = Some(count);
        }
        if let Ok(seconds) = env::var("HOSO_DATABASE_WAIT_SECONDS") {
            let seconds = seconds
                .parse()
                .context("HOSO_DATABASE_WAIT_SECONDS must be a number of seconds")?;
            settings.database_wait_seconds = Some(seconds);
        }
        Ok(settings)
    }

    /// A pool whose connections find the read models.
    pub async fn connect(&self) -> anyhow::Result<PgPool> {
        self.connect_to(projections::SCHEMA).await
    }

    /// A pool for serving: it can add to the log and cannot change it. It logs in with
    /// `HOSO_SERVICE_DATABASE_URL`, or, without that, takes on the service's role after logging in.
    pub async fn connect_service(&self) -> anyhow::Result<PgPool> {
        let (schema, count) = (projections::SCHEMA, self.connections_max()?);
        if let Some(url) = &self.service_database_url {
            return eventstore::connect(url, count, schema)
                .await
                .context("connecting to the database of HOSO_SERVICE_DATABASE_URL");
        }
        let pool = self.connect().await?;
        if !eventstore::may_serve(&pool).await.unwrap_or(false) {
            tracing::warn!(
                "serving with all rights of DATABASE_URL: `hoso migrate` makes a role with fewer"
            );
            return Ok(pool);
        }
        pool.close().await;
        let url = self.database_url.as_deref().unwrap_or_default();
        eventstore::connect_as(eventstore::SERVICE_ROLE, url, count, schema)
            .await
            .context("connecting to the database of DATABASE_URL as the service's role")
    }

    /// How long to wait for a database that is away when the service starts.
    #[must_use]
    pub fn database_wait(&self) -> Duration {
        self.database_wait_seconds
            .map_or(DATABASE_WAIT, Duration::from_secs)
    }

    /// A pool whose connections find the read models that are built again.
    pub async fn connect_to_rebuild(&self) -> anyhow::Result<PgPool> {
        self.connect_to(projections::rebuild::SCHEMA).await
    }

    async fn connect_to(&self, schema: &str) -> anyhow::Result<PgPool> {
        let Some(url) = &self.database_url else {
            bail!(
                "DATABASE_URL is not set: name the Postgres database, \
                 such as postgres://hoso@localhost/hoso"
            );
        };
        eventstore::connect(url, self.connections_max()?, schema)
            .await
            .context("connecting to the database of DATABASE_URL")
    }

    fn connections_max(&self) -> anyhow::Result<u32> {
        let count = self.database_connections_max.unwrap_or(CONNECTIONS_MAX);
        if count < CONNECTIONS_MIN {
            bail!("HOSO_DATABASE_CONNECTIONS_MAX is {count}; it takes {CONNECTIONS_MIN} at least");
        }
        Ok(count)
    }

    /// Brings the database to the current schema.
    pub async fn migrate(pool: &PgPool) -> anyhow::Result<()> {
        eventstore::MIGRATOR
            .run(pool)
            .await
            .context("migrating the event store")?;
        projections::MIGRATOR
            .run(pool)
            .await
            .context("migrating the read models")
    }

    /// Makes the role that the service runs as, and grants it what it needs and no more.
    pub async fn grant(pool: &PgPool) -> anyhow::Result<()> {
        let advice = "the service's role could not be set up, so it will serve with all rights of \
             DATABASE_URL; let an administrator run eventstore/roles.sql and projections/roles.sql";
        let mut tx = pool.begin().await?;
        eventstore::grant(&mut tx).await.context(advice)?;
        projections::grant(&mut tx).await.context(advice)?;
        tx.commit().await.context(advice)
    }

    /// The log alone, which can be read without the key of the vault.
    #[must_use]
    pub fn log(&self, pool: &PgPool) -> EventStore {
        EventStore::open(pool.clone(), self.source())
    }

    /// The log alone, in a database that has the schema of this build.
    pub async fn open_log(&self, pool: PgPool) -> anyhow::Result<EventStore> {
        is_migrated(&pool).await?;
        Ok(self.log(&pool))
    }

    /// What the log is called in its events and checkpoints.
    #[must_use]
    pub fn source(&self) -> &str {
        self.source.as_deref().unwrap_or(SOURCE)
    }

    /// The vault.
    pub async fn vault(&self, pool: &PgPool) -> anyhow::Result<Vault> {
        Vault::open(pool.clone(), self.master_keys()?)
            .await
            .context("opening the vault")
    }

    /// What makes the log checkable by others.
    pub fn trust(&self) -> anyhow::Result<Trust> {
        let witnesses = self.witness_keys.as_deref().unwrap_or_default();
        let witnesses = witnesses.split_whitespace().map(str::parse);
        Ok(Trust {
            signing_key_file: self.signing_key_file.clone(),
            witnesses: witnesses
                .collect::<Result<_, _>>()
                .context("reading HOSO_WITNESS_KEYS")?,
        })
    }

    /// The application, on a database that has the schema of this build.
    pub async fn open(&self, pool: PgPool, clock: Clock) -> anyhow::Result<App> {
        is_migrated(&pool).await?;
        let vault = self.vault(&pool).await?;
        let store = self.log(&pool);
        let mut app = App::open(store, vault, pool, clock)
            .await
            .context("reading the catalogue")?;
        app.trust = self.trust()?;
        app.documents = self.place_of_documents()?;
        app.portal = self.portal_url.as_deref().map(|url| Portal {
            token_file: self.portal_token_file.clone(),
            ..Portal::at(url)
        });
        if let Some(url) = &self.public_url {
            app.public_url = url.trim_end_matches('/').into();
        }
        Ok(app)
    }

    /// Where files of cases are stored: in a bucket if one is named, otherwise in a folder.
    fn place_of_documents(&self) -> anyhow::Result<Documents> {
        let bytes_max = self.document_bytes_max;
        if !self.s3.is_named() {
            let folder = self.documents.as_deref();
            let folder = folder.unwrap_or(Path::new(DOCUMENTS));
            return Ok(Documents::in_folder(folder, bytes_max));
        }
        if self.documents.is_some() {
            bail!("HOSO_DOCUMENTS names a folder and HOSO_S3_BUCKET a bucket for files: name one");
        }
        if bytes_max.is_some_and(|it| it > s3::BYTES_MAX) {
            let most = s3::BYTES_MAX;
            bail!("HOSO_DOCUMENT_BYTES_MAX is more than {most}, which is all that S3 can move");
        }
        let bucket = self.s3.open();
        let bucket = bucket.context("reading the settings of the bucket for files")?;
        Ok(Documents::in_store(bucket, bytes_max))
    }

    /// The connection to NATS, when there is one to be. It is made in the background, and made
    /// again whenever it is lost, so that the service can start and serve without it.
    pub async fn nats(&self) -> anyhow::Result<Option<async_nats::Client>> {
        let Some(url) = &self.nats_url else {
            return Ok(None);
        };
        let client = async_nats::ConnectOptions::new()
            .name("hoso")
            .retry_on_initial_connect()
            .connect(url)
            .await
            .context("reading NATS_URL")?;
        Ok(Some(client))
    }

    /// The file of the master key, unless the environment holds the key itself.
    #[must_use]
    pub fn master_key_in_file(&self) -> Option<&Path> {
        let file = self.master_key_file.as_deref();
        file.filter(|_| env::var_os("HOSO_MASTER_KEY").is_none())
    }

    /// The master keys: one, or two while the key is being changed.
    pub fn master_keys(&self) -> anyhow::Result<MasterKeys> {
        if let Ok(text) = env::var("HOSO_MASTER_KEY") {
            return MasterKeys::from_base64(&text).context("reading HOSO_MASTER_KEY");
        }
        let Some(path) = &self.master_key_file else {
            bail!(
                "no master key: set HOSO_MASTER_KEY_FILE to a file of 32 bytes in base64 that \
                 only this account can read; `hoso key create FILE` makes one"
            );
        };
        MasterKeys::read_file(path).with_context(|| format!("reading {}", path.display()))
    }
}

/// Refuses a database that lacks a migration of this build, or has one that this build lacks.
async fn is_migrated(pool: &PgPool) -> anyhow::Result<()> {
    let mut connection = pool.acquire().await?;
    for migrator in [&eventstore::MIGRATOR, &projections::MIGRATOR] {
        let applied: Vec<_> = match connection
            .list_applied_migrations(&migrator.table_name)
            .await
        {
            Ok(applied) => applied.into_iter().map(|it| it.checksum).collect(),
            // An empty database does not even have the table.
            Err(_) => vec![],
        };
        let ours: Vec<_> = migrator.iter().map(|it| it.checksum.clone()).collect();
        if ours.iter().any(|it| !applied.contains(it)) {
            bail!("the database lacks migrations of this build: run `hoso migrate`");
        }
        if applied.iter().any(|it| !ours.contains(it)) {
            bail!("the database was migrated by a newer build than this one: run that build");
        }
    }
    Ok(())
}

fn over(setting: &mut Option<String>, name: &str) {
    if let Ok(value) = env::var(name) {
        *setting = Some(value);
    }
}
