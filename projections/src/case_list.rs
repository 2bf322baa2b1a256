//! One line per case, as it stands: what lists, searches and figures are made of.

mod fold;
mod query;

use std::collections::HashMap;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

pub(crate) use self::fold::apply as apply_fact;
pub use self::query::{Cursor, Filter, Milestone, Order, Within, count, list, one, with_code};
use crate::row::column;
use crate::{Desk, Fact, ProjectionError, ReadModel, iso_date};

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLine {
    /// Which case.
    pub case_id: Uuid,
    /// Its first event; orders the list.
    pub opened_position: i64,
    /// Its last event.
    pub position: i64,
    /// How many events it has.
    pub version: i64,
    /// Under which procedure.
    pub procedure: String,
    /// The version of the procedure that it keeps.
    pub procedure_version: i32,
    /// Where it stands; one of [`Status`]'s names.
    pub status: String,
    /// The dossier code, or what its source calls it.
    pub code: Option<String>,
    /// Who applies.
    pub applicant: Option<Uuid>,
    /// The applicant's name; none once erased.
    pub name: Option<String>,
    /// Name and code without diacritics.
    pub search: String,
    /// How the dossier arrived.
    pub channel: Option<String>,
    /// The unit that handled it, where the source says.
    pub unit: Option<String>,
    /// Who took it in.
    pub receiver: Option<String>,
    /// Whose turn it is; none once closed.
    pub agency: Option<String>,
    /// The official responsible.
    pub officer: Option<Uuid>,
    /// When it was filed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub received_at: Option<OffsetDateTime>,
    /// When it was accepted as full and valid.
    #[serde(with = "time::serde::rfc3339::option")]
    pub accepted_at: Option<OffsetDateTime>,
    /// The moment its legal term ends.
    #[serde(with = "time::serde::rfc3339::option")]
    pub due_at: Option<OffsetDateTime>,
    /// Since when it waits for the applicant.
    #[serde(with = "iso_date::option")]
    pub waits_from: Option<Date>,
    /// The status it goes back to when the applicant comes back.
    pub resumes_as: Option<String>,
    /// When processing ended.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended_at: Option<OffsetDateTime>,
    /// How processing ended.
    pub outcome: Option<String>,
}

/// Where a case stands, as lists and figures tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Filed, not yet checked.
    Submitted,
    /// Waits for the applicant.
    SupplementRequested,
    /// Accepted as full and valid.
    Accepted,
    /// Other bodies are asked.
    InConsultation,
    /// With the decider.
    WithDecider,
    /// Decided in favour; the result waits to be handed over.
    Granted,
    /// Decided against; the result waits to be handed over.
    Refused,
    /// The result was handed over.
    Returned,
    /// Not taken in.
    IntakeRefused,
    /// Taken back by the applicant.
    Withdrawn,
    /// Ended without a decision.
    Stopped,
    /// Conducted elsewhere, not known to have ended.
    RecordedOpen,
    /// Conducted elsewhere and ended there.
    RecordedEnded,
}

impl Status {
    /// Every status, in the order of a case's life.
    pub const ALL: [Status; 13] = [
        Status::Submitted,
        Status::SupplementRequested,
        Status::Accepted,
        Status::InConsultation,
        Status::WithDecider,
        Status::Granted,
        Status::Refused,
        Status::Returned,
        Status::IntakeRefused,
        Status::Withdrawn,
        Status::Stopped,
        Status::RecordedOpen,
        Status::RecordedEnded,
    ];

    /// The name in the table and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Submitted => "submitted",
            Status::SupplementRequested => "supplement_requested",
            Status::Accepted => "accepted",
            Status::InConsultation => "in_consultation",
            Status::WithDecider => "with_decider",
            Status::Granted => "granted",
            Status::Refused => "refused",
            Status::Returned => "returned",
            Status::IntakeRefused => "intake_refused",
            Status::Withdrawn => "withdrawn",
            Status::Stopped => "stopped",
            Status::RecordedOpen => "recorded_open",
            Status::RecordedEnded => "recorded_ended",
        }
    }
}

/// Keeps the list in step.
#[derive(Debug, Clone, Copy)]
pub struct CaseList;

impl ReadModel for CaseList {
    fn name(&self) -> &'static str {
        "case_list.v2"
    }

    fn table(&self) -> &'static str {
        "case_list"
    }

    fn apply<'a>(
        &'a self,
        db: &'a mut PgConnection,
        facts: &'a [Fact],
        desk: &'a Desk,
    ) -> BoxFuture<'a, Result<(), ProjectionError>> {
        apply(db, facts, desk).boxed()
    }
}

