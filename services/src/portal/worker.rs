//! Follows the log, puts up what the portal is to be told, sends it, and asks what became of it.

use std::time::Duration;

use domain::case::{Case, CaseEvent, PortalMessage};
use domain::{Aggregate as _, CaseId};
use eventstore::{DecodeError, Position, ReadError, Recorded};
use projections::cursor;
use projections::portal::{self, Confirmed, Message};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Portal;
use super::client::{Answer, ClientError, Has, PortalClient};
use super::message::{MessageError, Ready, expected, messages};
use crate::App;
use crate::execute::chain;

/// What its place in the log is called.
const CURSOR: &str = "portal";

/// How many events to look at, or messages to send, at a time.
const PAGE: i64 = 200;

/// The longest wait before a message is sent again.
const RETRY_MAX: Duration = Duration::from_mins(10);

/// How often to look whether something is due, when nothing happens.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Why the work on messages stands still. What the portal answers is no such reason.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The log holds something that this build does not understand.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A message could not be made.
    #[error("making a message")]
    Message(#[from] MessageError),
    /// The messages could not be read or written.
    #[error("keeping messages")]
    Keep(#[from] sqlx::Error),
}

/// Tells the portal until told to stop. As long as it stands before an event that this build does not
/// understand, it says so.
pub async fn run(
    app: App,
    at: Portal,
    stuck: watch::Sender<Option<String>>,
    stop: CancellationToken,
) -> Result<(), ClientError> {
    let client = PortalClient::new(&at)?;
    let mut news = app.store.follow();
    let look_again = LOOK_AGAIN.min(at.retry_after);
    while !stop.is_cancelled() {
        let seen = news.head();
        let Some(worked) = stop.run_until_cancelled(work(&app, &at, &client)).await else {
            break;
        };
        stuck.send_replace(worked.as_ref().err().and_then(in_its_way));
        match worked {
            // There may be more that could be sent by now.
            Ok(did) if did > 0 => continue,
            Ok(_) => (),
            Err(error) => {
                tracing::error!(error = chain(&error), "the portal is told nothing");
            }
        }
        let waited = tokio::time::timeout(look_again, news.beyond(seen));
        // Either way it is time to look again.
        let _woken = stop.run_until_cancelled(waited).await;
    }
    Ok(())
}

/// What the work stands before, if that is an event.
fn in_its_way(error: &PortalError) -> Option<String> {
    let is_unknown = matches!(error, PortalError::Decode(_));
    is_unknown.then(|| format!("the portal is told nothing: {}", chain(error)))
}

/// Does what is to be done now, and says how much that was.
pub async fn work(app: &App, at: &Portal, client: &PortalClient) -> Result<usize, PortalError> {
    put_up(app).await?;
    let sent = send(app, at, client).await?;
    let asked = reconcile(app, at, client).await?;
    Ok(sent + asked)
}

/// Puts up what the log calls for. Whoever begins to tell the portal tells it of all dossiers.
async fn put_up(app: &App) -> Result<(), PortalError> {
    let mut after = cursor::begin(&app.pool, CURSOR, Position(0)).await?;
    loop {
        let events = app.store.read_after(after, PAGE).await?;
        let Some(last) = events.last().map(|it| it.position) else {
            return Ok(());
        };
        for event in &events {
            put_up_one(app, event).await?;
        }
        cursor::advance(&app.pool, CURSOR, last).await?;
        after = last;
    }
}

async fn put_up_one(app: &App, recorded: &Recorded) -> Result<(), PortalError> {
    if recorded.stream_kind != Case::KIND {
        return Ok(());
    }
    let event: CaseEvent = recorded.decode()?;
    let kinds = event.portal_messages().iter();
    let kinds: Vec<String> = kinds.map(|it| it.name().to_owned()).collect();
    if kinds.is_empty() {
        return Ok(());
    }
    let begins = matches!(event, CaseEvent::DossierAccepted { .. });
    let (case, version) = (recorded.stream_id, recorded.version.0);
    Ok(portal::enqueue(&app.pool, case, version, &kinds, begins).await?)
}

/// Sends what can be sent, and says how much the portal has settled.
async fn send(app: &App, at: &Portal, client: &PortalClient) -> Result<usize, PortalError> {
    let mut settled = 0;
    for waiting in portal::sendable(&app.pool, PAGE).await? {
        settled += usize::from(send_one(app, at, client, &waiting).await?);
    }
    Ok(settled)
}

async fn send_one(
    app: &App,
    at: &Portal,
    client: &PortalClient,
    waiting: &Message,
) -> Result<bool, PortalError> {
    let case = CaseId(waiting.case_id);
    let Some(kind) = PortalMessage::named(&waiting.kind) else {
        portal::refused(&app.pool, waiting.number, "no such kind of message").await?;
        return Ok(true);
    };
    let ready = match messages(app, case, waiting.case_version, kind).await {
        Ok(ready) => ready,
        // One message that cannot be made must not hold back those of other cases.
        Err(error @ (MessageError::NoEvent { .. } | MessageError::Decode(_))) => {
            portal::refused(&app.pool, waiting.number, &error.to_string()).await?;
            return Ok(true);
        }
        Err(error @ (MessageError::Read(_) | MessageError::Vault(_))) => return Err(error.into()),
    };
    let (told, key) = tell(client, &ready).await;
    match told {
        Answer::Confirmed => portal::sent(&app.pool, waiting.number).await?,
        Answer::Refused(why) => {
            tracing::warn!(case.id = %case, message.key = key, "the portal refuses a message");
            portal::refused(&app.pool, waiting.number, &why).await?;
        }
        Answer::Unclear(why) => {
            let wait = wait_after(at.retry_after, waiting.attempts);
            portal::postponed(&app.pool, waiting.number, &why, wait).await?;
            return Ok(false);
        }
    }
    Ok(true)
}

/// Tells one after another, up to the first that is not confirmed; those that were are told again with
/// it, under the same keys.
async fn tell<'a>(client: &PortalClient, all: &'a [Ready]) -> (Answer, &'a str) {
    let mut last = "";
    for ready in all {
        last = &ready.key;
        match client.send(ready).await {
            Answer::Confirmed => (),
            other @ (Answer::Refused(_) | Answer::Unclear(_)) => return (other, last),
        }
    }
    (Answer::Confirmed, last)
}

