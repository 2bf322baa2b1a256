//! The indices of Decision 766/QĐ-TTg.

use axum::extract::State;
use domain::law::{Measure, Period};
use domain::money::Amount;
use domain::{AgencyId, ProcedureId};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::iso_date;
use super::rules::Bilingual;
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::read::{AtLeast, AtLeastHeader, Read, Shown};
use crate::http::texts::{Day, Token};
use crate::indices::{Computed, Outcome, Wanted, compute, told};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Of what to compute the indices.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// For a month, a quarter or a year; a month when absent.
    #[serde(default)]
    #[param(inline)]
    period: PeriodName,
    /// For the period that this day is in; today when absent.
    on: Option<Day>,
    /// For this procedure only.
    #[param(value_type = Option<Token>)]
    procedure: Option<ProcedureId>,
    /// For the body with this id only.
    #[param(value_type = Option<Token>)]
    agency: Option<AgencyId>,
}

/// For which time.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum PeriodName {
    /// A month.
    #[default]
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

impl From<PeriodName> for Period {
    fn from(name: PeriodName) -> Self {
        match name {
            PeriodName::Month => Period::Month,
            PeriodName::Quarter => Period::Quarter,
            PeriodName::Year => Period::Year,
        }
    }
}

/// Every index of a period.
#[derive(Debug, Serialize, ToSchema)]
struct Indices {
    /// The first day of the period.
    #[serde(with = "iso_date")]
    from: Date,
    /// Its last day.
    #[serde(with = "iso_date")]
    to: Date,
    /// The points of those that could be computed.
    points: String,
    /// The points that these could have given.
    points_max: String,
    /// Each index, those that cannot be computed among them.
    items: Vec<IndexFigure>,
}

/// An index.
#[derive(Debug, Serialize, ToSchema)]
struct IndexFigure {
    /// Names it in the catalogue.
    id: String,
    /// Its number in the set.
    number: String,
    /// The group it belongs to.
    group: Bilingual,
    /// What it measures.
    title: Bilingual,
    /// How many there are; nothing where nobody can count them here.
    of: Option<u64>,
    /// Among how many.
    among: Option<u64>,
    /// What both counts are of; nothing where nobody can count them here.
    counts: Option<Counts>,
    /// The points; nothing where it cannot be computed, or where there is nothing to measure.
    points: Option<String>,
    /// The most points it gives.
    points_max: String,
    /// Why it cannot be computed.
    not_recorded: Option<Bilingual>,
    /// The text that sets it.
    basis: String,
    /// What of its definition nobody has checked.
    unverified: Vec<String>,
}

/// What the two counts of an index are of.
#[derive(Debug, Serialize, ToSchema)]
struct Counts {
    /// What `of` counts. Whether a dossier was in time is told by its decision, and not by the
    /// hand-over of the result: its legal term, which may last until then, is in the list of its
    /// deadlines.
    of: Bilingual,
    /// What `among` counts.
    among: Bilingual,
}

impl Counts {
    fn of(measure: &Measure) -> Option<Self> {
        match measure {
            Measure::Share { of, among } => Some(Self {
                of: (&told(*of)).into(),
                among: (&told(*among)).into(),
            }),
            Measure::NotRecorded { .. } => None,
        }
    }
}

impl From<Computed> for IndexFigure {
    fn from(computed: Computed) -> Self {
        let index = computed.index;
        let (of, among, points, not_recorded) = match computed.outcome {
            Outcome::Counted { of, among, points } => (Some(of), Some(among), points, None),
            Outcome::NotRecorded { why } => (None, None, None, Some((&why).into())),
        };
        Self {
            id: index.id.to_string(),
            number: index.number,
            group: (&index.group).into(),
            title: (&index.title).into(),
            of,
            among,
            counts: Counts::of(&index.measure),
            points: points.map(|it| it.to_string()),
            points_max: index.points_max.to_string(),
            not_recorded,
            basis: index.basis,
            unverified: index.unverified,
        }
    }
}

/// Computes the indices of a month, a quarter or a year, by authority and by procedure, from the same
/// events as everything else; what cannot be computed is listed with the reason.
#[utoipa::path(
    get, path = "/v1/figures/indices", tag = "Lists", operation_id = "read_indices",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Indices), Problems)
)]
async fn read(State(api): State<Api>, read: Read<Which>) -> Result<Shown<Indices>, Problem> {
    let which = &read.query;
    let wanted = Wanted {
        period: which.period.into(),
        on: which.on.map_or_else(|| api.app.today(), |it| it.0),
        procedure: which.procedure.clone(),
        agency: which.agency.clone(),
    };
    let (from, to, computed) = compute(&api.app, &wanted).await?;
    let sum = |each: &mut dyn Iterator<Item = Amount>| {
        each.fold(Amount::ZERO, |sum, it| sum.plus(it).unwrap_or(sum))
    };
    let counted = |it: &Computed| match &it.outcome {
        Outcome::Counted { points, .. } => points.map(|points| (points, it.index.points_max)),
        Outcome::NotRecorded { .. } => None,
    };
    let known: Vec<_> = computed.iter().filter_map(counted).collect();
    let indices = Indices {
        from,
        to,
        points: sum(&mut known.iter().map(|it| it.0)).to_string(),
        points_max: sum(&mut known.iter().map(|it| it.1)).to_string(),
        items: computed.into_iter().map(IndexFigure::from).collect(),
    };
    Ok(read.show(indices))
}