async fn apply(db: &mut PgConnection, facts: &[Fact], desk: &Desk) -> Result<(), ProjectionError> {
    let events: Vec<_> = facts
        .iter()
        .filter_map(|fact| Some((fact, fact.event.case()?)))
        .collect();
    let erased: Vec<Uuid> = facts
        .iter()
        .filter_map(|it| it.event.erased())
        .map(|it| it.0)
        .collect();
    if events.is_empty() && erased.is_empty() {
        return Ok(());
    }
    let names = desk
        .reveal(events.iter().filter_map(|(_, event)| fold::name_of(event)))
        .await?;

    let mut ids: Vec<Uuid> = events.iter().map(|it| it.0.recorded.stream_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut lines = load(db, &ids).await?;
    if !erased.is_empty() {
        let theirs = of_applicants(db, &erased).await?;
        lines.extend(load(db, &theirs).await?);
    }
    for (fact, event) in events {
        fold::apply(&mut lines, fact, event, &names, desk);
    }
    // Who applied after the erasure has no name to forget.
    let is_erased = |it: &&mut CaseLine| it.applicant.is_some_and(|it| erased.contains(&it));
    lines.values_mut().filter(is_erased).for_each(fold::forget);
    store(db, &lines.into_values().collect::<Vec<_>>()).await
}

async fn load(
    db: &mut PgConnection,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, CaseLine>, ProjectionError> {
    let rows = sqlx::query_as!(
        CaseLine,
        "select * from case_list where case_id = any($1)",
        ids,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|it| (it.case_id, it)).collect())
}

/// The cases of these applicants.
async fn of_applicants(db: &mut PgConnection, applicants: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select case_id from case_list where applicant = any($1)",
        applicants,
    )
    .fetch_all(db)
    .await
}

async fn store(db: &mut PgConnection, lines: &[CaseLine]) -> Result<(), ProjectionError> {
    if lines.is_empty() {
        return Ok(());
    }
    // Columns: JSON would cost more than all else.
    sqlx::query!(
        r#"
        insert into case_list (case_id, opened_position, position, version, procedure,
            procedure_version, status, code, applicant, name, search, channel, unit, receiver,
            agency, officer, received_at, accepted_at, due_at, waits_from, resumes_as, ended_at,
            outcome)
        select unnest($1::uuid[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::bigint[]),
            unnest($5::text[]), unnest($6::integer[]), unnest($7::text[]), unnest($8::text[]),
            unnest($9::uuid[]), unnest($10::text[]), unnest($11::text[]), unnest($12::text[]),
            unnest($13::text[]), unnest($14::text[]), unnest($15::text[]), unnest($16::uuid[]),
            unnest($17::timestamptz[]), unnest($18::timestamptz[]), unnest($19::timestamptz[]),
            unnest($20::date[]), unnest($21::text[]), unnest($22::timestamptz[]),
            unnest($23::text[])
        on conflict (case_id) do update set
            position = excluded.position,
            version = excluded.version,
            procedure_version = excluded.procedure_version,
            status = excluded.status,
            code = excluded.code,
            name = excluded.name,
            search = excluded.search,
            receiver = excluded.receiver,
            agency = excluded.agency,
            officer = excluded.officer,
            accepted_at = excluded.accepted_at,
            due_at = excluded.due_at,
            waits_from = excluded.waits_from,
            resumes_as = excluded.resumes_as,
            ended_at = excluded.ended_at,
            outcome = excluded.outcome
        "#,
        &column(lines, |it| it.case_id),
        &column(lines, |it| it.opened_position),
        &column(lines, |it| it.position),
        &column(lines, |it| it.version),
        &column(lines, |it| it.procedure.as_str()) as &[&str],
        &column(lines, |it| it.procedure_version),
        &column(lines, |it| it.status.as_str()) as &[&str],
        &column(lines, |it| it.code.as_deref()) as &[Option<&str>],
        &column(lines, |it| it.applicant) as &[Option<Uuid>],
        &column(lines, |it| it.name.as_deref()) as &[Option<&str>],
        &column(lines, |it| it.search.as_str()) as &[&str],
        &column(lines, |it| it.channel.as_deref()) as &[Option<&str>],
        &column(lines, |it| it.unit.as_deref()) as &[Option<&str>],
        &column(lines, |it| it.receiver.as_deref()) as &[Option<&str>],
        &column(lines, |it| it.agency.as_deref()) as &[Option<&str>],
        &column(lines, |it| it.officer) as &[Option<Uuid>],
        &column(lines, |it| it.received_at) as &[Option<OffsetDateTime>],
        &column(lines, |it| it.accepted_at) as &[Option<OffsetDateTime>],
        &column(lines, |it| it.due_at) as &[Option<OffsetDateTime>],
        &column(lines, |it| it.waits_from) as &[Option<Date>],
        &column(lines, |it| it.resumes_as.as_deref()) as &[Option<&str>],
        &column(lines, |it| it.ended_at) as &[Option<OffsetDateTime>],
        &column(lines, |it| it.outcome.as_deref()) as &[Option<&str>],
    )
    .execute(db)
    .await?;
    Ok(())
}
