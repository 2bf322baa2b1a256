//! Aid that was approved.

use axum::extract::State;
use domain::money::Currency;
use domain::{Country, FieldId, ProvinceId};
use projections::aid::{self, AidLine, Approved, Dimension, Filter};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::{All, iso_date, merged_into};
use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::{Problem, bad};
use crate::http::query::{Limit, Words};
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Page, Read, Shown};
use crate::http::texts::Token;
use crate::succession;

/// What cursors of the list are for.
const LIST: &str = "aid";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(totals))
        .routes(routes!(one))
        .routes(routes!(history))
}

/// Aid that was approved, as it stands. Amounts are texts, so that no digit is lost.
#[derive(Debug, Serialize, ToSchema)]
struct Aid {
    /// The case that approved it.
    case_id: Uuid,
    /// Under which procedure.
    procedure: String,
    /// The number of the decision.
    number: Option<String>,
    /// Who receives it: whoever survived of them.
    recipient: Uuid,
    /// Its name; none once erased.
    recipient_name: Option<String>,
    /// Who gives it, where it was told: whoever survived of them.
    donor: Option<Uuid>,
    /// Its name; none once erased.
    donor_name: Option<String>,
    /// What was approved at first.
    #[schema(example = "150000.5")]
    amount: String,
    /// What it was changed to last, or else what was approved.
    value: String,
    /// What of it was disbursed, as far as that was acknowledged.
    disbursed: String,
    /// The ISO 4217 code of the currency of all three.
    #[schema(example = "USD")]
    currency: String,
    /// The fields it is for, as changed last.
    fields: Vec<String>,
    /// The provinces it is for, as changed last.
    provinces: Vec<String>,
    /// The year of the approval, or that it was moved to.
    year: Option<i32>,
    /// Who manages it, as changed last.
    managing_agency: Option<String>,
    /// When it was approved.
    #[serde(with = "time::serde::rfc3339::option")]
    approved_at: Option<OffsetDateTime>,
    /// Whether a closing report was acknowledged.
    closed: bool,
    /// From when to when it runs, as changed last; none where no dossier said so.
    runs: Option<AidRuns>,
}

/// From when to when aid runs.
#[derive(Debug, Serialize, ToSchema)]
struct AidRuns {
    /// Its first day.
    #[serde(with = "iso_date")]
    from: Date,
    /// Its last day.
    #[serde(with = "iso_date")]
    until: Date,
}

impl From<Approved> for Aid {
    fn from(line: Approved) -> Self {
        Self {
            case_id: line.case_id,
            procedure: line.procedure,
            number: line.number,
            recipient: line.recipient,
            recipient_name: line.recipient_name,
            donor: line.donor,
            donor_name: line.donor_name,
            amount: line.amount,
            value: line.value,
            disbursed: line.disbursed,
            currency: line.currency,
            fields: line.fields,
            provinces: line.provinces,
            year: line.year,
            managing_agency: line.agency,
            approved_at: line.decided_at,
            closed: line.closed,
            runs: (line.runs_from.zip(line.runs_until))
                .map(|(from, until)| AidRuns { from, until }),
        }
    }
}

/// A case under an approval: the approval itself, a change of it, a report.
#[derive(Debug, Serialize, ToSchema)]
struct AidChange {
    /// Which case.
    case_id: Uuid,
    /// Its first event.
    position: i64,
    /// `approval`, `change`, `disbursement` or `closing`.
    kind: String,
    /// `filed`, `approved`, `refused` or `ended`.
    status: String,
    /// The number of the decision.
    number: Option<String>,
    /// How much it is about.
    amount: String,
    /// The ISO 4217 code of the currency.
    currency: String,
    /// Who gives, where the dossier says so: whoever survived of them.
    donor: Option<Uuid>,
    /// Its name, as the dossier says it; none once erased.
    donor_name: Option<String>,
    /// The fields that the dossier names.
    fields: Vec<String>,
    /// The provinces that the dossier names.
    provinces: Vec<String>,
    /// The year it counts in: that it says, or that of the decision.
    year: Option<i32>,
    /// When the dossier was filed.
    #[serde(with = "time::serde::rfc3339")]
    filed_at: OffsetDateTime,
    /// When it was decided.
    #[serde(with = "time::serde::rfc3339::option")]
    decided_at: Option<OffsetDateTime>,
}

impl From<AidLine> for AidChange {
    fn from(line: AidLine) -> Self {
        Self {
            case_id: line.case_id,
            position: line.position,
            kind: line.kind,
            status: line.status,
            number: line.number,
            amount: line.amount,
            currency: line.currency,
            donor: line.donor,
            donor_name: line.donor_name,
            fields: line.fields,
            provinces: line.provinces,
            year: line.year,
            filed_at: line.filed_at,
            decided_at: line.decided_at,
        }
    }
}

/// What was approved and disbursed, added up in one currency.
#[derive(Debug, Serialize, ToSchema)]
struct AidTotal {
    /// Of which year, donor, field or province; none where that was not told.
    of: Option<String>,
    /// What the donor is called; none for others, and once erased.
    name: Option<String>,
    /// The ISO 4217 code of the currency of both sums.
    currency: String,
    /// How many approvals.
    approvals: i64,
    /// What was approved, as changed last; by year, in the year of the approval or that it was moved
    /// to.
    approved: String,
    /// What was disbursed; by year, in the year that the report is about, or else that of its
    /// acknowledgement, whenever the aid was approved. So this is not what was disbursed of the
    /// approvals beside it.
    disbursed: String,
}

impl From<aid::Total> for AidTotal {
    fn from(total: aid::Total) -> Self {
        Self {
            of: total.of,
            name: total.name,
            currency: total.currency,
            approvals: total.approvals,
            approved: total.approved,
            disbursed: total.disbursed,
        }
    }
}

