//! Commands that let the terms of a case stand still, and go on.

use axum::extract::State;
use domain::case::CaseCommand;
use domain::law::PauseKind;
use domain::{CaseId, Channel, FeeId};
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
use crate::http::sent::Sent;
use crate::http::texts::{Text, Token};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(request_payment))
        .routes(routes!(pause_case))
        .routes(routes!(resume_case))
}

/// A fee that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RequestPayment {
    /// Which fee of the procedure; `GET /v1/fees` lists them.
    #[schema(value_type = Token)]
    fee: FeeId,
}

impl Asks for RequestPayment {
    const COMMAND: &'static str = "request_payment";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        order(CaseCommand::RequestPayment { fee: self.fee })
    }
}

/// A pause.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PauseCase {
    /// What the case waits for.
    waits_for: WaitsFor,
    /// Why.
    reason: Option<Text>,
}

/// What a case may wait for beside a supplement and a payment.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WaitsFor {
    /// For the applicant: to come, to explain, to show a place.
    Applicant,
    /// For something outside the case.
    Suspension,
}

impl Asks for PauseCase {
    const COMMAND: &'static str = "pause_case";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let reason = match &self.reason {
            Some(it) => Some(it.confide(values, texts_of_case(case.0), "reason")?),
            None => None,
        };
        let kind = match self.waits_for {
            WaitsFor::Applicant => PauseKind::Applicant,
            WaitsFor::Suspension => PauseKind::Suspension,
        };
        order(CaseCommand::PauseCase { kind, reason })
    }
}

/// What a case waited for has come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResumeCase {
    /// How the fee was paid, where one was waited for: one of the procedure's channels.
    #[schema(value_type = Option<Token>)]
    paid_by: Option<Channel>,
}

impl Asks for ResumeCase {
    const COMMAND: &'static str = "resume_case";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        let paid_by = self.paid_by;
        order(CaseCommand::ResumeCase { paid_by })
    }
}

/// Asks for a fee of the procedure, in the sum of the day; the case waits for it, and its terms stand
/// still; whoever has the dossier in hand.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/request-payment", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = RequestPayment,
    responses(Carried, CommandProblems)
)]
async fn request_payment(
    State(api): State<Api>,
    sent: Sent<RequestPayment>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// Lets the case wait for the applicant or for something outside it, and its terms stand still;
/// whoever has the dossier in hand.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/pause-case", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = PauseCase, responses(Carried, CommandProblems)
)]
async fn pause_case(State(api): State<Api>, sent: Sent<PauseCase>) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// Lets the case go on, what it waited for having come: the payment, the applicant, or what was
/// outside it; whoever has the dossier in hand.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/resume-case", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = ResumeCase,
    responses(Carried, CommandProblems)
)]
async fn resume_case(State(api): State<Api>, sent: Sent<ResumeCase>) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}
