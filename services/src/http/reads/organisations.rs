//! Organisations, their history, and which may be entered twice.

mod particulars;

use axum::extract::State;
use domain::{Country, FieldId, ProvinceId};
use projections::organisation::{self, Filter, Listed, Suspected};
use projections::registry_entry;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::certificates::CertificateStatus;
use super::changes::{Change, Part, shown};
use super::merged_into;
use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::{Problem, bad};
use crate::http::query::{Limit, Words};
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Page, Read, Shown};
use crate::http::texts::Token;

/// What cursors of the list are for.
const LIST: &str = "organisations";

/// What cursors of the history are for.
const HISTORY: &str = "organisation-history";

/// What cursors of the list of duplicates are for.
const DUPLICATES: &str = "organisation-duplicates";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(duplicates))
        .routes(routes!(one))
        .routes(routes!(history))
        .merge(particulars::router())
}

/// An organisation that applied for a certificate or gave aid.
#[derive(Debug, Serialize, ToSchema)]
struct Organisation {
    /// Which organisation.
    organisation_id: Uuid,
    /// The event that entered it.
    position: i64,
    /// Its name, as it was decided last, or as a dossier says it where nothing was; none once erased.
    name: Option<String>,
    /// Whether the name is as it was decided.
    decided: bool,
    /// The other name that a pending dossier asks for.
    name_asked_for: Option<String>,
    /// The country under whose law it was founded, where it was told.
    home: Option<String>,
    /// The value of the vault that names its representative; the timeline of the case refers to it.
    representative: Option<Uuid>,
    /// Those that were merged into it; reading one of them leads here.
    merged: Vec<Uuid>,
    /// How many certificates it holds that are valid or suspended.
    certificates: i64,
    /// The fields that they name.
    fields: Vec<String>,
    /// The provinces that they name.
    provinces: Vec<String>,
}

impl From<Listed> for Organisation {
    fn from(line: Listed) -> Self {
        Self {
            organisation_id: line.organisation_id,
            position: line.position,
            name: line.name,
            decided: line.decided,
            name_asked_for: line.name_asked_for,
            home: line.home,
            representative: line.representative,
            merged: line.merged,
            certificates: line.certificates,
            fields: line.fields,
            provinces: line.provinces,
        }
    }
}

/// Two organisations that may be one.
#[derive(Debug, Serialize, ToSchema)]
struct Duplicate {
    /// The one that was entered later.
    organisation_id: Uuid,
    /// Its name.
    name: String,
    /// Its home, where it was told.
    home: Option<String>,
    /// The one that was entered before.
    other_id: Uuid,
    /// The other's name.
    other_name: String,
    /// The other's home, where it was told.
    other_home: Option<String>,
    /// What of their names is the same: `letters`, all of it but for accents, case and punctuation;
    /// `words`, those that tell it from others; `spelling`, all but a few letters.
    same_name: &'static str,
    /// What is known of their homes: `same`, or `unknown` where one was never told.
    same_home: &'static str,
}

impl From<Suspected> for Duplicate {
    fn from(pair: Suspected) -> Self {
        Self {
            organisation_id: pair.organisation_id,
            name: pair.name,
            home: pair.home,
            other_id: pair.other_id,
            other_name: pair.other_name,
            other_home: pair.other_home,
            same_name: pair.likeness.name.name(),
            same_home: pair.likeness.home.name(),
        }
    }
}

/// Which organisations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Founded under the law of this country: two letters of ISO 3166.
    #[param(value_type = Option<String>, pattern = "^[A-Z]{2}$")]
    home: Option<Country>,
    /// With a certificate for this field.
    #[param(value_type = Option<Token>)]
    field: Option<FieldId>,
    /// With a certificate for this province, or for one that was merged into it.
    #[param(value_type = Option<Token>)]
    province: Option<ProvinceId>,
    /// With a certificate that stands like this.
    status: Option<CertificateStatus>,
    /// With these words, perhaps unfinished, in a name of it or of one merged into it, or in the
    /// number of a certificate; diacritics do not matter.
    q: Option<Words>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists organisations that applied for a certificate or gave aid, those entered last first. Those
