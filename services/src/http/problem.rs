//! What is told to a caller whose request was not carried out: a problem of RFC 9457.
//!
//! Every kind of problem stands in one table, from which the replies, the pages under `/problems`
//! and the OpenAPI document come. A detail tells the caller what to do.

pub(super) mod bad;
pub(super) mod failed;
mod kind;
pub(super) mod refused;
mod shelf;

use axum::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};

pub(super) use self::kind::Kind;
pub(super) use self::shelf::{all, is_of_commands, router};

/// The media type of problems.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// A request that was not carried out, and why.
#[derive(Debug, Clone)]
pub(crate) struct Problem(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: &'static Kind,
    detail: String,
    members: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<String>,
}

/// One thing that is wrong with a body.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(super) struct Fault {
    /// Where, as a JSON Pointer.
    pub(super) pointer: String,
    /// What is wrong there.
    pub(super) detail: String,
}

impl Problem {
    /// A problem of this kind; it tells the caller what to do in general.
    pub(super) fn new(kind: &'static Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            detail: kind.advice.to_owned(),
            members: Map::new(),
            headers: vec![],
            cause: None,
        }))
    }

    /// Says what to do in this very case.
    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = detail.into();
        self
    }

    /// Adds a member, for programs to read.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.members.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a header.
    pub(super) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Says in how many seconds to try again.
    pub(super) fn retry_after(self, seconds: u16) -> Self {
        self.header(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// Keeps what happened, for our own log; the caller does not hear of it.
    pub(super) fn because(mut self, cause: &(dyn std::error::Error + 'static)) -> Self {
        self.0.cause = Some(crate::execute::chain(cause));
        self
    }

    pub(super) fn kind(&self) -> &'static Kind {
        self.0.kind
    }

    /// What happened, for our own log.
    pub(super) fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The reply, which names the request it answers.
    pub(super) fn reply(self, instance: &str) -> Response {
        let Inner {
            kind,
            detail,
            members,
            headers,
            ..
        } = *self.0;
        let mut body = Map::new();
        body.insert("type".to_owned(), kind.uri().into());
        body.insert("title".to_owned(), kind.title.into());
        body.insert("status".to_owned(), kind.status.as_u16().into());
        body.insert("detail".to_owned(), detail.into());
        body.insert("instance".to_owned(), instance.into());
        body.extend(members);
        let media_type = (axum::http::header::CONTENT_TYPE, MEDIA_TYPE);
        let text = Value::Object(body).to_string();
        let mut response = (kind.status, [media_type], text).into_response();
        for (name, value) in headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl IntoResponse for Problem {
    /// An empty reply that carries the problem: the outermost layer, which knows the request,
    /// writes it out.
    fn into_response(self) -> Response {
        let mut response = self.0.kind.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
