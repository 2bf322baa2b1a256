//! The certificate that a paper is: as the paper says it, whether another paper took its place since,
//! and how the certificate stands today.

use domain::case::CaseEvent;
use domain::certificate::{Certificate, CertificateEvent};
use domain::{Aggregate as _, CertificateId};
use eventstore::{Stream, Version};
use projections::certificate;
use projections::registry_entry::called;

use crate::App;
use crate::pages::frame::{PageError, Reader};
use crate::pages::{names, reckoning};
use crate::slips::issue::Issued;

/// A certificate on a paper.
pub(super) struct OnIt {
    /// Its number, as the paper says it.
    pub(super) number: String,
    /// How its standing looks.
    pub(super) look: &'static str,
    /// How it stands today.
    pub(super) standing: String,
    /// Why and when another paper was handed out in the place of this one.
    pub(super) replaced: Option<String>,
}

/// The certificate that the paper's event is about; none where the paper is of another kind, or the
/// read models do not know the certificate yet.
pub(super) async fn on_it(
    reader: &Reader,
    app: &App,
    issued: &Issued,
    events: &[CaseEvent],
) -> Result<Option<OnIt>, PageError> {
    let certificate = if let Some(CaseEvent::CertificateGranted(terms)) = events.last() {
        terms.certificate
    } else if let Some(CaseEvent::CertificateChanged { certificate, .. }) = events.last() {
        *certificate
    } else {
        return Ok(None);
    };
    let Some(line) = certificate::one(&app.pool, certificate.0).await? else {
        return Ok(None);
    };
    let (number, replaced) = since(reader, app, certificate, issued).await?;
    Ok(Some(OnIt {
        number: number.unwrap_or(line.number),
        look: names::look_of_standing(&line.status),
        standing: names::standing(reader.language, &line.status),
        replaced,
    }))
}

/// The number that the paper says, and the first change after it that called for another paper.
async fn since(
    reader: &Reader,
    app: &App,
    certificate: CertificateId,
    issued: &Issued,
) -> Result<(Option<String>, Option<String>), PageError> {
    let stream = Stream {
        kind: Certificate::KIND,
        id: certificate.0,
    };
    let (mut held, mut on_paper) = (Certificate::default(), None);
    for recorded in app.store.load_stream(stream, Version(0)).await? {
        let event: CertificateEvent = recorded.decode()?;
        if on_paper.is_none() {
            held = held.evolve(&event);
            on_paper = number_after(&held, &event, issued);
        } else if let CertificateEvent::Changed { change, .. } = &event
            && change.paper().is_some()
        {
            let on = recorded.recorded_at.to_offset(reader.offset).date();
            let on = reckoning::date(reader.language, on);
            let what = names::happened(reader.language, called(change));
            return Ok((on_paper, Some(format!("{what}, {on}"))));
        }
    }
    Ok((on_paper, None))
}

/// The number that the certificate has, where this is what called for the paper.
fn number_after(held: &Certificate, event: &CertificateEvent, issued: &Issued) -> Option<String> {
    let (CertificateEvent::Granted { case, .. } | CertificateEvent::Changed { case, .. }) = event
    else {
        return None;
    };
    let Certificate::Issued { terms, .. } = held else {
        return None;
    };
    (*case == issued.issue.case).then(|| terms.number.to_string())
}