/// By what aid is added up.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum By {
    /// The year: of the approval, and that a report is about.
    Year,
    /// Who gives.
    Donor,
    /// The field. Aid for several counts in each of them.
    Field,
    /// The province. Aid for several counts in each of them.
    Province,
}

/// Which aid to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Approved in this year.
    year: Option<i32>,
    /// Given by this organisation, or by one that was merged with it.
    donor: Option<Uuid>,
    /// Given by an organisation that was founded under the law of this country: two letters of
    /// ISO 3166.
    #[param(value_type = Option<String>, pattern = "^[A-Z]{2}$")]
    home: Option<Country>,
    /// Received by this organisation, or by one that was merged with it.
    recipient: Option<Uuid>,
    /// Whether a closing report was acknowledged.
    closed: Option<bool>,
    /// For this field.
    #[param(value_type = Option<Token>)]
    field: Option<FieldId>,
    /// For this province, or for one that was merged into it.
    #[param(value_type = Option<Token>)]
    province: Option<ProvinceId>,
    /// In this currency.
    #[param(value_type = Option<String>, pattern = "^[A-Z]{3}$")]
    currency: Option<Currency>,
    /// With these words, perhaps unfinished, in a name or the number; diacritics do not matter.
    q: Option<Words>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists aid that was approved, with its value and what of it was disbursed, that filed last first.
#[utoipa::path(
    get, path = "/v1/aid", tag = "Registries", operation_id = "list_aid",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<Aid>), Problems)
)]
async fn list(State(api): State<Api>, read: Read<Which>) -> Result<Shown<Page<Aid>>, Problem> {
    let which = &read.query;
    let filter = Filter {
        year: which.year,
        donor: which.donor,
        home: which.home.map(|it| it.to_string()),
        recipient: which.recipient,
        closed: which.closed,
        field: which.field.as_ref().map(ToString::to_string),
        provinces: merged_into(&api.app, which.province.as_ref()),
        currency: which.currency.as_ref().map(ToString::to_string),
        text: which.q.clone().map(|it| it.0),
        case_id: None,
    };
    let before = which.cursor.as_ref().map(|it| it.position(LIST));
    let limit = which.limit.0;
    let rows = aid::approvals(&api.app.pool, &filter, before.transpose()?, limit + 1).await?;
    let ended_at = |it: &Approved| cursor(LIST, &[&it.position.to_string()]);
    Ok(read.page(rows, limit, ended_at, Aid::from))
}

/// By what to add up.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Added {
    /// By what.
    #[param(inline)]
    by: By,
    /// In this year alone: approvals of it, and what reports about it say was disbursed, whenever that
    /// aid was approved.
    year: Option<i32>,
}

/// Adds up what was approved and disbursed by year, donor, field or province, each currency for
/// itself. An approval counts as it was changed last, and in its own year; a report as the approval
/// stood when it was acknowledged, and in the year that it is about: what was disbursed in a year is
/// not what was disbursed of that year's approvals. What was for a province that was merged counts for its successor.
#[utoipa::path(
    get, path = "/v1/aid/totals", tag = "Registries", operation_id = "read_aid_totals",
    params(Added, AtLeast, AtLeastHeader),
    responses((status = OK, body = All<AidTotal>), Problems)
)]
async fn totals(
    State(api): State<Api>,
    read: Read<Added>,
) -> Result<Shown<All<AidTotal>>, Problem> {
    let by = match read.query.by {
        By::Year => Dimension::Year,
        By::Donor => Dimension::Donor,
        By::Field => Dimension::Field,
        By::Province => Dimension::Province,
    };
    let (merged, into) = succession::provinces(&api.app.law.current(), api.app.clock.now());
    let totals = aid::totals(&api.app.pool, by, read.query.year, (&merged, &into)).await?;
    let items = totals.into_iter().map(AidTotal::from).collect();
    Ok(read.show(All { items }))
}

/// Shows the aid that a case approved.
#[utoipa::path(
    get, path = "/v1/aid/{case_id}", tag = "Registries", operation_id = "read_aid",
    params(
        ("case_id" = Uuid, Path, description = "The case that approved it."),
        AtLeast, AtLeastHeader
    ),
    responses((status = OK, body = Aid), Problems)
)]
async fn one(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<Nothing>,
) -> Result<Shown<Aid>, Problem> {
    Ok(read.show(approved(&api, id).await?.into()))
}

/// The aid that a case approved.
pub(super) async fn approved(api: &Api, case: Uuid) -> Result<Approved, Problem> {
    let filter = Filter {
        case_id: Some(case),
        ..Filter::default()
    };
    let found = aid::approvals(&api.app.pool, &filter, None, 1).await?.pop();
    found.ok_or_else(|| Problem::new(&bad::UNKNOWN_AID))
}

/// Lists the cases under an approval, itself included, in the order in which they were filed.
#[utoipa::path(
    get, path = "/v1/aid/{case_id}/history", tag = "Registries", operation_id = "list_aid_history",
    params(
        ("case_id" = Uuid, Path, description = "The case that approved it."),
        AtLeast, AtLeastHeader
    ),
    responses((status = OK, body = All<AidChange>), Problems)
)]
async fn history(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<Nothing>,
) -> Result<Shown<All<AidChange>>, Problem> {
    let lines = aid::under_approval(&api.app.pool, id).await?;
    if lines.is_empty() {
        return Err(Problem::new(&bad::UNKNOWN_AID));
    }
    let items = lines.into_iter().map(AidChange::from).collect();
    Ok(read.show(All { items }))
}
