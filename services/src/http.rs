//! The JSON API.

mod health;

use axum::Router;
use tokio_util::sync::CancellationToken;

use crate::health::Health;
use crate::serve::Options;
use crate::{App, pages};

/// Every route of the service.
pub(crate) fn router(
    app: App,
    health: Health,
    options: &Options,
    stopping: CancellationToken,
) -> Router {
    health_only(health).merge(pages::router(options, stopping).with_state(app))
}

/// What a process answers that does not play the API.
pub(crate) fn health_only(health: Health) -> Router {
    health::router(health)
}
