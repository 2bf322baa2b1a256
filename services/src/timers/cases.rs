//! Terms of cases that have ended unmet, and cases that end with them.

use domain::CaseId;
use domain::case::{Case, CaseCommand};
use projections::deadline::passed;
use uuid::Uuid;

use super::{BATCH, envelope, system, unless_refused, whether_done};
use crate::App;
use crate::execute::{self, Envelope, ExecuteError, Order, load};

/// Notes what time brought to all cases, and says to how many.
pub(super) async fn let_time_pass(app: &App) -> Result<usize, ExecuteError> {
    let now = app.clock.now();
    let (mut noted, mut after) = (0, None);
    loop {
        let cases = passed(&app.pool, now, after, BATCH)
            .await
            .map_err(projections::ProjectionError::from)?;
        let Some(last) = cases.last() else {
            return Ok(noted);
        };
        after = Some(last.case_id);
        for it in &cases {
            let done = of_time(app, CaseId(it.case_id), CaseCommand::LetTimePass).await;
            noted += usize::from(or_told(it.case_id, done)?);
        }
    }
}

/// Carries out a command that time gives, unless the case changes meanwhile.
pub(crate) async fn of_time(
    app: &App,
    id: CaseId,
    command: CaseCommand,
) -> Result<bool, ExecuteError> {
    let (_, version) = load::<Case>(app, id.0).await?;
    let name = format!("{} at {}", command.name(), version.0);
    let envelope = Envelope {
        if_match: Some(version),
        ..envelope(app, id.0, (command.name(), &name))
    };
    let by = system(app.clock.now());
    whether_done(execute::case(app, id, &Order::Command(command), &by, envelope).await)
}

/// Whether something came of it; one case must not hold back those after it.
pub(crate) fn or_told(case: Uuid, done: Result<bool, ExecuteError>) -> Result<bool, ExecuteError> {
    unless_refused(done, |error| {
        tracing::debug!(case.id = %case, error, "time brings it nothing");
    })
}
