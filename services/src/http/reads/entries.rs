//! Provinces, forms and fees, as they are on a day.

use axum::extract::State;
use domain::law::{self, FeeAmount};
use domain::{Law, ProcedureId};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::rules::Bilingual;
use super::{All, iso_date};
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::read::{AtLeast, AtLeastHeader, Read, Shown};
use crate::http::texts::Day;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(territories))
        .routes(routes!(forms))
        .routes(routes!(fees))
}

/// On which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct On {
    /// As they are on this day; every version of every day when absent.
    on: Option<Day>,
}

/// A version of an entry, and when it holds.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    /// Names the entry through all its versions.
    id: String,
    /// Which version this is.
    version: u32,
    /// The first day on which it holds; nothing when it always did.
    #[serde(with = "iso_date::option")]
    valid_from: Option<Date>,
    /// The last day on which it holds; nothing while it does. A version also ends when the next
    /// begins.
    #[serde(with = "iso_date::option")]
    valid_to: Option<Date>,
    /// The last day, where it was repealed.
    #[serde(with = "iso_date::option")]
    repealed_after: Option<Date>,
}

/// A province, or a city of its rank.
#[derive(Debug, Serialize, ToSchema)]
struct Territory {
    /// Which version, and when it holds.
    version: Version,
    /// Its code in the national list meanwhile.
    code: String,
    /// What people call it.
    name: Bilingual,
    /// The province that it became part of.
    successor: Option<String>,
    /// The text that makes it so.
    basis: String,
    /// What of this entry nobody has checked against the legal text.
    unverified: Vec<String>,
}

/// A form that an authority prescribed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Form {
    /// Which version, and when it holds.
    version: Version,
    /// Its number in the text that prescribes it.
    number: String,
    /// What people call it.
    title: Bilingual,
    /// The papers of dossiers that are made out on it.
    components: Vec<FormUse>,
    /// The kinds of certificate that are made out on it.
    certificates: Vec<String>,
    /// The text that prescribes it.
    basis: String,
    /// What of this entry nobody has checked against the legal text.
    unverified: Vec<String>,
}

/// A paper that is made out on a form.
#[derive(Debug, Serialize, ToSchema)]
struct FormUse {
    /// In dossiers of which procedure.
    procedure: String,
    /// Which paper of it.
    component: String,
}

/// What is to be paid for a procedure, or that nothing is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Fee {
    /// Which version, and when it holds.
    version: Version,
    /// What people call it.
    title: Bilingual,
    /// How much; nothing where it is free.
    amount: Option<Sum>,
    /// For which procedures.
    procedures: Vec<String>,
    /// The text that sets it.
    basis: String,
    /// What of this entry nobody has checked against the legal text.
    unverified: Vec<String>,
}

/// A sum in a currency.
#[derive(Debug, Serialize, ToSchema)]
struct Sum {
    /// How much, exact to the last digit.
    amount: String,
    /// Of what, by its ISO 4217 code.
    currency: String,
}

/// Lists the provinces, with the code and the name that they have on a day.
#[utoipa::path(
    get, path = "/v1/territories", tag = "Law", operation_id = "list_territories",
    params(On, AtLeast, AtLeastHeader),
    responses((status = OK, body = All<Territory>), Problems)
)]
async fn territories(
    State(api): State<Api>,
    read: Read<On>,
) -> Result<Shown<All<Territory>>, Problem> {
    let law = api.app.law.refresh().await?;
    let items = shown(law.territories(), read.query.on, |it, version| Territory {
        version,
        code: it.code.clone(),
        name: (&it.name).into(),
        successor: it.successor.as_ref().map(ToString::to_string),
        basis: it.basis.clone(),
        unverified: it.unverified.clone(),
    });
    Ok(read.show(All { items }))
}

/// Lists the forms, with the papers that are made out on each.
#[utoipa::path(
    get, path = "/v1/forms", tag = "Law", operation_id = "list_forms",
    params(On, AtLeast, AtLeastHeader),
    responses((status = OK, body = All<Form>), Problems)
)]
async fn forms(State(api): State<Api>, read: Read<On>) -> Result<Shown<All<Form>>, Problem> {
    let law = api.app.law.refresh().await?;
    let items = shown(law.forms(), read.query.on, Form::of);
    Ok(read.show(All { items }))
}

impl Form {
    fn of(it: &law::Form, version: Version) -> Self {
        let used = |it: &law::FormUse| FormUse {
            procedure: it.procedure.to_string(),
            component: it.component.to_string(),
        };
        Self {
            version,
            number: it.number.clone(),
            title: (&it.title).into(),
            components: it.components.iter().map(used).collect(),
            certificates: it.certificates.iter().map(ToString::to_string).collect(),
            basis: it.basis.clone(),
            unverified: it.unverified.clone(),
        }
    }
}

/// The forms on which papers of a procedure are made out on a day, each with those papers alone.
pub(super) fn forms_of(law: &Law, on: Date, procedure: &ProcedureId) -> Vec<Form> {
    let forms = shown(law.forms(), Some(Day(on)), Form::of).into_iter();
    let of_it = forms.map(|mut form| {
        let papers = &mut form.components;
        papers.retain(|it| it.procedure == procedure.as_str());
        form
    });
    of_it.filter(|it| !it.components.is_empty()).collect()
}

/// Lists the fees, and the procedures for which nothing is to be paid.
#[utoipa::path(
    get, path = "/v1/fees", tag = "Law", operation_id = "list_fees",
    params(On, AtLeast, AtLeastHeader),
    responses((status = OK, body = All<Fee>), Problems)
)]
async fn fees(State(api): State<Api>, read: Read<On>) -> Result<Shown<All<Fee>>, Problem> {
    let law = api.app.law.refresh().await?;
    let items = shown(law.fees(), read.query.on, Fee::of);
    Ok(read.show(All { items }))
}

impl Fee {
    fn of(it: &law::Fee, version: Version) -> Self {
        Self {
            version,
            title: (&it.title).into(),
            amount: match &it.amount {
                FeeAmount::Free => None,
                FeeAmount::Sum(sum) => Some(Sum {
                    amount: sum.amount.to_string(),
                    currency: sum.currency.to_string(),
                }),
            },
            procedures: it.procedures.iter().map(ToString::to_string).collect(),
            basis: it.basis.clone(),
            unverified: it.unverified.clone(),
        }
    }
}

/// What is to be paid for a procedure on a day.
pub(super) fn fees_of(law: &Law, on: Date, procedure: &ProcedureId) -> Vec<Fee> {
    let fees = shown(law.fees(), Some(Day(on)), Fee::of).into_iter();
    fees.filter(|it| it.procedures.iter().any(|it| it == procedure.as_str()))
        .collect()
}

/// What holds on the day, or every version.
fn shown<T: law::Versioned, V>(
    versions: &law::Versions<T>,
    on: Option<Day>,
    view: impl Fn(&T, Version) -> V,
) -> Vec<V> {
    let view = |it: &T| {
        let (valid_from, valid_to) = it.valid();
        let version = Version {
            id: it.name().to_owned(),
            version: it.version(),
            valid_from,
            valid_to,
            repealed_after: versions.repealed(it.name(), it.version()),
        };
        view(it, version)
    };
    match on {
        Some(day) => versions.all_on(day.0).map(view).collect(),
        None => versions.all().map(view).collect(),
    }
}
