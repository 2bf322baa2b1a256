use domain::certificate::{Certificate, CertificateCommand};
use domain::{Acting, Aggregate as _, CertificateId, Party, Role};
use eventstore::{Append, AppendError, Claim, Stream, StreamWrite};

use super::wire::filed;
use super::{ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done, done_before, load};
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
    let role = match by.party {
        Party::System => Role::System,
        Party::Agency(_) | Party::Applicant => Role::Receiver,
    };
    for _ in 0..ATTEMPTS_MAX {
        let (held, expected) = load::<Certificate>(app, id.0).await?;
        let events = match held.decide(command, by, &app.law.current()) {
            Ok(events) => events,
            // The same command, given twice at once, is not refused for what it has itself done.
            Err(refused) => {
                let done = done_before(store, &envelope, id.0).await?;
                return done.ok_or(refused.into());
            }
        };
        if events.is_empty() {
            return Err(ExecuteError::NothingToDo { version: expected });
        }
        let claims: Vec<_> = events.iter().map(|it| held.claims(it)).collect();
        let holder = id.0;
        let taken = claims.iter().flat_map(|it| it.taken.iter().cloned());
        let released = claims.iter().flat_map(|it| it.released.iter().cloned());
        let append = Append {
            cause: cause(&envelope, command.name(), by, role),
            fingerprint: envelope.fingerprint,
            writes: vec![StreamWrite {
                stream: Stream {
                    kind: Certificate::KIND,
                    id: id.0,
                },
                expected,
                events: events
                    .iter()
                    .map(|it| filed(it, None, None))
                    .collect::<Result<_, _>>()?,
            }],
            take: taken.map(|key| Claim { key, holder }).collect(),
            release: released.collect(),
            free: vec![],
            confide: vec![],
        };
        match store.append(append).await {
            Ok(appended) => return Ok(done(&appended, id.0)),
            Err(AppendError::Conflict { .. }) => (),
            Err(error) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Contended)
}
