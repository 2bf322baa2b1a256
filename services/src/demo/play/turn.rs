//! Queueing up to append in the order of the plan.

use tokio::sync::oneshot;

/// A place in the queue. It is to be polled by the same task as all other places: then whoever's
/// turn has come reaches the log before the next one can.
pub(super) struct Turn {
    previous: Option<oneshot::Receiver<()>>,
    next: Option<oneshot::Sender<()>>,
}

/// Where places are given out.
#[derive(Default)]
pub(super) struct Turns(Option<oneshot::Receiver<()>>);

impl Turns {
    /// The next place.
    pub(super) fn next(&mut self) -> Turn {
        let (next, waits) = oneshot::channel();
        Turn {
            previous: self.0.replace(waits),
            next: Some(next),
        }
    }
}

impl Turn {
    /// Waits for the turn, and lets the next one come. Only the first call does anything.
    pub(super) async fn come(&mut self) {
        if let Some(previous) = self.previous.take() {
            // Whoever was dropped does not append any more.
            drop(previous.await);
        }
        self.next.take();
    }
}
