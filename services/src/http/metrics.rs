//! Figures about the process, in the text format of Prometheus.
//!
//! Invariant: labels are names from our own code. No id, no name and no address of anybody.

mod registry;

use axum::extract::{FromRef, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use eventstore::Position;
use projections::{checkpoint, held};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use self::registry::{Metrics, Page};
use super::params::NoQuery;
use crate::App;
use crate::health::Health;

/// The media type of the text format.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How large a page of memory is, wherever this runs.
const MEMORY_PAGE_BYTES: u64 = 4096;

pub(super) fn router<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    Health: FromRef<S>,
    Metrics: FromRef<S>,
{
    OpenApiRouter::new().routes(routes!(read))
}

/// Shows figures about the process, in the text format of Prometheus.
#[utoipa::path(
    get, path = "/metrics", tag = "Operation", operation_id = "read_metrics",
    responses((status = OK, body = String, content_type = MEDIA_TYPE, description = "The figures."))
)]
async fn read(
    State(health): State<Health>,
    State(metrics): State<Metrics>,
    _: NoQuery,
) -> impl IntoResponse {
    let mut page = Page::default();
    log(&health, &mut page).await;
    metrics.write(&mut page);
    memory(&mut page).await;
    ([(CONTENT_TYPE, MEDIA_TYPE)], page.into_text())
}

/// Where the log ends, and how far those are that follow it.
async fn log(health: &Health, page: &mut Page) {
    let readiness = health.readiness().await;
    let up = u8::from(readiness.head.is_some());
    page.gauge("hoso_database_up", "Whether the database answers.", up);
    let Some(head) = readiness.head else { return };
    page.gauge("hoso_log_position", "The last event in the log.", head);
    page.family(
        "hoso_read_model_position",
        "The last event that the read model holds.",
        "gauge",
    );
    let positions = read_models(health.app()).await;
    for (name, position) in &positions {
        page.sample("hoso_read_model_position", &[("model", name)], position);
    }
    page.family(
        "hoso_read_model_lag_events",
        "How many events the read model does not hold yet.",
        "gauge",
    );
    for (name, position) in &positions {
        let lag = (head - position.0).max(0);
        page.sample("hoso_read_model_lag_events", &[("model", name)], lag);
    }
    page.family(
        "hoso_read_model_held_streams",
        "How many cases or other streams the read model holds back.",
        "gauge",
    );
    for (name, held) in held::counts(&health.app().pool).await.unwrap_or_default() {
        page.sample("hoso_read_model_held_streams", &[("model", name)], held);
    }
    if let Some(published) = readiness.published {
        let help = "The last event that JetStream confirmed to this process.";
        page.gauge("hoso_relay_position", help, published);
        let lag = (head - published).max(0);
        page.gauge(
            "hoso_relay_lag_events",
            "How many events wait to be published.",
            lag,
        );
    }
}

async fn read_models(app: &App) -> Vec<(&'static str, Position)> {
    let mut positions = vec![];
    for model in projections::all() {
        if let Ok(position) = checkpoint::of(&app.pool, model.name()).await {
            positions.push((model.name(), position));
        }
    }
    positions
}

/// How much memory the process holds, where the system tells.
async fn memory(page: &mut Page) {
    let Ok(text) = tokio::fs::read_to_string("/proc/self/statm").await else {
        return;
    };
    let resident = text.split(' ').nth(1).and_then(|it| it.parse::<u64>().ok());
    if let Some(pages) = resident {
        let help = "Memory that the process holds.";
        page.gauge(
            "process_resident_memory_bytes",
            help,
            pages * MEMORY_PAGE_BYTES,
        );
    }
}
