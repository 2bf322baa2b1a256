//! The JSON API.
//!
//! In reading order: [`frame`] surrounds every request; a command is read by [`sent`], carried out
//! by [`commands`] and answered with a receipt; reads wait in [`read`] until the read models are
//! as far as their caller has seen; whatever goes wrong is a [`problem`].

mod actor;
mod body;
mod commands;
mod frame;
mod guard;
mod health;
mod metrics;
mod openapi;
mod params;
mod problem;
mod receipt;
mod sent;
mod texts;

use axum::extract::FromRef;
use axum::{Router, middleware};
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;

use self::metrics::Metrics;
use self::problem::{Problem, bad};
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
    };
    let pages = pages::router(options, stopping).with_state(app);
    let (routes, document) = routes().split_for_parts();
    let own = routes
        .merge(openapi::router(&document))
        .with_state(api.clone());
    framed(own.merge(pages), &api)
}

/// What a process answers that does not play the API.
pub(crate) fn health_only(health: Health) -> Router {
    health::router::<Health>()
        .split_for_parts()
        .0
        .with_state(health)
}

/// Every route of the API, and its description.
fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(openapi::document())
        .merge(commands::router())
        .merge(problem::router())
        .merge(health::router())
}

fn framed(router: Router, api: &Api) -> Router {
    router
        .fallback(async || Problem::new(&bad::NOT_FOUND))
        .layer(middleware::from_fn_with_state(api.clone(), guard::check))
        .layer(middleware::from_fn_with_state(api.clone(), frame::surround))
}
