//! Whether the process lives, and whether it can do its work.

use axum::Json;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::openapi::Problems;
use super::params::NoQuery;
use crate::health::{Health, Readiness};

pub(super) fn router<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    Health: FromRef<S>,
{
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(ready))
}

/// Says that the process lives.
#[utoipa::path(
    get, path = "/health/live", tag = "Operation",
    responses((status = OK, description = "The process lives."), Problems)
)]
async fn live(_: NoQuery) -> StatusCode {
    StatusCode::OK
}

/// Says whether the process can do its work, and what keeps it from doing so.
#[utoipa::path(
    get, path = "/health/ready", tag = "Operation",
    responses(
        (status = OK, body = Readiness, description = "It can do its work."),
        (status = SERVICE_UNAVAILABLE, body = Readiness, description = "Something keeps it."),
        (status = BAD_REQUEST, description = "The address knows no parameters.")
    )
)]
async fn ready(State(health): State<Health>, _: NoQuery) -> impl IntoResponse {
    let readiness = health.readiness().await;
    let status = if readiness.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(readiness))
}
