//! What dossiers say of organisations, and whether that came into force.

use std::collections::HashMap;

use domain::PersonalRef;
use domain::case::{CaseEvent, CertificateChange};
use domain::law::Effect;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::column;
use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// What a dossier says of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// In which case.
    pub case_id: Uuid,
    /// Of which organisation.
    pub organisation: Uuid,
    /// The event that says it.
    pub position: i64,
    /// When the dossier was filed.
    #[serde(with = "time::serde::rfc3339")]
    pub stated_at: OffsetDateTime,
    /// Its name; none once erased.
    pub name: Option<String>,
    /// The value of the vault that has the name.
    pub told: Uuid,
    /// The country under whose law it was founded, where that is said.
    pub home: Option<String>,
    /// The value of the vault that names its representative, where one is named.
    pub representative: Option<Uuid>,
    /// The fields applied for; none where it gives aid.
    pub fields: Vec<String>,
    /// The provinces applied for; none where it gives aid.
    pub provinces: Vec<String>,
    /// Whether it is named as whoever gives aid.
    pub gives: bool,
    /// `asked`, `in_force` or `not_granted`.
    pub status: String,
    /// The event that decided on it.
    pub decided_position: Option<i64>,
    /// When it was decided on.
    #[serde(with = "time::serde::rfc3339::option")]
    pub decided_at: Option<OffsetDateTime>,
}

/// What a fact says of an organisation.
pub(super) struct Said<'a> {
    pub(super) organisation: Uuid,
    pub(super) name: &'a PersonalRef,
    /// What else its dossier says of it, where that is to come into force with the decision.
    stated: Option<Stated<'a>>,
}

/// What a dossier says beside the name.
struct Stated<'a> {
    home: Option<String>,
    representative: Option<&'a PersonalRef>,
    fields: Vec<String>,
    provinces: Vec<String>,
    gives: bool,
}

/// What became of a case.
struct Decided {
    case: Uuid,
    status: &'static str,
    position: i64,
    at: OffsetDateTime,
}

/// What was ever said of an organisation and of those merged into it, in the order of the log.
pub async fn statements(pool: &PgPool, organisation: Uuid) -> sqlx::Result<Vec<Statement>> {
    sqlx::query_as!(
        Statement,
        r#"
        select * from organisation_statement
        where organisation in (
            select $1::uuid
            union all
            select organisation_id from organisation where survivor = $1
        )
        order by position, gives
        "#,
        organisation,
    )
    .fetch_all(pool)
    .await
}

/// Keeps the statements in step.
#[derive(Debug, Clone, Copy)]
pub struct Statements;

impl ReadModel for Statements {
    fn name(&self) -> &'static str {
        "organisation_statement.v1"
    }

    fn table(&self) -> &'static str {
        "organisation_statement"
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
    let said: Vec<_> = facts.iter().map(|it| (it, said(it, desk))).collect();
    let all = said.iter().flat_map(|it| &it.1);
    let names = desk.reveal(all.map(|it| it.name)).await?;
    let each = said
        .iter()
        .flat_map(|(fact, said)| said.iter().map(move |it| (fact, it)));
    let rows: Vec<Statement> = each
        .filter_map(|(fact, said)| row(fact, said, &names))
        .collect();
    if !rows.is_empty() {
        insert(db, &rows).await?;
    }
    let decided: Vec<Decided> = facts.iter().filter_map(decided).collect();
    if !decided.is_empty() {
        decide(db, &decided).await?;
    }
    let erased: Vec<Uuid> = (facts.iter())
        .filter_map(|it| it.event.erased())
        .map(|it| it.0)
        .collect();
    if !erased.is_empty() {
        sqlx::query!(
            "update organisation_statement set name = null where organisation = any($1)",
            &erased[..],
        )
        .execute(db)
        .await?;
    }
    Ok(())
}

