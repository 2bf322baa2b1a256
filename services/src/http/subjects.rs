//! What is kept about somebody: having it erased, and the proof that it was.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::data_subject::{DataSubjectCommand, ErasureGround};
use domain::{PaperNumber, SubjectId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::openapi::{CommandProblems, Problems};
use super::params::{NoQuery, Path};
use super::problem::{Problem, bad};
use super::receipt::{counted, marks};
use super::sent::Sender;
use super::texts::Number;
use super::{Api, body};
use crate::erasure::{self, Progress};
use crate::execute;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(erase))
        .routes(routes!(show))
}

/// Why what is kept about somebody is to be destroyed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EraseSubject {
    /// The legal ground.
    #[schema(value_type = String, example = "subject_request")]
    ground: ErasureGround,
    /// The number of the decision that orders it; no personal data.
    #[schema(value_type = Number, example = "12/QĐ-BNG")]
    decision: PaperNumber,
}

/// What an order to erase did.
#[derive(Debug, Serialize, ToSchema)]
struct ErasureReceipt {
    /// Whose data were erased.
    subject_id: Uuid,
    /// The event that says so: key and values were destroyed together with it.
    position: i64,
    /// Whether it had been done before, because this is a repeat.
    repeated: bool,
    /// Where it is told when nothing is left anywhere.
    erasure: String,
}

/// How far an erasure is.
#[derive(Debug, Serialize, ToSchema)]
struct ErasureView {
    /// Whose data are erased.
    subject_id: Uuid,
    /// `underway`: key and values are destroyed, something else is not yet; or `completed`.
    state: &'static str,
    /// What is waited for.
    waits_for: Option<&'static str>,
    /// What was destroyed, why, and where the log says so.
    #[schema(value_type = Option<Object>)]
    certificate: Option<Box<RawValue>>,
    /// The certificate as a signed note, whose text is one line: the certificate in canonical JSON.
    note: Option<String>,
}

/// Destroys what is kept about somebody: key and values in one step with the event that says so;
/// read models and files follow. Whoever receives or decides a case about them may order it.
#[utoipa::path(
    post, path = "/v1/subjects/{subject_id}/erase", tag = "Personal data",
    operation_id = "erase_personal_data",
    params(
        ("subject_id" = Uuid, Path, description = "Whose; `subject` in the references of events."),
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    request_body = EraseSubject,
    responses((status = ACCEPTED, body = ErasureReceipt), CommandProblems)
)]
async fn erase(
    State(api): State<Api>,
    Path(subject): Path<SubjectId>,
    _: NoQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let bytes = body::bytes(&headers, body).await?;
    let sender = Sender::of(&api, &headers).await?;
    let asked: EraseSubject = body::parse(&bytes)?;
    let command = DataSubjectCommand::ErasePersonalData {
        subject,
        ground: asked.ground,
        decision: asked.decision,
    };
    let envelope = sender.envelope(&api, (command.name(), &subject), &bytes, vec![]);
    let carried = execute::data_subject(&api.app, subject, &command, &sender.by, envelope).await;
    let done = counted(&api, command.name(), carried)?;
    let erasure = format!("/v1/subjects/{subject}/erasure");
    let receipt = ErasureReceipt {
        subject_id: subject.0,
        position: done.last.0,
        repeated: done.repeated,
        erasure: erasure.clone(),
    };
    let mut headers = marks(done.last.0, done.repeated);
    headers.extend(HeaderValue::try_from(erasure).map(|it| (LOCATION, it)));
    Ok((StatusCode::ACCEPTED, headers, Json(receipt)).into_response())
}

/// Shows how far the erasure of somebody's data is, and, once nothing is left, its certificate.
#[utoipa::path(
    get, path = "/v1/subjects/{subject_id}/erasure", tag = "Personal data",
    operation_id = "read_erasure",
    params(("subject_id" = Uuid, Path, description = "Whose.")),
    responses((status = OK, body = ErasureView), Problems)
)]
async fn show(
    State(api): State<Api>,
    Path(subject): Path<SubjectId>,
    _: NoQuery,
) -> Result<Json<ErasureView>, Problem> {
    let view = |state, waits_for, certificate, note| {
        Json(ErasureView {
            subject_id: subject.0,
            state,
            waits_for,
            certificate,
            note,
        })
    };
    match erasure::progress(&api.app, subject).await? {
        Progress::Unknown => Err(Problem::new(&bad::UNKNOWN_SUBJECT)),
        Progress::NotOrdered => Err(Problem::new(&bad::NOT_ERASED)),
        Progress::Underway(remainder) => Ok(view("underway", Some(remainder.name()), None, None)),
        Progress::Completed(it) => {
            let document = RawValue::from_string(it.document)?;
            Ok(view("completed", None, Some(document), it.note))
        }
    }
}
