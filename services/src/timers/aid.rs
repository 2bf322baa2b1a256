//! Reports that owners of aid owed by a day that has passed. Looked at once a day: nothing of it is
//! counted in hours.

use domain::CaseId;
use domain::aid::AidCommand;
use projections::aid_history::running;
use time::Date;
use uuid::Uuid;

use super::{BATCH, envelope, system, unless_refused, whether_done};
use crate::App;
use crate::execute::{self, ExecuteError};

/// Notes what was missed, and says of how much aid.
pub(super) async fn of_all(app: &App, today: Date) -> Result<usize, ExecuteError> {
    let (mut noted, mut after) = (0, None);
    loop {
        let approvals = running(&app.pool, after, BATCH)
            .await
            .map_err(projections::ProjectionError::from)?;
        after = approvals.last().copied();
        if after.is_none() {
            return Ok(noted);
        }
        for approval in approvals {
            let done = unless_refused(note(app, approval, today).await, |error| {
                tracing::error!(case.id = %approval, error, "what is owed under aid is not looked at");
            })?;
            noted += usize::from(done);
        }
    }
}

async fn note(app: &App, approval: Uuid, today: Date) -> Result<bool, ExecuteError> {
    let command = AidCommand::NoteMissed {
        approval: CaseId(approval),
    };
    let envelope = envelope(app, approval, (command.name(), &format!("aid on {today}")));
    let by = system(app.clock.now());
    whether_done(execute::aid(app, &command, &by, envelope).await)
}
