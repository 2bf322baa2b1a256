//! What happened to organisations and certificates, and the case behind each change.

mod query;

use std::collections::HashMap;

use domain::SubjectId;
use domain::case::{CaseEvent, CertificateChange};
use domain::certificate::CertificateEvent;
use domain::law::Effect;
use domain::organisation::OrganisationEvent;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

pub use self::query::{of_certificate, of_its_certificates, of_organisation};
use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// Something that happened to an organisation or a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryEntry {
    /// Where the event stands in the log.
    pub position: i64,
    /// Which of the things that the event says, from 0.
    pub ordinal: i32,
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    pub recorded_at: OffsetDateTime,
    /// What happened: one of [`WHAT`].
    pub what: String,
    /// To which organisation.
    pub organisation: Option<Uuid>,
    /// To which certificate, where it is about one.
    pub certificate: Option<Uuid>,
    /// In which case; none where there is none behind it.
    pub case_id: Option<Uuid>,
    /// Who did it.
    pub actor: Uuid,
    /// On behalf of which agency.
    pub agency: Option<String>,
    /// In which role.
    pub role: String,
    /// The event's own data, as JSON; it holds no personal values.
    pub data: String,
}

/// Where an entry stands. One event may be two entries, of two organisations that became one since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Where the event stands in the log.
    pub position: i64,
    /// Which of the things that the event says.
    pub ordinal: i32,
}

/// Everything that an entry can say happened.
pub const WHAT: [&str; 19] = [
    "dossier_filed",
    "named_as_donor",
    "dossier_approved",
    "dossier_refused",
    "dossier_ended",
    "merged",
    "certificate_issued",
    "certificate_extended",
    "certificate_amended",
    "certificate_reissued",
    "certificate_suspended",
    "certificate_reactivated",
    "certificate_revoked",
    "certificate_ended",
    "certificate_expired",
    "certificate_passed",
    "duty_fulfilled",
    "duty_waived",
    "duty_missed",
];

/// Keeps the entries in step.
#[derive(Debug, Clone, Copy)]
pub struct RegistryEntries;

impl ReadModel for RegistryEntries {
    fn name(&self) -> &'static str {
        "registry_entry.v2"
    }

    fn table(&self) -> &'static str {
        "registry_entry"
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
    let mut holders = holders(db, facts).await?;
    let mut named = named(db, facts).await?;
    let mut entries = vec![];
    for fact in facts {
        match &fact.event {
            Event::Case(event) => {
                let told = of_case(fact, event, desk);
                let told_of = told.iter().filter_map(|it| it.organisation);
                named
                    .entry(fact.recorded.stream_id)
                    .or_default()
                    .extend(told_of);
                entries.extend(told);
                entries.extend(of_outcome(fact, event, &named));
            }
            Event::Certificate(event) => entries.push(of_change(fact, event, &mut holders)),
            Event::Organisation(OrganisationEvent::Merged { organisation, .. }) => {
                entries.push(RegistryEntry {
                    organisation: Some(organisation.0),
                    ..entry(fact, "merged")
                });
            }
            Event::Organisation(OrganisationEvent::Absorbed { .. })
            | Event::FocalPoint(_)
            | Event::AgencyReport(_)
            | Event::Aid(_)
            | Event::DossierBook(_)
            | Event::Slip(_)
            | Event::Catalogue(_)
            | Event::DataSubject(_) => (),
        }
    }
    if entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        r#"
        insert into registry_entry
        select * from json_populate_recordset(null::registry_entry, $1::text::json)
        "#,
        serde_json::to_string(&entries)?,
    )
    .execute(db)
    .await?;
    Ok(())
}

fn entry(fact: &Fact, what: &str) -> RegistryEntry {
    let cause = &fact.envelope.cause;
    RegistryEntry {
        position: fact.position(),
        ordinal: 0,
        recorded_at: fact.recorded.recorded_at,
        what: what.to_owned(),
        organisation: None,
        certificate: None,
        case_id: None,
        actor: cause.actor,
        agency: cause.agency.clone(),
        role: cause.role.clone(),
        data: fact.data().to_owned(),
    }
}

/// What a dossier says of whoever applies for a certificate, and of whoever gives.
fn of_case(fact: &Fact, event: &CaseEvent, desk: &Desk) -> Vec<RegistryEntry> {
    let CaseEvent::DossierSubmitted {
        procedure,
        procedure_version,
        applicant,
        particulars,
        ..
    } = event
    else {
        return vec![];
    };
    let effect = desk.effect_of(procedure, *procedure_version);
    let applies = effect.is_some_and(|it| it != Effect::Approve);
    let applicant = applies.then_some(*applicant);
    let donor = particulars.donor.as_ref().map(|it| it.subject);
    let donor = donor.filter(|it| Some(*it) != applicant);
    let case_id = Some(fact.recorded.stream_id);
    let told = |who: SubjectId, what, ordinal| RegistryEntry {
        ordinal,
        organisation: Some(who.0),
        case_id,
        ..entry(fact, what)
    };
    let applied = applicant.map(|it| told(it, "dossier_filed", 0));
    let gave = donor.map(|it| told(it, "named_as_donor", 1));
    applied.into_iter().chain(gave).collect()
}

