//! From what the duties of a certificate are counted: the case that granted it, and the days on which
//! it changed. The log knows both.

use std::sync::Arc;

use domain::case::{CaseEvent, CertificateChange};
use domain::certificate::{Certificate, CertificateEvent, Founded};
use domain::{Aggregate as _, Calendar, CaseId, CertificateId, Law, ProcedureId};
use eventstore::{Stream, Version};
use time::OffsetDateTime;

use crate::App;
use crate::execute::{ExecuteError, load};

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
    let (mut granted, mut changed) = (None, vec![]);
    for recorded in &history {
        match recorded.decode::<CertificateEvent>()? {
            CertificateEvent::Granted { case, .. } => granted = Some(case),
            CertificateEvent::Changed { change, .. } if is_of_what_is_registered(&change) => {
                changed.push(recorded.recorded_at);
            }
            CertificateEvent::Changed { .. }
            | CertificateEvent::Expired {}
            | CertificateEvent::Passed { .. }
            | CertificateEvent::DutyFulfilled { .. }
            | CertificateEvent::DutyWaived { .. }
            | CertificateEvent::DutyMissed { .. } => (),
        }
    }
    let Some(case) = granted else {
        return Ok(None);
    };
    let Some((procedure, version)) = kept_by(app, case).await? else {
        return Ok(None);
    };
    let (certificate, _) = load::<Certificate>(app, id.0).await?;
    let law = app.law.current();
    let changed_on = days(&law, &procedure, version, &changed);
    let founded = Founded {
        procedure,
        version,
        changed_on,
    };
    Ok(Some((certificate, founded)))
}

/// The procedure of a case, and the version that it kept.
async fn kept_by(app: &App, case: CaseId) -> Result<Option<(ProcedureId, u32)>, ExecuteError> {
    let stream = Stream {
        kind: domain::case::Case::KIND,
        id: case.0,
    };
    let mut kept = None;
    for recorded in &app.store.load_stream(stream, Version(0)).await? {
        let event = recorded.decode::<CaseEvent>()?;
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

fn is_of_what_is_registered(change: &CertificateChange) -> bool {
    match change {
        CertificateChange::Amended { .. } | CertificateChange::Reissued { .. } => true,
        CertificateChange::Extended { .. }
        | CertificateChange::Suspended { .. }
        | CertificateChange::Reactivated {}
        | CertificateChange::Revoked { .. }
        | CertificateChange::Ended {} => false,
    }
}

fn days(
    law: &Law,
    procedure: &ProcedureId,
    version: u32,
    moments: &[OffsetDateTime],
) -> Vec<time::Date> {
    let rules = law.procedure(procedure, version).and_then(|it| it.rules());
    let calendar: Option<&Calendar> = rules.and_then(|it| law.calendar(&it.calendar));
    let day = |at: &OffsetDateTime| calendar.map_or(at.date(), |it| it.day_of(*at));
    moments.iter().map(day).collect()
}
