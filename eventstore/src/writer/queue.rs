//! Where appends wait for the writer.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};

use super::Prepared;
use super::batch::Intake;
use crate::{AppendError, Appended};

/// How many appends may wait.
const QUEUE_APPENDS_MAX: usize = 8_192;

/// How many KiB of documents and personal values may wait or be written.
const QUEUE_KIB_MAX: usize = 64 * 1024;

/// An append that waits, and who waits for it.
#[derive(Debug)]
pub(super) struct Queued {
    pub(super) append: Prepared,
    pub(super) answer: Answer,
}

/// Whom to answer. The room that the append takes in the queue is free again once it is answered.
#[derive(Debug)]
pub(super) struct Answer {
    to: oneshot::Sender<Result<Appended, AppendError>>,
    _room: OwnedSemaphorePermit,
}

impl Answer {
    pub(super) fn send(self, result: Result<Appended, AppendError>) {
        // A caller that is gone does not want to know.
        let _ = self.to.send(result);
    }

    /// Whether the caller stopped waiting.
    pub(super) fn is_unwanted(&self) -> bool {
        self.to.is_closed()
    }
}

/// The callers' end of the queue.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    appends: mpsc::Sender<Queued>,
    room: Arc<Semaphore>,
    closing: watch::Sender<bool>,
    ended: watch::Receiver<()>,
}

/// A new queue: the callers' end and the writer's.
pub(super) fn open() -> (Queue, Intake) {
    let (appends, queued) = mpsc::channel(QUEUE_APPENDS_MAX);
    let (closing, closed) = watch::channel(false);
    let (alive, ended) = watch::channel(());
    let queue = Queue {
        appends,
        room: Arc::new(Semaphore::new(QUEUE_KIB_MAX)),
        closing,
        ended,
    };
    (queue, Intake::new(queued, closed, alive))
}

impl Queue {
    /// Queues an append and waits for its answer.
    pub(crate) async fn append(&self, append: Prepared) -> Result<Appended, AppendError> {
        // The writer closes its end only when it is done with a batch.
        if *self.closing.borrow() {
            return Err(AppendError::Closed);
        }
        // What is larger than the queue takes all of it: it is refused unless the queue is empty.
        let kib = (append.bytes / 1024 + 1).min(QUEUE_KIB_MAX);
        let kib = u32::try_from(kib).map_err(|_| AppendError::Overloaded)?;
        let room = Arc::clone(&self.room)
            .try_acquire_many_owned(kib)
            .map_err(|_full| AppendError::Overloaded)?;
        let (to, result) = oneshot::channel();
        let answer = Answer { to, _room: room };
        self.appends
            .try_send(Queued { append, answer })
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => AppendError::Overloaded,
                mpsc::error::TrySendError::Closed(_) => AppendError::Closed,
            })?;
        // The writer answers everything it takes, unless the runtime stops under it.
        result.await.unwrap_or(Err(AppendError::OutcomeUnknown))
    }

    /// Closes the queue and waits until the writer has written what is in it.
    pub(crate) async fn close(&self) {
        self.closing.send_replace(true);
        let mut ended = self.ended.clone();
        while ended.changed().await.is_ok() {}
    }
}
