//! Commands of the consultation and of what follows it.

use axum::extract::State;
use domain::case::{CaseCommand, OpinionKind};
use domain::{AgencyId, CaseId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asks, CommandHeaders, CommandPath, carry_out, order};
use crate::confide::{Confidences, texts_of_case};
use crate::execute::Order;
use crate::http::Api;
use crate::http::openapi::CommandProblems;
use crate::http::problem::Problem;
use crate::http::receipt::Carried;
use crate::http::sent::{Nothing, Sent};
use crate::http::texts::{Text, Token};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(request_consultation))
        .routes(routes!(receive_consultation))
        .routes(routes!(give_opinion))
        .routes(routes!(escalate_consultation))
        .routes(routes!(hold_meeting))
        .routes(routes!(forward_dossier))
}

/// Who is asked beside those that must be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RequestConsultation {
    /// Agencies to ask beside those that the procedure names.
    #[serde(default)]
    #[schema(value_type = Vec<Token>, required = false)]
    agencies: Vec<AgencyId>,
}

impl Asks for RequestConsultation {
    const COMMAND: &'static str = "request_consultation";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        let agencies = self.agencies;
        order(CaseCommand::RequestConsultation { agencies })
    }
}

/// Asks other bodies for their opinion, all at once; the receiver.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/request-consultation", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Option<RequestConsultation>,
    responses(Carried, CommandProblems)
)]
async fn request_consultation(
    State(api): State<Api>,
    sent: Sent<RequestConsultation>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// The letter arrived.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct ReceiveConsultation(Nothing);

impl Asks for ReceiveConsultation {
    const COMMAND: &'static str = "receive_consultation";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        order(CaseCommand::ReceiveConsultation)
    }
}

/// Confirms that the letter arrived; a consulted agency, for itself. Its time begins.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/receive-consultation", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Option<Nothing>, responses(Carried, CommandProblems)
)]
async fn receive_consultation(
    State(api): State<Api>,
    sent: Sent<ReceiveConsultation>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// An opinion.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GiveOpinion {
    /// Its direction.
    #[schema(value_type = Opinion)]
    opinion: OpinionKind,
    /// Its text.
    text: Option<Text>,
}

/// The direction of an opinion.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes OpinionKind in OpenAPI")]
enum Opinion {
    Agree,
    AgreeWithConditions,
    Disagree,
    NoPosition,
}

impl Asks for GiveOpinion {
    const COMMAND: &'static str = "give_opinion";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let text = match &self.text {
            Some(it) => Some(it.confide(values, texts_of_case(case.0), "opinion")?),
            None => None,
        };
        let opinion = self.opinion;
        order(CaseCommand::GiveOpinion { opinion, text })
    }
}

/// Gives an opinion; a consulted agency, for itself.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/give-opinion", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = GiveOpinion, responses(Carried, CommandProblems)
)]
async fn give_opinion(State(api): State<Api>, sent: Sent<GiveOpinion>) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// Who is late.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EscalateConsultation {
    /// The agency that was asked.
    #[schema(value_type = Token)]
    agency: AgencyId,
}

impl Asks for EscalateConsultation {
    const COMMAND: &'static str = "escalate_consultation";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        let agency = self.agency;
        order(CaseCommand::EscalateConsultation { agency })
    }
}

/// Reports an agency that is late with its opinion; the receiver. It stays asked.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/escalate-consultation", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = EscalateConsultation,
    responses(Carried, CommandProblems)
)]
async fn escalate_consultation(
    State(api): State<Api>,
    sent: Sent<EscalateConsultation>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// The bodies met.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HoldMeeting {
    /// The minutes.
    minutes: Option<Text>,
}

impl Asks for HoldMeeting {
    const COMMAND: &'static str = "hold_meeting";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let minutes = match &self.minutes {
            Some(it) => Some(it.confide(values, texts_of_case(case.0), "minutes")?),
            None => None,
        };
        order(CaseCommand::HoldMeeting { minutes })
    }
}

/// Says that the bodies met; the receiver or the decider.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/hold-meeting", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Option<HoldMeeting>,
    responses(Carried, CommandProblems)
)]
async fn hold_meeting(State(api): State<Api>, sent: Sent<HoldMeeting>) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// The dossier and all opinions go to the decider.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct ForwardDossier(Nothing);

impl Asks for ForwardDossier {
    const COMMAND: &'static str = "forward_dossier";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        order(CaseCommand::ForwardDossier)
    }
}

/// Hands the dossier and all opinions to the decider; the receiver.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/forward-dossier", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Option<Nothing>, responses(Carried, CommandProblems)
)]
async fn forward_dossier(
    State(api): State<Api>,
    sent: Sent<ForwardDossier>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}
