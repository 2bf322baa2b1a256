//! Every end-to-end test, in one binary.

#![expect(clippy::unwrap_used, reason = "a test panics when it is wrong")]

mod append;
mod append_faults;
mod crash;
mod demo;
mod path;
mod projector;
mod reading;
mod relay;
mod repeat;
mod sample;
mod tidy;
mod time_passes;
mod vault;
