//! Every certificate, as it stands.

mod query;

use std::collections::HashMap;

use domain::PersonalRef;
use domain::case::CertificateChange;
use domain::certificate::CertificateEvent;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::Date;
use uuid::Uuid;

pub use self::query::{Filter, count, list, one, past_their_end};
use crate::search::folded;
use crate::{Desk, Event, Fact, ProjectionError, ReadModel, iso_date};

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateLine {
    /// Which certificate.
    pub certificate_id: Uuid,
    /// The event that issued it; orders the list.
    pub position: i64,
    /// The case that granted it.
    pub case_id: Uuid,
    /// Its kind.
    pub kind: String,
    /// The number on the paper.
    pub number: String,
    /// Who holds it.
    pub holder: Uuid,
    /// The holder's name; none once erased.
    pub name: Option<String>,
    /// Name and number without diacritics.
    pub search: String,
    /// The fields of operation.
    pub fields: Vec<String>,
    /// The provinces of operation.
    pub provinces: Vec<String>,
    /// The day of issue.
    #[serde(with = "iso_date")]
    pub valid_from: Date,
    /// Its last day.
    #[serde(with = "iso_date")]
    pub valid_until: Date,
    /// `valid`, `suspended`, `expired`, `revoked` or `ended`.
    pub status: String,
    /// The province of the seat, where there is one.
    pub seat: Option<String>,
    /// Whose name is on it: that of who applied for it.
    pub named: Uuid,
    /// Whether its last day has passed and that was recorded.
    pub lapsed: bool,
}

/// Keeps the certificates in step.
#[derive(Debug, Clone, Copy)]
pub struct Certificates;

impl ReadModel for Certificates {
    fn name(&self) -> &'static str {
        "certificate.v3"
    }

    fn table(&self) -> &'static str {
        "certificate"
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
    let names = desk.reveal(facts.iter().filter_map(name_of)).await?;
    let mut lines = load(db, facts).await?;
    let mut touched = false;
    for fact in facts {
        let Event::Certificate(event) = &fact.event else {
            continue;
        };
        touched = true;
        let id = fact.recorded.stream_id;
        if let CertificateEvent::Granted { case, terms } = event {
            lines.insert(id, line(fact, case.0, terms, &names));
        } else if let Some(line) = lines.get_mut(&id) {
            become_of(line, event);
        }
    }
    if touched {
        store(db, lines.into_values().collect()).await?;
    }
    // Whoever got one after the erasure has no name to forget.
    let erased = facts.iter().filter_map(|it| it.event.erased());
    let erased: Vec<Uuid> = erased.map(|it| it.0).collect();
    if !erased.is_empty() {
        forget(db, &erased).await?;
    }
    Ok(())
}

fn name_of(fact: &Fact) -> Option<&PersonalRef> {
    match &fact.event {
        Event::Certificate(CertificateEvent::Granted { terms, .. }) => Some(&terms.name),
        Event::Certificate(
            CertificateEvent::Expired {}
            | CertificateEvent::Changed { .. }
            | CertificateEvent::DutyFulfilled { .. }
            | CertificateEvent::DutyWaived { .. }
            | CertificateEvent::DutyMissed { .. }
            | CertificateEvent::Passed { .. },
        )
        | Event::Case(_)
        | Event::Organisation(_)
        | Event::FocalPoint(_)
        | Event::AgencyReport(_)
        | Event::Aid(_)
        | Event::DossierBook(_)
        | Event::Slip(_)
        | Event::Catalogue(_)
        | Event::DataSubject(_) => None,
    }
}

fn line(
    fact: &Fact,
    case_id: Uuid,
    terms: &domain::case::CertificateTerms,
    names: &HashMap<Uuid, String>,
) -> CertificateLine {
    let name = names.get(&terms.name.value).cloned();
    CertificateLine {
        certificate_id: fact.recorded.stream_id,
        position: fact.position(),
        case_id,
        kind: terms.kind.to_string(),
        number: terms.number.to_string(),
        holder: terms.holder.0,
        search: searched(name.as_deref(), terms.number.as_str()),
        name,
        fields: terms.fields.iter().map(ToString::to_string).collect(),
        provinces: terms.provinces.iter().map(ToString::to_string).collect(),
        valid_from: terms.valid_from,
        valid_until: terms.valid_until,
        status: "valid".to_owned(),
        seat: terms.seat.as_ref().map(ToString::to_string),
        // It may be issued to whoever its applicant was merged into.
        named: terms.name.subject.0,
        lapsed: false,
    }
}

