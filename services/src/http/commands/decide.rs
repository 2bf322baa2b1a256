//! Commands of whoever decides.

use axum::extract::State;
use domain::case::{CaseCommand, Grant};
use domain::{CaseId, CertificateId, GroundId, PaperNumber};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::end::Reason;
use super::{Asks, CommandHeaders, CommandPath, carry_out, order};
use crate::clock::derived_id;
use crate::confide::Confidences;
use crate::execute::Order;
use crate::http::Api;
use crate::http::openapi::CommandProblems;
use crate::http::problem::Problem;
use crate::http::receipt::Carried;
use crate::http::sent::Sent;
use crate::http::texts::{Day, Number, Token};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(grant_certificate))
        .routes(routes!(refuse_application))
}

/// What is granted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GrantCertificate {
    /// The number on the paper.
    #[schema(value_type = Number, example = "975/BNG-HĐ")]
    number: PaperNumber,
    /// The last day of validity; the longest that the law allows when absent.
    valid_until: Option<Day>,
    /// The ground, where the procedure has grounds for a decision that nobody applied for.
    #[schema(value_type = Option<Token>)]
    ground: Option<GroundId>,
}

impl Asks for GrantCertificate {
    const COMMAND: &'static str = "grant_certificate";

    fn order(self, case: CaseId, _: &mut Confidences) -> Result<Order, Problem> {
        order(CaseCommand::GrantCertificate(Grant {
            // A case grants one certificate, so that its id follows from the case's.
            certificate: CertificateId(derived_id(case.0, "certificate")),
            number: self.number,
            valid_until: self.valid_until.map(|it| it.0),
            ground: self.ground,
            // Looked up when it is granted.
            holder: None,
        }))
    }
}

/// Decides in favour; the decider. A certificate is issued or becomes what the procedure says, or
/// the application is approved.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/grant-certificate", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = GrantCertificate, responses(Carried, CommandProblems)
)]
async fn grant_certificate(
    State(api): State<Api>,
    sent: Sent<GrantCertificate>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}

/// Why the application is refused.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct RefuseApplication(Reason);

impl Asks for RefuseApplication {
    const COMMAND: &'static str = "refuse_application";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let reason = self.0.written(case, values)?;
        order(CaseCommand::RefuseApplication(reason))
    }
}

/// Decides against; the decider.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/refuse-application", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = Reason, responses(Carried, CommandProblems)
)]
async fn refuse_application(
    State(api): State<Api>,
    sent: Sent<RefuseApplication>,
) -> Result<Carried, Problem> {
    carry_out(&api, sent).await
}
