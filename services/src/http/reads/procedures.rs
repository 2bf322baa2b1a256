//! The procedures of the catalogue, in all their versions.

use axum::extract::State;
use domain::{Law, ProcedureId, law};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entries::{Fee, Form, fees_of, forms_of};
use super::publicity::Publicity;
use super::rules::{Bilingual, Rules};
use super::{All, iso_date};
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::{Problem, bad};
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Read, Shown};
use crate::http::texts::Token;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
}

/// One version of a procedure: who does what, with which papers, in what time.
#[derive(Debug, Serialize, ToSchema)]
struct Procedure {
    /// Names the procedure through all its versions.
    id: String,
    /// Which version this is.
    version: u32,
    /// What people call it.
    title: Bilingual,
    /// The first day on which it is in force.
    #[serde(with = "iso_date")]
    valid_from: Date,
    /// The last day on which it is in force, be it its own or by a repeal; nothing while it has none. A
    /// version also ends when the next begins.
    #[serde(with = "iso_date::option")]
    valid_to: Option<Date>,
    /// Whether dossiers that are filed today are under it.
    in_force: bool,
    /// Whether it is a draft: nothing can be filed under it.
    draft: bool,
    /// The text that sets it out.
    basis: String,
    /// The body that answers for its cases.
    agency: String,
    /// The rules by which cases are conducted; none where cases are only recorded.
    rules: Option<Rules>,
    /// The forms on which its papers are made out today.
    forms: Vec<Form>,
    /// What is to be paid for it today.
    fees: Vec<Fee>,
    /// What was made public of it beside its rules.
    publicity: Publicity,
    /// The versions that there are, the newest first.
    versions: Vec<u32>,
    /// What of this entry nobody has checked against the legal text.
    unverified: Vec<String>,
}

impl Procedure {
    fn of(procedure: &law::Procedure, law: &Law, now: OffsetDateTime) -> Self {
        let today = law.day_of(now);
        let (id, version) = (&procedure.id, procedure.version);
        let in_force = law.procedure_at(id, now);
        let repealed = law.repealed(id, version);
        let versions = law.versions().filter(|it| it.id == *id);
        let mut versions: Vec<_> = versions.map(|it| it.version).collect();
        versions.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            id: procedure.id.to_string(),
            version: procedure.version,
            title: (&procedure.title).into(),
            valid_from: procedure.valid_from,
            valid_to: procedure.valid_to.into_iter().chain(repealed).min(),
            in_force: in_force.is_some_and(|it| it.version == version),
            draft: procedure.draft,
            basis: procedure.basis.clone(),
            agency: procedure.agency().to_string(),
            rules: procedure.rules().map(Rules::from),
            forms: forms_of(law, today, &procedure.id),
            fees: fees_of(law, today, &procedure.id),
            publicity: Publicity::of(procedure, law, today),
            versions,
            unverified: procedure.unverified.clone(),
        }
    }
}

/// Lists the newest version of every procedure.
#[utoipa::path(
    get, path = "/v1/procedures", tag = "Law", operation_id = "list_procedures",
    params(AtLeast, AtLeastHeader),
    responses((status = OK, body = All<Procedure>), Problems)
)]
async fn list(
    State(api): State<Api>,
    read: Read<Nothing>,
) -> Result<Shown<All<Procedure>>, Problem> {
    let law = api.app.law.refresh().await?;
    let now = api.app.clock.now();
    let items = law.procedures();
    let items = items.map(|it| Procedure::of(it, &law, now)).collect();
    Ok(read.show(All { items }))
}

/// Which version to show.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// This version; the newest when absent.
    version: Option<u32>,
}

/// Shows a version of a procedure.
#[utoipa::path(
    get, path = "/v1/procedures/{procedure}", tag = "Law", operation_id = "read_procedure",
    params(
        ("procedure" = Token, Path, description = "The procedure.", example = "FNGO-OP-ISSUE"),
        Which, AtLeast, AtLeastHeader
    ),
    responses((status = OK, body = Procedure), Problems)
)]
async fn one(
    State(api): State<Api>,
    Path(id): Path<ProcedureId>,
    read: Read<Which>,
) -> Result<Shown<Procedure>, Problem> {
    let law = api.app.law.refresh().await?;
    let found = match read.query.version {
        Some(version) => law.procedure(&id, version),
        None => law.newest_procedure(&id),
    };
    let found = found
        .ok_or_else(|| Problem::new(&bad::UNKNOWN_PROCEDURE).with("procedure", id.as_str()))?;
    Ok(read.show(Procedure::of(found, &law, api.app.clock.now())))
}
