use domain::data_subject::{DataSubject, DataSubjectCommand, DataSubjectEvent};
use domain::{Acting, Aggregate as _, SubjectId};
use eventstore::{Append, AppendError, Stream, StreamWrite};
use uuid::Uuid;

use super::wire::filed;
use super::{ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done, done_before, load};
use crate::App;
use crate::clock::derived_id;

/// The stream of what happened to what is kept about a subject. Its id is not the subject's own,
/// which may be that of something else.
#[must_use]
pub(crate) fn stream_of(subject: SubjectId) -> Stream {
    Stream {
        kind: DataSubject::KIND,
        id: derived_id(subject.0, "data_subject"),
    }
}

/// Carries out a command about what is kept of a subject. What it erases is destroyed in the
/// transaction that appends the event.
#[tracing::instrument(skip_all, fields(subject.id = %subject, command.id = %envelope.command_id))]
pub async fn data_subject(
    app: &App,
    subject: SubjectId,
    command: &DataSubjectCommand,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    let (store, stream) = (&app.store, stream_of(subject));
    if let Some(done) = done_before(store, &envelope, stream.id).await? {
        return Ok(done);
    }
    if app.vault.known(subject.0).await?.is_none() {
        return Err(ExecuteError::UnknownSubject { subject: subject.0 });
    }
    for _ in 0..ATTEMPTS_MAX {
        let (state, expected) = load::<DataSubject>(app, stream.id).await?;
        let law = app.law.current();
        let events = state.decide(command, by, &law)?;
        if events.is_empty() {
            // The same command, given twice at once, may have done it itself.
            let done = done_before(store, &envelope, stream.id).await?;
            return done.ok_or(ExecuteError::NothingToDo { version: expected });
        }
        let agency = by.party.agency().map(domain::AgencyId::as_str);
        let append = Append {
            cause: cause(
                &envelope,
                command.name(),
                by,
                DataSubject::role_of(by, &law),
            ),
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
        match store.append_erasing(append, erased_by(&events)).await {
            Ok(appended) => return Ok(done(&appended, stream.id)),
            Err(AppendError::Conflict { .. }) => (),
            Err(error) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Contended)
}

/// Whose keys and values the events say are destroyed.
fn erased_by(events: &[DataSubjectEvent]) -> Vec<Uuid> {
    let erased = events.iter().filter_map(|it| match it {
        DataSubjectEvent::PersonalDataErased { subject, .. } => Some(subject.0),
        DataSubjectEvent::ErasureCompleted { .. } => None,
    });
    erased.collect()
}
