//! Every end-to-end test, in one binary.

#![expect(clippy::unwrap_used, reason = "a test panics when it is wrong")]

mod append;
mod append_faults;
mod append_heads;
mod audit_cli;
mod clerk;
mod crash;
mod demo;
mod documents;
mod http_commands;
mod http_events;
mod http_problems;
mod http_reads;
mod import;
mod import_faults;
mod pages;
mod path;
mod privacy;
mod projector;
mod reading;
mod relay;
mod repeat;
mod sample;
mod tidy;
mod time_passes;
mod vault;
