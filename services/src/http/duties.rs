//! What is owed under a certificate, or under approved aid: saying that it was done, or need not be.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::aid::AidCommand;
use domain::certificate::{CertificateCommand, DutyNamed};
use domain::{CaseId, CertificateId, Code, PaperNumber};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::openapi::CommandProblems;
use super::params::{NoQuery, Path};
use super::problem::{Problem, bad};
use super::receipt::{counted, marks};
use super::sent::Sender;
use super::texts::{Day, Number, Token};
use super::{Api, body};
use crate::duties::founded;
use crate::execute;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(fulfil))
        .routes(routes!(waive))
        .routes(routes!(waive_of_aid))
}

/// Something that was done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FulfilDuty {
    /// The day by which it was owed; `due_on` of the list of duties.
    due: Day,
    /// The day on which it was done: on which the report or the notice arrived.
    on: Day,
}

/// Something that need not be done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WaiveDuty {
    /// The day by which it was owed; `due_on` of the list of duties.
    due: Day,
    /// The number of the decision; no personal data.
    #[schema(value_type = Number, example = "12/QĐ-BNG")]
    decision: PaperNumber,
}

/// What was noted of a duty.
#[derive(Debug, Serialize, ToSchema)]
struct DutyReceipt {
    /// Under which certificate.
    certificate_id: Uuid,
    /// The event that says so. A read that names this position sees it.
    position: i64,
    /// Whether it had been noted before, because this is a repeat.
    repeated: bool,
}

/// What a body asks for.
trait Settles: DeserializeOwned {
    fn due(&self) -> Date;
    fn command(self, named: Box<DutyNamed>) -> CertificateCommand;
}

impl Settles for FulfilDuty {
    fn due(&self) -> Date {
        self.due.0
    }

    fn command(self, named: Box<DutyNamed>) -> CertificateCommand {
        let on = self.on.0;
        CertificateCommand::FulfilDuty { named, on }
    }
}

impl Settles for WaiveDuty {
    fn due(&self) -> Date {
        self.due.0
    }

    fn command(self, named: Box<DutyNamed>) -> CertificateCommand {
        let decision = self.decision;
        CertificateCommand::WaiveDuty { named, decision }
    }
}

/// Says that what is owed under a certificate was done: the account notified, the plan, the data, the
/// annual report, the activity. Whoever receives or decides under its procedure says so; what was
/// missed may still be done, late.
#[utoipa::path(
    post, path = "/v1/certificates/{certificate_id}/duties/{duty}/fulfil", tag = "Commands",
    operation_id = "fulfil_duty",
    params(
        ("certificate_id" = Uuid, Path, description = "The certificate."),
        ("duty" = Token, Path, description = "Which duty.", example = "annual-report"),
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    request_body = FulfilDuty,
    responses((status = OK, body = DutyReceipt), CommandProblems)
)]
async fn fulfil(
    State(api): State<Api>,
    Path((id, duty)): Path<(CertificateId, Code)>,
    _: NoQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    settle::<FulfilDuty>(&api, id, duty, &headers, body).await
}

/// Says that what is owed under a certificate need not be done, by a decision. Whoever receives or
/// decides under its procedure says so.
#[utoipa::path(
    post, path = "/v1/certificates/{certificate_id}/duties/{duty}/waive", tag = "Commands",
    operation_id = "waive_duty",
    params(
        ("certificate_id" = Uuid, Path, description = "The certificate."),
        ("duty" = Token, Path, description = "Which duty.", example = "annual-report"),
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    request_body = WaiveDuty,
    responses((status = OK, body = DutyReceipt), CommandProblems)
)]
async fn waive(
    State(api): State<Api>,
    Path((id, duty)): Path<(CertificateId, Code)>,
    _: NoQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    settle::<WaiveDuty>(&api, id, duty, &headers, body).await
}

async fn settle<S: Settles>(
    api: &Api,
    id: CertificateId,
    duty: Code,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let bytes = body::bytes(headers, body).await?;
    let sender = Sender::of(api, headers).await?;
    let asked: S = body::parse(&bytes)?;
    let unknown = || Problem::new(&bad::UNKNOWN_CERTIFICATE);
    let (_, founded) = founded(&api.app, id).await?.ok_or_else(unknown)?;
    let named = DutyNamed {
        founded,
        duty: duty.clone(),
        due: asked.due(),
    };
    let command = asked.command(Box::new(named));
    let about = format!("{} {duty}", id.0);
    let envelope = sender.envelope(api, (command.name(), &about), &bytes, vec![]);
    let carried = execute::certificate(&api.app, id, &command, &sender.by, envelope).await;
    let done = counted(api, command.name(), carried)?;
    let receipt = DutyReceipt {
        certificate_id: id.0,
        position: done.last.0,
        repeated: done.repeated,
    };
    Ok((marks(done.last.0, done.repeated), Json(receipt)).into_response())
}

/// What was noted of a duty of aid.
#[derive(Debug, Serialize, ToSchema)]
struct AidDutyReceipt {
    /// The case that approved the aid.
    case_id: Uuid,
    /// The event that says so. A read that names this position sees it.
    position: i64,
    /// Whether it had been noted before, because this is a repeat.
    repeated: bool,
}

/// Says that a report on approved aid need not be made, by a decision of the body that its owner
/// reports to. That it was made is said by filing it: a dossier of the procedure that reports on aid,
/// for the period.
#[utoipa::path(
    post, path = "/v1/aid/{case_id}/duties/{duty}/waive", tag = "Commands",
    operation_id = "waive_aid_duty",
    params(
        ("case_id" = Uuid, Path, description = "The case that approved the aid."),
        ("duty" = Token, Path, description = "Which duty.", example = "half-year-report"),
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    request_body = WaiveDuty,
    responses((status = OK, body = AidDutyReceipt), CommandProblems)
)]
async fn waive_of_aid(
    State(api): State<Api>,
    Path((approval, duty)): Path<(CaseId, Code)>,
    _: NoQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let bytes = body::bytes(&headers, body).await?;
    let sender = Sender::of(&api, &headers).await?;
    let asked: WaiveDuty = body::parse(&bytes)?;
    let about = format!("{approval} {duty}");
    let command = AidCommand::Waive {
        approval,
        duty,
        due: asked.due.0,
        decision: asked.decision,
    };
    let envelope = sender.envelope(&api, (command.name(), &about), &bytes, vec![]);
    let carried = execute::aid(&api.app, &command, &sender.by, envelope).await;
    let done = counted(&api, command.name(), carried)?;
    let receipt = AidDutyReceipt {
        case_id: approval.0,
        position: done.last.0,
        repeated: done.repeated,
    };
    Ok((marks(done.last.0, done.repeated), Json(receipt)).into_response())
}
