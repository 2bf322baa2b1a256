//! The attributes that a mapping names, and which of them a log does not seem to have.
//!
//! A misspelt name would leave a field empty in every case, and what is imported cannot be taken
//! back; so the names are compared with the first traces before anything is recorded.

use std::collections::BTreeSet;
use std::fmt;

use super::Mapping;
use super::fields::{EndedWhen, TIMESTAMP};
use crate::import::xes::{CONCEPT_NAME, OtherKeys, Taken, Trace, quoted};
use crate::nearest::nearest;

/// The attributes that a mapping names and that no trace has had so far.
#[derive(Clone, Debug)]
pub struct Unseen {
    traces: u64,
    events: u64,
    of_traces: BTreeSet<String>,
    of_events: BTreeSet<String>,
}

/// A mapping names attributes that the first traces of a log do not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct NotSeen {
    /// How many traces were read.
    pub traces: u64,
    /// What no trace has of what `[case]` names.
    pub of_traces: Vec<String>,
    /// What no event has of what `[step]` names.
    pub of_events: Vec<String>,
    /// What else there is.
    pub others: OtherKeys,
}

pub(super) fn taken(mapping: &Mapping) -> Taken {
    let (case, step) = (&mapping.case, &mapping.step);
    let by_attribute = case.ended_when.as_ref().and_then(|it| match it {
        EndedWhen::Attribute { key, .. } => Some(key),
        EndedWhen::Steps(_) => None,
    });
    let of_traces = [&case.received_at, &case.due_at, &case.ended_at]
        .into_iter()
        .chain([&case.channel, &case.unit, &case.responsible])
        .flatten()
        .chain(by_attribute)
        .chain([&case.name])
        .chain(&case.keep);
    let of_events = [&step.label, &step.by, &step.unit, &step.transition]
        .into_iter()
        .flatten()
        .chain([&step.at])
        .chain(&step.name)
        .chain(&step.keep);
    Taken {
        of_traces: of_traces.cloned().collect(),
        of_events: of_events.cloned().collect(),
    }
}

impl Unseen {
    /// What a file that says nothing means is no slip, and may be absent.
    pub(super) fn of(mapping: &Mapping) -> Self {
        let mut named = taken(mapping);
        named.of_traces.remove(CONCEPT_NAME);
        named.of_events.remove(CONCEPT_NAME);
        named.of_events.remove(TIMESTAMP);
        Self {
            traces: 0,
            events: 0,
            of_traces: named.of_traces,
            of_events: named.of_events,
        }
    }

    /// Strikes out what a trace has.
    pub fn see(&mut self, trace: &Trace) {
        self.traces += 1;
        self.of_traces.retain(|key| trace.attribute(key).is_none());
        for event in &trace.events {
            self.events += 1;
            self.of_events.retain(|key| event.attribute(key).is_none());
        }
    }

    /// Whether everything has been seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of_traces.is_empty() && self.of_events.is_empty()
    }

    /// What is missing. Of no traces nothing is, and of no events neither.
    pub fn or_others(&self, others: &OtherKeys) -> Result<(), NotSeen> {
        let missing = |keys: &BTreeSet<String>, bearers: u64| match bearers {
            0 => vec![],
            _ => keys.iter().cloned().collect::<Vec<_>>(),
        };
        let not_seen = NotSeen {
            traces: self.traces,
            of_traces: missing(&self.of_traces, self.traces),
            of_events: missing(&self.of_events, self.events),
            others: others.clone(),
        };
        if not_seen.of_traces.is_empty() && not_seen.of_events.is_empty() {
            return Ok(());
        }
        Err(not_seen)
    }
}

impl fmt::Display for NotSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotSeen {
            traces,
            of_traces,
            of_events,
            others,
        } = self;
        write!(f, "in the first {traces} traces")?;
        let (traces, events) = (("trace", &others.of_traces), ("event", &others.of_events));
        let sides = [(of_traces, traces, events), (of_events, events, traces)];
        let sides = sides.into_iter().filter(|it| !it.0.is_empty());
        for (number, (missing, (bearer, here), (other, there))) in sides.enumerate() {
            f.write_str(if number > 0 { "; " } else { " " })?;
            let known: Vec<&str> = here.iter().map(String::as_str).collect();
            for (number, key) in missing.iter().enumerate() {
                f.write_str(if number > 0 { ", " } else { "" })?;
                write!(f, "no {bearer} has the attribute {:?}", quoted(key))?;
                if let Some(near) = nearest(key, &known) {
                    write!(f, " (is it {near:?}?)")?;
                } else if there.contains(key) {
                    write!(f, " (it is one of {other}s)")?;
                }
            }
            if !known.is_empty() {
                let known: Vec<_> = known.iter().map(|it| format!("{it:?}")).collect();
                write!(f, ", but some have {}", known.join(", "))?;
            }
        }
        Ok(())
    }
}
