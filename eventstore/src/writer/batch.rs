//! Taking batches from the queue.

use tokio::sync::{mpsc, watch};

use super::queue::{Answer, Queued};
use super::{BATCH_APPENDS_MAX, BATCH_BYTES_MAX, BATCH_EVENTS_MAX, Prepared};

/// The writer's end of the queue.
#[derive(Debug)]
pub(super) struct Intake {
    queued: mpsc::Receiver<Queued>,
    closing: watch::Receiver<bool>,
    /// Taken from the queue, but too large for the batch that was being filled.
    left_over: Option<Queued>,
    /// Dropped with the writer, which is how one learns that it ended.
    _alive: watch::Sender<()>,
}

impl Intake {
    pub(super) fn new(
        queued: mpsc::Receiver<Queued>,
        closing: watch::Receiver<bool>,
        alive: watch::Sender<()>,
    ) -> Self {
        Self {
            queued,
            closing,
            left_over: None,
            _alive: alive,
        }
    }

    /// Waits for an append and takes with it what else is there, up to the limits of a batch; `None`
    /// when there will be no more.
    pub(super) async fn next_batch(&mut self) -> Option<(Vec<Prepared>, Vec<Answer>)> {
        let mut next = Some(match self.left_over.take() {
            Some(queued) => queued,
            None => self.wait().await?,
        });
        let (mut batch, mut answers) = (vec![], vec![]);
        let (mut events, mut bytes) = (0, 0);
        while let Some(queued) = next {
            events += queued.append.events;
            bytes += queued.append.bytes;
            let full = events > BATCH_EVENTS_MAX
                || bytes > BATCH_BYTES_MAX
                || batch.len() == BATCH_APPENDS_MAX;
            // An append that is larger than a batch is a batch of its own.
            if full && !batch.is_empty() {
                self.left_over = Some(queued);
                break;
            }
            batch.push(queued.append);
            answers.push(queued.answer);
            next = self.take_wanted();
        }
        Some((batch, answers))
    }

    async fn wait(&mut self) -> Option<Queued> {
        loop {
            let queued = tokio::select! {
                biased;
                queued = self.queued.recv() => queued?,
                true = closing(&mut self.closing) => {
                    self.queued.close();
                    self.queued.recv().await?
                }
            };
            if !queued.answer.is_unwanted() {
                return Some(queued);
            }
        }
    }

    /// The next append whose caller still waits for it.
    fn take_wanted(&mut self) -> Option<Queued> {
        loop {
            let queued = self.queued.try_recv().ok()?;
            if !queued.answer.is_unwanted() {
                return Some(queued);
            }
        }
    }
}

/// Whether somebody asked to close the queue. That all callers are gone shows in the queue itself.
async fn closing(closing: &mut watch::Receiver<bool>) -> bool {
    closing.wait_for(|it| *it).await.is_ok()
}
