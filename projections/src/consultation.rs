//! Who was asked for an opinion, and what came of it.

use std::collections::HashMap;

use domain::case::{CaseEvent, Clock, Moved};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::column;
use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// The consultation of one body about one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// About which case.
    pub case_id: Uuid,
    /// The body asked.
    pub agency: String,
    /// The event that asked it.
    pub position: i64,
    /// Under which procedure.
    pub procedure: String,
    /// When it was asked.
    #[serde(with = "time::serde::rfc3339")]
    pub requested_at: OffsetDateTime,
    /// When the letter arrived.
    #[serde(with = "time::serde::rfc3339::option")]
    pub received_at: Option<OffsetDateTime>,
    /// The moment its term ends, counted from its own receipt.
    #[serde(with = "time::serde::rfc3339::option")]
    pub due_at: Option<OffsetDateTime>,
    /// When it gave its opinion.
    #[serde(with = "time::serde::rfc3339::option")]
    pub answered_at: Option<OffsetDateTime>,
    /// The direction of its opinion.
    pub opinion: Option<String>,
    /// Whether the case ended without waiting for it.
    pub case_closed: bool,
}

/// How many consultations wait for an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The agency.
    pub agency: String,
    /// How many wait.
    pub waiting: i64,
    /// How many of them are late.
    pub late: i64,
}

/// The consultations about one case, in the order in which they were asked for.
pub async fn of_case(pool: &PgPool, case_id: Uuid) -> sqlx::Result<Vec<Consultation>> {
    sqlx::query_as!(
        Consultation,
        "select * from consultation where case_id = $1 order by position",
        case_id,
    )
    .fetch_all(pool)
    .await
}

