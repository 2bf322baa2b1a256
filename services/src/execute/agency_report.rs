//! Commands about reports that agencies owe, each with a stream of its own.

use domain::agency_report::{AgencyReport, AgencyReportCommand, AgencyReportEvent};
use domain::{Acting, Aggregate as _, Law, Party, Role};
use eventstore::Stream;
use uuid::Uuid;

use super::wire::filed;
use super::{Done, Envelope, ExecuteError, Written, on_stream};
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
    let named = command.named();
    let stream = Stream {
        kind: AgencyReport::KIND,
        id: derived_id(REPORTS, &named.stream_name()),
    };
    let order = (command, command.name());
    let written = |_: &AgencyReport, events: &[AgencyReportEvent], law: &Law| {
        let agency = Some(named.agency.as_str());
        let filed = events.iter().map(|it| filed(it, agency, None));
        Ok(Written {
            events: filed.collect::<Result<_, _>>()?,
            role: match by.party {
                Party::System => Role::System,
                Party::Agency(_) | Party::Applicant => named.role_of(by, law),
            },
            take: vec![],
            release: vec![],
        })
    };
    Box::pin(on_stream(app, stream, order, (by, envelope), written)).await
}
