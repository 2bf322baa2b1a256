//! Commands of the receiver's desk.

use axum::extract::State;
use domain::case::CaseCommand;
use domain::{ActorId, CaseId, ComponentId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::end::Reason;
use super::{Asks, CommandHeaders, CommandPath, carry_out, order};
use crate::confide::{Confidences, texts_of_case};
use crate::execute::Order;
use crate::http::Api;
use crate::http::openapi::CommandProblems;
use crate::http::problem::Problem;
use crate::http::receipt::Carried;
use crate::http::sent::{Nothing, Sent};
use crate::http::texts::{self, Text, Token};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(assign_officer))
        .routes(routes!(request_supplement))
        .routes(routes!(supplement_dossier))
        .routes(routes!(accept_dossier))
        .routes(routes!(refuse_intake))
}

/// An official becomes responsible.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AssignOfficer {
    /// The official.
    #[serde(deserialize_with = "texts::id")]
    #[schema(value_type = Uuid)]
    officer: ActorId,
}

impl Asks for AssignOfficer {
    const COMMAND: &'static str = "assign_officer";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        let officer = self.officer;
        order(CaseCommand::AssignOfficer { officer })
    }
}

/// Makes an official responsible; the receiver or the decider.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/assign-officer", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = AssignOfficer, responses(Carried, CommandProblems)
)]
async fn assign_officer(
    State(api): State<Api>,
    sent: Sent<AssignOfficer>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// What is missing, named once, completely and exactly.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RequestSupplement {
    /// The components that are missing or wrong.
    #[schema(value_type = Vec<Token>)]
    missing: Vec<ComponentId>,
    /// The guidance given.
    reason: Option<Text>,
}

impl Asks for RequestSupplement {
    const COMMAND: &'static str = "request_supplement";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let reason = match &self.reason {
            Some(it) => Some(it.confide(values, texts_of_case(case.0), "reason")?),
            None => None,
        };
        let missing = self.missing;
        order(CaseCommand::RequestSupplement { missing, reason })
    }
}

/// Asks the applicant for what is missing; the receiver.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/request-supplement", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = RequestSupplement, responses(Carried, CommandProblems)
)]
async fn request_supplement(
    State(api): State<Api>,
    sent: Sent<RequestSupplement>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// What was asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SupplementDossier {
    /// The components brought.
    #[schema(value_type = Vec<Token>)]
    components: Vec<ComponentId>,
}

impl Asks for SupplementDossier {
    const COMMAND: &'static str = "supplement_dossier";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        let components = self.components;
        order(CaseCommand::SupplementDossier { components })
    }
}

/// Brings what was asked for; the applicant, or the receiver at its desk.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/supplement-dossier", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = SupplementDossier, responses(Carried, CommandProblems)
)]
async fn supplement_dossier(
    State(api): State<Api>,
    sent: Sent<SupplementDossier>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// The dossier is full and valid.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct AcceptDossier(Nothing);

impl Asks for AcceptDossier {
    const COMMAND: &'static str = "accept_dossier";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        Ok(Order::AcceptDossier)
    }
}

/// Accepts the dossier as full and valid; the receiver. It gets its code and its due date.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/accept-dossier", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Option<Nothing>, responses(Carried, CommandProblems)
)]
async fn accept_dossier(
    State(api): State<Api>,
    sent: Sent<AcceptDossier>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// Why the dossier is not taken in.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct RefuseIntake(Reason);

impl Asks for RefuseIntake {
    const COMMAND: &'static str = "refuse_intake";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let reason = self.0.written(case, values)?;
        order(CaseCommand::RefuseIntake(reason))
    }
}

/// Refuses to take the dossier in; the receiver. This ends the case.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/refuse-intake", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Reason, responses(Carried, CommandProblems)
)]
async fn refuse_intake(
    State(api): State<Api>,
    sent: Sent<RefuseIntake>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}
