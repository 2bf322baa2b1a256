//! Starts the parts of the service, and stops them in order.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, bail};
use async_nats::jetstream;
use axum::Router;
use eventstore::EventStore;
use projections::{Feed, Projector};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::documents::reach;
use crate::health::Health;
use crate::relay::Relay;
use crate::seal::{Seal, seal_last};
use crate::{App, http, portal, slips, timers};

/// How long running work may take to finish after we are told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// A part of the service. All of them may run in one process, or each in its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The API and the pages.
    Api,
    /// Carries events to JetStream.
    Relay,
    /// Keeps the read models.
    Projector,
    /// Turns the passage of time into commands.
    Timers,
    /// Hands papers out.
    Slips,
    /// Tells the National Public Service Portal how dossiers stand.
    Portal,
    /// Hashes the log and signs how far it goes.
    Sealer,
}

/// What a process is to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// The parts it plays.
    pub roles: Vec<Role>,
    /// Whether it believes headers that name the actor and the agency.
    pub trust_actor_headers: bool,
}

impl Options {
    /// Refuses what would let anybody on the network act as anybody.
    pub fn check(&self, listen: SocketAddr) -> anyhow::Result<()> {
        if self.trust_actor_headers && !listen.ip().is_loopback() {
            bail!(
                "to trust actor headers, as the demo does, lets every caller act as anybody, so it \
                 works on a loopback address only, and {listen} is none: listen on 127.0.0.1, or \
                 serve without HOSO_TRUST_ACTOR_HEADERS"
            );
        }
        Ok(())
    }

    /// How many database connections a process with these roles keeps beside its pool: to write the
    /// log and follow it, for the read models, and for each role that one process plays at a time.
    #[must_use]
    pub fn connections_beside(&self) -> u32 {
        let of_role = |(nth, role): (usize, &Role)| match role {
            // Named twice, it is played once.
            role if self.roles[..nth].contains(role) => 0,
            Role::Projector => Projector::CONNECTIONS,
            Role::Relay | Role::Sealer => 1,
            Role::Api | Role::Timers | Role::Slips | Role::Portal => 0,
        };
        let of_roles: u32 = self.roles.iter().enumerate().map(of_role).sum();
        EventStore::CONNECTIONS + of_roles
    }

