//! Reading a log on a thread of its own, no further ahead than there is room.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{JoinError, JoinHandle};

use super::mapping::{CaseHistory, Mapping};
use super::xes::{LogFile, Trace, XesError, quoted};
use super::{Absent, ImportError, TraceAt};

/// How much may be read and not yet recorded; a larger trace is alone.
const ROOM_KIB: u32 = 24 * 1024;

/// What a step takes beside its texts, from reading to recording.
const STEP_BYTES: usize = 1024;

/// In how many traces an attribute has to be seen that the mapping names.
const SAMPLE_TRACES: usize = 1_000;

/// How much of them may be held until that is known.
const SAMPLE_BYTES: usize = 8 * 1024 * 1024;

/// A trace and what the mapping makes of it, or why nothing.
type Understood = Result<(TraceAt, CaseHistory), ImportError>;

/// A trace that was read.
pub(super) struct Read {
    pub(super) at: TraceAt,
    pub(super) history: CaseHistory,
    /// Room is free again when the trace is recorded.
    pub(super) room: OwnedSemaphorePermit,
}

/// The thread that reads, and what it has read.
pub(super) struct Reading {
    first: Option<Read>,
    traces: mpsc::Receiver<Result<Read, ImportError>>,
    thread: JoinHandle<()>,
    stop: Arc<AtomicBool>,
}

impl Reading {
    pub(super) fn start(mut log: LogFile, mapping: Arc<Mapping>, unseen: Absent) -> Self {
        let (to, traces) = mpsc::channel(1);
        let room = Arc::new(Semaphore::new(ROOM_KIB as usize));
        let runtime = Handle::current();
        let thread = tokio::task::spawn_blocking(move || {
            log.traces = log.traces.taking(mapping.taken());
            let sample = match unseen {
                Absent::Refused => sample(&mut log, &mapping),
                Absent::Allowed => Ok(vec![]),
            };
            let (sample, refused) = match sample {
                Ok(sample) => (sample, None),
                Err(refused) => (vec![], Some(Err(refused))),
            };
            let rest = log.traces.map(|it| understood(&mapping, it));
            for read in sample.into_iter().chain(refused).chain(rest) {
                let is_last = read.is_err();
                let read = read.map(|(at, history)| {
                    let kib = u32::try_from(size(&history) / 1024).unwrap_or(ROOM_KIB);
                    let room = Arc::clone(&room);
                    let room = room.acquire_many_owned((kib + 1).min(ROOM_KIB));
                    let room = runtime.block_on(room).expect("nobody closes the room");
                    Read { at, history, room }
                });
                if to.blocking_send(read).is_err() || is_last {
                    return;
                }
            }
        });
        Self {
            first: None,
            traces,
            thread,
            stop: Arc::default(),
        }
    }

    /// Waits for the first trace; an error before it is a reason to do nothing at all.
    pub(super) async fn begun(&mut self) -> Result<(), ImportError> {
        self.first = self.traces.recv().await.transpose()?;
        Ok(())
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
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        self.traces.poll_recv(context)
    }

    /// Waits for the thread; an error is its panic.
    pub(super) async fn ended(self) -> Result<(), JoinError> {
        drop(self.traces);
        self.thread.await
    }
}

/// Reads until every attribute that the mapping names has been seen, and refuses a log whose first
/// traces lack one. An error in them comes after that: it may be that of a log of another kind.
fn sample(log: &mut LogFile, mapping: &Mapping) -> Result<Vec<Understood>, ImportError> {
    let mut unseen = mapping.unseen();
    let (mut sample, mut bytes) = (vec![], 0);
    while !unseen.is_empty() && sample.len() < SAMPLE_TRACES && bytes < SAMPLE_BYTES {
        let Some(trace) = log.traces.next() else {
            break;
        };
        if let Ok(trace) = &trace {
            unseen.see(trace);
        }
        let read = understood(mapping, trace);
        bytes += read.as_ref().map_or(0, |(_, history)| size(history));
        let is_last = read.is_err();
        sample.push(read);
        if is_last {
            break;
        }
    }
    unseen.or_others(&log.traces.others())?;
    Ok(sample)
}

fn understood(mapping: &Mapping, trace: Result<Trace, XesError>) -> Understood {
    let trace = trace?;
    let history = mapping.history(&trace);
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
