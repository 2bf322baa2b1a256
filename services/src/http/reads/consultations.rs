//! Who was asked, and what they answered.

use axum::extract::State;
use domain::AgencyId;
use projections::{case_list, consultation};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::All;
use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::Problem;
use crate::http::query::{Limit, agency};
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Page, Read, Shown, missing_case};
use crate::http::texts::Token;

/// What cursors of the list are for.
const LIST: &str = "consultations";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(of_case))
}

/// The consultation of one body about one case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Consultation {
    /// About which case.
    case_id: Uuid,
    /// The body asked.
    agency: String,
    /// The event that asked it.
    position: i64,
    /// Under which procedure.
    procedure: String,
    /// When it was asked.
    #[serde(with = "time::serde::rfc3339")]
    requested_at: OffsetDateTime,
    /// When the letter arrived.
    #[serde(with = "time::serde::rfc3339::option")]
    received_at: Option<OffsetDateTime>,
    /// The moment its term ends, counted from its own receipt.
    #[serde(with = "time::serde::rfc3339::option")]
    due_at: Option<OffsetDateTime>,
    /// When it gave its opinion.
    #[serde(with = "time::serde::rfc3339::option")]
    answered_at: Option<OffsetDateTime>,
    /// The direction of its opinion.
    opinion: Option<String>,
    /// Whether the case ended without waiting for it.
    case_closed: bool,
}

impl From<consultation::Consultation> for Consultation {
    fn from(it: consultation::Consultation) -> Self {
        Self {
            case_id: it.case_id,
            agency: it.agency,
            position: it.position,
            procedure: it.procedure,
            requested_at: it.requested_at,
            received_at: it.received_at,
            due_at: it.due_at,
            answered_at: it.answered_at,
            opinion: it.opinion,
            case_closed: it.case_closed,
        }
    }
}

/// Which consultations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Of this agency.
    #[param(value_type = Option<Token>)]
    agency: Option<AgencyId>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists consultations that wait for an opinion, the oldest first.
#[utoipa::path(
    get, path = "/v1/consultations", tag = "Lists", operation_id = "list_consultations",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<Consultation>), Problems)
)]
async fn list(
    State(api): State<Api>,
    read: Read<Which>,
) -> Result<Shown<Page<Consultation>>, Problem> {
    let which = &read.query;
    let after = which
        .cursor
        .as_ref()
        .map(|it| it.position(LIST))
        .transpose()?;
    let (agency, limit) = (agency(which.agency.as_ref()), which.limit.0);
    let (pool, after) = (&api.app.pool, after.unwrap_or(0));
    let rows = consultation::waiting(pool, agency.as_deref(), after, limit + 1).await?;
    let ended_at = |it: &consultation::Consultation| cursor(LIST, &[&it.position.to_string()]);
    Ok(read.page(rows, limit, ended_at, Consultation::from))
}

/// Lists the consultations about a case, in the order in which they were asked for.
#[utoipa::path(
    get, path = "/v1/cases/{case_id}/consultations", tag = "Cases",
    operation_id = "list_case_consultations",
    params(("case_id" = Uuid, Path, description = "The case."), AtLeast, AtLeastHeader),
    responses((status = OK, body = All<Consultation>), Problems)
)]
async fn of_case(
    State(api): State<Api>,
    Path(case): Path<Uuid>,
    read: Read<Nothing>,
) -> Result<Shown<All<Consultation>>, Problem> {
    let pool = &api.app.pool;
    let line = case_list::one(pool, case).await?;
    if line.is_none() {
        return Err(missing_case(&api, case).await);
    }
    let rows = consultation::of_case(pool, case).await?.into_iter();
    let items = rows.map(Consultation::from).collect();
    Ok(read.show(All { items }))
}
