//! The list of cases.

use std::borrow::Cow;

use axum::extract::State;
use domain::{AgencyId, ProcedureId};
use projections::case_list::{self, CaseLine, Filter, Order, Status};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime, UtcOffset};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::iso_date;
use crate::http::Api;
use crate::http::cursor::{Cursor, cursor, micros};
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::query::{Limit, Words, procedure};
use crate::http::read::{AtLeast, AtLeastHeader, Page, Read, Shown};
use crate::http::texts::Token;
use crate::succession;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A case as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseSummary {
    /// Which case.
    case_id: Uuid,
    /// How many events it has; its `ETag`.
    version: i64,
    /// Its first event.
    opened_position: i64,
    /// Its last event.
    position: i64,
    /// Under which procedure.
    procedure: String,
    /// The version of the procedure that it keeps.
    procedure_version: i32,
    /// Where it stands.
    #[schema(value_type = StatusName)]
    status: String,
    /// The dossier code, or what its source calls it.
    code: Option<String>,
    /// Who applies.
    applicant: Option<Uuid>,
    /// The applicant's name; none where it was erased, and none in what is replayed.
    name: Option<String>,
    /// How the dossier arrived.
    channel: Option<String>,
    /// The unit that handled it, where the source says.
    unit: Option<String>,
    /// Who took it in.
    receiver: Option<String>,
    /// Whose turn it is; none once closed.
    agency: Option<String>,
    /// The official responsible.
    officer: Option<Uuid>,
    /// When it was filed.
    #[serde(with = "time::serde::rfc3339::option")]
    received_at: Option<OffsetDateTime>,
    /// When it was accepted as full and valid.
    #[serde(with = "time::serde::rfc3339::option")]
    accepted_at: Option<OffsetDateTime>,
    /// The moment its legal term ends.
    #[serde(with = "time::serde::rfc3339::option")]
    due_at: Option<OffsetDateTime>,
    /// Since when it waits for the applicant.
    #[serde(with = "iso_date::option")]
    waits_from: Option<Date>,
    /// When processing ended.
    #[serde(with = "time::serde::rfc3339::option")]
    ended_at: Option<OffsetDateTime>,
    /// How processing ended.
    outcome: Option<String>,
}

impl CaseSummary {
    /// Its last event.
    pub(super) fn position(&self) -> i64 {
        self.position
    }

    /// How many events it has.
    pub(super) fn version(&self) -> i64 {
        self.version
    }
}

/// What is replayed has the offset of its calendar or source, what was stored has none.
fn in_utc(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(UtcOffset::UTC)
}

impl From<CaseLine> for CaseSummary {
    fn from(line: CaseLine) -> Self {
        Self {
            case_id: line.case_id,
            version: line.version,
            opened_position: line.opened_position,
            position: line.position,
            procedure: line.procedure,
            procedure_version: line.procedure_version,
            status: line.status,
            code: line.code,
            applicant: line.applicant,
            name: line.name,
            channel: line.channel,
            unit: line.unit,
            receiver: line.receiver,
            agency: line.agency,
            officer: line.officer,
            received_at: line.received_at.map(in_utc),
            accepted_at: line.accepted_at.map(in_utc),
            due_at: line.due_at.map(in_utc),
            waits_from: line.waits_from,
            ended_at: line.ended_at.map(in_utc),
            outcome: line.outcome,
        }
    }
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct StatusName(Status);

impl PartialSchema for StatusName {
    fn schema() -> RefOr<Schema> {
        let names = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(Status::ALL.map(Status::name)));
        names.into()
    }
}

impl ToSchema for StatusName {
    fn name() -> Cow<'static, str> {
        "CaseStatus".into()
    }
}

impl TryFrom<String> for StatusName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let found = Status::ALL.into_iter().find(|it| it.name() == text);
        found.map(Self).ok_or_else(|| {
            let known = Status::ALL.map(Status::name).join(", ");
            format!("a status is one of {known}")
        })
    }
}

/// Which cases to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// With this status.
    #[param(value_type = Option<StatusName>)]
    status: Option<StatusName>,
    /// Under this procedure.
    #[param(value_type = Option<Token>)]
    procedure: Option<ProcedureId>,
    /// Whose turn is this agency's, or which wait for its opinion.
    #[param(value_type = Option<Token>)]
    agency: Option<AgencyId>,
    /// Which wait for this agency's opinion.
    #[param(value_type = Option<Token>)]
    awaiting: Option<AgencyId>,
    /// Of those that wait for an opinion: past its term, or not so.
    opinion_late: Option<bool>,
    /// For which this official is responsible.
    officer: Option<Uuid>,
    /// Filed in this way.
    channel: Option<Words>,
    /// Past their due date and not ended, or not so.
    overdue: Option<bool>,
    /// Ended in time, or late.
    on_time: Option<bool>,
    /// Ended, or open.
    ended: Option<bool>,
    /// With these words, perhaps unfinished, in name or code; diacritics do not matter.
    q: Option<Words>,
    /// What was filed last comes first, or what is due first.
    #[serde(default)]
    #[param(value_type = Option<ListOrder>, inline)]
    order: Order,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// In which order to list.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "describes projections::case_list::Order in OpenAPI"
)]
enum ListOrder {
    /// What was filed last comes first.
    Newest,
    /// What is due first comes first; what is never due comes last.
    Due,
}

/// Lists cases, a page at a time.
#[utoipa::path(
    get, path = "/v1/cases", tag = "Cases", operation_id = "list_cases",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<CaseSummary>), Problems)
)]
async fn list(
    State(api): State<Api>,
    read: Read<Which>,
) -> Result<Shown<Page<CaseSummary>>, Problem> {
    let which = &read.query;
    let (order, limit) = (which.order, which.limit.0);
    let (law, now) = (api.app.law.current(), api.app.clock.now());
    let all = |it: &AgencyId| succession::with_ceased(&law, now, it.as_str());
    let filter = Filter {
        status: which.status.map(|it| it.0.name().to_owned()),
        procedure: procedure(which.procedure.as_ref()),
        agency: which.agency.as_ref().map(all),
        officer: which.officer,
        channel: which.channel.clone().map(|it| it.0),
        overdue: which.overdue,
        on_time: which.on_time,
        ended: which.ended,
        text: which.q.clone().map(|it| it.0),
        within: None,
        awaiting: which.awaiting.as_ref().map(all),
        opinion_late: which.opinion_late,
    };
    let after = which
        .cursor
        .as_ref()
        .map(|it| after(it, order))
        .transpose()?;
    let lines = case_list::list(&api.app.pool, &filter, order, after, now, limit + 1).await?;
    let today = |it| succession::of_today(&law, now, it);
    let lines = lines.into_iter().map(today).collect();
    Ok(read.page(lines, limit, |it| ended_at(it, order), CaseSummary::from))
}

fn after(cursor: &Cursor, order: Order) -> Result<case_list::Cursor, Problem> {
    let (at, opened_position) = match order {
        Order::Newest => cursor.moment_and_position("newest")?,
        Order::Due => cursor.moment_and_position("due")?,
    };
    Ok(case_list::Cursor {
        at,
        opened_position,
    })
}

fn ended_at(line: &CaseLine, order: Order) -> String {
    let position = line.opened_position.to_string();
    let (list, at) = match order {
        Order::Newest => ("newest", line.received_at),
        Order::Due => ("due", line.due_at),
    };
    let at = at.map_or_else(|| "-".to_owned(), micros);
    cursor(list, &[&at, &position])
}
