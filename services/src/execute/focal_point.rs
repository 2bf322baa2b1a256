use domain::focal_point::{FocalPoint, FocalPointCommand};
use domain::{Acting, AgencyId, Aggregate as _};
use eventstore::{Stream, StreamWrite};
use uuid::Uuid;

use super::wire::filed;
use super::{
    ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done_before, load, unless_behind,
    unless_done, writing,
};
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
            Err(refused) => {
                return unless_done(store, &envelope, stream.id, refused.into()).await;
            }
        };
        let agency = by.party.agency().map(AgencyId::as_str);
        let events = events.iter().map(|it| filed(it, agency, None));
        let write = StreamWrite {
            stream,
            expected,
            events: events.collect::<Result<_, _>>()?,
        };
        let cause = cause(&envelope, command.name(), by, point.role_of(by, &law));
        let confide = app.vault.seal(&envelope.confide).await?;
        let append = writing(write, cause, &envelope, confide);
        if let Some(done) = unless_behind(store.append(append).await, stream.id)? {
            return Ok(done);
        }
    }
    Err(ExecuteError::Contended)
}
