//! From what the duties of a certificate are counted: the case that granted it, and the days on which
//! it changed. The log knows both; lists of many certificates take it from the registries.

use std::sync::Arc;

use domain::case::{CaseEvent, CertificateChange};
use domain::certificate::{Certificate, CertificateEvent, Founded};
use domain::{Aggregate as _, Calendar, CaseId, CertificateId, Law, ProcedureId, replay};
use eventstore::{Stream, Version};
use projections::certificate_history::{self, CertificateEntry};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::{DutyLine, Under, UnderKind, counted, each_once, stored};
use crate::App;
use crate::execute::{ExecuteError, load};
use crate::history::events_of_case;

/// The certificate and what its duties are counted from; nothing when there is no such certificate.
pub(crate) async fn founded(
    app: &App,
    id: CertificateId,
) -> Result<Option<(Arc<Certificate>, Founded)>, ExecuteError> {
    let stream = Stream {
        kind: Certificate::KIND,
        id: id.0,
    };
    let history = app.store.load_stream(stream, Version(0)).await?;
    let mut changes = Changes::default();
    for recorded in &history {
        changes.note(&recorded.decode()?, recorded.recorded_at);
    }
    let Some(case) = changes.granted else {
        return Ok(None);
    };
    let Some((procedure, version)) = kept_by(app, case).await? else {
        return Ok(None);
    };
    let (certificate, _) = load::<Certificate>(app, id.0).await?;
    let founded = changes.founded(&app.law.current(), procedure, version);
    Ok(Some((certificate, founded)))
}

/// The procedure of a case, and the version that it kept.
async fn kept_by(app: &App, case: CaseId) -> Result<Option<(ProcedureId, u32)>, ExecuteError> {
    let mut kept = None;
    for (_, event) in events_of_case::<ExecuteError>(&app.store, case, None).await? {
        if let CaseEvent::DossierSubmitted {
            procedure,
            procedure_version,
            ..
        } = &event
        {
            kept = Some((procedure.clone(), *procedure_version));
        }
        if let CaseEvent::DossierAccepted {
            procedure_version, ..
        } = event
            && let Some(kept) = &mut kept
        {
            kept.1 = procedure_version;
        }
    }
    Ok(kept)
}

/// When something happened to a certificate from which its duties are counted.
#[derive(Default)]
struct Changes {
    granted: Option<CaseId>,
    /// Of what is registered of its holder.
    changed: Vec<OffsetDateTime>,
    /// Of how long it is valid.
    extended: Vec<OffsetDateTime>,
}

impl Changes {
    fn note(&mut self, event: &CertificateEvent, at: OffsetDateTime) {
        match event {
            CertificateEvent::Granted { case, .. } => self.granted = Some(*case),
            CertificateEvent::Changed { change, .. } => match change {
                CertificateChange::Amended { .. } => self.changed.push(at),
                CertificateChange::Extended { .. } => self.extended.push(at),
                // It says what it said, on another paper.
                CertificateChange::Reissued { .. }
                | CertificateChange::Suspended { .. }
                | CertificateChange::Reactivated {}
                | CertificateChange::Revoked { .. }
                | CertificateChange::Ended {} => (),
            },
            CertificateEvent::Expired {}
            | CertificateEvent::Passed { .. }
            | CertificateEvent::DutyFulfilled { .. }
            | CertificateEvent::DutyWaived { .. }
            | CertificateEvent::DutyMissed { .. } => (),
        }
    }

    fn founded(&self, law: &Law, procedure: ProcedureId, version: u32) -> Founded {
        Founded {
            changed_on: days(law, &procedure, version, &self.changed),
            extended_on: days(law, &procedure, version, &self.extended),
            procedure,
            version,
        }
    }
}

fn days(law: &Law, procedure: &ProcedureId, version: u32, moments: &[OffsetDateTime]) -> Vec<Date> {
    let rules = law.procedure(procedure, version).and_then(|it| it.rules());
    let calendar: Option<&Calendar> = rules.and_then(|it| law.calendar(&it.calendar));
    let day = |at: &OffsetDateTime| calendar.map_or(at.date(), |it| it.day_of(*at));
    moments.iter().map(day).collect()
}

/// Everything that is owed under a certificate, or under all that are neither revoked nor given up.
pub(super) async fn listed<E>(app: &App, law: &Law, only: Option<Uuid>) -> Result<Vec<DutyLine>, E>
where
    E: From<sqlx::Error> + From<serde_json::Error>,
{
    let entries = certificate_history::of_all(&app.pool, only).await?;
    let now = app.clock.now();
    Ok(counted(
        entries,
        |it| it.certificate,
        |history| of_one(law, history, now),
    )?)
}

/// What is owed under the certificate to which this happened.
fn of_one(
    law: &Law,
    history: &[CertificateEntry],
    now: OffsetDateTime,
) -> Result<Vec<DutyLine>, serde_json::Error> {
    let Some(first) = history.first() else {
        return Ok(vec![]);
    };
    let mut changes = Changes::default();
    let mut events = vec![];
    for entry in history {
        let event = event(entry)?;
        changes.note(&event, entry.recorded_at);
        events.push(event);
    }
    let procedure = first.procedure.parse::<ProcedureId>().ok();
    let version = u32::try_from(first.procedure_version).unwrap_or_default();
    let rules = procedure
        .as_ref()
        .and_then(|it| law.procedure(it, version)?.rules());
    let found = rules.and_then(|it| Some((it, law.calendar(&it.calendar)?)));
    let (Some(procedure), Some((rules, calendar))) = (procedure.clone(), found) else {
        return Ok(vec![]);
    };
    let founded = changes.founded(law, procedure, version);
    let certificate: Certificate = replay(&events);
    let Some(holding) = certificate.holding() else {
        return Ok(vec![]);
    };
    let today = calendar.day_of(now);
    let of = Under {
        kind: UnderKind::Certificate,
        id: first.certificate,
        number: first.number.clone(),
        owner: holding.holder.0,
        owner_name: first.name.clone(),
        owed_to: each_once([&rules.receiver, &rules.decider], law, today),
    };
    let owed = certificate.owed(law, &founded).into_iter();
    Ok(owed
        .map(|(owed, state)| DutyLine::of(&of, &owed, state, today))
        .collect())
}

/// The event that an entry was made of.
fn event(entry: &CertificateEntry) -> Result<CertificateEvent, serde_json::Error> {
    let name = match entry.what.as_str() {
        "certificate_issued" => "certificate.granted.v1",
        "certificate_expired" => "certificate.expired.v1",
        "certificate_passed" => "certificate.passed.v1",
        "duty_fulfilled" => "certificate.duty_fulfilled.v1",
        "duty_waived" => "certificate.duty_waived.v1",
        "duty_missed" => "certificate.duty_missed.v1",
        _ => "certificate.changed.v1",
    };
    stored(name, &entry.data)
}
