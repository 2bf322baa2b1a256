//! The service in this process.

use std::net::SocketAddr;
use std::ops::Deref;
use std::time::Duration;

use projections::rebuild::{WhenDifferent, rebuild};
use projections::{Projector, checkpoint};
use services::clock::SetClock;
use services::serve::{Options, Role, serve};
use services::{App, Clock};
use sqlx::PgPool;
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::database::{open, publish_reports};
use crate::{Http, Nats, Office, TestDatabase, server_url, wait_until};

/// The first moment of a test: a Monday morning in Ha Noi.
pub const MORNING: OffsetDateTime = datetime!(2026-03-02 09:00 +7);

/// How long anything may take to settle.
const SETTLE: Duration = Duration::from_secs(30);

/// What a test wants to be there.
#[derive(Debug, Clone)]
pub struct Opening {
    nats: bool,
    roles: Vec<Role>,
}

/// A database, perhaps a NATS server, and the service on them. It works like an [`Office`].
#[derive(Debug)]
pub struct TestApp {
    /// The clock of the service, which stands still until it is set.
    pub clock: SetClock,
    /// The NATS server, when one was asked for.
    pub nats: Option<Nats>,
    /// The database.
    pub database: TestDatabase,
    office: Office,
    serving: Option<Serving>,
}

#[derive(Debug)]
struct Serving {
    address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Opening {
    /// Beside it, a NATS server of its own.
    #[must_use]
    pub fn with_nats(mut self) -> Self {
        self.nats = true;
        self
    }

    /// Only these roles; without any, nothing runs but what the test does.
    #[must_use]
    pub fn roles(mut self, roles: &[Role]) -> Self {
        self.roles = roles.to_vec();
        self
    }

    /// Opens it.
    pub async fn open(self) -> TestApp {
        let nats = if self.nats {
            Some(Nats::start().await)
        } else {
            None
        };
        let mut opened = TestApp::on(&server_url(), nats).await;
        if !self.roles.is_empty() {
            opened.serve(self.roles).await;
        }
        opened
    }
}

impl TestApp {
    /// The whole service without NATS.
    pub async fn start() -> Self {
        Self::opening().open().await
    }

    /// The whole service with a NATS server of its own.
    pub async fn start_with_nats() -> Self {
        Self::opening().with_nats().open().await
    }

    /// A database on this server, perhaps a NATS server: nothing runs but what the test does.
    pub async fn on(server: &str, nats: Option<Nats>) -> Self {
        Self::over(TestDatabase::create_on(server).await, nats).await
    }

    /// The same in this database.
    pub async fn in_database(database: TestDatabase) -> Self {
        Self::over(database, None).await
    }

    async fn over(database: TestDatabase, nats: Option<Nats>) -> Self {
        let clock = SetClock::at(MORNING);
        let pool = database.pool().await;
        let app = open(&pool, Clock::Set(clock.clone())).await;
        Self {
            clock,
            nats,
            database,
            office: Office { app },
            serving: None,
        }
    }

    /// Lets agencies owe their reports from today on.
    pub async fn let_agencies_report(&self) {
        publish_reports(self.app()).await;
    }

    /// Opens the application again, as after a restart of its process.
    pub async fn reopen(&mut self) {
        self.office = self.another_process().await;
    }

    /// Configures what makes the log checkable by others.
    pub fn set_trust(&mut self, trust: services::Trust) {
        self.office.app.trust = trust;
    }

    /// Configures where files are stored.
    pub fn set_documents(&mut self, documents: services::Documents) {
        self.office.app.documents = documents;
    }

    /// Configures the portal that is told how dossiers stand.
    pub fn set_portal(&mut self, portal: services::portal::Portal) {
        self.office.app.portal = Some(portal);
    }

    /// A database only: nothing runs but what the test does.
    pub async fn without_service() -> Self {
        Self::opening().roles(&[]).open().await
    }

