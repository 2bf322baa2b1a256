//! Figures about the process, in the text format of Prometheus.
//!
//! Invariant: labels are names from our own code. No id, no name and no address of anybody.

mod registry;

pub(super) use self::registry::Metrics;
