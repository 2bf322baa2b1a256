use axum::extract::State;
use domain::law::{Owed, Registered};
use domain::{Law, ProcedureId};
use projections::case_list::{self, CaseLine};
use projections::certificate::{self, CertificateLine};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::rules::Bilingual;
use super::{All, iso_date};
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::{Problem, bad};
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Read, Shown};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(of_certificate))
}

/// A day by which something is owed under a certificate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Duty)]
struct DutyView {
    /// Which duty of the procedure.
    duty: String,
    /// What has to be done.
    title: Bilingual,
    /// The agencies that owe it; none when the holder does.
    agencies: Vec<String>,
    /// The last day.
    #[serde(with = "iso_date")]
    due_on: Date,
    /// The day from which it was counted, itself not counted; none where the text names the day.
    #[serde(with = "iso_date::option")]
    counted_from: Option<Date>,
    /// The article that sets it.
    basis: String,
}

impl From<&Owed<'_>> for DutyView {
    fn from(owed: &Owed<'_>) -> Self {
        Self {
            duty: owed.duty.id.to_string(),
            title: Bilingual::from(&owed.duty.title),
            agencies: owed.duty.agencies.iter().map(ToString::to_string).collect(),
            due_on: owed.due,
            counted_from: owed.counted.as_ref().map(|it| it.counted_from),
            basis: owed.duty.basis.clone(),
        }
    }
}

/// Lists what is owed under a certificate, in the order of the days by which it is.
///
/// What is counted from a change or from the last activity of the holder is counted as if there
/// had been none since the issue: neither is recorded here.
#[utoipa::path(
    get, path = "/v1/certificates/{certificate_id}/duties", tag = "Lists",
    operation_id = "list_certificate_duties",
    params(("certificate_id" = Uuid, Path, description = "The certificate."), AtLeast, AtLeastHeader),
    responses((status = OK, body = All<DutyView>), Problems)
)]
async fn of_certificate(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<Nothing>,
) -> Result<Shown<All<DutyView>>, Problem> {
    let pool = &api.app.pool;
    let line = certificate::one(pool, id).await?;
    let line = line.ok_or_else(|| Problem::new(&bad::UNKNOWN_CERTIFICATE))?;
    let case = case_list::one(pool, line.case_id).await?;
    let law = api.app.law.current();
    let items = case.map_or_else(Vec::new, |case| owed(&line, &case, &law));
    Ok(read.show(All { items }))
}

fn owed(line: &CertificateLine, case: &CaseLine, law: &Law) -> Vec<DutyView> {
    let version = u32::try_from(case.procedure_version);
    let procedure = (case.procedure.parse::<ProcedureId>().ok())
        .zip(version.ok())
        .and_then(|(id, version)| law.procedure(&id, version));
    let rules = procedure.and_then(|it| it.rules());
    let Some((rules, calendar)) = rules.and_then(|it| Some((it, law.calendar(&it.calendar)?)))
    else {
        return vec![];
    };
    let registered = Registered {
        valid_from: line.valid_from,
        valid_until: line.valid_until,
        changed_on: &[],
        last_active: line.valid_from,
    };
    let each = rules.duties.iter();
    let mut owed: Vec<_> = each.flat_map(|it| it.owed(registered, calendar)).collect();
    owed.sort_by(|a, b| (a.due, a.duty.id.as_str()).cmp(&(b.due, b.duty.id.as_str())));
    owed.iter().map(DutyView::from).collect()
}
