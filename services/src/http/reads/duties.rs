//! What holders of certificates and owners of aid owe.

use axum::extract::State;
use domain::certificate::{Certificate, DutyState, Founded};
use domain::law::Owed;
use domain::{AgencyId, CertificateId, Law};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::aid::approved;
use super::rules::Bilingual;
use super::{All, iso_date};
use crate::agency_reports::ReportState;
use crate::duties::{DutyLine, UnderKind, Wanted, done_on, founded, listed, state_of};
use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::{Problem, bad};
use crate::http::query::Limit;
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Page, Read, Shown};
use crate::http::texts::{Day, Token};

/// What cursors of the list are for.
const LIST: &str = "duties";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(of_certificate))
        .routes(routes!(of_aid))
        .routes(routes!(owed_by_all))
}

/// A day by which something is owed under a certificate, or under aid that was approved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Duty)]
struct DutyView {
    /// Which duty of the procedure.
    duty: String,
    /// What has to be done.
    title: Bilingual,
    /// The agencies that owe it; none when the holder does, or the owner of the aid.
    agencies: Vec<String>,
    /// The half of a year, or the year, that it is about, where it is about one.
    #[schema(example = "2026-H1")]
    period: Option<String>,
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
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
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

impl From<ReportState> for Settlement {
    fn from(state: ReportState) -> Self {
        match state {
            ReportState::Open => Self::Open,
            ReportState::Missed => Self::Overdue,
            ReportState::Made => Self::Fulfilled,
            ReportState::MadeLate => Self::FulfilledLate,
            ReportState::Waived => Self::Waived,
        }
    }
}

impl From<Settlement> for ReportState {
    fn from(settlement: Settlement) -> Self {
        match settlement {
            Settlement::Open => Self::Open,
            Settlement::Overdue => Self::Missed,
            Settlement::Fulfilled => Self::Made,
            Settlement::FulfilledLate => Self::MadeLate,
            Settlement::Waived => Self::Waived,
        }
    }
}

fn view(owed: &Owed<'_>, state: Option<DutyState>, today: Date) -> DutyView {
    DutyView {
        duty: owed.duty.id.to_string(),
        title: Bilingual::from(&owed.duty.title),
        agencies: owed.duty.agencies.iter().map(ToString::to_string).collect(),
        period: owed.period.map(|it| it.to_string()),
        due_on: owed.due,
        counted_from: owed.counted_from(),
        settlement: state_of(owed.due, state, today).into(),
        done_on: done_on(state),
        basis: owed.duty.basis.clone(),
    }
}

impl From<DutyLine> for DutyView {
    fn from(line: DutyLine) -> Self {
        Self {
            duty: line.duty.to_string(),
            title: Bilingual::from(&line.title),
            agencies: vec![],
            period: line.period.map(|it| it.to_string()),
            due_on: line.due,
            counted_from: line.counted_from,
            settlement: line.state.into(),
            done_on: line.done_on,
            basis: line.basis,
        }
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
    let Some(calendar) = rules.and_then(|it| law.calendar(&it.calendar)) else {
        return vec![];
    };
    let today = calendar.day_of(now);
    let owed = certificate.owed(law, founded);
    owed.iter()
        .map(|(it, state)| view(it, *state, today))
        .collect()
}

/// Lists what the owner of approved aid owes, in the order of the days by which it is owed, and what
/// became of it. Nothing is listed where neither the approval nor a change of it said from when to
/// when the aid runs.
#[utoipa::path(
    get, path = "/v1/aid/{case_id}/duties", tag = "Lists", operation_id = "list_aid_duties",
    params(
        ("case_id" = Uuid, Path, description = "The case that approved it."),
        AtLeast, AtLeastHeader
    ),
    responses((status = OK, body = All<DutyView>), Problems)
)]
async fn of_aid(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<Nothing>,
) -> Result<Shown<All<DutyView>>, Problem> {
    approved(&api, id).await?;
    let wanted = Wanted {
        kind: Some(UnderKind::Aid),
        id: Some(id),
        ..Wanted::default()
    };
    let lines = listed::<Problem>(&api.app, &wanted).await?;
    let items = lines.into_iter().map(DutyView::from).collect();
    Ok(read.show(All { items }))
}

