//! Who did what, when, in which role, by which command, and why.

use domain::GroundId;
use domain::case::CaseEvent;
use domain::organisation::OrganisationEvent;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::column;
use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Where its event stands in the log.
    pub position: i64,
    /// When.
    pub recorded_at: OffsetDateTime,
    /// Who; the name is in the vault.
    pub actor: Uuid,
    /// On behalf of which agency.
    pub agency: Option<String>,
    /// In which role.
    pub role: String,
    /// By which command.
    pub command: String,
    /// The command's id.
    pub command_id: Uuid,
    /// To what kind of thing.
    pub stream_kind: String,
    /// To which thing.
    pub stream_id: Uuid,
    /// Where the event stands in its stream.
    pub version: i64,
    /// What happened, as its wire name.
    pub r#type: String,
    /// Under which procedure.
    pub procedure: Option<String>,
    /// Why: the ground that was named.
    pub ground: Option<String>,
    /// Why: the text in the vault.
    pub reason: Option<Uuid>,
    /// The dossier code of the case, or what its source calls it: as it stands now.
    pub code: Option<String>,
    /// Which agency was asked for an opinion, where it is about that.
    pub consulted: Option<String>,
}

/// Which acts to list; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// To this thing.
    pub stream_id: Option<Uuid>,
    /// Of this person.
    pub actor: Option<Uuid>,
    /// On behalf of this agency.
    pub agency: Option<String>,
    /// Caused by this command.
    pub command_id: Option<Uuid>,
    /// To the cases that have this code, or are called so by their source.
    pub code: Option<String>,
}

/// The next acts after a position, in the log's order, at most so many.
pub async fn list(
    pool: &PgPool,
    filter: &Filter,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<Act>> {
    sqlx::query_as!(
        Act,
        r#"
        select act.position, act.recorded_at, act.actor, act.agency, act.role, act.command,
            act.command_id, act.stream_kind, act.stream_id, act.version, act.type, act.procedure,
            act.ground, act.reason, case_list.code,
            case_timeline.data::json ->> 'agency' as consulted
        from audit_trail as act
            left join case_list on case_list.case_id = act.stream_id
            left join case_timeline on case_timeline.position = act.position
        where act.position > $1
            and ($2::uuid is null or act.stream_id = $2)
            and ($3::uuid is null or act.actor = $3)
            and ($4::text is null or act.agency = $4)
            and ($5::uuid is null or act.command_id = $5)
            and ($6::text is null or case_list.code = $6)
        order by act.position
        limit $7
        "#,
        after,
        filter.stream_id,
        filter.actor,
        filter.agency,
        filter.command_id,
        filter.code,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// The last acts before a position, the newest first, at most so many.
pub async fn latest(
    pool: &PgPool,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<Act>> {
    sqlx::query_as!(
        Act,
        r#"
        select act.position, act.recorded_at, act.actor, act.agency, act.role, act.command,
            act.command_id, act.stream_kind, act.stream_id, act.version, act.type, act.procedure,
            act.ground, act.reason, case_list.code,
            case_timeline.data::json ->> 'agency' as consulted
        from audit_trail as act
            left join case_list on case_list.case_id = act.stream_id
            left join case_timeline on case_timeline.position = act.position
        where ($1::bigint is null or act.position < $1)
            and ($2::uuid is null or act.stream_id = $2)
            and ($3::uuid is null or act.actor = $3)
            and ($4::text is null or act.agency = $4)
            and ($5::uuid is null or act.command_id = $5)
            and ($6::text is null or case_list.code = $6)
        order by act.position desc
        limit $7
        "#,
        before,
        filter.stream_id,
        filter.actor,
        filter.agency,
        filter.command_id,
        filter.code,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// Keeps the audit trail in step.
#[derive(Debug, Clone, Copy)]
pub struct AuditTrail;

impl ReadModel for AuditTrail {
    fn name(&self) -> &'static str {
        "audit_trail.v1"
    }

    fn table(&self) -> &'static str {
        "audit_trail"
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
    let causes = column(facts, |it| &it.envelope.cause);
    let reasons = column(facts, |it| why(&it.event));
    // Columns, since every event has a row here, and JSON would cost more than all else.
    sqlx::query!(
        r#"
        insert into audit_trail (position, recorded_at, actor, agency, role, command, command_id,
            stream_kind, stream_id, version, type, procedure, ground, reason)
        select unnest($1::bigint[]), unnest($2::timestamptz[]), unnest($3::uuid[]),
            unnest($4::text[]), unnest($5::text[]), unnest($6::text[]), unnest($7::uuid[]),
            unnest($8::text[]), unnest($9::uuid[]), unnest($10::bigint[]), unnest($11::text[]),
            unnest($12::text[]), unnest($13::text[]), unnest($14::uuid[])
        "#,
        &column(facts, Fact::position),
        &column(facts, |it| it.recorded.recorded_at),
        &column(&causes, |it| it.actor),
        &column(&causes, |it| it.agency.as_deref()) as &[Option<&str>],
        &column(&causes, |it| it.role.as_str()) as &[&str],
        &column(&causes, |it| it.command.as_ref()) as &[&str],
        &column(&causes, |it| it.command_id),
        &column(facts, |it| it.recorded.stream_kind.as_str()) as &[&str],
        &column(facts, |it| it.recorded.stream_id),
        &column(facts, |it| it.recorded.version.0),
        &column(facts, |it| it.recorded.name.as_str()) as &[&str],
        &column(facts, |it| it.envelope.procedure.as_deref()) as &[Option<&str>],
        &column(&reasons, |it| it.0) as &[Option<&str>],
        &column(&reasons, |it| it.1) as &[Option<Uuid>],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The ground that was named, and the text that explains it.
fn why(event: &Event) -> (Option<&str>, Option<Uuid>) {
    if let Event::Organisation(OrganisationEvent::Merged { ground, reason, .. }) = event {
        return (Some(ground.name()), reason.as_ref().map(|it| it.value));
    }
    let Event::Case(event) = event else {
        return (None, None);
    };
    let (ground, reason) = match event {
        CaseEvent::IntakeRefused { ground, reason }
        | CaseEvent::ApplicationRefused { ground, reason }
        | CaseEvent::ProcessingStopped { ground, reason } => (Some(ground), reason.as_ref()),
        CaseEvent::SupplementRequested { reason, .. }
        | CaseEvent::Reappointed { reason, .. }
        | CaseEvent::CasePaused { reason, .. }
        | CaseEvent::DossierWithdrawn { reason } => (None, reason.as_ref()),
        CaseEvent::OpinionGiven { text, .. } => (None, text.as_ref()),
        CaseEvent::MeetingHeld { minutes } => (None, minutes.as_ref()),
        CaseEvent::DeadlinesRecounted { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::DossierSubmitted { .. }
        | CaseEvent::OfficerAssigned { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::ConsultationRequested { .. }
        | CaseEvent::ConsultationReceived { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::ResultReturned { .. }
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => (None, None),
    };
    (ground.map(GroundId::as_str), reason.map(|it| it.value))
}
