//! How each dossier was handled: what points are given for.

use std::collections::HashMap;

use domain::case::CaseEvent;
use domain::score::{Handled, Measured};
use domain::{AgencyId, Law, ProcedureId};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, TryStreamExt as _};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::column;
use crate::{Desk, Fact, ProjectionError, ReadModel};

/// Which dossiers to count.
#[derive(Debug, Clone, Copy)]
pub struct Span<'a> {
    /// Those that were over from this moment on.
    pub from: OffsetDateTime,
    /// Before this moment.
    pub to: OffsetDateTime,
    /// Up to this position of the log.
    pub position: i64,
    /// How they have to have ended.
    pub outcomes: &'a [String],
    /// Those of this procedure only.
    pub procedure: Option<&'a str>,
    /// Those of this body only.
    pub agency: Option<&'a str>,
}

/// By what dossiers are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By nothing: all together.
    Nothing,
    /// By the body that accepted them.
    Agency,
    /// By their procedure.
    Procedure,
    /// By the official who was made responsible for them last.
    Officer,
}

/// Dossiers of which the same was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The body, the procedure or the official; nothing where they are not told apart, and where
    /// nobody is named.
    pub of: Option<String>,
    procedure: String,
    procedure_version: i32,
    channel: String,
    days_late: Option<i64>,
    terms_missed: i64,
    requests: i64,
    bodies: i64,
    desk_share: i64,
    /// How many they are.
    pub dossiers: i64,
}

impl Alike {
    /// What was measured of each, with what the law makes public.
    #[must_use]
    pub fn measured(&self, law: &Law) -> Measured {
        let procedure: Option<ProcedureId> = self.procedure.parse().ok();
        let version = u32::try_from(self.procedure_version).unwrap_or_default();
        let channel = self.channel.parse().ok();
        let public = procedure.as_ref();
        Measured {
            days_late: self.days_late,
            terms_missed: self.terms_missed,
            requests: self.requests,
            bodies: self.bodies,
            desk_share: self.desk_share,
            publicity_faults: public.and_then(|it| law.publicity_faults(it, version)),
            online: public
                .zip(channel)
                .and_then(|(it, channel)| law.online(it, version, &channel)),
        }
    }
}

/// A dossier that was over in a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Which case.
    pub case_id: Uuid,
    /// Its dossier's code, once it had one.
    pub code: Option<String>,
    /// The applicant's name; none once erased.
    pub name: Option<String>,
    /// The event with which it was over; orders the list.
    pub over_position: i64,
    /// When that was recorded.
    pub over_at: OffsetDateTime,
    /// What was measured of it alone.
    pub measured: Alike,
}

/// Goes through the dossiers of a time, those together of which the same was measured. They come one
/// kind after the other, so that no more than one is held at a time.
pub async fn each(
    pool: &PgPool,
    span: Span<'_>,
    by: By,
    mut heed: impl FnMut(Alike),
) -> sqlx::Result<()> {
    let by = match by {
        By::Nothing => "",
        By::Agency => "agency",
        By::Procedure => "procedure",
        By::Officer => "officer",
    };
    let mut kinds = sqlx::query_as!(
        Alike,
        r#"
        select
            case $7::text
                when 'agency' then agency
                when 'procedure' then procedure
                when 'officer' then officer::text
            end as of,
            procedure, procedure_version, channel, days_late, terms_missed, requests, bodies,
            desk_share, count(*) as "dossiers!"
        from handling
        where over_at >= $1 and over_at < $2 and over_position <= $3 and outcome = any($4)
            and ($5::text is null or procedure = $5) and ($6::text is null or agency = $6)
        group by 1, procedure, procedure_version, channel, days_late, terms_missed, requests,
            bodies, desk_share
        "#,
        span.from,
        span.to,
        span.position,
        span.outcomes,
        span.procedure,
        span.agency,
        by,
    )
    .fetch(pool);
    while let Some(alike) = kinds.try_next().await? {
        heed(alike);
    }
    Ok(())
}

/// The dossiers of a time one by one, those that were over last first; before the one with this event.
pub async fn dossiers(
    pool: &PgPool,
    span: Span<'_>,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<Dossier>> {
    let rows = sqlx::query!(
        r#"
        select
            case_id, case_list.code, case_list.name, over_position as "over_position!",
            over_at as "over_at!", handling.procedure, handling.procedure_version,
            handling.channel, days_late, terms_missed, requests, bodies, desk_share
        from handling
            join case_list using (case_id)
        where over_at >= $1 and over_at < $2 and over_position <= $3
            and handling.outcome = any($4)
            and ($5::text is null or handling.procedure = $5)
            and ($6::text is null or handling.agency = $6)
            and ($7::bigint is null or over_position < $7)
        order by over_position desc
        limit $8
        "#,
        span.from,
        span.to,
        span.position,
        span.outcomes,
        span.procedure,
        span.agency,
        before,
        limit,
    )
    .fetch_all(pool)
    .await?;
    let dossiers = rows.into_iter().map(|row| Dossier {
        case_id: row.case_id,
        code: row.code,
        name: row.name,
        over_position: row.over_position,
        over_at: row.over_at,
        measured: Alike {
            of: None,
            procedure: row.procedure,
            procedure_version: row.procedure_version,
            channel: row.channel,
            days_late: row.days_late,
            terms_missed: row.terms_missed,
            requests: row.requests,
            bodies: row.bodies,
            desk_share: row.desk_share,
            dossiers: 1,
        },
    });
    Ok(dossiers.collect())
}

