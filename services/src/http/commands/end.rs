//! Commands that end a case, or what is left to do after it.

use axum::extract::State;
use domain::case::{CaseCommand, WrittenReason};
use domain::{CaseId, Channel, GroundId};
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
        .routes(routes!(withdraw_dossier))
        .routes(routes!(stop_processing))
        .routes(routes!(announce_result))
        .routes(routes!(return_result))
        .routes(routes!(confirm_follow_up))
}

/// A ground from the procedure's list, and the text that explains it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    /// The ground.
    #[schema(value_type = Token)]
    ground: GroundId,
    /// The explanation.
    text: Option<Text>,
}

impl Reason {
    /// The reason as commands take it, its text being in the vault.
    pub(super) fn written(
        self,
        case: CaseId,
        values: &mut Confidences,
    ) -> Result<WrittenReason, Problem> {
        let text = match &self.text {
            Some(it) => Some(it.confide(values, texts_of_case(case.0), "reason")?),
            None => None,
        };
        let ground = self.ground;
        Ok(WrittenReason { ground, text })
    }
}

/// Why the dossier is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawDossier {
    /// The reason, where one is given.
    reason: Option<Text>,
}

impl Asks for WithdrawDossier {
    const COMMAND: &'static str = "withdraw_dossier";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let reason = match &self.reason {
            Some(it) => Some(it.confide(values, texts_of_case(case.0), "reason")?),
            None => None,
        };
        order(CaseCommand::WithdrawDossier { reason })
    }
}

/// Takes the dossier back; the applicant. This ends the case.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/withdraw-dossier", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Option<WithdrawDossier>,
    responses(Carried, CommandProblems)
)]
async fn withdraw_dossier(
    State(api): State<Api>,
    sent: Sent<WithdrawDossier>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// Why processing ends.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct StopProcessing(Reason);

impl Asks for StopProcessing {
    const COMMAND: &'static str = "stop_processing";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let reason = self.0.written(case, values)?;
        order(CaseCommand::StopProcessing(reason))
    }
}

/// Ends the processing without a decision; the receiver, or the decider who has the dossier. This
/// ends the case.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/stop-processing", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Reason, responses(Carried, CommandProblems)
)]
async fn stop_processing(
    State(api): State<Api>,
    sent: Sent<StopProcessing>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// The result lies ready.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct AnnounceResult(Nothing);

impl Asks for AnnounceResult {
    const COMMAND: &'static str = "announce_result";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        order(CaseCommand::AnnounceResult)
    }
}

/// Says that the result lies ready at the desk, and that whoever applied was told; the receiver. Where
/// the legal term lasts until the result is delivered, this ends it: whoever does not come makes
/// nobody late.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/announce-result", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Option<Nothing>,
    responses(Carried, CommandProblems)
)]
async fn announce_result(
    State(api): State<Api>,
    sent: Sent<AnnounceResult>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// How the result is handed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReturnResult {
    /// How it reached the applicant.
    #[schema(value_type = Token, example = "in-person")]
    channel: Channel,
}

impl Asks for ReturnResult {
    const COMMAND: &'static str = "return_result";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        let channel = self.channel;
        order(CaseCommand::ReturnResult { channel })
    }
}

/// Hands the result over; the receiver. This ends the case, unless the decision asks the holder for
/// something.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/return-result", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = ReturnResult, responses(Carried, CommandProblems)
)]
async fn return_result(
    State(api): State<Api>,
    sent: Sent<ReturnResult>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// The holder did what the decision asked for.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct ConfirmFollowUp(Nothing);

impl Asks for ConfirmFollowUp {
    const COMMAND: &'static str = "confirm_follow_up";

    fn order(self, _: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        order(CaseCommand::ConfirmFollowUp)
    }
}

/// Confirms that the holder did what the decision asked for, and reported it; the receiver. This
/// ends the case.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/confirm-follow-up", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Option<Nothing>,
    responses(Carried, CommandProblems)
)]
async fn confirm_follow_up(
    State(api): State<Api>,
    sent: Sent<ConfirmFollowUp>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}
