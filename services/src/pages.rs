//! The pages people look at: plain HTML from the read models, readable without script.
//!
//! Invariant: a page is made from read models, the law and the vault, and changes nothing. What
//! comes from outside reaches a page only through a template, which escapes it.

mod address;
mod aid;
mod assets;
mod audit;
mod case;
mod cases;
mod certificate;
mod certificates;
mod charts;
pub(crate) mod citation;
mod dashboard;
mod duties;
mod focal_points;
mod frame;
mod language;
mod live;
mod log;
pub(crate) mod names;
mod organisation;
mod organisations;
mod procedure;
mod procedures;
pub(crate) mod reckoning;
mod registry;
mod scores;
mod telling;
pub(crate) mod terms;
mod verify;
mod wording;

use axum::http::HeaderValue;
use std::collections::HashMap;

use axum::extract::{FromRequestParts as _, Request};
use axum::http::header::{
    ACCEPT, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router, middleware};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::frame::PageError;
pub(crate) use self::frame::Reader;
use self::live::Live;
pub(crate) use self::telling::personal as personal_values;
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

/// Every page. Those that show personal data are, without a way to sign in, open only where everybody is
/// believed to be whom they say they are.
pub(crate) fn router(options: &Options, stopping: CancellationToken) -> Router<App> {
    let pages = if options.trust_actor_headers {
        open()
    } else {
        closed()
    };
    pages
        .route("/assets/{hash}/{name}", get(assets::show))
        .merge(public())
        .merge(verify::router())
        .layer(middleware::map_response(guarded))
        .layer(Extension(Live::new(stopping)))
}

/// What is for everybody to read: the law, and what the log proves.
fn public() -> Router<App> {
    Router::new()
        .route("/log", get(log::show))
        .route("/procedures", get(procedures::show))
        .route("/procedures/{id}", get(procedure::show))
}

fn open() -> Router<App> {
    Router::new()
        .route("/", get(dashboard::show))
        .route("/cases", get(cases::show))
        .route("/cases/{id}", get(case::show))
        .route("/cases/{id}/score", get(scores::case::show))
        .route("/certificates", get(certificates::show))
        .route("/certificates/{id}", get(certificate::show))
        .route("/organisations", get(organisations::show))
        .route("/organisations/duplicates", get(organisations::duplicates))
        .route("/organisations/{id}", get(organisation::show))
        .route("/aid", get(aid::show))
        .route("/aid/{id}", get(aid::one))
        .route("/focal-points", get(focal_points::show))
        .route("/duties", get(duties::show))
        .route("/scores", get(scores::show))
        .route("/audit", get(audit::show))
        .route("/pages/live", get(live::show))
}

fn closed() -> Router<App> {
    Router::new()
        .route("/", get(nobody))
        .route("/cases", get(nobody))
        .route("/cases/{id}", get(nobody))
        .route("/cases/{id}/score", get(nobody))
        .route("/certificates", get(nobody))
        .route("/certificates/{id}", get(nobody))
        .route("/organisations", get(nobody))
        .route("/organisations/duplicates", get(nobody))
        .route("/organisations/{id}", get(nobody))
        .route("/aid", get(nobody))
        .route("/aid/{id}", get(nobody))
        .route("/focal-points", get(nobody))
        .route("/duties", get(nobody))
        .route("/scores", get(nobody))
        .route("/audit", get(nobody))
        .route("/pages/live", get(nobody))
}

async fn nobody(reader: Reader) -> Response {
    reader.explain(&PageError::Closed)
}

/// The page for an address where nothing is, for whoever wants to see a page; programs that ask
/// the API do not.
pub(crate) async fn not_found(app: &App, request: Request) -> Option<Response> {
    let accepted = request.headers().get(ACCEPT)?.to_str().ok()?;
    if !accepted.contains("text/html") {
        return None;
    }
    let (mut parts, _body) = request.into_parts();
    let reader = Reader::from_request_parts(&mut parts, app).await;
    let reader = match reader {
        Ok(reader) => reader,
        Err(never) => match never {},
    };
    Some(guarded(reader.explain(&PageError::NotFound)).await)
}

/// The personal values with these ids, as far as the vault still has them: for display only.
async fn revealed(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, PageError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = app.vault.reveal(ids).await?.into_iter();
    let kept = found.filter_map(|(id, value)| Some((id, value?.expose().clone())));
    Ok(kept.collect())
}

async fn guarded(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
