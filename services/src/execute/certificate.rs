//! Commands about a certificate, with the keys that it takes and releases.

use domain::certificate::{Certificate, CertificateCommand, CertificateEvent};
use domain::{Acting, Aggregate as _, CertificateId, Law};
use eventstore::{Claim, Stream};

use super::wire::filed;
use super::{Done, Envelope, ExecuteError, Written, on_stream};
use crate::App;

/// Carries out a command about a certificate.
pub async fn certificate(
    app: &App,
    id: CertificateId,
    command: &CertificateCommand,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    let stream = Stream {
        kind: Certificate::KIND,
        id: id.0,
    };
    let order = (command, command.name());
    let written = |held: &Certificate, events: &[CertificateEvent], law: &Law| {
        let claims: Vec<_> = events.iter().map(|it| held.claims(it)).collect();
        let taken = claims.iter().flat_map(|it| it.taken.iter().cloned());
        let released = claims.iter().flat_map(|it| it.released.iter().cloned());
        // Whoever hears of its issue hears of what becomes of it.
        let procedure = match command.founded() {
            Some(founded) => law.procedure(&founded.procedure, founded.version),
            None => held.issued_under(law),
        };
        let decider = procedure.and_then(|it| Some(&it.rules()?.decider));
        let today = law.day_of(by.at);
        let agency = decider.map(|it| law.holder_or_itself(it, today).as_str());
        let filed = events.iter().map(|it| filed(it, agency, procedure));
        Ok(Written {
            events: filed.collect::<Result<_, _>>()?,
            role: command.role_of(by, law),
            take: taken.map(|key| Claim { key, holder: id.0 }).collect(),
            release: released.collect(),
        })
    };
    Box::pin(on_stream(app, stream, order, (by, envelope), written)).await
}
