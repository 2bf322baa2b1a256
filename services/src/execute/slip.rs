use domain::slip::{Slip, SlipIssue};
use domain::{Acting, Aggregate as _, Role};
use eventstore::{Append, AppendError, NewEvent, Sealed, Stream, StreamWrite};
use uuid::Uuid;

use super::{ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done, done_before, load};
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
        let append = Append {
            cause: cause(&envelope, "issue_slip", by, Role::System),
            fingerprint: envelope.fingerprint,
            writes: vec![StreamWrite {
                stream: Stream {
                    kind: Slip::KIND,
                    id: slip,
                },
                expected,
                events: events.collect::<Result<_, _>>()?,
            }],
            take: vec![],
            release: vec![],
            free: vec![],
            confide: sealed.clone(),
        };
        match store.append(append).await {
            Ok(appended) => return Ok(Some(done(&appended, slip))),
            Err(AppendError::Conflict { .. }) => (),
            Err(error) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Contended)
}
