//! Turns the passage of time into commands.
//!
//! Each command has an id that follows from what it is about, so that it is carried out once,
//! however often and by however many it is tried.

mod aid;
mod calendars;
mod cases;
mod certificates;
mod duties;
mod reports;

use std::time::Duration;

use domain::{Acting, ActorId, Calendar, Party};
use projections::ReadModel;
use projections::agency_report::AgencyReports;
use projections::aid_history::AidHistory;
use projections::certificate::Certificates;
use time::{Date, OffsetDateTime};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::calendars::Calendars;
pub(crate) use self::cases::{of_time, or_told};
use crate::execute::{Done, Envelope, ExecuteError, chain};
use crate::{App, documents, erasure};

/// How often to look what time has brought.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// How much to do at a time.
const BATCH: i64 = 500;

/// Whoever acts when nobody does: an id of its own in the audit trail.
pub const SYSTEM: ActorId = ActorId(Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0003));

/// The system, acting at this moment.
#[must_use]
pub fn system(at: OffsetDateTime) -> Acting {
    Acting {
        actor: SYSTEM,
        party: Party::System,
        at,
    }
}

/// What comes with a command that time gives about something. Where two give it at once, one of them
/// carries it out: its id follows from what it is named after, and from a key of the vault, so that
/// nobody who sends commands can work it out and use it up.
fn envelope(app: &App, about: Uuid, (command, name): (&str, &str)) -> Envelope {
    let secret = app.vault.fingerprint(name, about.as_bytes());
    let command_id = Uuid::new_v5(&about, secret.as_bytes());
    Envelope {
        command_id,
        fingerprint: app.vault.fingerprint(command, command_id.as_bytes()),
        confide: vec![],
        if_match: None,
    }
}

/// Whether something came of it; nothing when another was faster, or read models are behind.
fn whether_done(carried: Result<Done, ExecuteError>) -> Result<bool, ExecuteError> {
    match carried {
        Ok(done) => Ok(!done.repeated),
        Err(ExecuteError::NothingToDo { .. } | ExecuteError::Stale { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether something came of it, where one thing must not hold back those after it: what its state
/// refuses is told instead.
fn unless_refused(
    done: Result<bool, ExecuteError>,
    tell: impl FnOnce(&str),
) -> Result<bool, ExecuteError> {
    match done {
        Err(error) if error.is_about_state() => {
            tell(&chain(&error));
            Ok(false)
        }
        other => other,
    }
}

/// What is remembered from one look to the next.
#[derive(Debug, Default)]
struct Seen {
    calendars: Calendars,
    duties: Daily,
    reports: Daily,
    aid: Daily,
}

/// Something that is looked at once a day.
#[derive(Debug, Default)]
struct Daily {
    looked_on: Option<Date>,
}

impl Daily {
    /// Looks, unless that was done on this day, and says how much was done about it.
    async fn look(
        &mut self,
        today: Date,
        look: impl Future<Output = Result<usize, ExecuteError>>,
    ) -> Result<usize, ExecuteError> {
        if self.looked_on == Some(today) {
            return Ok(0);
        }
        let done = look.await?;
        self.looked_on = Some(today);
        Ok(done)
    }
}

/// Does what is due, until told to stop.
pub async fn run(app: App, stop: CancellationToken) {
    let mut seen = Seen::default();
    while !stop.is_cancelled() {
        seen.calendars.warn_of_their_ends(&app);
        match look(&app, &mut seen).await {
            Ok(0) => (),
            Ok(done) => tracing::info!(done, "time passed"),
            Err(error) => tracing::error!(error = chain(&error), "timers stand still"),
        }
        match documents::sweep(&app).await {
            Ok(0) => (),
            Ok(deleted) => tracing::info!(deleted, "files that nobody keeps are deleted"),
            Err(error) => tracing::error!(error = chain(&error), "files are not deleted"),
        }
        match erasure::finish_all(&app).await {
            Ok(0) => (),
            Ok(finished) => tracing::info!(finished, "erasures are finished"),
            Err(error) => tracing::error!(error = chain(&error), "erasures stand still"),
        }
        stop.run_until_cancelled(tokio::time::sleep(LOOK_AGAIN))
            .await;
    }
}

/// Does what is due now, and says how much that was.
pub async fn tick(app: &App) -> Result<usize, ExecuteError> {
    look(app, &mut Seen::default()).await
}

/// The read models that are asked what is due, but for those of cases.
#[must_use]
pub fn looked_at() -> Vec<Box<dyn ReadModel>> {
    vec![
        Box::new(Certificates),
        Box::new(AgencyReports),
        Box::new(AidHistory),
    ]
}

/// Lets certificates end whose last day has passed, and says how many that were.
pub async fn expire(app: &App) -> Result<usize, ExecuteError> {
    match today(app) {
        Some(today) => certificates::expire_all(app, today).await,
        None => Ok(0),
    }
}

/// The day it is, where it is earliest. Certificates end with the day of their country; before that
/// is known, there are none.
fn today(app: &App) -> Option<Date> {
    let (now, law) = (app.clock.now(), app.law.current());
    law.calendars().map(|it: &Calendar| it.day_of(now)).min()
}

async fn look(app: &App, seen: &mut Seen) -> Result<usize, ExecuteError> {
    let Some(today) = today(app) else {
        return Ok(0);
    };
    let moved = seen.calendars.recount_if_corrected(app).await?;
    let noted = cases::let_time_pass(app).await?;
    let expired = certificates::expire_all(app, today).await?;
    let missed = duties::of_all(app, today);
    let missed = seen.duties.look(today, missed).await?;
    let unreported = seen.reports.look(today, reports::of_all(app)).await?;
    let of_aid = seen.aid.look(today, aid::of_all(app, today)).await?;
    Ok(moved + noted + expired + missed + unreported + of_aid)
}
