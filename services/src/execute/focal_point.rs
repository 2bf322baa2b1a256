//! Commands about focal points of agencies.

use domain::focal_point::{FocalPoint, FocalPointCommand, FocalPointEvent};
use domain::{Acting, AgencyId, Aggregate as _, Law};
use eventstore::Stream;
use uuid::Uuid;

use super::wire::filed;
use super::{Done, Envelope, ExecuteError, Written, on_stream};
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
    let point = command.point();
    let stream = Stream {
        kind: FocalPoint::KIND,
        id: derived_id(FOCAL_POINTS, &point.stream_name()),
    };
    let order = (command, command.name());
    let written = |_: &FocalPoint, events: &[FocalPointEvent], law: &Law| {
        let agency = by.party.agency().map(AgencyId::as_str);
        let filed = events.iter().map(|it| filed(it, agency, None));
        Ok(Written {
            events: filed.collect::<Result<_, _>>()?,
            role: point.role_of(by, law),
            take: vec![],
            release: vec![],
        })
    };
    Box::pin(on_stream(app, stream, order, (by, envelope), written)).await
}
