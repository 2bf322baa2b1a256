//! Reports that agencies owed by a day that has passed. Looked at once a day: nothing of it is counted
//! in hours.

use domain::agency_report::{AgencyReportCommand, ReportNamed};
use uuid::Uuid;

use super::{envelope, system, unless_refused, whether_done};
use crate::App;
use crate::agency_reports::{ReportState, Wanted, list};
use crate::execute::{self, ExecuteError};

/// Notes what was missed, and says how much that was.
pub(super) async fn of_all(app: &App) -> Result<usize, ExecuteError> {
    let missed = Wanted {
        state: Some(ReportState::Missed),
        ..Wanted::default()
    };
    let lines = list(app, &missed)
        .await
        .map_err(projections::ProjectionError::from)?;
    let mut noted = 0;
    for line in lines.into_iter().filter(|it| !it.is_noted) {
        let named = ReportNamed {
            report: line.report,
            agency: line.agency,
            period: line.period,
        };
        let name = named.stream_name();
        let done = unless_refused(note(app, named).await, |error| {
            tracing::error!(report = %name, error, "a report is not looked at");
        })?;
        noted += usize::from(done);
    }
    Ok(noted)
}

async fn note(app: &App, named: ReportNamed) -> Result<bool, ExecuteError> {
    let name = named.stream_name();
    let command = AgencyReportCommand::NoteMissed { named };
    let envelope = envelope(app, Uuid::nil(), (command.name(), &name));
    let by = system(app.clock.now());
    whether_done(execute::agency_report(app, &command, &by, envelope).await)
}