    fn plays(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// Serves until `stop` resolves, then lets running work finish.
pub async fn serve(
    app: App,
    nats: Option<async_nats::Client>,
    listener: TcpListener,
    options: Options,
    stop: impl Future<Output = anyhow::Result<()>>,
) -> anyhow::Result<()> {
    let address = listener.local_addr().context("reading our address")?;
    let carrier = nats.clone().map(jetstream::new);
    let stopping = CancellationToken::new();
    let mut parts = JoinSet::new();
    let mut health = Health::new(app.clone(), nats.clone());

    if options.plays(Role::Relay)
        && let Some(carrier) = &carrier
    {
        let relay = Relay::new(app.store.clone(), app.pool.clone(), carrier.clone());
        health.watch_relay(relay.state());
        let stop = stopping.child_token();
        parts.spawn(async move {
            relay.run(stop).await;
            Ok(())
        });
    }
    if options.plays(Role::Projector) {
        let (store, vault) = (app.store.clone(), app.vault.clone());
        let models = projections::all();
        let projector = Projector::new(store.clone(), vault, app.pool.clone(), models);
        health.watch_projector(projector.state());
        let feed = Feed::new(store, carrier);
        let stop = stopping.child_token();
        parts.spawn(async move {
            projector.run(feed, &stop).await;
            Ok(())
        });
    }
    if options.plays(Role::Sealer) {
        let seal = Seal::new(&app, nats.clone());
        health.watch_sealer(seal.state());
        parts.spawn(seal.run(stopping.child_token()));
    }
    if options.plays(Role::Timers) {
        let timers = timers::run(app.clone(), stopping.child_token());
        parts.spawn(async move {
            timers.await;
            Ok(())
        });
    }
    follow_outwards(&mut parts, &app, &options, &mut health, &stopping);
    watch_files(&mut parts, &app, &mut health, &stopping);
    let law = app.law.clone().keep(stopping.child_token());
    parts.spawn(async move {
        law.await;
        Ok(())
    });

    let router: Router = if options.plays(Role::Api) {
        http::router(app.clone(), health, &options, stopping.child_token())
    } else {
        http::health_only(health)
    };
    let stop_serving = stopping.clone();
    parts.spawn(async move {
        http::serve(listener, router, stop_serving).await;
        Ok(())
    });
    tracing::info!(%address, "ready");

    // Whatever ends unasked ends the process; a crash must not leave half of it running.
    let outcome = tokio::select! {
        asked = stop => asked,
        ended = parts.join_next() => unasked(ended),
    };
    tracing::info!("stopping");
    stopping.cancel();
    wind_up(&app, nats.as_ref(), &options, parts).await?;
    outcome
}

/// Lets running work finish, writes what is queued, and has it signed.
async fn wind_up(
    app: &App,
    nats: Option<&async_nats::Client>,
    options: &Options,
    parts: JoinSet<anyhow::Result<()>>,
) -> anyhow::Result<()> {
    let in_time = timeout(GRACE, ended(parts)).await;
    app.store.close().await;
    if options.plays(Role::Sealer) {
        seal_last(app, nats).await;
    }
    in_time.context("work did not finish within the grace period")
}

/// Starts those who follow the log on behalf of people outside: with papers, and with messages.
fn follow_outwards(
    parts: &mut JoinSet<anyhow::Result<()>>,
    app: &App,
    options: &Options,
    health: &mut Health,
    stopping: &CancellationToken,
) {
    if options.plays(Role::Slips) {
        let (stuck, seen) = watch::channel(None);
        health.watch_follower(seen);
        let slips = slips::worker::run(app.clone(), stuck, stopping.child_token());
        parts.spawn(async move {
            slips.await;
            Ok(())
        });
    }
    if options.plays(Role::Portal)
        && let Some(portal) = app.portal.clone()
    {
        let (stuck, seen) = watch::channel(None);
        health.watch_follower(seen);
        let telling = portal::worker::run(app.clone(), portal, stuck, stopping.child_token());
        parts.spawn(async move { telling.await.context("telling the portal") });
    }
}

/// Keeps trying whether files can be stored, where that is for another machine to say.
fn watch_files(
    parts: &mut JoinSet<anyhow::Result<()>>,
    app: &App,
    health: &mut Health,
    stopping: &CancellationToken,
) {
    if !app.documents.is_remote() {
        return;
    }
    let (trouble, seen) = watch::channel(None);
    health.watch_files(seen);
    let trying = reach::keep_trying(app.documents.clone(), trouble, stopping.child_token());
    parts.spawn(async move {
        trying.await;
        Ok(())
    });
}

/// Why the process ends when a part of it ended before it was asked to.
fn unasked(ended: Option<Result<anyhow::Result<()>, JoinError>>) -> anyhow::Result<()> {
    match ended {
        Some(Ok(Ok(()))) | None => bail!("a part of the service ended unasked"),
        Some(Ok(Err(error))) => Err(error),
        Some(Err(error)) => Err(error).context("a part of the service broke"),
    }
}

/// Waits until every part has ended.
async fn ended(mut parts: JoinSet<anyhow::Result<()>>) {
    while let Some(ended) = parts.join_next().await {
        if let Err(error) = ended.map_err(anyhow::Error::from).flatten() {
            tracing::error!(error = format!("{error:#}"), "a part of the service failed");
        }
    }
}

/// Resolves when the operator or the supervisor wants us to stop.
pub async fn asked_to_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => (),
        _ = interrupt.recv() => (),
    }
    Ok(())
}
