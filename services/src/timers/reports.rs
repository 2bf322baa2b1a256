//! Reports that agencies owed by a day that has passed. Looked at once a day: nothing of it is counted
//! in hours.

use domain::agency_report::{AgencyReportCommand, ReportNamed};
use projections::agency_report::{self, Filter};
use time::Date;
use uuid::Uuid;

use super::{envelope, system, whether_done};
use crate::App;
use crate::execute::{self, ExecuteError, chain};

/// The day on which this was done last.
#[derive(Debug, Default)]
pub(super) struct Reports {
    looked_on: Option<Date>,
}

impl Reports {
    /// Notes what was missed, once a day, and says how much that was.
    pub(super) async fn look(&mut self, app: &App, today: Date) -> Result<usize, ExecuteError> {
        if self.looked_on == Some(today) {
            return Ok(0);
        }
        let noted = of_all(app, today).await?;
        self.looked_on = Some(today);
        Ok(noted)
    }
}

async fn of_all(app: &App, today: Date) -> Result<usize, ExecuteError> {
    let known = agency_report::list(&app.pool, &Filter::default())
        .await
        .map_err(projections::ProjectionError::from)?;
    let known: std::collections::HashSet<_> = known
        .into_iter()
        .map(|it| (it.report, it.agency, it.period))
        .collect();
    let law = app.law.current();
    let mut noted = 0;
    for owed in law.reports_owed(today).iter().filter(|it| it.due < today) {
        let named = ReportNamed {
            report: owed.report.id.clone(),
            agency: owed.agency.clone(),
            period: owed.period,
        };
        let (report, agency) = (named.report.to_string(), named.agency.to_string());
        if known.contains(&(report, agency, named.period.to_string())) {
            continue;
        }
        match note(app, named).await {
            Ok(done) => noted += usize::from(done),
            // One report must not hold back those after it.
            Err(error) if error.is_about_state() => {
                let error = chain(&error);
                tracing::error!(report = %owed.report.id, agency = %owed.agency, error, "a report is not looked at");
            }
            Err(error) => return Err(error),
        }
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
