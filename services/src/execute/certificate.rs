//! Commands about a certificate, with the keys that it takes and releases.

use domain::certificate::{Certificate, CertificateCommand, CertificateEvent};
use domain::{Acting, Aggregate as _, CertificateId, Law};
use eventstore::{Claim, Stream};
use futures_util::future::ready;

use super::wire::filed;
use super::{Done, Envelope, ExecuteError, Written, on_stream_in_turn};
use crate::App;

/// Carries out a command about a certificate.
pub async fn certificate(
    app: &App,
    id: CertificateId,
    command: &CertificateCommand,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    certificate_in_turn(app, id, command, by, envelope, ready(())).await
}

/// The same, but it appends only when its turn has come.
pub async fn certificate_in_turn(
    app: &App,
    id: CertificateId,
    command: &CertificateCommand,
    by: &Acting,
    envelope: Envelope,
    turn: impl Future<Output = ()>,
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
    let sent = (by, envelope, turn);
    Box::pin(on_stream_in_turn(app, stream, order, sent, written)).await
}
