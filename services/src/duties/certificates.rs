//! From what the duties of a certificate are counted: the case that granted it, and the days on which
//! it changed. The log knows both; lists of many certificates take it from the registries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::case::{CaseEvent, CertificateChange};
use domain::certificate::{Certificate, CertificateEvent, Founded};
use domain::{Aggregate as _, Calendar, CaseId, CertificateId, Law, ProcedureId, replay};
use eventstore::{Stream, Version};
use projections::certificate_history::{self, CertificateEntry};
use time::OffsetDateTime;
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
    let granted = of_case(app, case).await?;
    let Some((procedure, version)) = granted.kept else {
        return Ok(None);
    };
    let returned = granted.returned.map(|at| (case, at));
    changes.returned.extend(returned);
    for case in changes.changing() {
        let returned = of_case(app, case).await?.returned;
        changes.returned.extend(returned.map(|at| (case, at)));
    }
    let (certificate, _) = load::<Certificate>(app, id.0).await?;
    let founded = changes.founded(&app.law.current(), procedure, version);
    Ok(Some((certificate, founded)))
}

/// What a case says of what its certificate owes.
#[derive(Default)]
struct OfCase {
    /// Its procedure, and the version that it kept.
    kept: Option<(ProcedureId, u32)>,
    /// When its result was handed over, if it was.
    returned: Option<OffsetDateTime>,
}

async fn of_case(app: &App, case: CaseId) -> Result<OfCase, ExecuteError> {
    let mut told = OfCase::default();
    for (recorded, event) in events_of_case::<ExecuteError>(&app.store, case, None).await? {
        if let CaseEvent::DossierSubmitted {
            procedure,
            procedure_version,
            ..
        } = &event
        {
            told.kept = Some((procedure.clone(), *procedure_version));
        }
        if let CaseEvent::DossierAccepted {
            procedure_version, ..
        } = event
            && let Some(kept) = &mut told.kept
        {
            kept.1 = procedure_version;
        }
        if let CaseEvent::ResultReturned { .. } = event {
            told.returned.get_or_insert(recorded.recorded_at);
        }
    }
    Ok(told)
}

/// When something happened to a certificate from which its duties are counted.
#[derive(Default)]
struct Changes {
    granted: Option<CaseId>,
    /// Of what is registered of its holder, and in which case.
    changed: Vec<(CaseId, OffsetDateTime)>,
    /// Of how long it is valid, and in which case.
    extended: Vec<(CaseId, OffsetDateTime)>,
    /// When the results of these cases were handed over.
    returned: BTreeMap<CaseId, OffsetDateTime>,
}

impl Changes {
    fn note(&mut self, event: &CertificateEvent, at: OffsetDateTime) {
        match event {
            CertificateEvent::Granted { case, .. } => self.granted = Some(*case),
            CertificateEvent::Changed { case, change } => match change {
                CertificateChange::Amended { .. } => self.changed.push((*case, at)),
                CertificateChange::Extended { .. } => self.extended.push((*case, at)),
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

    /// The cases in which it came to say what it says, after the one that granted it.
    fn changing(&self) -> BTreeSet<CaseId> {
        let changed = self.changed.iter().chain(&self.extended);
        changed.map(|it| it.0).collect()
    }

    fn founded(&self, law: &Law, procedure: ProcedureId, version: u32) -> Founded {
        let rules = law.procedure(&procedure, version).and_then(|it| it.rules());
        let calendar: Option<&Calendar> = rules.and_then(|it| law.calendar(&it.calendar));
        let day = |at: &OffsetDateTime| calendar.map_or(at.date(), |it| it.day_of(*at));
        let days = |of: &[(CaseId, OffsetDateTime)]| of.iter().map(|it| day(&it.1)).collect();
        let received = |case: &CaseId| self.returned.get(case).map(day);
        let again = self.changed.iter().chain(&self.extended);
        Founded {
            changed_on: days(&self.changed),
            extended_on: days(&self.extended),
            received_on: self.granted.as_ref().and_then(received),
            received_again_on: again.filter_map(|it| received(&it.0)).collect(),
            procedure,
            version,
        }
    }
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
        if let (
            CertificateEvent::Granted { case, .. } | CertificateEvent::Changed { case, .. },
            Some(at),
        ) = (&event, entry.returned_at)
        {
            changes.returned.insert(*case, at);
        }
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
