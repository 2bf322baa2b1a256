//! A database for each test, copied from one that is migrated and has the catalogue.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use domain::catalogue::{CatalogueCommand, Publish};
use eventstore::{EventStore, MasterKey, Vault};
use projections::Projector;
use services::execute::publish;
use services::settings::Settings;
use services::{App, Clock};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool};

use crate::{MASTER_KEY, SOURCE, root};

/// Whoever holds this lock may make the template. The number means nothing.
const TEMPLATE_LOCK: i64 = 0x486f_736f_7465_7374;

/// Tells the databases of one process apart.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database that is dropped together with this.
#[derive(Debug)]
pub struct TestDatabase {
    server: String,
    name: String,
}

/// The server for tests that share one.
#[must_use]
pub fn server_url() -> String {
    env::var("DATABASE_URL").expect(
        "DATABASE_URL is not set: run tests through `make test`, \
         or `.ci/services run -- cargo nextest run`",
    )
}

impl TestDatabase {
    /// A fresh database on the shared server: migrated, with the catalogue published.
    pub async fn create() -> Self {
        Self::create_on(&server_url()).await
    }

    /// A fresh database on the server of this URL.
    pub async fn create_on(server: &str) -> Self {
        Self::copy_of(&template(server).await, server).await
    }

    async fn copy_of(template: &str, server: &str) -> Self {
        let name = format!(
            "hoso_test_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let mut admin = PgConnection::connect(server).await.unwrap();
        run(
            &mut admin,
            format!("drop database if exists {name} with (force)"),
        )
        .await;
        run(
            &mut admin,
            format!("create database {name} template {template}"),
        )
        .await;
        admin.close().await.unwrap();
        let server = server.to_owned();
        Self { server, name }
    }

    /// An empty database on the shared server.
    pub async fn empty() -> Self {
        Self::copy_of("template0", &server_url()).await
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        with_database(&self.server, &self.name)
    }

    /// A pool whose connections find the read models.
    pub async fn pool(&self) -> PgPool {
        eventstore::connect(&self.url(), 10, projections::SCHEMA)
            .await
            .unwrap()
    }

    /// A pool whose connections find the read models that are built again.
    pub async fn rebuild_pool(&self) -> PgPool {
        eventstore::connect(&self.url(), 2, projections::rebuild::SCHEMA)
            .await
            .unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // Dropping cannot wait in the test's own runtime.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let mut admin = PgConnection::connect(&server).await?;
                let statement = format!("drop database if exists {name} with (force)");
                let dropped = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut admin);
                dropped.await.map(drop)
            })
        });
        match dropping.join() {
            Ok(Ok(())) => (),
            // The server may have been taken away on purpose.
            Ok(Err(error)) => eprintln!("the database {} was not dropped: {error}", self.name),
            Err(_) => eprintln!("the database {} was not dropped", self.name),
        }
    }
}

/// An application on a database that is up to date.
pub(crate) async fn open(pool: &PgPool, clock: Clock) -> App {
    let key = MasterKey::from_base64(MASTER_KEY).unwrap();
    let vault = Vault::open(pool.clone(), key).await.unwrap();
    let store = EventStore::open(pool.clone(), SOURCE);
    App::open(store, vault, pool.clone(), clock).await.unwrap()
}

/// The template's name. It is made by the first who needs it, and made anew when it would differ.
async fn template(server: &str) -> String {
    let here = digest(|hasher| root().hash(hasher));
    let family = format!("hoso_template_{here:016x}_");
    let name = format!("{family}{:016x}", digest(what_a_template_depends_on));
    let mut admin = PgConnection::connect(server).await.unwrap();
    run(
        &mut admin,
        format!("select pg_advisory_lock({TEMPLATE_LOCK})"),
    )
    .await;
    let known: Vec<String> =
        sqlx::query_scalar("select datname::text from pg_database where starts_with(datname, $1)")
            .bind(&family)
            .fetch_all(&mut admin)
            .await
            .unwrap();
    if !known.contains(&name) {
        for stale in known {
            run(
                &mut admin,
                format!("drop database if exists {stale} with (force)"),
            )
            .await;
        }
        make_template(server, &mut admin, &family, &name).await;
    }
    // Closing the connection gives the lock up.
    admin.close().await.unwrap();
    name
}

/// Under its own name only when it is complete, so that a killed test leaves no half of one.
async fn make_template(server: &str, admin: &mut PgConnection, family: &str, name: &str) {
    let draft = format!("{family}draft");
    run(admin, format!("create database {draft} template template0")).await;
    let url = with_database(server, &draft);
    let pool = eventstore::connect(&url, 3, projections::SCHEMA)
        .await
        .unwrap();
    Settings::migrate(&pool).await.unwrap();
    let app = open(&pool, Clock::Wall).await;
    publish_catalogue(&app).await;
    let projector = Projector::new(
        app.store.clone(),
        app.vault.clone(),
        pool.clone(),
        projections::all(),
    );
    projector.catch_up().await.unwrap();
    app.store.close().await;
    pool.close().await;
    drop((app, projector));

    // A database can be renamed and copied only while nobody is connected to it.
    let rename = format!("alter database {draft} rename to {name}");
    for _ in 0..50 {
        let leave = format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{draft}'"
        );
        run(admin, leave).await;
        let renamed = sqlx::raw_sql(AssertSqlSafe(rename.clone())).execute(&mut *admin);
        if renamed.await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("somebody stays connected to {draft}");
}

/// Everything but the reports of agencies: they are missed by the thousand where years pass, and only
/// tests that are about them want that.
async fn publish_catalogue(app: &App) {
    let entries = Publish {
        reports: vec![],
        ..catalogue()
    };
    let command = CatalogueCommand::Publish(entries);
    publish(app, &command).await.unwrap();
}

/// The rest of the catalogue: reports are kept from the day of the application's clock.
pub(crate) async fn publish_reports(app: &App) {
    let command = CatalogueCommand::Publish(catalogue());
    publish(app, &command).await.unwrap();
}

fn catalogue() -> Publish {
    services::catalogue::read(&root().join("domain/catalogue")).unwrap()
}

fn what_a_template_depends_on(hasher: &mut DefaultHasher) {
    for migration in [eventstore::MIGRATOR.iter(), projections::MIGRATOR.iter()]
        .into_iter()
        .flatten()
    {
        migration.checksum.hash(hasher);
    }
    let mut files: Vec<_> = fs::read_dir(root().join("domain/catalogue"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    files.sort();
    for file in files.iter().filter(|it| it.is_file()) {
        fs::read(file).unwrap().hash(hasher);
    }
    // How the code writes events has a part in it, too.
    let executable = env::current_exe().unwrap();
    let changed = |it: &Path| fs::metadata(it).unwrap().modified().unwrap();
    changed(&executable).hash(hasher);
}

fn digest(of: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    of(&mut hasher);
    hasher.finish()
}

/// The URL of another database on the same server.
fn with_database(url: &str, name: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = address.split_once("://").expect("a URL has a scheme");
    let authority = rest.split('/').next().unwrap_or_default();
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("{scheme}://{authority}/{name}{mark}{parameters}")
}

/// Runs a statement that names a database, which no parameter can do.
async fn run(db: &mut PgConnection, statement: String) {
    let ran = sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(db);
    if let Err(error) = ran.await {
        panic!("{statement}: {error}");
    }
}
