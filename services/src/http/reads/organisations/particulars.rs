//! What is, was or is to be told of an organisation.

use std::collections::HashMap;

use axum::extract::State;
use projections::organisation::{self, InForce, Moment, Particular, What};
use projections::registry_entry;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::{Problem, bad};
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Read, Shown};
use crate::http::reads::All;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Something that is, was or is to be told of an organisation.
#[derive(Debug, Serialize, ToSchema)]
struct OrganisationParticular {
    /// What it is about: `name`, `home`, `representative`, `fields` or `provinces`.
    #[schema(value_type = String, example = "representative")]
    what: What,
    /// Of which organisation: itself, or one that was merged into it.
    organisation: Uuid,
    /// The name, read from the vault; the code of the country; or the ids of fields or provinces.
    /// Nothing once it was erased.
    values: Vec<String>,
    /// Whether it holds `now` or did `before`, or is `asked` for, or was `not_granted`.
    #[schema(value_type = String, example = "now")]
    in_force: InForce,
    /// When a dossier asked for it.
    asked: Option<Occasion>,
    /// Since when it holds or held: the decision.
    since: Option<Occasion>,
    /// Until when it held, or when it was not granted.
    until: Option<Occasion>,
}

/// When something happened, and the case behind it.
#[derive(Debug, Serialize, ToSchema)]
struct Occasion {
    /// The event.
    position: i64,
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// The case behind it; none where there is none.
    case_id: Option<Uuid>,
}

impl From<Moment> for Occasion {
    fn from(moment: Moment) -> Self {
        Self {
            position: moment.position,
            at: moment.at,
            case_id: moment.case_id,
        }
    }
}

impl From<Particular> for OrganisationParticular {
    fn from(told: Particular) -> Self {
        Self {
            what: told.what,
            organisation: told.organisation,
            values: told.values,
            in_force: told.in_force,
            asked: told.asked.map(Occasion::from),
            since: told.since.map(Occasion::from),
            until: told.until.map(Occasion::from),
        }
    }
}

/// Lists the names, homes, representatives, fields and provinces of an organisation and of those
/// merged into it, the newest of each first, with the case behind every change. A change is in force
/// since it was decided; what was only asked for says so.
#[utoipa::path(
    get, path = "/v1/organisations/{organisation_id}/particulars", tag = "Registries",
    operation_id = "list_organisation_particulars",
    params(
        ("organisation_id" = Uuid, Path, description = "The organisation."),
        AtLeast, AtLeastHeader
    ),
    responses((status = OK, body = All<OrganisationParticular>), Problems)
)]
async fn list(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<Nothing>,
) -> Result<Shown<All<OrganisationParticular>>, Problem> {
    let pool = &api.app.pool;
    let survivor = organisation::survivor_of(pool, id).await?;
    let survivor = survivor.ok_or_else(|| Problem::new(&bad::UNKNOWN_ORGANISATION))?;
    let statements = organisation::statements(pool, survivor).await?;
    let entries = registry_entry::of_its_certificates(pool, survivor).await?;
    let refs = statements.iter().filter_map(|it| it.representative);
    let revealed = api.app.vault.reveal(&refs.collect::<Vec<_>>()).await?;
    let kept = revealed.into_iter();
    let kept: HashMap<Uuid, String> = kept
        .filter_map(|(id, value)| Some((id, value?.expose().clone())))
        .collect();
    let told = organisation::particulars(survivor, &statements, &entries, &kept)?;
    let items = told.into_iter().map(OrganisationParticular::from).collect();
    Ok(read.show(All { items }))
}
