//! Commands about aid that was approved.

use domain::aid::{Aid, AidCommand, AidEvent};
use domain::law::Procedure;
use domain::{Acting, Law};

use super::submission::aid_stream;
use super::wire::filed;
use super::{Done, Envelope, ExecuteError, Written, on_stream};
use crate::App;

/// Carries out a command about aid that was approved.
#[tracing::instrument(skip_all, fields(command.id = %envelope.command_id))]
pub async fn aid(
    app: &App,
    command: &AidCommand,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    let stream = aid_stream(command.approval());
    let named = (command, command.name());
    let written = |aid: &Aid, events: &[AidEvent], law: &Law| {
        let (agency, procedure) = (reported_to(aid), procedure(aid, law));
        let filed = events.iter().map(|it| filed(it, agency, procedure));
        Ok(Written {
            events: filed.collect::<Result<_, _>>()?,
            role: aid.role_of(by, law),
            take: vec![],
            release: vec![],
        })
    };
    Box::pin(on_stream(app, stream, named, (by, envelope), written)).await
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
