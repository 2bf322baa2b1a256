//! Every end-to-end test, in one binary.

#![expect(clippy::unwrap_used, reason = "a test panics when it is wrong")]

mod append;
mod append_faults;
mod path;
mod projector;
mod reading;
mod relay;
mod sample;
mod tidy;
mod vault;