/// What became of a dossier, told of whoever it named. What it brought about otherwise, the
/// certificate tells.
fn of_outcome(
    fact: &Fact,
    event: &CaseEvent,
    named: &HashMap<Uuid, Vec<Uuid>>,
) -> Vec<RegistryEntry> {
    let Some(what) = outcome(event) else {
        return vec![];
    };
    let case = fact.recorded.stream_id;
    let each = named.get(&case).into_iter().flatten().zip(0..);
    each.map(|(organisation, ordinal)| RegistryEntry {
        ordinal,
        organisation: Some(*organisation),
        case_id: Some(case),
        ..entry(fact, what)
    })
    .collect()
}

fn outcome(event: &CaseEvent) -> Option<&'static str> {
    match event {
        CaseEvent::ApplicationApproved { .. } => Some("dossier_approved"),
        CaseEvent::ApplicationRefused { .. } | CaseEvent::IntakeRefused { .. } => {
            Some("dossier_refused")
        }
        CaseEvent::DossierWithdrawn { .. } | CaseEvent::ProcessingStopped { .. } => {
            Some("dossier_ended")
        }
        CaseEvent::DossierSubmitted { .. }
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
        | CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ResultReturned { .. }
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => None,
    }
}

fn of_change(
    fact: &Fact,
    event: &CertificateEvent,
    holders: &mut HashMap<Uuid, Uuid>,
) -> RegistryEntry {
    let certificate = fact.recorded.stream_id;
    let (what, case, holder) = match event {
        CertificateEvent::Granted { case, terms } => {
            ("certificate_issued", Some(*case), Some(terms.holder))
        }
        CertificateEvent::Changed { case, change } => (called(change), Some(*case), None),
        CertificateEvent::Expired {} => ("certificate_expired", None, None),
        CertificateEvent::Passed { to, .. } => ("certificate_passed", None, Some(*to)),
        CertificateEvent::DutyFulfilled { .. } => ("duty_fulfilled", None, None),
        CertificateEvent::DutyWaived { .. } => ("duty_waived", None, None),
        CertificateEvent::DutyMissed { .. } => ("duty_missed", None, None),
    };
    if let Some(holder) = holder {
        holders.insert(certificate, holder.0);
    }
    RegistryEntry {
        organisation: holders.get(&certificate).copied(),
        certificate: Some(certificate),
        case_id: case.map(|it| it.0),
        ..entry(fact, what)
    }
}

/// What the registry calls a change of a certificate.
#[must_use]
pub fn called(change: &CertificateChange) -> &'static str {
    match change {
        CertificateChange::Extended { .. } => "certificate_extended",
        CertificateChange::Amended { .. } => "certificate_amended",
        CertificateChange::Reissued { .. } => "certificate_reissued",
        CertificateChange::Suspended { .. } => "certificate_suspended",
        CertificateChange::Reactivated {} => "certificate_reactivated",
        CertificateChange::Revoked { .. } => "certificate_revoked",
        CertificateChange::Ended {} => "certificate_ended",
    }
}

/// Who holds the certificates that the facts are about, as the entries before them say.
async fn holders(
    db: &mut PgConnection,
    facts: &[Fact],
) -> Result<HashMap<Uuid, Uuid>, ProjectionError> {
    let about = |it: &&Fact| matches!(it.event, Event::Certificate(_));
    let about = facts.iter().filter(about);
    let ids: Vec<Uuid> = about.map(|it| it.recorded.stream_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"
        select distinct on (certificate) certificate as "certificate!",
            organisation as "organisation!"
        from registry_entry
        where certificate = any($1) and organisation is not null
        order by certificate, position desc
        "#,
        &ids[..],
    )
    .fetch_all(db)
    .await?;
    let each = rows.into_iter();
    Ok(each.map(|it| (it.certificate, it.organisation)).collect())
}

/// Whom the dossiers named that the facts decide on, as the entries before them say.
async fn named(
    db: &mut PgConnection,
    facts: &[Fact],
) -> Result<HashMap<Uuid, Vec<Uuid>>, ProjectionError> {
    let decides = |it: &&Fact| matches!(&it.event, Event::Case(it) if outcome(it).is_some());
    let cases = facts.iter().filter(decides);
    let cases: Vec<Uuid> = cases.map(|it| it.recorded.stream_id).collect();
    let mut named: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    if cases.is_empty() {
        return Ok(named);
    }
    let rows = sqlx::query!(
        r#"
        select case_id as "case_id!", organisation as "organisation!"
        from registry_entry
        where case_id = any($1) and certificate is null
            and what in ('dossier_filed', 'named_as_donor')
        order by position, ordinal
        "#,
        &cases[..],
    )
    .fetch_all(db)
    .await?;
    for it in rows {
        named.entry(it.case_id).or_default().push(it.organisation);
    }
    Ok(named)
}
