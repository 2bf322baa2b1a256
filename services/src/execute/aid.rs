use domain::aid::{Aid, AidCommand};
use domain::law::Procedure;
use domain::{Acting, Aggregate as _, Law};
use eventstore::{Stream, StreamWrite};

use super::submission::aid_stream;
use super::wire::filed;
use super::{
    ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done_before, load, unless_behind,
    unless_done, writing,
};
use crate::App;

/// Carries out a command about aid that was approved.
#[tracing::instrument(skip_all, fields(command.id = %envelope.command_id))]
pub async fn aid(
    app: &App,
    command: &AidCommand,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    let (store, stream) = (&app.store, aid_stream(command.approval()));
    if let Some(done) = done_before(store, &envelope, stream.id).await? {
        return Ok(done);
    }
    for _ in 0..ATTEMPTS_MAX {
        let (aid, expected) = load::<Aid>(app, stream.id).await?;
        let law = app.law.current();
        let events = match aid.decide(command, by, &law) {
            Ok(events) => events,
            Err(refused) => return unless_done(store, &envelope, stream.id, refused.into()).await,
        };
        if events.is_empty() {
            return Err(ExecuteError::NothingToDo { version: expected });
        }
        let (agency, procedure) = (reported_to(&aid), procedure(&aid, &law));
        let filed = events.iter().map(|it| filed(it, agency, procedure));
        let write = StreamWrite {
            stream: Stream { ..stream },
            expected,
            events: filed.collect::<Result<_, _>>()?,
        };
        let cause = cause(&envelope, command.name(), by, aid.role_of(by, &law));
        let append = writing(write, cause, &envelope, vec![]);
        if let Some(done) = unless_behind(store.append(append).await, stream.id)? {
            return Ok(done);
        }
    }
    Err(ExecuteError::Contended)
}

/// Who hears of it.
fn reported_to(aid: &Aid) -> Option<&str> {
    aid.term().map(|it| it.agency.as_str())
}

/// The procedure under which the aid was approved.
fn procedure<'a>(aid: &Aid, law: &'a Law) -> Option<&'a Procedure> {
    let term = aid.term()?;
    law.procedure(&term.procedure, term.version)
}
