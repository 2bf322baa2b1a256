//! The log itself, page by page or live.
//!
//! Invariant: a document goes out byte for byte as it stands in the log.

mod live;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use eventstore::{Position, Recorded};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use super::openapi::Problems;
use super::params::{Query, header, invalid_header};
use super::problem::Problem;
use super::query::{Limit, Place};
use super::read::within_log;
use super::receipt::POSITION;

/// The header by which a client goes on after a break.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// How many may read the live log at the same time. Each keeps a connection and some events.
pub(super) const STREAMS_MAX: usize = 256;

/// How large a page may grow before it is cut off. The first event is always on it.
const PAGE_BYTES_MAX: i64 = 4 * 1024 * 1024;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
struct EventPage {
    /// The events, in order.
    items: Vec<LoggedEvent>,
    /// What to send as `after` for the next page.
    next_after: i64,
}

/// An event and where it stands.
#[derive(Debug, Serialize, ToSchema)]
struct LoggedEvent {
    /// Where it stands in the log.
    position: i64,
    /// The event: a document of `CloudEvents` 1.0, as it stands in the log.
    #[schema(value_type = Object)]
    event: Box<RawValue>,
}

/// Which events to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those after this position; from the first one when absent.
    after: Option<Place>,
    /// How many at most; a page may hold fewer when events are large.
    #[param(value_type = Option<Limit>)]
    limit: Option<Limit>,
}

/// Lists events in the order of the log, or, for those who accept `text/event-stream`, sends them
/// as they come: each with its position as id and its document as data.
#[utoipa::path(
    get, path = "/v1/events", tag = "Events", operation_id = "list_events",
    params(
        Which,
        ("Last-Event-ID" = Option<i64>, Header, minimum = 0,
            description = "Goes on after this position; comes before `after`."),
    ),
    responses(
        (status = OK, description = "What there is.", content(
            (EventPage = "application/json"),
            (String = "text/event-stream")
        )),
        Problems
    )
)]
async fn list(
    State(api): State<Api>,
    headers: HeaderMap,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let resumed = last_event_id(&headers)?;
    let after = resumed.or(which.after.map(|it| it.0)).unwrap_or(0);
    let after = Position(after);
    within_log(&api, after).await?;
    if wants_stream(&headers) {
        return Ok(live::stream(&api, after)?.into_response());
    }
    let limit = which.limit.unwrap_or_default().0;
    let head = api.app.store.head().await?;
    let events = api.app.store.read_within(after, limit, PAGE_BYTES_MAX);
    let page = page(&events.await?, after)?;
    let position = HeaderValue::from(head.0);
    Ok(([(POSITION, position)], axum::Json(page)).into_response())
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(text) = header(headers, &LAST_EVENT_ID)? else {
        return Ok(None);
    };
    let position = text.parse::<i64>().ok().filter(|it| *it >= 0);
    let position = position.ok_or_else(|| invalid_header(&LAST_EVENT_ID, "it is not a position"));
    position.map(Some)
}

fn wants_stream(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter();
    let mut accepted = accepted.filter_map(|it| it.to_str().ok());
    accepted.any(|it| {
        let mut types = it.split(',').filter_map(|it| it.split(';').next());
        types.any(|it| it.trim().eq_ignore_ascii_case("text/event-stream"))
    })
}

fn page(events: &[Recorded], after: Position) -> Result<EventPage, Problem> {
    let mut items = Vec::with_capacity(events.len());
    for event in events {
        items.push(LoggedEvent {
            position: event.position.0,
            event: serde_json::from_slice(&event.document)?,
        });
    }
    let next_after = items.last().map_or(after.0, |it| it.position);
    Ok(EventPage { items, next_after })
}
