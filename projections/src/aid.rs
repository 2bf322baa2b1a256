//! Aid: what was approved, and what was changed, disbursed and closed under each approval.
//!
//! Amounts are exact decimals. What is in different currencies is never added up.

mod query;

use std::collections::HashMap;

use domain::case::CaseEvent;
use domain::law::{AidPart, ReportPeriod};
use domain::{PersonalRef, ProcedureId};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

pub use self::query::{
    Approved, Dimension, Filter, Total, approvals, count, totals, under_approval,
};
use crate::search::folded;
use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// What cases count as under versions that were published before the catalogue said so. A published
/// version stands, so these stay as they are; every other version says it.
const BEFORE_IT_WAS_SAID: [(&str, u32, AidPart); 3] = [
    ("AID-CHANGE", 1, AidPart::Change),
    ("AID-DISBURSEMENT", 1, AidPart::Disbursement),
    ("AID-CLOSING", 1, AidPart::Closing),
];

/// A case about aid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AidLine {
    /// Which case.
    pub case_id: Uuid,
    /// Its first event; orders the list.
    pub position: i64,
    /// `approval`, `change`, `disbursement` or `closing`.
    pub kind: String,
    /// Under which procedure.
    pub procedure: String,
    /// The case that approved the aid it is about; itself for an approval.
    pub approval: Option<Uuid>,
    /// `filed`, `approved`, `refused` or `ended`.
    pub status: String,
    /// The number of the decision.
    pub number: Option<String>,
    /// Who applies or reports.
    pub recipient: Uuid,
    /// Its name; none once erased.
    pub recipient_name: Option<String>,
    /// Who gives, where it was told.
    pub donor: Option<Uuid>,
    /// Its name; none once erased.
    pub donor_name: Option<String>,
    /// Names and number without diacritics.
    pub search: String,
    /// How much: digits with a point.
    pub amount: String,
    /// Of what, by its ISO 4217 code.
    pub currency: String,
    /// The fields it is for.
    pub fields: Vec<String>,
    /// The provinces it is for.
    pub provinces: Vec<String>,
    /// The year that a report says it is about.
    pub stated_year: Option<i32>,
    /// The year it counts in: that it says, or that of the decision.
    pub year: Option<i32>,
    /// Who manages the aid.
    pub agency: Option<String>,
    /// When the dossier was filed.
    #[serde(with = "time::serde::rfc3339")]
    pub filed_at: OffsetDateTime,
    /// When it was decided.
    #[serde(with = "time::serde::rfc3339::option")]
    pub decided_at: Option<OffsetDateTime>,
    /// The event that decided it.
    pub decided_position: Option<i64>,
}

/// Keeps what is known of aid in step.
#[derive(Debug, Clone, Copy)]
pub struct Aid;

impl ReadModel for Aid {
    fn name(&self) -> &'static str {
        "aid.v2"
    }

    fn table(&self) -> &'static str {
        "aid"
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
    let names = desk.reveal(facts.iter().flat_map(names_of)).await?;
    let mut lines = load(db, facts).await?;
    let mut touched = false;
    for fact in facts {
        if let Event::Case(event) = &fact.event {
            if let Some(filed) = filed(fact, event, &names, desk) {
                lines.insert(filed.case_id, filed);
                touched = true;
            } else if let Some(line) = lines.get_mut(&fact.recorded.stream_id) {
                touched |= become_of(line, fact, event, desk);
            }
        }
        if let Some(subject) = fact.event.erased() {
            let named =
                |it: &&mut AidLine| it.recipient == subject.0 || it.donor == Some(subject.0);
            for line in lines.values_mut().filter(named) {
                forget(line, subject.0);
                touched = true;
            }
        }
    }
    if touched {
        store(db, lines.into_values().collect()).await?;
    }
    Ok(())
}

fn names_of(fact: &Fact) -> Vec<&PersonalRef> {
    if let Event::Case(CaseEvent::DossierSubmitted {
        name, particulars, ..
    }) = &fact.event
        && particulars.value.is_some()
    {
        std::iter::once(name).chain(&particulars.donor).collect()
    } else {
        vec![]
    }
}

