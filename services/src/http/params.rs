//! Reading addresses: path, query, and single headers.

use axum::extract::{FromRequestParts, rejection::QueryRejection};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Uri};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::problem::{Problem, bad};
use super::texts::NIL;

/// The parts of the path, such as ids.
#[derive(Debug)]
pub(super) struct Path<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let mut segments = parts.uri.path().split('/');
        if segments.any(|it| it.parse::<Uuid>().is_ok_and(|it| it.is_nil())) {
            let detail = format!("In an id, {NIL}. {}", bad::INVALID_PATH.advice);
            return Err(Problem::new(&bad::INVALID_PATH).detail(detail));
        }
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|it| Self(it.0)).map_err(|rejection| {
            let text = rejection.body_text();
            Problem::new(&bad::INVALID_PATH).detail(format!("{text}. {}", bad::INVALID_PATH.advice))
        })
    }
}

/// The query, which may have no other parameters.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        query(&parts.uri).map(Self)
    }
}

/// For addresses that know no parameters.
#[derive(Debug)]
pub(super) struct NoQuery;

impl<S: Send + Sync> FromRequestParts<S> for NoQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}

        query::<Nothing>(&parts.uri).map(|Nothing {}| Self)
    }
}

/// Reads the query of an address.
pub(super) fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    axum::extract::Query::try_from_uri(uri)
        .map(|it| it.0)
        .map_err(|rejection: QueryRejection| {
            let text = rejection.body_text();
            let text = text.rsplit("query string: ").next().unwrap_or_default();
            // This wording is serde's for `deny_unknown_fields`.
            let kind = if text.contains("unknown field `") {
                &bad::UNKNOWN_PARAMETER
            } else {
                &bad::INVALID_PARAMETER
            };
            Problem::new(kind).detail(format!("The query cannot be read: {text}. {}", kind.advice))
        })
}

/// A header that may be sent once.
pub(super) fn header<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next(), values.next());
    if second.is_some() {
        return Err(invalid_header(name, "it was sent twice"));
    }
    let Some(value) = first else { return Ok(None) };
    let text = value.to_str().map(str::trim);
    text.map(Some)
        .map_err(|_| invalid_header(name, "it is not ASCII"))
}

/// A header that cannot be read, and why.
pub(super) fn invalid_header(name: &HeaderName, why: &str) -> Problem {
    let advice = bad::INVALID_HEADER.advice;
    Problem::new(&bad::INVALID_HEADER)
        .detail(format!("{name} cannot be read: {why}. {advice}"))
        .with("header", name.as_str())
}
