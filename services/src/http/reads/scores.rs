//! How the handling of dossiers is scored.

mod case;

use axum::extract::State;
use domain::law::Period;
use domain::score::{IndexScore, Sheet};
use domain::{AgencyId, ProcedureId, law};
use eventstore::Position;
use projections::handling::By;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::indices::PeriodName;
use super::iso_date;
use super::rules::Bilingual;
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::query::Place;
use crate::http::read::{AtLeast, AtLeastHeader, Read, Shown, reach};
use crate::http::texts::{Day, Token};
use crate::scores::{self, Wanted};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(read))
        .routes(routes!(officials))
        .merge(case::router())
}

/// Of what to compute scores.
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
    /// Apart for each body or each procedure; all together when absent.
    #[param(inline)]
    by: Option<ByName>,
    /// For dossiers of this procedure only.
    #[param(value_type = Option<Token>)]
    procedure: Option<ProcedureId>,
    /// For dossiers that the body with this id accepted only.
    #[param(value_type = Option<Token>)]
    agency: Option<AgencyId>,
    /// As of this position in the log.
    at: Option<Place>,
}

/// Of what to compute the scores of officials.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfWhich {
    /// For the quarter that this day is in; today when absent.
    on: Option<Day>,
    /// For dossiers of this procedure only.
    #[param(value_type = Option<Token>)]
    procedure: Option<ProcedureId>,
    /// For dossiers that the body with this id accepted only.
    #[param(value_type = Option<Token>)]
    agency: Option<AgencyId>,
    /// As of this position in the log.
    at: Option<Place>,
}

/// By what dossiers are told apart.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ByName {
    /// By the body that accepted them.
    Agency,
    /// By their procedure.
    Procedure,
}

/// The scores of a period.
#[derive(Debug, Serialize, ToSchema)]
struct Scores {
    /// The first day of the period.
    #[serde(with = "iso_date")]
    from: Date,
    /// Its last day.
    #[serde(with = "iso_date")]
    to: Date,
    /// Up to where the log was heeded: sent as `at`, it gives the same answer at any time.
    position: i64,
    /// How points are given; nothing where no way of scoring is for such a period.
    scoring: Option<ScoringName>,
    /// All dossiers, or those of each body, procedure or official.
    items: Vec<Score>,
}

/// A way of scoring.
#[derive(Debug, Serialize, ToSchema)]
struct ScoringName {
    /// Names it in the catalogue.
    id: String,
    /// Which version.
    version: u32,
    /// What people call it.
    title: Bilingual,
    /// The text that sets it.
    basis: String,
    /// What of it nobody has checked.
    unverified: Vec<String>,
}

/// What came of the points of many dossiers.
#[derive(Debug, Serialize, ToSchema)]
struct Score {
    /// The body, the procedure or the official; nothing where dossiers are not told apart, and where
    /// nobody is named.
    of: Option<String>,
    /// How many dossiers were scored.
    dossiers: u64,
    /// The sum of the indices that were measured.
    points: String,
    /// What these could have given at most.
    reachable: String,
    /// What all of them could give at most.
    points_max: String,
    /// What whoever is scored is called by that sum; nothing where there was no dossier.
    class: Option<ClassRange>,
    /// Each index, those that cannot be measured among them.
    indices: Vec<ScoreIndex>,
}

/// What somebody is called. Where not everything was measured, that is a range.
#[derive(Debug, Serialize, ToSchema)]
struct ClassRange {
    /// If what was not measured gave nothing.
    lowest: Bilingual,
    /// If what was not measured gave all points; the same where everything was measured.
    highest: Bilingual,
}

/// An index.
#[derive(Debug, Serialize, ToSchema)]
struct ScoreIndex {
    /// Its number in the text.
    number: String,
    /// What people call it.
    title: Bilingual,
    /// How many dossiers were measured.
    dossiers: u64,
    /// Their points.
    points: u64,
    /// The points of one on the average, with one decimal; nothing where none was measured.
    index: Option<String>,
    /// Why it is not measured, where that lies in what is not recorded.
    not_measured: Option<Bilingual>,
    /// The article that sets it.
    basis: String,
    /// What of its definition nobody has checked.
    unverified: Vec<String>,
}

