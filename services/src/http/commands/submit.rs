//! The command that files a dossier.

use axum::extract::State;
use domain::aid::Span;
use domain::case::{CaseCommand, CaseRejection, Particulars, Submission};
use domain::law::ReportPeriod;
use domain::money::{Amount, Currency, Money};
use domain::{
    AgencyId, CaseId, CertificateId, Channel, ComponentId, Country, FieldId, ProcedureId,
    ProvinceId, SubjectId, TraitId,
};
use eventstore::Subject;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asks, CommandHeaders, CommandPath, Created, carry_out, order};
use crate::clock::derived_id;
use crate::confide::Confidences;
use crate::execute::{ExecuteError, Order};
use crate::http::Api;
use crate::http::body::Object;
use crate::http::openapi::CommandProblems;
use crate::http::problem::Problem;
use crate::http::receipt::Carried;
use crate::http::sent::Sent;
use crate::http::texts::{self, Day, Name, Text, Token, applicant};

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
    /// The certificate that the application is about, where the procedure asks for one.
    #[schema(value_type = Option<Uuid>)]
    certificate: Option<CertificateId>,
    /// The province in which the applicant is to have its seat, where the procedure asks for it.
    #[schema(value_type = Option<Token>)]
    seat: Option<ProvinceId>,
    /// What the application declares, of what the procedure lists.
    #[serde(default)]
    #[schema(value_type = Vec<Token>, required = false)]
    traits: Vec<TraitId>,
    /// The body that manages what is applied for, where the procedure asks for it.
    #[schema(value_type = Option<Token>)]
    managing_agency: Option<AgencyId>,
    /// The value of what is applied for, where the procedure asks for it.
    #[schema(value_type = Option<Value>)]
    value: Option<Object<Value>>,
    /// The country under whose law the applicant was founded: two letters of ISO 3166.
    #[schema(value_type = Option<String>, pattern = "^[A-Z]{2}$", example = "SE")]
    home: Option<Country>,
    /// Who gives the aid that is applied for or reported on.
    #[schema(value_type = Option<Donor>)]
    donor: Option<Object<Donor>>,
    /// The case in which the aid was approved that the application is about.
    #[schema(value_type = Option<Uuid>)]
    approval: Option<CaseId>,
    /// The year that a report on aid is about.
    year: Option<u16>,
    /// The half of a year, or the year, that a report on aid is about: what is owed for it is done
    /// thereby.
    #[schema(value_type = Option<String>, example = "2026-H1")]
    period: Option<ReportPeriod>,
    /// From when to when the aid runs that is applied for; its reports are owed accordingly.
    #[schema(value_type = Option<Runs>)]
    runs: Option<Object<Runs>>,
}

/// From when to when aid runs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Runs {
    /// Its first day.
    from: Day,
    /// Its last day.
    until: Day,
}

/// Whoever gives aid. The name is kept in the vault, not in the log.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Donor {
    /// Names the donor: the id that it applies under, where it does.
    #[serde(deserialize_with = "texts::id")]
    #[schema(value_type = Uuid)]
    id: SubjectId,
    /// Its name.
    name: Name,
}

/// A sum in its currency.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Value {
    /// How much: digits, and behind a point no more decimals than the currency has. A text, so that
    /// no digit is lost.
    #[schema(value_type = String, example = "150000.50")]
    amount: Amount,
    /// The ISO 4217 code of the currency.
    #[schema(value_type = String, example = "USD")]
    currency: Currency,
}

/// Whoever applies. Name and contact are kept in the vault, not in the log.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Applicant {
    /// Names the organisation through all its cases.
    #[serde(deserialize_with = "texts::id")]
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
        let value = self.value.map(|Object(it)| Money {
            amount: it.amount,
            currency: it.currency,
        });
        let donor = match &self.donor {
            Some(Object(it)) => Some(it.name.confide(values, applicant(it.id), "donor")?),
            None => None,
        };
        let submission = Box::new(Submission {
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
            particulars: Particulars {
                // What it says is looked up when the dossier is filed.
                holding: None,
                seat: self.seat,
                traits: self.traits,
                managing_agency: self.managing_agency,
                value,
                home: self.home,
                donor,
                approval: None,
                year: self.year,
                period: self.period,
                runs: self.runs.map(|Object(it)| Span {
                    from: it.from.0,
                    until: it.until.0,
                }),
            },
            certificate: None,
            merged_into: None,
            aid: None,
        });
        match (self.certificate, self.approval) {
            // No procedure is about both.
            (Some(_), Some(_)) => {
                let what = "approval";
                Err(ExecuteError::Case(CaseRejection::NotAskedFor { what }).into())
            }
            (Some(certificate), None) => Ok(Order::SubmitUpon(submission, certificate)),
            (None, Some(approval)) => Ok(Order::SubmitUnder(submission, approval)),
            (None, None) => order(CaseCommand::SubmitDossier(submission)),
        }
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