fn filed(
    fact: &Fact,
    event: &CaseEvent,
    names: &HashMap<Uuid, String>,
    desk: &Desk,
) -> Option<AidLine> {
    let CaseEvent::DossierSubmitted {
        procedure,
        procedure_version,
        applicant,
        name,
        fields,
        provinces,
        particulars,
        ..
    } = event
    else {
        return None;
    };
    let value = particulars.value.as_ref()?;
    let case_id = fact.recorded.stream_id;
    let named = particulars.approval.as_ref().map(|it| it.case.0);
    let part = part(procedure, *procedure_version, named.is_some(), desk);
    let own = (part == AidPart::Approval).then_some(case_id);
    let donor = particulars.donor.as_ref();
    let mut line = AidLine {
        case_id,
        position: fact.position(),
        kind: part.name().to_owned(),
        procedure: procedure.to_string(),
        approval: named.or(own),
        status: "filed".to_owned(),
        number: None,
        recipient: applicant.0,
        recipient_name: names.get(&name.value).cloned(),
        donor: donor.map(|it| it.subject.0),
        donor_name: donor.and_then(|it| names.get(&it.value)).cloned(),
        search: String::new(),
        amount: value.amount.to_string(),
        currency: value.currency.to_string(),
        fields: fields.iter().map(ToString::to_string).collect(),
        provinces: provinces.iter().map(ToString::to_string).collect(),
        stated_year: (particulars.year)
            .or(particulars.period.map(ReportPeriod::year))
            .map(i32::from),
        year: None,
        agency: particulars
            .managing_agency
            .as_ref()
            .map(ToString::to_string),
        filed_at: fact.recorded.recorded_at,
        decided_at: None,
        decided_position: None,
    };
    make_searchable(&mut line);
    Some(line)
}

/// What a case is to the registry, as the catalogue says.
fn part(procedure: &ProcedureId, version: u32, upon: bool, desk: &Desk) -> AidPart {
    let known = BEFORE_IT_WAS_SAID.iter().find(|it| {
        let (id, of, _) = **it;
        id == procedure.as_str() && of == version
    });
    let said = desk.aid_part(procedure, version);
    match said.or(known.map(|it| it.2)) {
        Some(part) => part,
        None if upon => AidPart::Change,
        None => AidPart::Approval,
    }
}

/// What an event lets become of a case, if anything.
fn outcome_of(event: &CaseEvent) -> Option<&'static str> {
    match event {
        CaseEvent::ApplicationApproved { .. } => Some("approved"),
        CaseEvent::ApplicationRefused { .. } => Some("refused"),
        CaseEvent::IntakeRefused { .. }
        | CaseEvent::DossierWithdrawn { .. }
        | CaseEvent::ProcessingStopped { .. } => Some("ended"),
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

/// Changes the line to say what became of the case; tells whether that is anything.
fn become_of(line: &mut AidLine, fact: &Fact, event: &CaseEvent, desk: &Desk) -> bool {
    let Some(status) = outcome_of(event) else {
        return false;
    };
    if let CaseEvent::ApplicationApproved { number, .. } = event {
        line.number = Some(number.to_string());
        make_searchable(line);
    }
    status.clone_into(&mut line.status);
    let at = fact.recorded.recorded_at;
    line.decided_at = Some(at);
    line.decided_position = Some(fact.position());
    let decided = desk.day_of(&line.procedure, at).year();
    line.year = line.stated_year.or(Some(decided));
    true
}

fn make_searchable(line: &mut AidLine) {
    let told = [&line.recipient_name, &line.donor_name, &line.number];
    let told: Vec<&str> = told.into_iter().flatten().map(String::as_str).collect();
    line.search = folded(&told.join(" "));
}

fn forget(line: &mut AidLine, subject: Uuid) {
    if line.recipient == subject {
        line.recipient_name = None;
    }
    if line.donor == Some(subject) {
        line.donor_name = None;
    }
    make_searchable(line);
}

/// The lines that the facts may change, as they stand.
async fn load(
    db: &mut PgConnection,
    facts: &[Fact],
) -> Result<HashMap<Uuid, AidLine>, ProjectionError> {
    let decides = |it: &&Fact| it.event.case().and_then(outcome_of).is_some();
    let decided = facts.iter().filter(decides);
    let ids: Vec<Uuid> = decided.map(|it| it.recorded.stream_id).collect();
    let erased: Vec<Uuid> = (facts.iter())
        .filter_map(|it| it.event.erased())
        .map(|it| it.0)
        .collect();
    if ids.is_empty() && erased.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query_as!(
        AidLine,
        r#"
        select case_id, position, kind, procedure, approval, status, number, recipient,
            recipient_name, donor, donor_name, search, trim_scale(amount)::text as "amount!",
            currency, fields, provinces, stated_year, year, agency, filed_at, decided_at,
            decided_position
        from aid
        where case_id = any($1) or recipient = any($2) or donor = any($2)
        "#,
        &ids[..],
        &erased[..],
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|it| (it.case_id, it)).collect())
}

async fn store(db: &mut PgConnection, lines: Vec<AidLine>) -> Result<(), ProjectionError> {
    sqlx::query!(
        r#"
        insert into aid
        select * from json_populate_recordset(null::aid, $1::text::json)
        on conflict (case_id) do update set
            status = excluded.status,
            number = excluded.number,
            recipient_name = excluded.recipient_name,
            donor_name = excluded.donor_name,
            search = excluded.search,
            year = excluded.year,
            decided_at = excluded.decided_at,
            decided_position = excluded.decided_position
        "#,
        serde_json::to_string(&lines)?,
    )
    .execute(db)
    .await?;
    Ok(())
}