/// that were merged into another are found under that one.
#[utoipa::path(
    get, path = "/v1/organisations", tag = "Registries", operation_id = "list_organisations",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<Organisation>), Problems)
)]
async fn list(
    State(api): State<Api>,
    read: Read<Which>,
) -> Result<Shown<Page<Organisation>>, Problem> {
    let which = &read.query;
    let filter = Filter {
        home: which.home.map(|it| it.to_string()),
        field: which.field.as_ref().map(ToString::to_string),
        provinces: merged_into(&api.app, which.province.as_ref()),
        status: which.status.map(|it| it.name().to_owned()),
        text: which.q.clone().map(|it| it.0),
        organisation: None,
    };
    let before = which.cursor.as_ref().map(|it| it.position(LIST));
    let limit = which.limit.0;
    let rows = organisation::list(&api.app.pool, &filter, before.transpose()?, limit + 1).await?;
    let ended_at = |it: &Listed| cursor(LIST, &[&it.position.to_string()]);
    Ok(read.page(rows, limit, ended_at, Organisation::from))
}

/// Which pairs to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Pairs {
    /// Those that this organisation is one of.
    organisation: Option<Uuid>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists organisations that may have been entered twice, two by two, and why it looks so. Nothing is
/// merged until somebody decides so.
#[utoipa::path(
    get, path = "/v1/organisations/duplicates", tag = "Registries",
    operation_id = "list_organisation_duplicates",
    params(Pairs, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<Duplicate>), Problems)
)]
async fn duplicates(
    State(api): State<Api>,
    read: Read<Pairs>,
) -> Result<Shown<Page<Duplicate>>, Problem> {
    let which = &read.query;
    let after = which.cursor.as_ref().map(|it| it.two_positions(DUPLICATES));
    let after = after.transpose()?;
    let limit = which.limit.0;
    let pairs = organisation::suspected(&api.app.pool, which.organisation).await?;
    let rest = pairs
        .into_iter()
        .filter(|it| after.is_none_or(|after| (it.position, it.other_position) < after));
    let rows = rest.take(usize::try_from(limit + 1).unwrap_or(usize::MAX));
    let ended_at = |it: &Suspected| {
        let (position, other) = (it.position.to_string(), it.other_position.to_string());
        cursor(DUPLICATES, &[&position, &other])
    };
    Ok(read.page(rows.collect(), limit, ended_at, Duplicate::from))
}

/// Shows an organisation; of one that was merged, whoever survived.
#[utoipa::path(
    get, path = "/v1/organisations/{organisation_id}", tag = "Registries",
    operation_id = "read_organisation",
    params(
        ("organisation_id" = Uuid, Path, description = "The organisation."),
        AtLeast, AtLeastHeader
    ),
    responses((status = OK, body = Organisation), Problems)
)]
async fn one(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<Nothing>,
) -> Result<Shown<Organisation>, Problem> {
    let line = organisation::one(&api.app.pool, id).await?;
    let line = line.ok_or_else(|| Problem::new(&bad::UNKNOWN_ORGANISATION))?;
    Ok(read.show(line.into()))
}

/// Lists what happened to an organisation, to its certificates, and to those merged into it, the
/// newest first, each with the case behind it.
#[utoipa::path(
    get, path = "/v1/organisations/{organisation_id}/history", tag = "Registries",
    operation_id = "list_organisation_history",
    params(
        ("organisation_id" = Uuid, Path, description = "The organisation."),
        Part, AtLeast, AtLeastHeader
    ),
    responses((status = OK, body = Page<Change>), Problems)
)]
async fn history(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<Part>,
) -> Result<Shown<Page<Change>>, Problem> {
    let pool = &api.app.pool;
    let survivor = organisation::survivor_of(pool, id).await?;
    let survivor = survivor.ok_or_else(|| Problem::new(&bad::UNKNOWN_ORGANISATION))?;
    let (before, limit) = read.query.page(HISTORY)?;
    let rows = registry_entry::of_organisation(pool, survivor, before, limit + 1).await?;
    shown(&read, HISTORY, rows)
}
