//! The answer to a command that was carried out.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{ETAG, HeaderMap, HeaderName, HeaderValue, LOCATION};
use axum::response::{IntoResponse, Response};
use domain::CaseId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Api;
use super::problem::Problem;
use crate::execute::{Done, ExecuteError};

/// The header that says how far the log or the read models go.
pub(super) const POSITION: HeaderName = HeaderName::from_static("hoso-position");

/// The header that tells the answer to a repeat.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What a command did.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Receipt {
    /// About which case it was.
    case_id: Uuid,
    /// The version it brought the case to.
    version: i64,
    /// The last event it caused. A read that names this position sees what the command did.
    position: i64,
    /// The first event it caused.
    first_position: i64,
    /// Whether it had been carried out before, because this is a repeat.
    repeated: bool,
}

/// A receipt and the status it is sent with.
#[derive(Debug)]
pub(super) struct Carried {
    receipt: Receipt,
    status: StatusCode,
}

impl Carried {
    /// What was done to a case.
    pub(super) fn out(case: CaseId, done: Done) -> Self {
        Self {
            receipt: Receipt {
                case_id: case.0,
                version: done.version.0,
                position: done.last.0,
                first_position: done.first.0,
                repeated: done.repeated,
            },
            status: StatusCode::OK,
        }
    }

    /// The case is new.
    pub(super) fn created(self) -> Self {
        let status = StatusCode::CREATED;
        Self { status, ..self }
    }
}

impl IntoResponse for Carried {
    fn into_response(self) -> Response {
        let mut headers = marks(self.receipt.position, self.receipt.repeated);
        headers.insert(ETAG, etag(self.receipt.version));
        if self.status == StatusCode::CREATED {
            let location = format!("/v1/cases/{}", self.receipt.case_id);
            headers.extend(HeaderValue::try_from(location).map(|it| (LOCATION, it)));
        }
        (self.status, headers, Json(self.receipt)).into_response()
    }
}

/// What came of a command, as metrics count it.
pub(super) fn outcome(carried: &Result<Done, Problem>) -> &'static str {
    match carried {
        Ok(done) if done.repeated => "repeated",
        Ok(_) => "done",
        Err(problem) if problem.kind().status.is_client_error() => "refused",
        Err(_) => "failed",
    }
}

/// What a command did, once it is counted what came of it.
pub(super) fn counted(
    api: &Api,
    command: &'static str,
    carried: Result<Done, ExecuteError>,
) -> Result<Done, Problem> {
    let carried = carried.map_err(Problem::from);
    api.metrics.commanded(command, outcome(&carried));
    carried
}

/// What the answer to a command says beside its body: its position, and whether it is a repeat.
pub(super) fn marks(position: i64, repeated: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(POSITION, HeaderValue::from(position));
    if repeated {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    headers
}

/// The entity tag of a case at a version.
pub(super) fn etag(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("digits and quotes fit into a header")
}
