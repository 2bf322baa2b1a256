//! The bodies of the catalogue.

use axum::extract::State;
use domain::law::{Agency as Entry, Mandate as Managed};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::rules::Bilingual;
use super::{All, iso_date};
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Read, Shown};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A public body, and what it answers for.
#[derive(Debug, Serialize, ToSchema)]
struct Agency {
    /// Names the body.
    id: String,
    /// What people call it.
    name: Bilingual,
    /// The first day on which it exists; nothing when it always did.
    #[serde(with = "iso_date::option")]
    valid_from: Option<Date>,
    /// The last day on which it exists; nothing while it does.
    #[serde(with = "iso_date::option")]
    valid_to: Option<Date>,
    /// Who took over its powers.
    successor: Option<String>,
    /// The fields it manages.
    fields: Vec<Mandate>,
    /// Whether it is a ministry, or a body of the rank of one.
    ministry: bool,
    /// What its body in each province is called; nothing where it has none. The name of such a body
    /// is that of the ministry and of the province, such as `MOH-VN34-01`.
    in_provinces: Option<Bilingual>,
    /// The province it governs.
    province: Option<String>,
    /// Its identifier, with which the codes of dossiers begin that it receives.
    identifier: Option<String>,
    /// The text that gives it its part.
    basis: String,
    /// What of this entry nobody has checked against the legal text.
    unverified: Vec<String>,
}

/// A field that a body manages.
#[derive(Debug, Serialize, ToSchema)]
struct Mandate {
    /// Names the field.
    field: String,
    /// What people call it; nothing where another body's entry says.
    title: Option<Bilingual>,
    /// The first day on which the body manages it; nothing when it always did.
    #[serde(with = "iso_date::option")]
    valid_from: Option<Date>,
    /// The last day on which the body manages it; nothing while it does.
    #[serde(with = "iso_date::option")]
    valid_to: Option<Date>,
}

impl From<&Entry> for Agency {
    fn from(entry: &Entry) -> Self {
        Self {
            id: entry.id.to_string(),
            name: (&entry.name).into(),
            valid_from: entry.valid_from,
            valid_to: entry.valid_to,
            successor: entry.successor.as_ref().map(ToString::to_string),
            fields: entry.fields.iter().map(Mandate::from).collect(),
            ministry: entry.ministry,
            in_provinces: entry.in_provinces.as_ref().map(Into::into),
            province: entry.province.as_ref().map(ToString::to_string),
            identifier: entry.identifier.clone(),
            basis: entry.basis.clone(),
            unverified: entry.unverified.clone(),
        }
    }
}

impl From<&Managed> for Mandate {
    fn from(it: &Managed) -> Self {
        Self {
            field: it.field.to_string(),
            title: it.title.as_ref().map(Bilingual::from),
            valid_from: it.valid_from,
            valid_to: it.valid_to,
        }
    }
}

/// Lists every public body of the catalogue, those that no longer exist among them.
#[utoipa::path(
    get, path = "/v1/agencies", tag = "Law", operation_id = "list_agencies",
    params(AtLeast, AtLeastHeader),
    responses((status = OK, body = All<Agency>), Problems)
)]
async fn list(State(api): State<Api>, read: Read<Nothing>) -> Result<Shown<All<Agency>>, Problem> {
    let law = api.app.law.refresh().await?;
    let items = law.agencies().map(Agency::from).collect();
    Ok(read.show(All { items }))
}