    /// The whole service without NATS, to be changed.
    #[must_use]
    pub fn opening() -> Opening {
        Opening {
            nats: false,
            roles: vec![Role::Api, Role::Relay, Role::Projector, Role::Timers],
        }
    }

    /// The application.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.office.app
    }

    /// Connections that find the read models.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.office.app.pool
    }

    /// The office, to be cloned into a task.
    #[must_use]
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// Another process's view of the same log: a store, a vault and a pool of its own.
    pub async fn another_process(&self) -> Office {
        let pool = self.database.pool().await;
        let app = open(&pool, Clock::Set(self.clock.clone())).await;
        Office { app }
    }

    /// The same view of a process that reaches the database by way of something else.
    pub async fn process_by_way_of(&self, url: &str) -> Office {
        let pool = eventstore::connect(url, 10, projections::SCHEMA).await;
        let mut app = open(&pool.unwrap(), Clock::Set(self.clock.clone())).await;
        app.documents = self.app().documents.clone();
        Office { app }
    }

    /// The service's HTTP.
    #[must_use]
    pub fn http(&self) -> Http {
        let serving = self.serving.as_ref().expect("this test serves nothing");
        Http::at(serving.address)
    }

    /// The NATS server that the test asked for.
    #[must_use]
    pub fn nats(&mut self) -> &mut Nats {
        self.nats.as_mut().expect("this test has no NATS server")
    }

    /// Returns when every read model is at the end of the log.
    pub async fn settle(&self) {
        let app = self.app();
        let head = app.store.head().await.unwrap();
        if self.serving.is_none() {
            self.projector().catch_up().await.unwrap();
        }
        let there = checkpoint::reached(&app.pool, head, SETTLE).await.unwrap();
        let position = checkpoint::of_all(&app.pool).await.unwrap();
        assert!(there, "read models stand at {position} of {head}");
    }

    /// Returns when JetStream holds the whole log, which may grow meanwhile by what time brings.
    pub async fn relayed(&self) {
        let nats = self.nats.as_ref().expect("this test has no NATS server");
        let jetstream = nats.jetstream().await;
        wait_until("JetStream holds the whole log", SETTLE, async || {
            let Ok(stream) = jetstream.get_stream(projections::STREAM_NAME).await else {
                return false;
            };
            let head = self.app().store.head().await.unwrap();
            stream.cached_info().state.last_sequence == head.0.unsigned_abs()
        })
        .await;
    }

    /// Fails unless every read model holds what the log says, as a rebuild from the first event
    /// finds out.
    pub async fn assert_read_models_equal_a_rebuild(&self) {
        self.settle().await;
        let (live, beside) = (self.pool(), self.database.rebuild_pool().await);
        for model in projections::all() {
            let app = self.app();
            let comparison = rebuild(
                &app.store,
                app.vault.clone(),
                (live, &beside),
                model.as_ref(),
                WhenDifferent::Keep,
                drop,
            );
            let comparison = comparison.await.unwrap();
            assert_eq!(comparison.difference, None, "{}", model.name());
        }
        beside.close().await;
    }

    /// Serves these roles.
    pub async fn serve(&mut self, roles: Vec<Role>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let options = Options {
            roles,
            trust_actor_headers: true,
        };
        let nats = match &self.nats {
            Some(nats) => Some(nats.client().await),
            None => None,
        };
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let served = serve(self.app().clone(), nats, listener, options, async {
            stopped.await;
            Ok(())
        });
        let task = tokio::spawn(served);
        self.serving = Some(Serving {
            address,
            stop,
            task,
        });
    }

    /// Stops serving as on SIGTERM, and says how that went.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        let serving = self.serving.take().expect("this test serves nothing");
        serving.stop.cancel();
        serving.task.await.unwrap()
    }

    fn projector(&self) -> Projector {
        let app = self.app();
        Projector::new(
            app.store.clone(),
            app.vault.clone(),
            app.pool.clone(),
            projections::all(),
        )
    }
}

impl Deref for TestApp {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.office
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.stop.cancel();
        }
    }
}
