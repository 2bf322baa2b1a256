//! What surrounds every request: an id, a line in our own log, figures, and the form of problems.

use std::panic::AssertUnwindSafe;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::metrics::Metrics;
use super::problem::{Problem, bad, failed};
use crate::clock::new_id;

/// The header that names a request, for whoever asks about it later.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The route of what has no route.
const NO_ROUTE: &str = "none";

/// Answers a request, whatever happens to its handler.
pub(super) async fn surround(
    State(metrics): State<Metrics>,
    request: Request,
    next: Next,
) -> Response {
    let id = new_id();
    let method = method_name(request.method());
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", request.id = %id, method, route);
    let started = Instant::now();

    let in_flight = metrics.enter();
    let work = AssertUnwindSafe(next.run(request).instrument(span.clone()));
    let response = match work.catch_unwind().await {
        Ok(response) => written(response, &id.urn().to_string(), &span),
        Err(_panic) => {
            span.in_scope(|| tracing::error!("a handler panicked"));
            Problem::new(&failed::INTERNAL).reply(&id.urn().to_string())
        }
    };
    drop(in_flight);

    let (status, duration) = (response.status(), started.elapsed());
    metrics.answered(method, &route, status.as_u16(), duration);
    span.in_scope(|| {
        let duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status = status.as_u16(), duration_ms, "answered");
    });
    with_headers(response, &id.to_string())
}

/// The reply with its problem written out, if it has one.
fn written(mut response: Response, instance: &str, span: &tracing::Span) -> Response {
    let problem = response.extensions_mut().remove::<Problem>();
    let Some(problem) = problem.or_else(|| problem_of(&response)) else {
        return response;
    };
    if problem.kind().status.is_server_error() {
        let (code, cause) = (problem.kind().code, problem.cause().unwrap_or_default());
        span.in_scope(|| tracing::error!(problem = code, error = cause, "a request failed"));
    }
    problem.reply(instance)
}

/// The problem that the router itself found; which methods are allowed is added further out.
fn problem_of(response: &Response) -> Option<Problem> {
    let refused = response.status() == StatusCode::METHOD_NOT_ALLOWED;
    refused.then(|| Problem::new(&bad::METHOD_NOT_ALLOWED))
}

fn with_headers(mut response: Response, id: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let json = |it: &HeaderValue| it.as_bytes().starts_with(b"application/");
    if headers.get(CONTENT_TYPE).is_some_and(json) || !headers.contains_key(CONTENT_TYPE) {
        let no_store = HeaderValue::from_static("no-store");
        headers.entry(CACHE_CONTROL).or_insert(no_store);
    }
    response
}

/// The method, for figures: one of few, whatever callers make up.
fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "OTHER",
    }
}
