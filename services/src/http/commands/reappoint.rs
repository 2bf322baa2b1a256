//! The command that names another day for the result.

use axum::extract::State;
use domain::CaseId;
use domain::case::CaseCommand;
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
use crate::http::texts::{Day, Text};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(reappoint))
}

/// Another day for the result.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reappoint {
    /// The day.
    due: Day,
    /// The apology, with its reason.
    reason: Option<Text>,
}

impl Asks for Reappoint {
    const COMMAND: &'static str = "reappoint";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let reason = match &self.reason {
            Some(it) => Some(it.confide(values, texts_of_case(case.0), "reason")?),
            None => None,
        };
        let due = self.due.0;
        order(CaseCommand::Reappoint { due, reason })
    }
}

/// Sets another day for the result, with an apology, before the first has come; whoever has the
/// dossier in hand.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/reappoint", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Reappoint, responses(Carried, CommandProblems)
)]
async fn reappoint(State(api): State<Api>, sent: Sent<Reappoint>) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}
