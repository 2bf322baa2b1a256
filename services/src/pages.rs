//! The pages people look at: plain HTML from the read models, readable without script.
//!
//! Invariant: a page is made from read models, the law and the vault, and changes nothing. What
//! comes from outside reaches a page only through a template, which escapes it.

mod address;
mod assets;
mod cases;
mod charts;
mod dashboard;
mod frame;
mod language;
mod live;
mod names;
mod reckoning;
mod wording;

use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router, middleware};
use tokio_util::sync::CancellationToken;

use self::frame::PageError;
pub(crate) use self::frame::Reader;
use self::live::Live;
use crate::App;
use crate::serve::Options;

/// What a page may load and do: its own style, script and pictures, and forms that come back here.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 3] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
];

/// Every page. They show personal data, so without a way to sign in they are open only where
/// everybody is believed to be whom they say they are.
pub(crate) fn router(options: &Options, stopping: CancellationToken) -> Router<App> {
    let pages = if options.trust_actor_headers {
        open()
    } else {
        closed()
    };
    pages
        .route("/assets/{hash}/{name}", get(assets::show))
        .layer(middleware::map_response(guarded))
        .layer(Extension(Live::new(stopping)))
}

fn open() -> Router<App> {
    Router::new()
        .route("/", get(dashboard::show))
        .route("/cases", get(cases::show))
        .route("/pages/live", get(live::show))
}

fn closed() -> Router<App> {
    Router::new()
        .route("/", get(nobody))
        .route("/cases", get(nobody))
        .route("/pages/live", get(nobody))
}

async fn nobody(reader: Reader) -> Response {
    reader.explain(&PageError::Closed)
}

/// The page for an address where nothing is; for browsers, beside the API's answer for programs.
pub(crate) async fn not_found(reader: Reader) -> Response {
    guarded(reader.explain(&PageError::NotFound)).await
}

async fn guarded(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