/// Keeps the handling of dossiers in step.
#[derive(Debug, Clone, Copy)]
pub struct Handlings;

impl ReadModel for Handlings {
    fn name(&self) -> &'static str {
        "handling.v1"
    }

    fn table(&self) -> &'static str {
        "handling"
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
    let events: Vec<_> = (facts.iter())
        .filter_map(|fact| Some((fact.recorded.stream_id, fact.happened()?)))
        .filter(|(_, happened)| touches(happened.event))
        .collect();
    if events.is_empty() {
        return Ok(());
    }
    let mut cases: Vec<Uuid> = events.iter().map(|it| it.0).collect();
    cases.sort_unstable();
    cases.dedup();
    let mut handled = load(db, &cases).await?;
    for (case, happened) in events {
        match handled.get_mut(&case) {
            Some(known) => known.goes_on(&happened, desk.law()),
            None => handled.extend(Handled::filed(&happened).map(|it| (case, it))),
        }
    }
    store(db, handled.into_iter().collect()).await
}

/// Whether the event can change how a dossier was handled.
fn touches(event: &CaseEvent) -> bool {
    match event {
        CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => false,
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
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::CasePaused { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::Reappointed { .. }
        | CaseEvent::DeadlinesRecounted { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::ApplicationRefused { .. }
        | CaseEvent::DossierWithdrawn { .. }
        | CaseEvent::ProcessingStopped { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::ResultReturned { .. } => true,
    }
}

async fn load(
    db: &mut PgConnection,
    cases: &[Uuid],
) -> Result<HashMap<Uuid, Handled>, ProjectionError> {
    let rows = sqlx::query!(
        r#"select case_id, state as "state!" from handling
           where case_id = any($1) and state is not null"#,
        cases,
    )
    .fetch_all(db)
    .await?;
    let rows = rows.into_iter();
    rows.map(|it| Ok((it.case_id, serde_json::from_str(&it.state)?)))
        .collect()
}

async fn store(db: &mut PgConnection, rows: Vec<(Uuid, Handled)>) -> Result<(), ProjectionError> {
    let state = |handled: &Handled| {
        let open = (!handled.is_closed()).then(|| serde_json::to_string(handled));
        open.transpose()
    };
    let states = (rows.iter())
        .map(|it| state(&it.1))
        .collect::<Result<Vec<_>, _>>()?;
    let number = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
    sqlx::query!(
        r#"
        insert into handling (case_id, procedure, procedure_version, channel, agency, officer,
            outcome, over_position, over_at, days_late, terms_missed, requests, bodies, desk_share,
            state)
        select unnest($1::uuid[]), unnest($2::text[]), unnest($3::integer[]), unnest($4::text[]),
            unnest($5::text[]), unnest($6::uuid[]), unnest($7::text[]), unnest($8::bigint[]),
            unnest($9::timestamptz[]), unnest($10::bigint[]), unnest($11::bigint[]),
            unnest($12::bigint[]), unnest($13::bigint[]), unnest($14::bigint[]), unnest($15::text[])
        on conflict (case_id) do update set
            procedure_version = excluded.procedure_version,
            agency = excluded.agency,
            officer = excluded.officer,
            outcome = excluded.outcome,
            over_position = excluded.over_position,
            over_at = excluded.over_at,
            days_late = excluded.days_late,
            terms_missed = excluded.terms_missed,
            requests = excluded.requests,
            bodies = excluded.bodies,
            desk_share = excluded.desk_share,
            state = excluded.state
        "#,
        &column(&rows, |it| it.0),
        &column(&rows, |it| it.1.procedure.as_str()) as &[&str],
        &column(&rows, |it| i32::try_from(it.1.version).unwrap_or(i32::MAX)),
        &column(&rows, |it| it.1.channel.as_str()) as &[&str],
        &column(&rows, |it| it.1.agency.as_ref().map(AgencyId::as_str)) as &[Option<&str>],
        &column(&rows, |it| it.1.officer.map(|it| it.0)) as &[Option<Uuid>],
        &column(&rows, |it| it.1.over.map(|it| it.outcome.name())) as &[Option<&str>],
        &column(&rows, |it| it.1.over.map(|it| it.position)) as &[Option<i64>],
        &column(&rows, |it| it.1.over.map(|it| it.at)) as &[Option<OffsetDateTime>],
        &column(&rows, |it| it.1.lateness.map(|it| it.days)) as &[Option<i64>],
        &column(&rows, |it| it.1.terms_missed()),
        &column(&rows, |it| number(it.1.requests.len())),
        &column(&rows, |it| it.1.bodies()),
        &column(&rows, |it| it.1.desk_share()),
        &states as &[Option<String>],
    )
    .execute(db)
    .await?;
    Ok(())
}