/// Asks the portal what it has of dossiers that nobody asked about for long.
async fn reconcile(app: &App, at: &Portal, client: &PortalClient) -> Result<usize, PortalError> {
    let due = portal::to_reconcile(&app.pool, at.reconcile_after, PAGE).await?;
    for dossier in &due {
        if !reconcile_one(app, client, dossier).await? {
            // A portal that does not answer is not asked about all the others.
            return Ok(0);
        }
    }
    Ok(due.len())
}

async fn reconcile_one(
    app: &App,
    client: &PortalClient,
    dossier: &Confirmed,
) -> Result<bool, PortalError> {
    let case = CaseId(dossier.case_id);
    let (code, status) = expected(app, case, dossier.case_version).await?;
    let has = match client.look_up(code.as_str()).await {
        Has::Unclear(_) => return Ok(false),
        Has::Status(has) if has == status.code() => {
            portal::reconciled(&app.pool, dossier.case_id).await?;
            return Ok(true);
        }
        Has::Status(has) => format!("the portal has the status {has}, not {}", status.code()),
        Has::Nothing => "the portal has no such dossier".to_owned(),
    };
    tracing::warn!(case.id = %case, resent = dossier.resent, "the portal has something else");
    if dossier.resent {
        portal::disputed(&app.pool, dossier.case_id, dossier.number, &has).await?;
    } else {
        portal::resend(&app.pool, dossier.case_id, &has).await?;
    }
    Ok(true)
}

/// Twice as long after each attempt.
fn wait_after(first: Duration, attempts: i32) -> Duration {
    let doubled = u32::try_from(attempts).unwrap_or_default().min(16);
    first.saturating_mul(1 << doubled).min(RETRY_MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{RETRY_MAX, wait_after};

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_the_longest() {
        let second = Duration::from_secs(1);
        let waits = [0, 1, 2, 5].map(|it| wait_after(second, it).as_secs());
        assert_eq!(waits, [1, 2, 4, 32]);
        assert_eq!(wait_after(second, 1_000), RETRY_MAX);
        assert_eq!(wait_after(second, -1), second);
    }
}
