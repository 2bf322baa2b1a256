//! The writer: one task that commits concurrent appends together.
//!
//! It takes whatever is queued, never waiting for more, so a lone caller is not delayed; what comes
//! in while a batch is being committed forms the next one.

mod batch;
mod columns;
mod decide;
mod erase;
mod heads;
mod prepare;
mod queue;
mod session;
mod statement;
mod swift;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use sqlx::PgPool;
use tokio::sync::watch;

use self::batch::Intake;
use self::session::Session;
use crate::follow::advance;
use crate::recent::Recent;
use crate::{AppendError, Appended, Position};

pub(crate) use self::prepare::{Prepared, PreparedEvent, PreparedWrite};
pub(crate) use self::queue::Queue;

/// The most appends in one transaction.
const BATCH_APPENDS_MAX: usize = 512;

/// The most events in one transaction; an append that holds more has one of its own.
const BATCH_EVENTS_MAX: usize = 4_096;

/// The most bytes of documents and personal values in one transaction; an append that holds more
/// has one of its own.
const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Whom the writer tells what it wrote.
#[derive(Debug)]
pub(crate) struct Tell {
    /// Those who follow the log here, at once.
    pub(crate) head: watch::Sender<Position>,
    /// Whoever tells other processes, after the answers.
    pub(crate) committed: watch::Sender<Position>,
    /// What they need not read back.
    pub(crate) recent: Arc<Recent>,
}

/// Starts the writer, which ends when the queue does.
pub(crate) fn start(pool: &PgPool, tell: Tell) -> Queue {
    let (queue, intake) = queue::open();
    tokio::spawn(run(intake, Session::new(pool), tell));
    queue
}

async fn run(mut intake: Intake, mut session: Session, tell: Tell) {
    while let Some((batch, answers)) = intake.next_batch().await {
        // A panic is a bug of ours; those in the batch must learn of it, and the next be served.
        let work = AssertUnwindSafe(session.carry_out(&batch)).catch_unwind();
        let results = work.await.unwrap_or_else(|_panic| {
            tracing::error!("the writer panicked");
            session.disconnect();
            vec![Err(AppendError::OutcomeUnknown); batch.len()]
        });

        let last = last_position(&results);
        if let Some(last) = last {
            if tell.head.receiver_count() > 0 {
                tell.recent.keep(batch, &results);
            }
            advance(&tell.head, last);
        }
        for (answer, result) in answers.into_iter().zip(results) {
            answer.send(result);
        }
        if let Some(last) = last {
            advance(&tell.committed, last);
        }
    }
    session.close().await;
}

/// How far the log goes at least, if anything was written.
fn last_position(results: &[Result<Appended, AppendError>]) -> Option<Position> {
    let written = results.iter().flatten().filter(|it| !it.repeated);
    written.map(|it| it.last).max()
}
