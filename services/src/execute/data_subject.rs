//! Commands about what is kept of a person; an erasure destroys it in the transaction that says so.

use domain::case::CaseEvent;
use domain::data_subject::{
    DataSubject, DataSubjectCommand, DataSubjectEvent, DataSubjectRejection, answers_for,
};
use domain::{Acting, Aggregate as _, Law, Role, SubjectId};
use eventstore::{Stream, StreamWrite, Version};
use projections::ProjectionError;
use projections::subject_record::cases_of;
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
    let law = app.law.current();
    if DataSubject::role_of(by, &law) == Role::Controller {
        insist_that_they_answer_for(app, subject, by, &law).await?;
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

/// Refuses whoever answers for none of the cases in which the log refers to a subject. Where there is
/// no such case, any controller does: what is kept has to be erasable.
pub(crate) async fn insist_that_they_answer_for(
    app: &App,
    subject: SubjectId,
    by: &Acting,
    law: &Law,
) -> Result<(), ExecuteError> {
    let pool = &app.pool;
    let cases = cases_of(pool, subject.0)
        .await
        .map_err(ProjectionError::from)?;
    let mut is_about_cases = false;
    for case in cases {
        let begun = app.store.read_stream(case, Version(0), 1).await?;
        let Some(begun) = begun.first() else { continue };
        let begun: CaseEvent = begun.decode()?;
        if answers_for(by, &begun, law) {
            return Ok(());
        }
        is_about_cases |= matches!(begun, CaseEvent::DossierSubmitted { .. });
    }
    if is_about_cases {
        return Err(DataSubjectRejection::NotTheirs.into());
    }
    Ok(())
}

/// Whose keys and values the events say are destroyed.
fn erased_by(events: &[DataSubjectEvent]) -> Vec<Uuid> {
    let erased = events.iter().filter_map(|it| match it {
        DataSubjectEvent::PersonalDataErased { subject, .. } => Some(subject.0),
        DataSubjectEvent::ErasureCompleted { .. } => None,
    });
    erased.collect()
}