/// What something is owed under.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OwedUnder)]
enum OwedUnder {
    /// A certificate.
    Certificate,
    /// Aid that was approved.
    Aid,
}

/// Something that is owed under a certificate, or under aid that was approved.
#[derive(Debug, Serialize, ToSchema)]
struct OwedDuty {
    /// What it is owed under.
    under: OwedUnder,
    /// The certificate, or the case that approved the aid.
    id: Uuid,
    /// The number on the certificate, or of the approval.
    number: String,
    /// Who owes it: the holder of the certificate, or the owner of the aid.
    owner: Uuid,
    /// Its name; none once erased.
    owner_name: Option<String>,
    /// The bodies that say what became of it.
    owed_to: Vec<String>,
    /// Which duty of the procedure.
    duty: String,
    /// What has to be done.
    title: Bilingual,
    /// The half of a year, or the year, that it is about, where it is about one.
    #[schema(example = "2026-H1")]
    period: Option<String>,
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

impl From<DutyLine> for OwedDuty {
    fn from(line: DutyLine) -> Self {
        let under = line.under;
        Self {
            under: match under.kind {
                UnderKind::Certificate => OwedUnder::Certificate,
                UnderKind::Aid => OwedUnder::Aid,
            },
            id: under.id,
            number: under.number,
            owner: under.owner,
            owner_name: under.owner_name,
            owed_to: under.owed_to.iter().map(ToString::to_string).collect(),
            duty: line.duty.to_string(),
            title: Bilingual::from(&line.title),
            period: line.period.map(|it| it.to_string()),
            due_on: line.due,
            counted_from: line.counted_from,
            settlement: line.state.into(),
            done_on: line.done_on,
            basis: line.basis,
        }
    }
}

/// Which duties to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those under certificates, or those under aid.
    under: Option<OwedUnder>,
    /// What became of them.
    state: Option<Settlement>,
    /// Those of which this agency says what became of them.
    #[param(value_type = Option<Token>)]
    agency: Option<AgencyId>,
    /// Owed by this day or a later one.
    #[param(value_type = Option<Day>)]
    due_from: Option<Day>,
    /// Owed by this day or an earlier one.
    #[param(value_type = Option<Day>)]
    due_to: Option<Day>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists what holders of certificates and owners of approved aid owe, what is due first coming first.
/// What is owed under certificates that were revoked or given up is not listed; what agencies owe one
/// another is at `/v1/agency-reports`.
#[utoipa::path(
    get, path = "/v1/duties", tag = "Lists", operation_id = "list_duties",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<OwedDuty>), Problems)
)]
async fn owed_by_all(
    State(api): State<Api>,
    read: Read<Which>,
) -> Result<Shown<Page<OwedDuty>>, Problem> {
    let which = &read.query;
    let wanted = Wanted {
        kind: which.under.map(|it| match it {
            OwedUnder::Certificate => UnderKind::Certificate,
            OwedUnder::Aid => UnderKind::Aid,
        }),
        id: None,
        state: which.state.map(ReportState::from),
        agency: which.agency.clone(),
        due_from: which.due_from.as_ref().map(|it| it.0),
        due_to: which.due_to.as_ref().map(|it| it.0),
    };
    let mut lines = listed::<Problem>(&api.app, &wanted).await?;
    if let Some(ended) = &which.cursor {
        let ended = ended.day_id_and_name(LIST)?;
        lines.retain(|it| it.place() > ended);
    }
    let ended_at = |it: &DutyLine| {
        let (due, id, duty) = it.place();
        cursor(LIST, &[&due.to_string(), &id.to_string(), &duty])
    };
    Ok(read.page(lines, which.limit.0, ended_at, OwedDuty::from))
}
