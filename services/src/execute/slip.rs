//! The handing out of papers, each recorded once.

use domain::slip::{Slip, SlipIssue};
use domain::{Acting, Aggregate as _, Role};
use eventstore::{NewEvent, Sealed, Stream, StreamWrite};
use uuid::Uuid;

use super::{
    ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done_before, load, unless_behind, writing,
};
use crate::App;

/// Records that a paper was handed out, and keeps it, unless that was done. It is filed where the
/// event is that called for it.
pub async fn issue_slip(
    app: &App,
    slip: Uuid,
    (issue, sealed): (&SlipIssue, Vec<Sealed>),
    called_by: &eventstore::Envelope,
    (by, envelope): (&Acting, Envelope),
) -> Result<Option<Done>, ExecuteError> {
    let store = &app.store;
    if let Some(done) = done_before(store, &envelope, slip).await? {
        return Ok(Some(done));
    }
    for _ in 0..ATTEMPTS_MAX {
        let (known, expected) = load::<Slip>(app, slip).await?;
        let Ok(events) = known.decide(issue, by, &app.law.current());
        if events.is_empty() {
            return Ok(None);
        }
        let events = events.iter().map(|it| {
            let mut event = NewEvent::of(it)?;
            event.agency.clone_from(&called_by.agency);
            event.procedure.clone_from(&called_by.procedure);
            Ok::<_, ExecuteError>(event)
        });
        let write = StreamWrite {
            stream: Stream {
                kind: Slip::KIND,
                id: slip,
            },
            expected,
            events: events.collect::<Result<_, _>>()?,
        };
        let cause = cause(&envelope, "issue_slip", by, Role::System);
        let append = writing(write, cause, &envelope, sealed.clone());
        if let Some(done) = unless_behind(store.append(append).await, slip)? {
            return Ok(Some(done));
        }
    }
    Err(ExecuteError::Contended)
}
