//! Every end-to-end test, in one binary.

#![expect(clippy::unwrap_used, reason = "a test panics when it is wrong")]

mod append;
mod path;
mod reading;
mod sample;
mod vault;
