//! The JSON API.
//!
//! In reading order: [`frame`] surrounds every request; a command is read by [`sent`], carried out
//! by [`commands`] and answered with a receipt; reads wait in [`read`] until the read models are
//! as far as their caller has seen; whatever goes wrong is a [`problem`].

mod actor;
mod agency_reports;
mod body;
mod commands;
mod connections;
mod cursor;
mod documents;
mod duties;
mod events;
mod frame;
mod guard;
mod health;
mod log;
mod metrics;
mod openapi;
mod params;
mod problem;
mod query;
mod read;
mod reads;
mod receipt;
mod registries;
mod sent;
mod subject_report;
mod subjects;
mod texts;

use std::sync::Arc;

use axum::extract::{FromRef, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Router, middleware};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::connections::serve;
use self::metrics::Metrics;
use self::problem::{Problem, bad};
pub(crate) use self::texts::turns_direction;
use crate::health::Health;
use crate::serve::Options;
use crate::{App, pages};

/// What handlers may use.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    app: App,
    health: Health,
    metrics: Metrics,
    trusts_actor_headers: bool,
    stopping: CancellationToken,
    /// Room for readers of the live log.
    streams: Arc<Semaphore>,
}

impl FromRef<Api> for Health {
    fn from_ref(api: &Api) -> Self {
        api.health.clone()
    }
}

impl FromRef<Api> for Metrics {
    fn from_ref(api: &Api) -> Self {
        api.metrics.clone()
    }
}

impl FromRef<Watched> for Health {
    fn from_ref(watched: &Watched) -> Self {
        watched.health.clone()
    }
}

impl FromRef<Watched> for Metrics {
    fn from_ref(watched: &Watched) -> Self {
        watched.metrics.clone()
    }
}

/// Every route of the service.
pub(crate) fn router(
    app: App,
    health: Health,
    options: &Options,
    stopping: CancellationToken,
) -> Router {
    let api = Api {
        app: app.clone(),
        health,
        metrics: Metrics::default(),
        trusts_actor_headers: options.trust_actor_headers,
        stopping: stopping.clone(),
        streams: Arc::new(Semaphore::new(events::STREAMS_MAX)),
    };
    let pages = pages::router(options, stopping)
        .fallback(nothing_here)
        .with_state(app);
    let (routes, mut document) = routes().split_for_parts();
    openapi::complete(&mut document);
    let own = routes
        .merge(openapi::router(&document))
        .with_state(api.clone());
    own.merge(pages)
        .layer(middleware::from_fn_with_state(api.clone(), guard::check))
        .layer(middleware::from_fn_with_state(api.metrics, frame::surround))
}

/// What a process answers that does not play the API.
pub(crate) fn health_only(health: Health) -> Router {
    let watched = Watched {
        health,
        metrics: Metrics::default(),
    };
    let metrics = watched.metrics.clone();
    let described = OpenApiRouter::new()
        .merge(metrics::router::<Watched>())
        .merge(health::router());
    Router::from(described)
        .fallback(async || Problem::new(&bad::NOT_FOUND))
        .with_state(watched)
        .layer(middleware::from_fn_with_state(metrics, frame::surround))
}

/// What is watched in every process.
#[derive(Debug, Clone)]
struct Watched {
    health: Health,
    metrics: Metrics,
}

/// Every route of the API, and its description.
fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(openapi::document())
        .merge(commands::router())
        .merge(reads::router())
        .merge(events::router())
        .merge(log::router())
        .merge(duties::router())
        .merge(agency_reports::router())
        .merge(registries::router())
        .merge(subjects::router())
        .merge(subject_report::router())
        .merge(documents::router())
        .merge(problem::router())
        .merge(metrics::router())
        .merge(health::router())
}

/// Answers where nothing is: with a page for people, and with a problem for programs.
async fn nothing_here(State(app): State<App>, request: Request) -> Response {
    let page = pages::not_found(&app, request).await;
    page.unwrap_or_else(|| Problem::new(&bad::NOT_FOUND).into_response())
}
