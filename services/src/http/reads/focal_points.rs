//! Who answers for a province, now and before.

use axum::extract::State;
use domain::ProvinceId;
use domain::focal_point::FocalRole;
use projections::focal_point::Filter;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::focal_points::{self, Named};
use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::query::{Limit, Words};
use crate::http::read::{AtLeast, AtLeastHeader, Page, Read, Shown};
use crate::http::texts::Token;

/// What cursors of the list are for.
const LIST: &str = "focal-points";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Somebody who is or was a focal point of a province.
#[derive(Debug, Serialize, ToSchema)]
struct FocalPoint {
    /// The event that named them.
    position: i64,
    /// Of which province.
    province: String,
    /// The province that it belongs to now, where it is none any more.
    province_now: Option<String>,
    /// For what: `fngo_activity`, `aid_use` or `aid_mobilisation`.
    role: String,
    /// The body that the office belongs to.
    agency: String,
    /// The body that has its powers now, where it is another one.
    agency_now: Option<String>,
    /// What kind of office it is.
    office: String,
    /// The person, as the vault knows them.
    person: Uuid,
    /// Their name, read from the vault; none once erased.
    name: Option<String>,
    /// How to reach them, read from the vault; none once erased, or where it was not told.
    contact: Option<String>,
    /// Since when they are.
    #[serde(with = "time::serde::rfc3339")]
    named_at: OffsetDateTime,
    /// On behalf of which agency they were named.
    named_by: Option<String>,
    /// Until when they were: until others were named, nobody was, or the province was merged; none
    /// while they are.
    #[serde(with = "time::serde::rfc3339::option")]
    until_at: Option<OffsetDateTime>,
}

/// Which focal points to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Of this province; with former ones, also of those that were merged into it.
    #[param(value_type = Option<Token>)]
    province: Option<ProvinceId>,
    /// For this: `fngo_activity`, `aid_use` or `aid_mobilisation`.
    #[param(value_type = Option<String>)]
    role: Option<FocalRole>,
    /// Whether to list those as well who are none any more.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    former: bool,
    /// With these words, perhaps unfinished, in their name; diacritics do not matter.
    q: Option<Words>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists the focal points of provinces, those named last first.
#[utoipa::path(
    get, path = "/v1/focal-points", tag = "Registries", operation_id = "list_focal_points",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<FocalPoint>), Problems)
)]
async fn list(
    State(api): State<Api>,
    read: Read<Which>,
) -> Result<Shown<Page<FocalPoint>>, Problem> {
    let which = &read.query;
    let filter = Filter {
        province: which.province.as_ref().map(ToString::to_string),
        role: which.role.map(|it| it.name().to_owned()),
        former: which.former,
    };
    let before = which.cursor.as_ref().map(|it| it.position(LIST));
    let (before, limit) = (before.transpose()?, which.limit.0);
    let text = which.q.as_ref().map(|it| it.0.as_str());
    let rows = focal_points::list(&api.app, &filter, text, before, limit + 1).await?;
    let ended_at = |it: &Named| cursor(LIST, &[&it.line.position.to_string()]);
    Ok(read.page(rows, limit, ended_at, FocalPoint::from))
}

impl From<Named> for FocalPoint {
    fn from(named: Named) -> Self {
        let line = named.line;
        Self {
            position: line.position,
            name: named.name,
            contact: named.contact,
            province: line.province,
            province_now: line.heir,
            role: line.role,
            agency: line.agency,
            agency_now: named.agency_now,
            office: line.office,
            person: line.person,
            named_at: line.named_at,
            named_by: line.named_by,
            until_at: line.until_at,
        }
    }
}