/// Changes the line to say what became of the certificate.
fn become_of(line: &mut CertificateLine, event: &CertificateEvent) {
    let change = match event {
        CertificateEvent::Granted { .. }
        | CertificateEvent::DutyFulfilled { .. }
        | CertificateEvent::DutyWaived { .. }
        | CertificateEvent::DutyMissed { .. } => return,
        CertificateEvent::Passed { to, .. } => {
            line.holder = to.0;
            return;
        }
        CertificateEvent::Expired {} => {
            line.lapsed = true;
            // Whoever had to stop has to stop still.
            if line.status == "valid" {
                "expired".clone_into(&mut line.status);
            }
            return;
        }
        CertificateEvent::Changed { change, .. } => change,
    };
    let status = match change {
        CertificateChange::Extended { valid_until, .. } => {
            line.valid_until = *valid_until;
            return;
        }
        CertificateChange::Amended {
            fields,
            provinces,
            seat,
        } => {
            if let Some(seat) = seat {
                line.seat = Some(seat.to_string());
            }
            line.fields = fields.iter().map(ToString::to_string).collect();
            line.provinces = provinces.iter().map(ToString::to_string).collect();
            return;
        }
        CertificateChange::Reissued { number } => {
            line.number = number.to_string();
            line.search = searched(line.name.as_deref(), &line.number);
            return;
        }
        CertificateChange::Suspended { .. } => "suspended",
        CertificateChange::Reactivated {} => "valid",
        CertificateChange::Revoked { .. } => "revoked",
        CertificateChange::Ended {} => "ended",
    };
    status.clone_into(&mut line.status);
}

fn searched(name: Option<&str>, number: &str) -> String {
    folded(&format!("{} {number}", name.unwrap_or("")))
}

/// The certificates that the facts are about, as they stand.
async fn load(
    db: &mut PgConnection,
    facts: &[Fact],
) -> Result<HashMap<Uuid, CertificateLine>, ProjectionError> {
    let about = |it: &&Fact| matches!(it.event, Event::Certificate(_));
    let ids: Vec<Uuid> = (facts.iter().filter(about))
        .map(|it| it.recorded.stream_id)
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query_as!(
        CertificateLine,
        "select * from certificate where certificate_id = any($1)",
        &ids[..],
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|it| (it.certificate_id, it)).collect())
}

async fn store(db: &mut PgConnection, lines: Vec<CertificateLine>) -> Result<(), ProjectionError> {
    sqlx::query!(
        r#"
        insert into certificate
        select * from json_populate_recordset(null::certificate, $1::text::json)
        on conflict (certificate_id) do update set
            number = excluded.number,
            search = excluded.search,
            fields = excluded.fields,
            provinces = excluded.provinces,
            valid_until = excluded.valid_until,
            status = excluded.status,
            holder = excluded.holder,
            seat = excluded.seat,
            lapsed = excluded.lapsed
        "#,
        serde_json::to_string(&lines)?,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the names of these, who held certificates when they were issued.
async fn forget(db: &mut PgConnection, named: &[Uuid]) -> Result<(), ProjectionError> {
    let held = sqlx::query!(
        "select certificate_id, number from certificate where named = any($1)",
        named,
    )
    .fetch_all(&mut *db)
    .await?;
    let search: Vec<String> = held.iter().map(|it| folded(&it.number)).collect();
    sqlx::query!(
        r#"
        update certificate set name = null, search = new.search
        from unnest($1::uuid[], $2::text[]) as new (id, search)
        where certificate_id = new.id
        "#,
        &held.iter().map(|it| it.certificate_id).collect::<Vec<_>>(),
        &search,
    )
    .execute(db)
    .await?;
    Ok(())
}
