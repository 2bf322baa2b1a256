//! Every end-to-end test, in one binary.

#![expect(clippy::unwrap_used, reason = "a test panics when it is wrong")]

mod append;
mod append_faults;
mod append_heads;
mod audit_cli;
mod browser;
mod calendar_cli;
mod clerk;
mod crash;
mod deadlines;
mod demo;
mod demo_cli;
mod documents;
mod dossier_codes;
mod duties;
mod erasure;
mod failure;
mod faults;
mod files;
mod fuzz;
mod held;
mod http_commands;
mod http_events;
mod http_problems;
mod http_reads;
mod import;
mod import_faults;
mod kept;
mod master_key;
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
mod trust_export;
mod trust_http;
mod trust_log;
mod trust_roles;
mod trust_tampering;
mod vault;
