use std::net::SocketAddr;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use services::Clock;
use services::serve::{Options, Role, serve};
use services::settings::Settings;
use tokio::net::TcpListener;

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
        default_value = "api,relay,projector,timers,sealer"
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
        let pool = settings.connect_service().await?;
        let app = settings.open(pool, Clock::Wall).await?;
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

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Api => Role::Api,
            RoleName::Relay => Role::Relay,
            RoleName::Projector => Role::Projector,
            RoleName::Timers => Role::Timers,
            RoleName::Sealer => Role::Sealer,
        }
    }
}
