//! What happened to a case.

use axum::extract::State;
use projections::case_list;
use projections::case_timeline::{self, TimelineEntry};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::Problem;
use crate::http::query::Limit;
use crate::http::read::{AtLeast, AtLeastHeader, Page, Read, Shown, missing_case};

/// What cursors of the list are for.
const LIST: &str = "timeline";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Something that happened to a case.
#[derive(Debug, Serialize, ToSchema)]
struct Happening {
    /// Where the event stands in the log.
    position: i64,
    /// Where the event stands in the case.
    version: i64,
    /// Its wire name.
    r#type: String,
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    recorded_at: OffsetDateTime,
    /// When it happened, where it was imported.
    #[serde(with = "time::serde::rfc3339::option")]
    occurred_at: Option<OffsetDateTime>,
    /// Who did it.
    actor: Uuid,
    /// On behalf of which agency.
    agency: Option<String>,
    /// In which role.
    role: String,
    /// The event's own data; it holds references in the stead of personal values.
    #[schema(value_type = Object)]
    data: Box<RawValue>,
}

impl TryFrom<TimelineEntry> for Happening {
    type Error = serde_json::Error;

    fn try_from(entry: TimelineEntry) -> Result<Self, serde_json::Error> {
        Ok(Self {
            position: entry.position,
            version: entry.version,
            r#type: entry.r#type,
            recorded_at: entry.recorded_at,
            occurred_at: entry.occurred_at,
            actor: entry.actor,
            agency: entry.agency,
            role: entry.role,
            data: RawValue::from_string(entry.data)?,
        })
    }
}

/// Which part of the timeline to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists what happened to a case, in order.
#[utoipa::path(
    get, path = "/v1/cases/{case_id}/timeline", tag = "Cases", operation_id = "list_timeline",
    params(("case_id" = Uuid, Path, description = "The case."), Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<Happening>), Problems)
)]
async fn list(
    State(api): State<Api>,
    Path(case): Path<Uuid>,
    read: Read<Which>,
) -> Result<Shown<Page<Happening>>, Problem> {
    let (pool, which) = (&api.app.pool, &read.query);
    let line = case_list::one(pool, case).await?;
    if line.is_none() {
        return Err(missing_case(&api, case).await);
    }
    let after = which
        .cursor
        .as_ref()
        .map(|it| it.position(LIST))
        .transpose()?;
    let limit = which.limit.0;
    let rows = case_timeline::of_case(pool, case, after.unwrap_or(0), limit + 1).await?;
    let happenings = rows.into_iter().map(Happening::try_from);
    let happenings = happenings.collect::<Result<Vec<_>, _>>()?;
    let ended_at = |it: &Happening| cursor(LIST, &[&it.version.to_string()]);
    Ok(read.page(happenings, limit, ended_at, |it| it))
}
