use domain::focal_point::{FocalPoint, FocalPointCommand};
use domain::{Acting, AgencyId, Aggregate as _};
use eventstore::{Append, AppendError, Stream, StreamWrite};
use uuid::Uuid;

use super::wire::filed;
use super::{ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done, done_before, load};
use crate::App;
use crate::clock::derived_id;

/// Within which the ids of focal points are made.
const FOCAL_POINTS: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0070);

/// Names somebody as a focal point, or says that nobody is.
#[tracing::instrument(skip_all, fields(command.id = %envelope.command_id))]
pub async fn focal_point(
    app: &App,
    command: &FocalPointCommand,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    let (store, point) = (&app.store, command.point());
    let stream = Stream {
        kind: FocalPoint::KIND,
        id: derived_id(FOCAL_POINTS, &point.stream_name()),
    };
    if let Some(done) = done_before(store, &envelope, stream.id).await? {
        return Ok(done);
    }
    for _ in 0..ATTEMPTS_MAX {
        let (state, expected) = load::<FocalPoint>(app, stream.id).await?;
        let law = app.law.current();
        let events = match state.decide(command, by, &law) {
            Ok(events) => events,
            // The same command, given twice at once, is not refused for what it has itself done.
            Err(refused) => {
                let done = done_before(store, &envelope, stream.id).await?;
                return done.ok_or(refused.into());
            }
        };
        let agency = by.party.agency().map(AgencyId::as_str);
        let append = Append {
            cause: cause(&envelope, command.name(), by, point.role_of(by, &law)),
            fingerprint: envelope.fingerprint,
            writes: vec![StreamWrite {
                stream,
                expected,
                events: events
                    .iter()
                    .map(|it| filed(it, agency, None))
                    .collect::<Result<_, _>>()?,
            }],
            take: vec![],
            release: vec![],
            free: vec![],
            confide: app.vault.seal(&envelope.confide).await?,
        };
        match store.append(append).await {
            Ok(appended) => return Ok(done(&appended, stream.id)),
            Err(AppendError::Conflict { .. }) => (),
            Err(error) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Contended)
}