impl ScoringName {
    fn of(scoring: &law::Scoring) -> Self {
        Self {
            id: scoring.id.to_string(),
            version: scoring.version,
            title: (&scoring.title).into(),
            basis: scoring.basis.clone(),
            unverified: scoring.unverified.clone(),
        }
    }
}

impl Score {
    fn of(of: Option<&str>, sheet: &Sheet<'_>) -> Self {
        let class = sheet.lowest.zip(sheet.highest);
        Self {
            of: of.map(str::to_owned),
            dossiers: sheet.dossiers,
            points: sheet.points.to_string(),
            reachable: sheet.reachable.to_string(),
            points_max: sheet.points_max.to_string(),
            class: class.map(|(lowest, highest)| ClassRange {
                lowest: (&lowest.title).into(),
                highest: (&highest.title).into(),
            }),
            indices: sheet.indices.iter().map(ScoreIndex::of).collect(),
        }
    }
}

impl ScoreIndex {
    fn of(score: &IndexScore<'_>) -> Self {
        let criterion = score.criterion;
        Self {
            number: criterion.number.clone(),
            title: (&criterion.title).into(),
            dossiers: score.dossiers,
            points: score.points,
            index: score.index.map(|it| it.to_string()),
            not_measured: score.not_recorded().map(Into::into),
            basis: criterion.basis.clone(),
            unverified: criterion.unverified.clone(),
        }
    }
}

/// Scores the dossiers that were handed over in a month, a quarter or a year, by authority and by
/// procedure, from the same events as everything else. What no event tells of is listed with the reason
/// and gives no points; the class is then a range.
#[utoipa::path(
    get, path = "/v1/figures/scores", tag = "Lists", operation_id = "read_scores",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Scores), Problems)
)]
async fn read(State(api): State<Api>, read: Read<Which>) -> Result<Shown<Scores>, Problem> {
    let which = &read.query;
    let wanted = Wanted {
        period: which.period.into(),
        on: which.on.map_or_else(|| api.app.today(), |it| it.0),
        by: match which.by {
            None => By::Nothing,
            Some(ByName::Agency) => By::Agency,
            Some(ByName::Procedure) => By::Procedure,
        },
        procedure: which.procedure.clone(),
        agency: which.agency.clone(),
        position: position(&api, which.at, read.seen).await?,
    };
    Ok(read.show(computed(&api, &wanted).await?))
}

/// Scores the dossiers of each official in a quarter, by the criteria that tell of officials. An official
/// is told by a pseudonymous id; of nobody are the dossiers for which nobody was made responsible.
#[utoipa::path(
    get, path = "/v1/officials/scores", tag = "Lists", operation_id = "read_official_scores",
    params(OfWhich, AtLeast, AtLeastHeader),
    responses((status = OK, body = Scores), Problems)
)]
async fn officials(State(api): State<Api>, read: Read<OfWhich>) -> Result<Shown<Scores>, Problem> {
    let which = &read.query;
    let wanted = Wanted {
        period: Period::Quarter,
        on: which.on.map_or_else(|| api.app.today(), |it| it.0),
        by: By::Officer,
        procedure: which.procedure.clone(),
        agency: which.agency.clone(),
        position: position(&api, which.at, read.seen).await?,
    };
    Ok(read.show(computed(&api, &wanted).await?))
}

async fn computed(api: &Api, wanted: &Wanted) -> Result<Scores, Problem> {
    let scores = scores::compute(&api.app, wanted).await?;
    Ok(Scores {
        from: scores.from,
        to: scores.to,
        position: scores.position.0,
        scoring: scores.scoring.as_ref().map(ScoringName::of),
        items: scores.sheets().map(|(of, it)| Score::of(of, &it)).collect(),
    })
}

/// Up to where to heed the log: as far as asked, once the read models are there, or as far as they are.
async fn position(api: &Api, at: Option<Place>, seen: Position) -> Result<Position, Problem> {
    let Some(at) = at.map(|it| Position(it.0)) else {
        return Ok(seen);
    };
    reach(api, Some(at.0)).await?;
    Ok(at)
}
