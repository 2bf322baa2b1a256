use axum::extract::State;
use domain::case::{CaseCommand, Submission};
use domain::{CaseId, Channel, ComponentId, FieldId, ProcedureId, ProvinceId, SubjectId};
use eventstore::Subject;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asks, CommandHeaders, CommandPath, Created, carry_out, order};
use crate::clock::derived_id;
use crate::confide::Confidences;
use crate::execute::Order;
use crate::http::Api;
use crate::http::body::Object;
use crate::http::openapi::CommandProblems;
use crate::http::problem::Problem;
use crate::http::receipt::Carried;
use crate::http::sent::Sent;
use crate::http::texts::{Day, Name, Text, Token, applicant};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(submit_dossier))
}

/// A dossier as it is filed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SubmitDossier {
    /// What is applied for.
    #[schema(value_type = Token, example = "FNGO-OP-ISSUE")]
    procedure: ProcedureId,
    /// How the dossier reached the receiver.
    #[schema(value_type = Token, example = "online")]
    channel: Channel,
    /// Who applies.
    #[schema(value_type = Applicant)]
    applicant: Object<Applicant>,
    /// Who is to represent the applicant.
    representative: Option<Name>,
    /// The papers that were filed.
    #[schema(value_type = Vec<Token>)]
    components: Vec<ComponentId>,
    /// The fields of operation applied for.
    #[schema(value_type = Vec<Token>)]
    fields: Vec<FieldId>,
    /// The provinces of operation applied for.
    #[schema(value_type = Vec<Token>)]
    provinces: Vec<ProvinceId>,
    /// The last day of the applicant's registration under the law where it was founded.
    home_registration_until: Option<Day>,
}

/// Whoever applies. Name and contact are kept in the vault, not in the log.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Applicant {
    /// Names the organisation through all its cases.
    #[schema(value_type = Uuid)]
    id: SubjectId,
    /// Its name.
    name: Name,
    /// How to reach it.
    contact: Option<Text>,
}

impl Asks for SubmitDossier {
    const COMMAND: &'static str = "submit_dossier";

    fn order(self, case: CaseId, values: &mut Confidences) -> Result<Order, Problem> {
        let Object(organisation) = self.applicant;
        let who = applicant(organisation.id);
        let name = organisation.name.confide(values, who, "name")?;
        let contact = match &organisation.contact {
            Some(contact) => Some(contact.confide(values, who, "contact")?),
            None => None,
        };
        // A person is forgotten apart from the organisation.
        let person = Subject {
            kind: "person",
            id: derived_id(case.0, "representative"),
        };
        let representative = match &self.representative {
            Some(it) => Some(it.confide(values, person, "representative")?),
            None => None,
        };
        order(CaseCommand::SubmitDossier(Box::new(Submission {
            procedure: self.procedure,
            channel: self.channel,
            applicant: organisation.id,
            name,
            contact,
            representative,
            components: self.components,
            fields: self.fields,
            provinces: self.provinces,
            home_registration_until: self.home_registration_until.map(|it| it.0),
        })))
    }
}

/// Files a dossier; the applicant, or the receiver at its desk. This begins the case.
#[utoipa::path(
    post, path = "/v1/cases/{case_id}/submit-dossier", tag = "Commands",
    params(CommandPath, CommandHeaders), request_body = SubmitDossier, responses(Created, CommandProblems)
)]
async fn submit_dossier(
    State(api): State<Api>,
    sent: Sent<SubmitDossier>,
) -> Result<Carried, Problem> {
    Ok(carry_out(&api, sent).await?.created())
}
