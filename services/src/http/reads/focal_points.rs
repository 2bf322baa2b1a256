use axum::extract::State;
use domain::ProvinceId;
use domain::focal_point::FocalRole;
use projections::focal_point::{self, Filter, FocalPointLine};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::query::Limit;
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
    /// For what: `fngo_activity`, `aid_use` or `aid_mobilisation`.
    role: String,
    /// The body that the office belongs to.
    agency: String,
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
    /// Until when they were; none while they are.
    #[serde(with = "time::serde::rfc3339::option")]
    until_at: Option<OffsetDateTime>,
}

/// Which focal points to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Of this province.
    #[param(value_type = Option<Token>)]
    province: Option<ProvinceId>,
    /// For this: `fngo_activity`, `aid_use` or `aid_mobilisation`.
    #[param(value_type = Option<String>)]
    role: Option<FocalRole>,
    /// Whether to list those as well who are none any more.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    former: bool,
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
    let limit = which.limit.0;
    let rows = focal_point::list(&api.app.pool, &filter, before.transpose()?, limit + 1).await?;
    let refs: Vec<Uuid> = rows
        .iter()
        .flat_map(|it| [Some(it.name), it.contact])
        .flatten()
        .collect();
    let revealed = api.app.vault.reveal(&refs).await?;
    let told = |it: Uuid| {
        let value = revealed.get(&it)?.as_ref()?;
        Some(value.expose().clone())
    };
    let ended_at = |it: &FocalPointLine| cursor(LIST, &[&it.position.to_string()]);
    Ok(read.page(rows, limit, ended_at, |line| FocalPoint {
        position: line.position,
        name: told(line.name),
        contact: line.contact.and_then(told),
        province: line.province,
        role: line.role,
        agency: line.agency,
        office: line.office,
        person: line.person,
        named_at: line.named_at,
        named_by: line.named_by,
        until_at: line.until_at,
    }))
}
