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

use futures_util::FutureExt as _;
use sqlx::PgPool;
use tokio::sync::watch;

use self::batch::Intake;
use self::session::Session;
use crate::follow::advance;
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

/// Starts the writer. It tells `head` at once how far the log goes, and `committed` after the
/// answers, and ends when the queue does.
pub(crate) fn start(
    pool: &PgPool,
    head: watch::Sender<Position>,
    committed: watch::Sender<Position>,
) -> Queue {
    let (queue, intake) = queue::open();
    tokio::spawn(run(intake, Session::new(pool), head, committed));
    queue
}

async fn run(
    mut intake: Intake,
    mut session: Session,
    head: watch::Sender<Position>,
    committed: watch::Sender<Position>,
) {
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
            advance(&head, last);
        }
        for (answer, result) in answers.into_iter().zip(results) {
            answer.send(result);
        }
        if let Some(last) = last {
            advance(&committed, last);
        }
    }
    session.close().await;
}

/// How far the log goes at least, if anything was written.
fn last_position(results: &[Result<Appended, AppendError>]) -> Option<Position> {
    let written = results.iter().flatten().filter(|it| !it.repeated);
    written.map(|it| it.last).max()
}
