use domain::certificate::{Certificate, CertificateCommand};
use domain::{Acting, Aggregate as _, CertificateId};
use eventstore::{Append, Claim, Stream, StreamWrite};

use super::wire::filed;
use super::{
    ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done_before, load, unless_behind,
    unless_done, writing,
};
use crate::App;

/// Carries out a command about a certificate.
pub async fn certificate(
    app: &App,
    id: CertificateId,
    command: &CertificateCommand,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    let store = &app.store;
    if let Some(done) = done_before(store, &envelope, id.0).await? {
        return Ok(done);
    }
    for _ in 0..ATTEMPTS_MAX {
        let (held, expected) = load::<Certificate>(app, id.0).await?;
        let law = app.law.current();
        let events = match held.decide(command, by, &law) {
            Ok(events) => events,
            Err(refused) => return unless_done(store, &envelope, id.0, refused.into()).await,
        };
        if events.is_empty() {
            return Err(ExecuteError::NothingToDo { version: expected });
        }
        let claims: Vec<_> = events.iter().map(|it| held.claims(it)).collect();
        let taken = claims.iter().flat_map(|it| it.taken.iter().cloned());
        let released = claims.iter().flat_map(|it| it.released.iter().cloned());
        // Whoever hears of its issue hears of what becomes of it.
        let procedure = match command.founded() {
            Some(founded) => law.procedure(&founded.procedure, founded.version),
            None => held.issued_under(&law),
        };
        let decider = procedure.and_then(|it| Some(&it.rules()?.decider));
        let today = law.day_of(by.at);
        let agency = decider.map(|it| law.holder_or_itself(it, today).as_str());
        let filed = events.iter().map(|it| filed(it, agency, procedure));
        let write = StreamWrite {
            stream: Stream {
                kind: Certificate::KIND,
                id: id.0,
            },
            expected,
            events: filed.collect::<Result<_, _>>()?,
        };
        let cause = cause(&envelope, command.name(), by, command.role_of(by, &law));
        let append = Append {
            take: taken.map(|key| Claim { key, holder: id.0 }).collect(),
            release: released.collect(),
            ..writing(write, cause, &envelope, vec![])
        };
        if let Some(done) = unless_behind(store.append(append).await, id.0)? {
            return Ok(done);
        }
    }
    Err(ExecuteError::Contended)
}