/// The next consultations after a position that wait for an answer, at most so many.
pub async fn waiting(
    pool: &PgPool,
    agency: Option<&str>,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<Consultation>> {
    sqlx::query_as!(
        Consultation,
        r#"
        select * from consultation
        where answered_at is null and not case_closed
            and ($1::text is null or agency = $1) and position > $2
        order by position
        limit $3
        "#,
        agency,
        after,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// How many consultations wait for each agency, the most first.
pub async fn waiting_by_agency(
    pool: &PgPool,
    procedure: Option<&str>,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Waiting>> {
    sqlx::query_as!(
        Waiting,
        r#"
        select agency, count(*) as "waiting!", count(*) filter (where due_at < $1) as "late!"
        from consultation
        where answered_at is null and not case_closed and ($2::text is null or procedure = $2)
        group by agency
        order by count(*) desc, agency
        "#,
        now,
        procedure,
    )
    .fetch_all(pool)
    .await
}

/// Keeps the consultations in step.
#[derive(Debug, Clone, Copy)]
pub struct Consultations;

impl ReadModel for Consultations {
    fn name(&self) -> &'static str {
        "consultation.v1"
    }

    fn table(&self) -> &'static str {
        "consultation"
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

type Key = (Uuid, String);

async fn apply(db: &mut PgConnection, facts: &[Fact], desk: &Desk) -> Result<(), ProjectionError> {
    let mut cases: Vec<Uuid> = facts
        .iter()
        .filter(|it| touches(&it.event))
        .map(|it| it.recorded.stream_id)
        .collect();
    if cases.is_empty() {
        return Ok(());
    }
    cases.sort_unstable();
    cases.dedup();
    let before = load(db, &cases).await?;
    let mut consultations = before.clone();
    for fact in facts {
        if let Event::Case(event) = &fact.event {
            change(&mut consultations, fact, event, desk);
        }
    }
    let changed = consultations.iter();
    let changed = changed.filter(|(key, row)| before.get(*key) != Some(*row));
    let changed: Vec<_> = changed.map(|it| it.1).collect();
    store(db, &changed).await
}

/// Whether the event can change a consultation.
fn touches(event: &Event) -> bool {
    let Event::Case(event) = event else {
        return false;
    };
    match event {
        CaseEvent::ConsultationRequested { .. }
        | CaseEvent::ConsultationReceived { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::DeadlinesRecounted { .. }
        | CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::ApplicationRefused { .. }
        | CaseEvent::DossierWithdrawn { .. }
        | CaseEvent::ProcessingStopped { .. } => true,
        CaseEvent::DossierSubmitted { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::OfficerAssigned { .. }
        | CaseEvent::SupplementRequested { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::IntakeRefused { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::Reappointed { .. }
        | CaseEvent::CasePaused { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::ResultReturned { .. }
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => false,
    }
}

fn change(
    consultations: &mut HashMap<Key, Consultation>,
    fact: &Fact,
    event: &CaseEvent,
    desk: &Desk,
) {
    let (case_id, at) = (fact.recorded.stream_id, fact.recorded.recorded_at);
    match event {
        CaseEvent::ConsultationRequested { agency } => {
            let agency = agency.to_string();
            let consultation = Consultation {
                case_id,
                agency: agency.clone(),
                position: fact.position(),
                procedure: fact.envelope.procedure.clone().unwrap_or_default(),
                requested_at: at,
                received_at: None,
                due_at: None,
                answered_at: None,
                opinion: None,
                case_closed: false,
            };
            consultations.insert((case_id, agency), consultation);
        }
        CaseEvent::ConsultationReceived { agency, deadline } => {
            if let Some(it) = consultations.get_mut(&(case_id, agency.to_string())) {
                it.received_at = Some(at);
                it.due_at = Some(desk.end_of_term(&it.procedure, deadline));
            }
        }
        CaseEvent::DeadlinesRecounted { moved, .. } => {
            recounted(consultations, case_id, moved, desk);
        }
        CaseEvent::OpinionGiven {
            agency, opinion, ..
        } => {
            if let Some(it) = consultations.get_mut(&(case_id, agency.to_string())) {
                it.answered_at = Some(at);
                it.opinion = Some(opinion.name().to_owned());
            }
        }
        CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::ApplicationRefused { .. }
        | CaseEvent::DossierWithdrawn { .. }
        | CaseEvent::ProcessingStopped { .. } => {
            for it in consultations.values_mut() {
                it.case_closed |= it.case_id == case_id && it.answered_at.is_none();
            }
        }
        CaseEvent::DossierSubmitted { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::OfficerAssigned { .. }
        | CaseEvent::SupplementRequested { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::IntakeRefused { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::Reappointed { .. }
        | CaseEvent::CasePaused { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::ResultReturned { .. }
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => (),
    }
}

fn recounted(
    consultations: &mut HashMap<Key, Consultation>,
    case_id: Uuid,
    moved: &[Moved],
    desk: &Desk,
) {
    for Moved {
        clock, deadline, ..
    } in moved
    {
        let Clock::Opinion(agency) = clock else {
            continue;
        };
        if let Some(it) = consultations.get_mut(&(case_id, agency.to_string())) {
            it.due_at = Some(desk.end_of_term(&it.procedure, deadline));
        }
    }
}

async fn load(
    db: &mut PgConnection,
    cases: &[Uuid],
) -> Result<HashMap<Key, Consultation>, ProjectionError> {
    let rows = sqlx::query_as!(
        Consultation,
        "select * from consultation where case_id = any($1)",
        cases,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|it| ((it.case_id, it.agency.clone()), it))
        .collect())
}

async fn store(db: &mut PgConnection, rows: &[&Consultation]) -> Result<(), ProjectionError> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        r#"
        insert into consultation (case_id, agency, position, procedure, requested_at, received_at,
            due_at, answered_at, opinion, case_closed)
        select unnest($1::uuid[]), unnest($2::text[]), unnest($3::bigint[]), unnest($4::text[]),
            unnest($5::timestamptz[]), unnest($6::timestamptz[]), unnest($7::timestamptz[]),
            unnest($8::timestamptz[]), unnest($9::text[]), unnest($10::boolean[])
        on conflict (case_id, agency) do update set
            received_at = excluded.received_at,
            due_at = excluded.due_at,
            answered_at = excluded.answered_at,
            opinion = excluded.opinion,
            case_closed = excluded.case_closed
        "#,
        &column(rows, |it| it.case_id),
        &column(rows, |it| it.agency.as_str()) as &[&str],
        &column(rows, |it| it.position),
        &column(rows, |it| it.procedure.as_str()) as &[&str],
        &column(rows, |it| it.requested_at),
        &column(rows, |it| it.received_at) as &[Option<OffsetDateTime>],
        &column(rows, |it| it.due_at) as &[Option<OffsetDateTime>],
        &column(rows, |it| it.answered_at) as &[Option<OffsetDateTime>],
        &column(rows, |it| it.opinion.as_deref()) as &[Option<&str>],
        &column(rows, |it| it.case_closed),
    )
    .execute(db)
    .await?;
    Ok(())
}
