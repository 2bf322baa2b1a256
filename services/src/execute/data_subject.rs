use domain::data_subject::{DataSubject, DataSubjectCommand, DataSubjectEvent};
use domain::{Acting, Aggregate as _, SubjectId};
use eventstore::{Stream, StreamWrite};
use uuid::Uuid;

use super::wire::filed;
use super::{
    ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done_before, load, unless_behind,
    unless_done, writing,
};
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
            let nothing = ExecuteError::NothingToDo { version: expected };
            return unless_done(store, &envelope, stream.id, nothing).await;
        }
        let agency = by.party.agency().map(domain::AgencyId::as_str);
        let written = events.iter().map(|it| filed(it, agency, None));
        let write = StreamWrite {
            stream,
            expected,
            events: written.collect::<Result<_, _>>()?,
        };
        let role = DataSubject::role_of(by, &law);
        let cause = cause(&envelope, command.name(), by, role);
        let confide = app.vault.seal(&envelope.confide).await?;
        let append = writing(write, cause, &envelope, confide);
        let appended = store.append_erasing(append, erased_by(&events)).await;
        if let Some(done) = unless_behind(appended, stream.id)? {
            return Ok(done);
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
