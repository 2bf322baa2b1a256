//! Commands about the catalogue.

use domain::catalogue::{Catalogue, CatalogueCommand, CatalogueEvent};
use domain::{Aggregate as _, Role};
use eventstore::{Append, AppendError, NewEvent, StreamWrite};
use projections::CATALOGUE;

use super::wire::filed;
use super::{ATTEMPTS_MAX, Envelope, ExecuteError, cause, load};
use crate::clock::new_id;
use crate::{App, timers};

/// Publishes what the catalogue does not hold yet, or repeals a version, in the name of the system;
/// and says what that was. A repeated command changes nothing, so that its id need not be known.
pub async fn publish(
    app: &App,
    command: &CatalogueCommand,
) -> Result<Vec<CatalogueEvent>, ExecuteError> {
    let by = timers::system(app.clock.now());
    let command_id = new_id();
    let envelope = Envelope {
        command_id,
        fingerprint: app.vault.fingerprint(command.name(), command_id.as_bytes()),
        confide: vec![],
        if_match: None,
    };
    for _ in 0..ATTEMPTS_MAX {
        let (catalogue, expected) = load::<Catalogue>(app, CATALOGUE.id).await?;
        let events = catalogue.decide(command, &by, &app.law.current())?;
        if events.is_empty() {
            return Ok(events);
        }
        let append = Append {
            cause: cause(&envelope, command.name(), &by, Role::System),
            fingerprint: envelope.fingerprint,
            writes: vec![StreamWrite {
                stream: CATALOGUE,
                expected,
                events: events.iter().map(entry).collect::<Result<_, _>>()?,
            }],
            take: vec![],
            release: vec![],
            free: vec![],
            confide: vec![],
        };
        match app.store.append(append).await {
            Ok(_) => {
                app.law.refresh().await?;
                return Ok(events);
            }
            Err(AppendError::Conflict { .. }) => (),
            Err(error) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Contended)
}

fn entry(event: &CatalogueEvent) -> Result<NewEvent, eventstore::EncodeError> {
    match event {
        CatalogueEvent::ProcedurePublished { procedure } => {
            filed(event, Some(procedure.agency().as_str()), Some(procedure))
        }
        CatalogueEvent::AgencyEntered { .. }
        | CatalogueEvent::CalendarPublished { .. }
        | CatalogueEvent::RetentionPublished { .. }
        | CatalogueEvent::PublicityEntered { .. }
        | CatalogueEvent::TerritoryPublished { .. }
        | CatalogueEvent::FormPublished { .. }
        | CatalogueEvent::FeePublished { .. }
        | CatalogueEvent::IndexPublished { .. }
        | CatalogueEvent::ReportPublished { .. }
        | CatalogueEvent::ScoringPublished { .. }
        | CatalogueEvent::EntryRepealed { .. }
        | CatalogueEvent::ProcedureRepealed { .. } => filed(event, None, None),
    }
}
