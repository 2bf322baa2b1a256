//! Reports that agencies owe: saying that one was made, or need not be.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::agency_report::{AgencyReportCommand, ReportNamed};
use domain::law::ReportPeriod;
use domain::{AgencyId, PaperNumber, ReportId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::openapi::CommandProblems;
use super::params::{NoQuery, Path};
use super::problem::Problem;
use super::receipt::{counted, marks};
use super::sent::Sender;
use super::texts::{Day, Number, Token};
use super::{Api, body};
use crate::execute;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(file))
        .routes(routes!(waive))
}

/// A report that was made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FileReport {
    /// The day on which it arrived.
    on: Day,
}

/// A report that need not be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WaiveReport {
    /// The number of the decision; no personal data.
    #[schema(value_type = Number, example = "12/QĐ-BNG")]
    decision: PaperNumber,
}

/// What was noted of a report.
#[derive(Debug, Serialize, ToSchema)]
struct ReportReceipt {
    /// The event that says so. A read that names this position sees it.
    position: i64,
    /// Whether it had been noted before, because this is a repeat.
    repeated: bool,
}

/// What a body asks for.
trait Asks: DeserializeOwned {
    fn command(self, named: ReportNamed) -> AgencyReportCommand;
}

impl Asks for FileReport {
    fn command(self, named: ReportNamed) -> AgencyReportCommand {
        let on = self.on.0;
        AgencyReportCommand::File { named, on }
    }
}

impl Asks for WaiveReport {
    fn command(self, named: ReportNamed) -> AgencyReportCommand {
        let decision = self.decision;
        AgencyReportCommand::Waive { named, decision }
    }
}

/// The parts of the path.
type Named = (ReportId, AgencyId, ReportPeriod);

/// Says that an agency made a report that it owes: the agency itself, whoever succeeded it, or whom the
/// report goes to. What was missed may still be made, late.
#[utoipa::path(
    post, path = "/v1/agency-reports/{report}/{agency}/{period}/file", tag = "Commands",
    operation_id = "file_agency_report",
    params(
        ("report" = Token, Path, description = "Which report.", example = "D58-04"),
        ("agency" = Token, Path, description = "Who owes it.", example = "MOH"),
        ("period" = String, Path, description = "For which period: `2026`, `2026-H1` or `2026-03`.", example = "2026"),
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    request_body = FileReport,
    responses((status = OK, body = ReportReceipt), CommandProblems)
)]
async fn file(
    State(api): State<Api>,
    Path(named): Path<Named>,
    _: NoQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    carry_out::<FileReport>(&api, named, &headers, body).await
}

/// Says that an agency need not make a report, by a decision of whom it goes to.
#[utoipa::path(
    post, path = "/v1/agency-reports/{report}/{agency}/{period}/waive", tag = "Commands",
    operation_id = "waive_agency_report",
    params(
        ("report" = Token, Path, description = "Which report.", example = "D58-04"),
        ("agency" = Token, Path, description = "Who owes it.", example = "MOH"),
        ("period" = String, Path, description = "For which period: `2026`, `2026-H1` or `2026-03`.", example = "2026"),
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    request_body = WaiveReport,
    responses((status = OK, body = ReportReceipt), CommandProblems)
)]
async fn waive(
    State(api): State<Api>,
    Path(named): Path<Named>,
    _: NoQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    carry_out::<WaiveReport>(&api, named, &headers, body).await
}

async fn carry_out<A: Asks>(
    api: &Api,
    (report, agency, period): Named,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let named = ReportNamed {
        report,
        agency,
        period,
    };
    let bytes = body::bytes(headers, body).await?;
    let sender = Sender::of(api, headers).await?;
    let asked: A = body::parse(&bytes)?;
    let about = named.stream_name();
    let command = asked.command(named);
    let envelope = sender.envelope(api, (command.name(), &about), &bytes, vec![]);
    let carried = execute::agency_report(&api.app, &command, &sender.by, envelope).await;
    let done = counted(api, command.name(), carried)?;
    let receipt = ReportReceipt {
        position: done.last.0,
        repeated: done.repeated,
    };
    Ok((marks(done.last.0, done.repeated), Json(receipt)).into_response())
}
