//! The reports that agencies owe.

use std::cmp::Reverse;

use axum::extract::State;
use domain::law::{Every, ReportPeriod};
use domain::{AgencyId, ReportId};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::iso_date;
use super::rules::Bilingual;
use crate::agency_reports::{ReportLine, ReportState, Wanted, list};
use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::query::Limit;
use crate::http::read::{AtLeast, AtLeastHeader, Page, Read, Shown};
use crate::http::texts::Token;

/// What cursors of the list are for.
const LIST: &str = "agency-reports";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(owed))
}

/// A report that an agency owes for a period, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
struct AgencyReport {
    /// Which report.
    report: String,
    /// The version of the report that holds for the period.
    version: u32,
    /// What is reported.
    title: Bilingual,
    /// The form on which it is made out; none where no text prescribes one.
    form: Option<String>,
    /// Who owes it.
    agency: String,
    /// Whom it goes to.
    to: Vec<String>,
    /// For which period: `2026`, `2026-H1` or `2026-03`.
    period: String,
    /// How often it is owed: `month`, `half_year` or `year`.
    every: String,
    /// The first day of its data.
    #[serde(with = "iso_date")]
    data_from: Date,
    /// The last day of its data.
    #[serde(with = "iso_date")]
    data_to: Date,
    /// The last day.
    #[serde(with = "iso_date")]
    due_on: Date,
    /// What became of it.
    state: Became,
    /// The day on which it was made.
    #[serde(with = "iso_date::option")]
    done_on: Option<Date>,
    /// The number of the decision that it need not be made.
    decision: Option<String>,
    /// The article that asks for it.
    basis: String,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AgencyReportState)]
enum Became {
    /// Its last day has not passed, and it was not made.
    Open,
    /// Its last day has passed, and it was not made.
    Missed,
    /// It was made in time.
    Made,
    /// It was made after its last day.
    MadeLate,
    /// It need not be made.
    Waived,
}

impl From<ReportState> for Became {
    fn from(state: ReportState) -> Self {
        match state {
            ReportState::Open => Self::Open,
            ReportState::Missed => Self::Missed,
            ReportState::Made => Self::Made,
            ReportState::MadeLate => Self::MadeLate,
            ReportState::Waived => Self::Waived,
        }
    }
}

impl From<Became> for ReportState {
    fn from(state: Became) -> Self {
        match state {
            Became::Open => Self::Open,
            Became::Missed => Self::Missed,
            Became::Made => Self::Made,
            Became::MadeLate => Self::MadeLate,
            Became::Waived => Self::Waived,
        }
    }
}

impl From<ReportLine> for AgencyReport {
    fn from(line: ReportLine) -> Self {
        let every: Every = line.period.every();
        Self {
            report: line.report.to_string(),
            version: line.version,
            title: (&line.title).into(),
            form: line.form.as_ref().map(ToString::to_string),
            agency: line.agency.to_string(),
            to: line.to.iter().map(ToString::to_string).collect(),
            period: line.period.to_string(),
            every: every.name().to_owned(),
            data_from: line.window.0,
            data_to: line.window.1,
            due_on: line.due,
            state: line.state.into(),
            done_on: line.done_on,
            decision: line.decision,
            basis: line.basis,
        }
    }
}

/// Which reports to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// This report only.
    #[param(value_type = Option<Token>)]
    report: Option<ReportId>,
    /// What this agency owes.
    #[param(value_type = Option<Token>)]
    agency: Option<AgencyId>,
    /// For this period: `2026`, `2026-H1` or `2026-03`.
    #[param(value_type = Option<String>, example = "2026")]
    period: Option<ReportPeriod>,
    /// In this state.
    state: Option<Became>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists the reports that agencies owe whose data have begun, those that are due last first. What was
/// owed before a report was entered in the catalogue was kept elsewhere.
#[utoipa::path(
    get, path = "/v1/agency-reports", tag = "Lists", operation_id = "list_agency_reports",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<AgencyReport>), Problems)
)]
async fn owed(
    State(api): State<Api>,
    read: Read<Which>,
) -> Result<Shown<Page<AgencyReport>>, Problem> {
    let which = &read.query;
    let wanted = Wanted {
        report: which.report.clone(),
        agency: which.agency.clone(),
        period: which.period,
        state: which.state.map(ReportState::from),
    };
    let mut lines = list(&api.app, &wanted).await?;
    if let Some(ended) = &which.cursor {
        let (due, [report, agency, period]) = ended.day_and_names(LIST)?;
        let ended = (Reverse(due), report, agency, period);
        lines.retain(|it| it.place() > ended);
    }
    let ended_at = |it: &ReportLine| {
        let (due, report, agency, period) = it.place();
        cursor(LIST, &[&due.0.to_string(), &report, &agency, &period])
    };
    Ok(read.page(lines, which.limit.0, ended_at, AgencyReport::from))
}
