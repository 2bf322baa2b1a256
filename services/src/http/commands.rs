//! What people do to cases: one address for each command.

mod consult;
mod decide;
mod end;
mod intake;
mod pause;
mod reappoint;
mod submit;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use domain::CaseId;
use domain::case::CaseCommand;
use serde::de::DeserializeOwned;
use utoipa::openapi::schema::{Ref, Type};
use utoipa::openapi::{ContentBuilder, RefOr, Response, ResponseBuilder};
use utoipa::{IntoParams, IntoResponses};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

use super::Api;
use super::openapi::header;
use super::problem::Problem;
use super::receipt::{Carried, outcome};
use super::sent::Sent;
use crate::confide::Confidences;
use crate::execute::{self, Envelope, Order};

/// Every command.
pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .merge(submit::router())
        .merge(intake::router())
        .merge(consult::router())
        .merge(pause::router())
        .merge(reappoint::router())
        .merge(decide::router())
        .merge(end::router())
}

/// What a body asks for.
trait Asks: DeserializeOwned {
    /// The command's name in the log.
    const COMMAND: &'static str;

    /// The order, once its personal values are in the vault.
    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem>;
}

/// Carries out what was sent.
async fn carry_out<B: Asks>(api: &Api, sent: Sent<B>) -> Result<Carried, Problem> {
    let (app, case) = (&api.app, sent.case);
    let mut envelope = Envelope {
        command_id: sent.key,
        fingerprint: sent.fingerprint(&app.vault, B::COMMAND),
        confide: vec![],
        if_match: sent.if_match,
    };
    let mut values = Confidences::of(sent.key);
    let carried = match sent.body.order(case, &mut values) {
        Ok(order) => {
            envelope.confide = values.values();
            execute::case(app, case, &order, &sent.by, envelope)
                .await
                .map_err(Problem::from)
        }
        // Whoever repeats a command gets its first answer, also when its subject was erased since.
        Err(problem) => match execute::done_before(&app.store, &envelope, case.0).await {
            Ok(Some(done)) => Ok(done),
            Ok(None) => Err(problem),
            Err(error) => Err(error.into()),
        },
    };
    api.metrics.commanded(B::COMMAND, outcome(&carried));
    carried.map(|done| Carried::out(case, done))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "what bodies ask for may fail elsewhere"
)]
fn order(command: CaseCommand) -> Result<Order, Problem> {
    Ok(Order::Command(command))
}

/// About which case a command is.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes in OpenAPI what Sent reads")]
struct CommandPath {
    /// The case. Whoever submits a dossier makes its id up.
    case_id: Uuid,
}

/// What surrounds every command.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes in OpenAPI what Sent reads")]
struct CommandHeaders {
    /// Names the command. Send the same one with a repeat: the command is carried out once.
    #[param(rename = "Idempotency-Key")]
    idempotency_key: Uuid,
    /// The version that the case must have, as the `ETag` of a reply says it; or `*` for any.
    #[param(
        rename = "If-Match",
        example = "\"3\"",
        pattern = r#"^("[0-9]{1,18}(-[0-9a-f]+)?"|\*)$"#
    )]
    if_match: Option<String>,
    /// Whoever acts.
    #[param(rename = "Hoso-Actor")]
    actor: Uuid,
    /// The id of the agency they act for, or `applicant`.
    #[param(rename = "Hoso-Agency", example = "COMINGO")]
    agency: String,
}

impl IntoResponses for Carried {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(StatusCode::OK, ResponseBuilder::new())
    }
}

/// The answer to a command that begins a case.
struct Created;

impl IntoResponses for Created {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let location = header(Type::String, "Where the case is.");
        described(
            StatusCode::CREATED,
            ResponseBuilder::new().header("Location", location),
        )
    }
}

fn described(status: StatusCode, response: ResponseBuilder) -> BTreeMap<String, RefOr<Response>> {
    let schema = Ref::from_schema_name("Receipt");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let position = "The last event that the command caused; a read that names it sees it.";
    let response = response
        .description("The command was carried out.")
        .content("application/json", content)
        .header(
            "ETag",
            header(Type::String, "The version of the case, for If-Match."),
        )
        .header("Hoso-Position", header(Type::Integer, position))
        .header(
            "Idempotency-Replayed",
            header(Type::String, "`true`, if this is a repeat."),
        )
        .build();
    BTreeMap::from([(status.as_str().to_owned(), RefOr::T(response))])
}
