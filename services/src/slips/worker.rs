//! Hands papers out when something calls for them, by following the log.

use std::time::Duration;

use domain::Aggregate as _;
use domain::CaseId;
use domain::case::{Case, CaseEvent};
use eventstore::{Position, Recorded};
use projections::cursor;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::issue::{SlipError, issue};
use crate::App;
use crate::execute::chain;

/// What its place in the log is called.
const CURSOR: &str = "slips";

/// How many events to look at at a time.
const PAGE: i64 = 500;

/// How long to wait before trying again after a failure.
const RETRY: Duration = Duration::from_secs(2);

/// Hands papers out until told to stop. What fails is tried again; nothing is passed over. As long as
/// it stands before an event that this build does not understand, it says so.
pub async fn run(app: App, stuck: watch::Sender<Option<String>>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let Some(Err(error)) = stop.run_until_cancelled(follow(&app, &stuck)).await else {
            continue;
        };
        let told = chain(&error);
        tracing::error!(error = told, "papers are not handed out");
        let is_unknown = matches!(error, SlipError::Decode(_));
        stuck.send_replace(is_unknown.then(|| format!("papers are not handed out: {told}")));
        stop.run_until_cancelled(tokio::time::sleep(RETRY)).await;
    }
}

/// Hands out what the log calls for by now, and says how many papers that was.
pub async fn catch_up(app: &App) -> Result<usize, SlipError> {
    let mut handed_out = 0;
    let mut after = begin(app).await?;
    loop {
        let events = app.store.read_after(after, PAGE).await?;
        let Some(last) = events.last().map(|it| it.position) else {
            return Ok(handed_out);
        };
        for event in &events {
            handed_out += usize::from(hand_out(app, event).await?);
        }
        cursor::advance(&app.pool, CURSOR, last)
            .await
            .map_err(projections::ProjectionError::from)?;
        after = last;
    }
}

async fn follow(app: &App, stuck: &watch::Sender<Option<String>>) -> Result<(), SlipError> {
    let mut news = app.store.follow();
    loop {
        catch_up(app).await?;
        stuck.send_replace(None);
        let reached = begin(app).await?;
        news.beyond(reached).await;
    }
}

/// Where to go on. What happened before there was anybody to hand papers out is not called up now:
/// such papers are made when somebody asks for them.
async fn begin(app: &App) -> Result<Position, SlipError> {
    let head = app.store.head().await?;
    let begun = cursor::begin(&app.pool, CURSOR, head).await;
    Ok(begun.map_err(projections::ProjectionError::from)?)
}

/// Hands out what an event calls for, if it calls for anything.
async fn hand_out(app: &App, event: &Recorded) -> Result<bool, SlipError> {
    if event.stream_kind != Case::KIND || event.decode::<CaseEvent>()?.slip().is_none() {
        return Ok(false);
    }
    let case = CaseId(event.stream_id);
    let version = u32::try_from(event.version.0).unwrap_or(u32::MAX);
    match issue(app, case, version).await {
        Ok(_) => Ok(true),
        // One paper that cannot be made must not hold back those after it.
        Err(error @ (SlipError::Erased | SlipError::NotCalledFor)) => {
            tracing::warn!(case.id = %case, error = chain(&error), "no paper is handed out");
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
