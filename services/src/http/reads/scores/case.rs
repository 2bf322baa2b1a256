//! The points of one dossier, with the events that they rest on.

use axum::extract::State;
use domain::score::{Contact, DossierPoints, Handled, Term};
use domain::{CaseId, case};
use eventstore::Position;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::super::iso_date;
use super::super::rules::Bilingual;
use super::ScoringName;
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::{Problem, bad};
use crate::http::query::Place;
use crate::http::read::{AtLeast, AtLeastHeader, Read, Shown, missing_case, within_log};
use crate::scores::{self, Sum};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(read))
}

/// As of when to score the dossier.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct When {
    /// As of this position in the log.
    at: Option<Place>,
}

/// The points of a dossier.
#[derive(Debug, Serialize, ToSchema)]
struct CaseScore {
    /// Which case.
    case_id: Uuid,
    /// How it ended; nothing while it has not, or where it is only recorded here.
    over: Option<CaseOver>,
    /// How points are given; nothing before the end, and for what is not scored.
    scoring: Option<ScoringName>,
    /// The points that it was given.
    points: u64,
    /// What that which was measured could have given at most.
    reachable: u64,
    /// What everything could give at most.
    points_max: u64,
    /// Each thing for which points are given.
    criteria: Vec<CaseCriterion>,
    /// The terms of bodies that ended, kept or not.
    terms: Vec<CaseTerm>,
    /// What the applicant had to do with authorities, in order.
    contacts: Vec<CaseContact>,
}

/// How a case ended.
#[derive(Debug, Serialize, ToSchema)]
struct CaseOver {
    /// `granted`, `refused`, `stopped` or `withdrawn`.
    outcome: String,
    /// The event: the hand-over, or what ended it without one.
    position: i64,
    /// When that was recorded.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// The day on which what the legal term was set for was done, or from which it waited for the
    /// applicant.
    #[serde(with = "iso_date::option")]
    ended: Option<Date>,
    /// The day by which it was to be done.
    #[serde(with = "iso_date::option")]
    due: Option<Date>,
}

/// Something for which points are given.
#[derive(Debug, Serialize, ToSchema)]
struct CaseCriterion {
    /// Its number in the text.
    number: String,
    /// What people call it.
    title: Bilingual,
    /// What was measured; nothing where nothing could be.
    value: Option<i64>,
    /// The points; nothing where nothing was measured.
    points: Option<u8>,
    /// Where the events stand in the log on which that rests; none where it rests on the catalogue alone.
    events: Vec<i64>,
    /// Why it is not measured, where that lies in what is not recorded.
    not_measured: Option<Bilingual>,
    /// The article that sets it.
    basis: String,
    /// What of its definition nobody has checked.
    unverified: Vec<String>,
}

/// A term of a body that ended.
#[derive(Debug, Serialize, ToSchema)]
struct CaseTerm {
    /// Which term, such as `intake`, `opinion:MOF` or `decision`.
    clock: String,
    /// Who had to keep it.
    agency: Option<String>,
    /// Its last day.
    #[serde(with = "iso_date")]
    due: Date,
    /// Whether it was kept.
    kept: bool,
    /// The event that ended it, or noted that it had ended.
    position: i64,
}

/// Something that the applicant had to do with an authority.
#[derive(Debug, Serialize, ToSchema)]
struct CaseContact {
    /// Where it stands in the log.
    position: i64,
    /// With which body.
    agency: Option<String>,
    /// Whether it was at the desk that receives dossiers.
    at_desk: bool,
}

impl From<&DossierPoints<'_>> for CaseCriterion {
    fn from(it: &DossierPoints<'_>) -> Self {
        let criterion = it.criterion;
        Self {
            number: criterion.number.clone(),
            title: (&criterion.title).into(),
            value: it.value,
            points: it.points,
            events: it.events.clone(),
            not_measured: criterion.not_recorded().map(Into::into),
            basis: criterion.basis.clone(),
            unverified: criterion.unverified.clone(),
        }
    }
}

impl CaseTerm {
    fn of((clock, term): (&case::Clock, &Term)) -> Self {
        Self {
            clock: clock.to_string(),
            agency: term.agency.as_ref().map(ToString::to_string),
            due: term.due,
            kept: term.kept,
            position: term.position,
        }
    }
}

impl From<&Contact> for CaseContact {
    fn from(it: &Contact) -> Self {
        Self {
            position: it.position,
            agency: it.agency.as_ref().map(ToString::to_string),
            at_desk: it.at_desk,
        }
    }
}

impl CaseOver {
    fn of(handled: &Handled) -> Option<Self> {
        let over = handled.over?;
        Some(Self {
            outcome: over.outcome.name().to_owned(),
            position: over.position,
            at: over.at,
            ended: handled.lateness.map(|it| it.ended),
            due: handled.lateness.map(|it| it.due),
        })
    }
}

/// Shows the points of a dossier with the events on which each rests, as of any position of the log.
#[utoipa::path(
    get, path = "/v1/cases/{case_id}/score", tag = "Cases", operation_id = "read_case_score",
    params(("case_id" = Uuid, Path, description = "The case."), When, AtLeast, AtLeastHeader),
    responses((status = OK, body = CaseScore), Problems)
)]
async fn read(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<When>,
) -> Result<Shown<CaseScore>, Problem> {
    let until = read.query.at.map(|it| Position(it.0));
    if let Some(position) = until {
        within_log(&api, position).await?;
    }
    let found = scores::of_case(&api.app.store, CaseId(id), until).await?;
    let Some(case) = found else {
        let now = scores::of_case(&api.app.store, CaseId(id), None).await?;
        return Err(match now {
            Some(_) => Problem::new(&bad::NOT_THERE_THEN),
            None => missing_case(&api, id).await,
        });
    };
    let points = case.points();
    let sum = Sum::of(&points);
    Ok(read.show(CaseScore {
        case_id: id,
        over: case.handled.as_ref().and_then(CaseOver::of),
        scoring: case.scoring.as_ref().map(ScoringName::of),
        points: sum.points,
        reachable: sum.reachable,
        points_max: sum.points_max,
        criteria: points.iter().map(CaseCriterion::from).collect(),
        terms: (case.handled.iter().flat_map(|it| &it.terms))
            .map(CaseTerm::of)
            .collect(),
        contacts: (case.handled.iter().flat_map(|it| &it.contacts))
            .map(CaseContact::from)
            .collect(),
    }))
}
