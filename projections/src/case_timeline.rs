//! What happened to each case, event by event.

use domain::case::CaseEvent;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::column;
use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Where the event stands in the log.
    pub position: i64,
    /// Which case.
    pub case_id: Uuid,
    /// Where the event stands in the case.
    pub version: i64,
    /// Its wire name.
    pub r#type: String,
    /// When it was recorded.
    pub recorded_at: OffsetDateTime,
    /// When it happened, where it was imported.
    pub occurred_at: Option<OffsetDateTime>,
    /// Who did it.
    pub actor: Uuid,
    /// On behalf of which agency.
    pub agency: Option<String>,
    /// In which role.
    pub role: String,
    /// The event's own data, as JSON; it holds no personal values.
    pub data: String,
}

/// What happened to a case after a version of it, in order, at most so much.
pub async fn of_case(
    pool: &PgPool,
    case_id: Uuid,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<TimelineEntry>> {
    sqlx::query_as!(
        TimelineEntry,
        r#"
        select position, case_id, version, type, recorded_at, occurred_at, actor, agency, role, data
        from case_timeline
        where case_id = $1 and version > $2
        order by version
        limit $3
        "#,
        case_id,
        after,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// Keeps the timelines in step.
#[derive(Debug, Clone, Copy)]
pub struct CaseTimeline;

impl ReadModel for CaseTimeline {
    fn name(&self) -> &'static str {
        "case_timeline.v1"
    }

    fn table(&self) -> &'static str {
        "case_timeline"
    }

    fn apply<'a>(
        &'a self,
        db: &'a mut PgConnection,
        facts: &'a [Fact],
        _: &'a Desk,
    ) -> BoxFuture<'a, Result<(), ProjectionError>> {
        apply(db, facts).boxed()
    }
}

async fn apply(db: &mut PgConnection, facts: &[Fact]) -> Result<(), ProjectionError> {
    let mut entries = vec![];
    for fact in facts {
        if let Event::Case(event) = &fact.event {
            entries.push(entry(fact, event));
        }
    }
    if entries.is_empty() {
        return Ok(());
    }
    // Columns, since nearly every event has a row here, and JSON would cost more than all else.
    sqlx::query!(
        r#"
        insert into case_timeline (position, case_id, version, type, recorded_at, occurred_at,
            actor, agency, role, data)
        select unnest($1::bigint[]), unnest($2::uuid[]), unnest($3::bigint[]), unnest($4::text[]),
            unnest($5::timestamptz[]), unnest($6::timestamptz[]), unnest($7::uuid[]),
            unnest($8::text[]), unnest($9::text[]), unnest($10::text[])
        "#,
        &column(&entries, |it| it.position),
        &column(&entries, |it| it.case_id),
        &column(&entries, |it| it.version),
        &column(&entries, |it| it.r#type.as_str()) as &[&str],
        &column(&entries, |it| it.recorded_at),
        &column(&entries, |it| it.occurred_at) as &[Option<OffsetDateTime>],
        &column(&entries, |it| it.actor),
        &column(&entries, |it| it.agency.as_deref()) as &[Option<&str>],
        &column(&entries, |it| it.role.as_str()) as &[&str],
        &column(&entries, |it| it.data.as_str()) as &[&str],
    )
    .execute(db)
    .await?;
    Ok(())
}

fn entry(fact: &Fact, event: &CaseEvent) -> TimelineEntry {
    let cause = &fact.envelope.cause;
    TimelineEntry {
        position: fact.position(),
        case_id: fact.recorded.stream_id,
        version: fact.recorded.version.0,
        r#type: fact.recorded.name.clone(),
        recorded_at: fact.recorded.recorded_at,
        occurred_at: occurred_at(event),
        actor: cause.actor,
        agency: cause.agency.clone(),
        role: cause.role.clone(),
        data: fact.data().to_owned(),
    }
}

fn occurred_at(event: &CaseEvent) -> Option<OffsetDateTime> {
    match event {
        CaseEvent::HistoryImported { received_at, .. } => *received_at,
        CaseEvent::StepCompleted { at, .. } => *at,
        CaseEvent::HistoryEnded { ended_at } => Some(*ended_at),
        CaseEvent::DossierSubmitted { .. }
        | CaseEvent::OfficerAssigned { .. }
        | CaseEvent::SupplementRequested { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::IntakeRefused { .. }
        | CaseEvent::ConsultationRequested { .. }
        | CaseEvent::ConsultationReceived { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::Reappointed { .. }
        | CaseEvent::CasePaused { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::DeadlinesRecounted { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::ApplicationRefused { .. }
        | CaseEvent::DossierWithdrawn { .. }
        | CaseEvent::ProcessingStopped { .. }
        | CaseEvent::ResultReturned { .. }
        | CaseEvent::DocumentFiled { .. } => None,
    }
}
