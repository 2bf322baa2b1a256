use axum::extract::State;
use domain::certificate::{Certificate, DutyState, Founded};
use domain::law::Owed;
use domain::{CertificateId, Law};
use serde::Serialize;
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::rules::Bilingual;
use super::{All, iso_date};
use crate::duties::founded;
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
    /// What became of it.
    settlement: Settlement,
    /// The day on which it was done.
    #[serde(with = "iso_date::option")]
    done_on: Option<Date>,
    /// The article that sets it.
    basis: String,
}

/// What became of something that is owed.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Settlement {
    /// Its day has not passed, and it was not done.
    Open,
    /// Its day has passed, and it was not done.
    Overdue,
    /// It was done in time.
    Fulfilled,
    /// It was done after its day.
    FulfilledLate,
    /// It need not be done.
    Waived,
}

fn view(owed: &Owed<'_>, state: Option<DutyState>, today: Date) -> DutyView {
    let (settlement, done_on) = match state {
        Some(DutyState::Fulfilled { on }) if on <= owed.due => (Settlement::Fulfilled, Some(on)),
        Some(DutyState::Fulfilled { on }) => (Settlement::FulfilledLate, Some(on)),
        Some(DutyState::Waived) => (Settlement::Waived, None),
        Some(DutyState::Missed) => (Settlement::Overdue, None),
        None if owed.due < today => (Settlement::Overdue, None),
        None => (Settlement::Open, None),
    };
    DutyView {
        duty: owed.duty.id.to_string(),
        title: Bilingual::from(&owed.duty.title),
        agencies: owed.duty.agencies.iter().map(ToString::to_string).collect(),
        due_on: owed.due,
        counted_from: owed.counted.as_ref().map(|it| it.counted_from),
        settlement,
        done_on,
        basis: owed.duty.basis.clone(),
    }
}

/// Lists what is owed under a certificate, in the order of the days by which it is, and what became
/// of it.
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
    let unknown = || Problem::new(&bad::UNKNOWN_CERTIFICATE);
    let found = founded(&api.app, CertificateId(id)).await?;
    let (certificate, founded) = found.ok_or_else(unknown)?;
    let law = api.app.law.current();
    let items = owed(&certificate, &founded, &law, api.app.clock.now());
    Ok(read.show(All { items }))
}

fn owed(
    certificate: &Certificate,
    founded: &Founded,
    law: &Law,
    now: OffsetDateTime,
) -> Vec<DutyView> {
    let procedure = law.procedure(&founded.procedure, founded.version);
    let rules = procedure.and_then(|it| it.rules());
    let Some((rules, calendar)) = rules.and_then(|it| Some((it, law.calendar(&it.calendar)?)))
    else {
        return vec![];
    };
    let today = calendar.day_of(now);
    let owed = certificate.owed(rules, calendar, founded);
    owed.iter()
        .map(|(it, state)| view(it, *state, today))
        .collect()
}
