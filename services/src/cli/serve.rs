//! `hoso serve`: the parts of the service that this process plays.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use services::away::is_away;
use services::execute::chain;
use services::serve::{Options, Role, serve};
use services::settings::Settings;
use services::{App, Clock};
use sqlx::PgPool;
use tokio::net::TcpListener;

/// How long to wait between two attempts to reach the database.
const RETRY: Duration = Duration::from_secs(1);

/// How often to say that it is waited for.
const TELL: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen for HTTP.
    #[arg(long, env = "HOSO_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Which parts of the service this process plays.
    #[arg(
        long,
        env = "HOSO_ROLES",
        value_delimiter = ',',
        default_value = "api,relay,projector,timers,slips,portal,sealer"
    )]
    roles: Vec<RoleName>,
    /// Believe the headers that name the actor and the agency. Only for demos and tests, and only
    /// on a loopback address, because anybody can write a header.
    #[arg(long, env = "HOSO_TRUST_ACTOR_HEADERS")]
    trust_actor_headers: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    Api,
    Relay,
    Projector,
    Timers,
    Slips,
    Portal,
    Sealer,
}

impl Serve {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        services::telemetry::start_json();
        let options = Options {
            roles: self.roles.into_iter().map(Role::from).collect(),
            trust_actor_headers: self.trust_actor_headers,
        };
        options.check(self.listen)?;
        let listener = TcpListener::bind(self.listen).await.with_context(|| {
            format!(
                "listening on {}; HOSO_LISTEN names another address",
                self.listen
            )
        })?;
        let pool = connected(settings).await?;
        tell_connections(&pool, &options).await?;
        let app = settings.open(pool, Clock::Wall).await?;
        files_can_be_stored(&app).await?;
        let nats = settings.nats().await?;
        serve(
            app,
            nats,
            listener,
            options,
            services::serve::asked_to_stop(),
        )
        .await
    }
}

/// Refuses to start with a place for files that will never do. One that is away may come back, and all
/// but files goes on without it: that is told here, and by the health check.
async fn files_can_be_stored(app: &App) -> anyhow::Result<()> {
    match app.documents.reach().await {
        Err(error) if error.is_for_good() => {
            Err(error).context("trying the bucket of HOSO_S3_BUCKET")
        }
        Err(error) => {
            tracing::warn!(error = chain(&error), "files cannot be stored or read");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// Says how many connections this process may take, and warns where the server gives fewer: then
/// somebody would wait for one in vain on the busiest day.
async fn tell_connections(pool: &PgPool, options: &Options) -> anyhow::Result<()> {
    let pooled = pool.options().get_max_connections();
    let connections = pooled + options.connections_beside();
    let allowed = eventstore::connections_allowed(pool).await;
    let allowed = allowed.context("asking how many connections the database gives")?;
    tracing::info!(connections, pooled, allowed, "connected to the database");
    if i64::from(connections) > i64::from(allowed) {
        tracing::warn!(
            connections,
            allowed,
            "the database gives fewer connections than this process may take: lower \
             HOSO_DATABASE_CONNECTIONS_MAX, or raise the limit of the server, the database or the role"
        );
    }
    Ok(())
}

/// Connects to the database, and waits for one that is away for as long as the settings say.
async fn connected(settings: &Settings) -> anyhow::Result<PgPool> {
    let (began, wait) = (Instant::now(), settings.database_wait());
    let mut told: Option<Instant> = None;
    loop {
        let error = match settings.connect_service().await {
            Ok(pool) => return Ok(pool),
            Err(error) if !is_away(error.as_ref()) => return Err(error),
            Err(error) => error,
        };
        if told.is_none_or(|it| it.elapsed() >= TELL) {
            let (error, limit_s) = (chain(error.as_ref()), wait.as_secs());
            tracing::warn!(error, limit_s, "the database is away: waiting for it");
            told = Some(Instant::now());
        }
        if began.elapsed() >= wait {
            let seconds = wait.as_secs();
            let waited = format!("waited {seconds} seconds (HOSO_DATABASE_WAIT_SECONDS)");
            return Err(error.context(waited));
        }
        tokio::time::sleep(RETRY).await;
    }
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Api => Role::Api,
            RoleName::Relay => Role::Relay,
            RoleName::Projector => Role::Projector,
            RoleName::Timers => Role::Timers,
            RoleName::Slips => Role::Slips,
            RoleName::Portal => Role::Portal,
            RoleName::Sealer => Role::Sealer,
        }
    }
}