/// What a fact says of organisations: of whoever applies for a certificate, and of whoever gives.
pub(super) fn said<'a>(fact: &'a Fact, desk: &Desk) -> Vec<Said<'a>> {
    let Event::Case(CaseEvent::DossierSubmitted {
        procedure,
        procedure_version,
        applicant,
        name,
        representative,
        fields,
        provinces,
        particulars,
        ..
    }) = &fact.event
    else {
        return vec![];
    };
    let effect = desk.effect_of(procedure, *procedure_version);
    let applies = effect.is_some_and(|it| it != Effect::Approve);
    let applicant = applies.then(|| Said {
        organisation: applicant.0,
        name,
        stated: effect.filter(|it| states(*it)).map(|_| Stated {
            home: particulars.home.map(|it| it.to_string()),
            representative: representative.as_ref(),
            fields: fields.iter().map(ToString::to_string).collect(),
            provinces: provinces.iter().map(ToString::to_string).collect(),
            gives: false,
        }),
    });
    let donor = particulars.donor.as_ref();
    // Whoever applies is told of by what it applies for.
    let known = applicant.as_ref().map(|it| it.organisation);
    let donor = donor.filter(|it| known != Some(it.subject.0));
    let donor = donor.map(|name| Said {
        organisation: name.subject.0,
        name,
        stated: Some(Stated {
            home: None,
            representative: None,
            fields: vec![],
            provinces: vec![],
            gives: true,
        }),
    });
    applicant.into_iter().chain(donor).collect()
}

/// Whether a decision of this kind is about what the holder is, and not only about whether it may go
/// on.
fn states(effect: Effect) -> bool {
    match effect {
        Effect::Issue | Effect::Extend | Effect::Amend | Effect::Reissue => true,
        Effect::Suspend | Effect::Reactivate | Effect::Revoke | Effect::End | Effect::Approve => {
            false
        }
    }
}

fn row(fact: &Fact, said: &Said<'_>, names: &HashMap<Uuid, String>) -> Option<Statement> {
    let stated = said.stated.as_ref()?;
    Some(Statement {
        case_id: fact.recorded.stream_id,
        organisation: said.organisation,
        position: fact.position(),
        stated_at: fact.recorded.recorded_at,
        name: names.get(&said.name.value).cloned(),
        told: said.name.value,
        home: stated.home.clone(),
        representative: stated.representative.map(|it| it.value),
        fields: stated.fields.clone(),
        provinces: stated.provinces.clone(),
        gives: stated.gives,
        status: "asked".to_owned(),
        decided_position: None,
        decided_at: None,
    })
}

/// Whether a fact decides on what a case asked for, and how.
fn decided(fact: &Fact) -> Option<Decided> {
    let Event::Case(event) = &fact.event else {
        return None;
    };
    Some(Decided {
        case: fact.recorded.stream_id,
        status: outcome(event)?,
        position: fact.position(),
        at: fact.recorded.recorded_at,
    })
}

fn outcome(event: &CaseEvent) -> Option<&'static str> {
    match event {
        CaseEvent::CertificateGranted(_)
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::CertificateChanged {
            change:
                CertificateChange::Extended { .. }
                | CertificateChange::Amended { .. }
                | CertificateChange::Reissued { .. },
            ..
        } => Some("in_force"),
        CaseEvent::ApplicationRefused { .. }
        | CaseEvent::IntakeRefused { .. }
        | CaseEvent::DossierWithdrawn { .. }
        | CaseEvent::ProcessingStopped { .. } => Some("not_granted"),
        CaseEvent::CertificateChanged { .. }
        | CaseEvent::DossierSubmitted { .. }
        | CaseEvent::OfficerAssigned { .. }
        | CaseEvent::SupplementRequested { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::ConsultationRequested { .. }
        | CaseEvent::ConsultationReceived { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::Reappointed { .. }
        | CaseEvent::DeadlinesRecounted { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::CasePaused { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::ResultReturned { .. }
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => None,
    }
}

async fn insert(db: &mut PgConnection, rows: &[Statement]) -> Result<(), ProjectionError> {
    sqlx::query!(
        r#"
        insert into organisation_statement
        select * from json_populate_recordset(null::organisation_statement, $1::text::json)
        "#,
        serde_json::to_string(rows)?,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn decide(db: &mut PgConnection, decided: &[Decided]) -> Result<(), ProjectionError> {
    sqlx::query!(
        r#"
        update organisation_statement
        set status = new.status, decided_position = new.position, decided_at = new.at
        from unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[])
            as new (case_id, status, position, at)
        where organisation_statement.case_id = new.case_id
            and organisation_statement.status = 'asked'
        "#,
        &column(decided, |it| it.case),
        &column(decided, |it| it.status.to_owned()),
        &column(decided, |it| it.position),
        &column(decided, |it| it.at),
    )
    .execute(db)
    .await?;
    Ok(())
}
