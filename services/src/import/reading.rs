//! Reading a log on a thread of its own, no further ahead than there is room.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{JoinError, JoinHandle};

use super::mapping::{CaseHistory, Mapping};
use super::xes::{LogFile, Trace, quoted};
use super::{ImportError, TraceAt};

/// How much may be read and not yet recorded; a larger trace is alone.
const ROOM_KIB: u32 = 24 * 1024;

/// What a step takes beside its texts, from reading to recording.
const STEP_BYTES: usize = 1024;

/// A trace that was read.
pub(super) struct Read {
    pub(super) at: TraceAt,
    pub(super) history: CaseHistory,
    /// Room is free again when the trace is recorded.
    pub(super) room: OwnedSemaphorePermit,
}

/// The thread that reads, and what it has read.
pub(super) struct Reading {
    traces: mpsc::Receiver<Result<Read, ImportError>>,
    thread: JoinHandle<()>,
    stop: Arc<AtomicBool>,
}

impl Reading {
    pub(super) fn start(log: LogFile, mapping: Arc<Mapping>) -> Self {
        let (to, traces) = mpsc::channel(1);
        let runtime = Handle::current();
        let room = Arc::new(Semaphore::new(ROOM_KIB as usize));
        let thread = tokio::task::spawn_blocking(move || {
            for trace in log.traces {
                let read = trace
                    .map_err(ImportError::from)
                    .and_then(|it| understood(&mapping, &it))
                    .map(|(at, history)| {
                        let kib = u32::try_from(size(&history) / 1024).unwrap_or(ROOM_KIB);
                        let room = Arc::clone(&room);
                        let room = room.acquire_many_owned((kib + 1).min(ROOM_KIB));
                        let room = runtime.block_on(room).expect("nobody closes the room");
                        Read { at, history, room }
                    });
                let is_last = read.is_err();
                if to.blocking_send(read).is_err() || is_last {
                    return;
                }
            }
        });
        Self {
            traces,
            thread,
            stop: Arc::default(),
        }
    }

    /// Set when nothing more shall be taken.
    pub(super) fn stop(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Read, ImportError>>> {
        if self.stop.load(Ordering::Relaxed) {
            return Poll::Ready(None);
        }
        self.traces.poll_recv(context)
    }

    /// Waits for the thread; an error is its panic.
    pub(super) async fn ended(self) -> Result<(), JoinError> {
        drop(self.traces);
        self.thread.await
    }
}

fn understood(mapping: &Mapping, trace: &Trace) -> Result<(TraceAt, CaseHistory), ImportError> {
    let history = mapping.history(trace);
    let name = history.as_ref().ok().and_then(|it| it.name.as_deref());
    let at = TraceAt {
        place: trace.place,
        ordinal: trace.ordinal,
        name: name.or(trace.name()).map(quoted),
    };
    match history {
        Ok(history) => Ok((at, history)),
        Err(reason) => Err(ImportError::Unfit {
            at,
            source: Box::new(reason),
        }),
    }
}

/// About how many bytes a history takes.
fn size(history: &CaseHistory) -> usize {
    let kept = |it: &std::collections::BTreeMap<String, String>| {
        it.iter().map(|(key, value)| key.len() + value.len()).sum()
    };
    let optional = |it: &Option<String>| it.as_ref().map_or(0, String::len);
    let steps = history.steps.iter().map(|step| {
        let texts: usize = kept(&step.attributes);
        STEP_BYTES
            + step.name.len()
            + optional(&step.label)
            + optional(&step.by)
            + optional(&step.unit)
            + optional(&step.transition)
            + texts
    });
    let case: usize = kept(&history.attributes);
    case + steps.sum::<usize>()
}
