use domain::agency_report::{AgencyReport, AgencyReportCommand};
use domain::{Acting, Aggregate as _, Party, Role};
use eventstore::{Stream, StreamWrite};
use uuid::Uuid;

use super::wire::filed;
use super::{
    ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done_before, load, unless_behind,
    unless_done, writing,
};
use crate::App;
use crate::clock::derived_id;

/// Within which the ids of reports are made.
const REPORTS: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0100);

/// Says of a report that an agency owes that it was made, need not be, or was missed.
#[tracing::instrument(skip_all, fields(command.id = %envelope.command_id))]
pub async fn agency_report(
    app: &App,
    command: &AgencyReportCommand,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    let (store, named) = (&app.store, command.named());
    let stream = Stream {
        kind: AgencyReport::KIND,
        id: derived_id(REPORTS, &named.stream_name()),
    };
    if let Some(done) = done_before(store, &envelope, stream.id).await? {
        return Ok(done);
    }
    for _ in 0..ATTEMPTS_MAX {
        let (state, expected) = load::<AgencyReport>(app, stream.id).await?;
        let law = app.law.current();
        let events = match state.decide(command, by, &law) {
            Ok(events) => events,
            Err(refused) => {
                return unless_done(store, &envelope, stream.id, refused.into()).await;
            }
        };
        if events.is_empty() {
            return Err(ExecuteError::NothingToDo { version: expected });
        }
        let role = match by.party {
            Party::System => Role::System,
            Party::Agency(_) | Party::Applicant => named.role_of(by, &law),
        };
        let agency = Some(named.agency.as_str());
        let events = events.iter().map(|it| filed(it, agency, None));
        let write = StreamWrite {
            stream,
            expected,
            events: events.collect::<Result<_, _>>()?,
        };
        let cause = cause(&envelope, command.name(), by, role);
        let append = writing(write, cause, &envelope, vec![]);
        if let Some(done) = unless_behind(store.append(append).await, stream.id)? {
            return Ok(done);
        }
    }
    Err(ExecuteError::Contended)
}
