//! What is done to registries: merging organisations, naming focal points.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::focal_point::{FocalPointCommand, FocalRole, Naming, Office, Point};
use domain::organisation::{Merge, MergeGround};
use domain::{AgencyId, PaperNumber, ProvinceId, SubjectId};
use eventstore::Subject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::openapi::CommandProblems;
use super::params::{NoQuery, Path};
use super::problem::Problem;
use super::receipt::{counted, marks};
use super::sent::Sender;
use super::texts::{Name, Number, Text, Token, applicant};
use super::{Api, body};
use crate::confide::Confidences;
use crate::execute::{self, Done, ExecuteError};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(merge))
        .routes(routes!(name))
        .routes(routes!(vacate))
}

/// Into which organisation to merge, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeOrganisation {
    /// The organisation that survives.
    #[schema(value_type = Uuid)]
    into: SubjectId,
    /// Why: `same_organisation` where one was entered twice, `union` where two became one.
    #[schema(value_type = String, example = "same_organisation")]
    ground: MergeGround,
    /// The number of the decision; no personal data.
    #[schema(value_type = Number, example = "12/QĐ-BNG")]
    decision: PaperNumber,
    /// The explanation. It is kept in the vault, not in the log.
    reason: Option<Text>,
}

/// Who is a focal point from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NameFocalPoint {
    /// The body that the office belongs to.
    #[schema(value_type = Token, example = "PPC-01")]
    agency: AgencyId,
    /// What kind of office it is: `committee`, `foreign_affairs`, `finance`, `home_affairs` or
    /// `friendship_union`.
    #[schema(value_type = String, example = "foreign_affairs")]
    office: Office,
    /// The person to turn to.
    #[schema(value_type = FocalPerson)]
    person: body::Object<FocalPerson>,
}

/// Somebody to turn to. Name and contact are kept in the vault, not in the log.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FocalPerson {
    /// Names the person, so that what is kept about them can be erased.
    id: Uuid,
    /// Their name.
    name: Name,
    /// How to reach them.
    contact: Option<Text>,
}

/// For commands that say all by their address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Empty {}

/// What a command on a registry did.
#[derive(Debug, Serialize, ToSchema)]
struct RegistryReceipt {
    /// The last event it caused. A read that names this position sees what the command did.
    position: i64,
    /// The first event it caused.
    first_position: i64,
    /// Whether it had been carried out before, because this is a repeat.
    repeated: bool,
}

/// Counts what came of a command, and answers.
fn answer(
    api: &Api,
    command: &'static str,
    carried: Result<Done, ExecuteError>,
) -> Result<Response, Problem> {
    let done = counted(api, command, carried)?;
    let receipt = RegistryReceipt {
        position: done.last.0,
        first_position: done.first.0,
        repeated: done.repeated,
    };
    Ok((marks(done.last.0, done.repeated), Json(receipt)).into_response())
}

/// Merges an organisation into another one; whoever decides on certificates. Its certificates pass
/// to the other, and whoever asks for it is led there.
#[utoipa::path(
    post, path = "/v1/organisations/{organisation_id}/merge", tag = "Registries",
    operation_id = "merge_organisation",
    params(
        ("organisation_id" = Uuid, Path, description = "The organisation that turns out to be another."),
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    request_body = MergeOrganisation,
    responses((status = OK, body = RegistryReceipt), CommandProblems)
)]
async fn merge(
    State(api): State<Api>,
    Path(organisation): Path<SubjectId>,
    _: NoQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let command = "merge_organisation";
    let bytes = body::bytes(&headers, body).await?;
    let sender = Sender::of(&api, &headers).await?;
    let asked: MergeOrganisation = body::parse(&bytes)?;
    let mut values = Confidences::of(sender.key);
    let reason = match &asked.reason {
        Some(text) => Some(text.confide(&mut values, applicant(asked.into), "reason")?),
        None => None,
    };
    let merge = Merge {
        organisation,
        into: asked.into,
        ground: asked.ground,
        decision: asked.decision,
        reason,
        both_hold: None,
    };
    let envelope = sender.envelope(&api, (command, &organisation), &bytes, values.values());
    let done = execute::merge_organisations(&api.app, &merge, &sender.by, envelope).await;
    answer(&api, command, done)
}

/// Names the focal point of a province for a task, in the place of whoever was; whoever keeps the
/// registries, or the province itself.
#[utoipa::path(
    post, path = "/v1/focal-points/{province}/{role}/name", tag = "Registries",
    operation_id = "name_focal_point",
    params(
        ("province" = String, Path, description = "The province, such as `VN34-01`."),
        ("role" = String, Path, description = "`fngo_activity`, `aid_use` or `aid_mobilisation`."),
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    request_body = NameFocalPoint,
    responses((status = OK, body = RegistryReceipt), CommandProblems)
)]
async fn name(
    State(api): State<Api>,
    Path((province, role)): Path<(ProvinceId, FocalRole)>,
    _: NoQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let point = Point { province, role };
    let bytes = body::bytes(&headers, body).await?;
    let command = "name_focal_point";
    let sender = Sender::of(&api, &headers).await?;
    let asked: NameFocalPoint = body::parse(&bytes)?;
    let body::Object(person) = asked.person;
    let subject = Subject {
        kind: "person",
        id: person.id,
    };
    let mut values = Confidences::of(sender.key);
    let name = person.name.confide(&mut values, subject, "name")?;
    let contact = match &person.contact {
        Some(text) => Some(text.confide(&mut values, subject, "contact")?),
        None => None,
    };
    let naming = Naming {
        point,
        agency: asked.agency,
        office: asked.office,
        name,
        contact,
    };
    let order = FocalPointCommand::Name(naming);
    let about = order.point().stream_name();
    let envelope = sender.envelope(&api, (command, &about), &bytes, values.values());
    let done = execute::focal_point(&api.app, &order, &sender.by, envelope).await;
    answer(&api, command, done)
}

/// Says that a province has no focal point for a task any more; whoever keeps the registries, or the
/// province itself.
#[utoipa::path(
    post, path = "/v1/focal-points/{province}/{role}/vacate", tag = "Registries",
    operation_id = "vacate_focal_point",
    params(
        ("province" = String, Path, description = "The province, such as `VN34-01`."),
        ("role" = String, Path, description = "`fngo_activity`, `aid_use` or `aid_mobilisation`."),
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    request_body = Empty,
    responses((status = OK, body = RegistryReceipt), CommandProblems)
)]
async fn vacate(
    State(api): State<Api>,
    Path((province, role)): Path<(ProvinceId, FocalRole)>,
    _: NoQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let point = Point { province, role };
    let bytes = body::bytes(&headers, body).await?;
    let command = "vacate_focal_point";
    let sender = Sender::of(&api, &headers).await?;
    let Empty {} = body::parse(&bytes)?;
    let about = point.stream_name();
    let envelope = sender.envelope(&api, (command, &about), &bytes, vec![]);
    let order = FocalPointCommand::Vacate(point);
    let done = execute::focal_point(&api.app, &order, &sender.by, envelope).await;
    answer(&api, command, done)
}
