//! Recording cases that were conducted elsewhere, from the event logs of other systems.
//!
//! A trace is imported whole or not at all. The ids of its command and its case follow from the
//! name of the log and the trace's place in it, so that importing again doubles nothing, however
//! the first import ended. Memory is bounded by the largest trace, not by the file.

mod actors;
mod entry;
mod error;
pub mod mapping;
mod reading;
mod recorder;
pub mod xes;

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::time::{MissedTickBehavior, interval};

use self::mapping::Mapping;
use self::reading::Reading;
use self::recorder::Recorder;
use self::xes::LogFile;
use crate::App;

pub use self::error::{ImportError, Stopped, TraceAt};

/// The most traces that are recorded at the same time; the log commits them together.
const TRACES_AT_ONCE_MAX: usize = 32;

/// How often to tell how far the import is.
const REPORT: Duration = Duration::from_millis(200);

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Cases that are new.
    pub imported: u64,
    /// The steps of new cases.
    pub steps: u64,
    /// Cases that an earlier import brought.
    pub known: u64,
    /// The steps of those.
    pub known_steps: u64,
}

/// What to make of an attribute that the mapping names and the first traces of the log lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Its name may be misspelt: nothing is imported.
    Refused,
    /// It is rare.
    Allowed,
}

/// Imports every trace of a log, in its order but for those that are recorded at the same time.
///
/// After a trace that cannot be imported no other is begun; all before it are imported.
pub async fn import(
    app: &App,
    log: LogFile,
    mapping: Mapping,
    absent: Absent,
    mut report: impl FnMut(&Summary),
) -> Result<Summary, Stopped> {
    let mut summary = Summary::default();
    let mapping = Arc::new(mapping);
    let mut reading = Reading::start(log, Arc::clone(&mapping), absent);
    let procedure = match reading.begun().await {
        Ok(()) => entry::publish(app, &mapping).await,
        Err(reason) => Err(reason),
    };
    let procedure = match procedure {
        Ok(procedure) => procedure,
        Err(reason) => return Err(Stopped { summary, reason }),
    };
    let recorder = Recorder::new(app, &mapping, procedure);
    let stop = reading.stop();
    let traces = futures_util::stream::poll_fn(|it| reading.poll_next(it));
    let mut outcomes = traces
        .map(|read| async { recorder.record(read?).await })
        .buffered(TRACES_AT_ONCE_MAX);

    let mut first_error = None;
    let mut tick = interval(REPORT);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        let outcome = tokio::select! {
            outcome = outcomes.next() => outcome,
            _ = tick.tick() => {
                report(&summary);
                continue;
            }
        };
        match outcome {
            None => break,
            Some(Ok(done)) => done.count(&mut summary),
            Some(Err(error)) => {
                // Those that are being recorded already are waited for, so that they are counted.
                stop.store(true, Ordering::Relaxed);
                first_error.get_or_insert(error);
            }
        }
    }
    drop(outcomes);
    if let Err(panic) = reading.ended().await {
        resume_unwind(panic.into_panic());
    }
    report(&summary);
    match first_error {
        None => Ok(summary),
        Some(reason) => Err(Stopped { summary, reason }),
    }
}
