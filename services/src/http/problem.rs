//! What is told to a caller whose request was not carried out: a problem of RFC 9457.
//!
//! Every kind of problem stands in one table, from which the replies, the pages under `/problems`
//! and the OpenAPI document come. A detail tells the caller what to do.

pub(super) mod bad;
pub(super) mod failed;
mod kind;
pub(super) mod refused;
mod refused_pause;
mod refused_registry;
mod refused_report;
mod refused_scope;
mod shelf;

use axum::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
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
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
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
        let inner = *self.0;
        let document = Document {
            inner: &inner,
            instance,
        };
        let text = serde_json::to_string(&document).expect("a problem is JSON");
        let media_type = (axum::http::header::CONTENT_TYPE, MEDIA_TYPE);
        let mut response = (inner.kind.status, [media_type], text).into_response();
        for (name, value) in inner.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// A problem as it is written out: what all have in common comes first.
struct Document<'a> {
    inner: &'a Inner,
    instance: &'a str,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = self.inner.kind;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &kind.uri())?;
        map.serialize_entry("title", kind.title)?;
        map.serialize_entry("status", &kind.status.as_u16())?;
        map.serialize_entry("detail", &self.inner.detail)?;
        map.serialize_entry("instance", self.instance)?;
        for (name, value) in &self.inner.members {
            map.serialize_entry(name, value)?;
        }
        map.end()
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
