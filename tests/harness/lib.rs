//! What the tests share: a database of their own, a NATS server of their own, the service in this
//! process or as a process, and the people who work with it.
//!
//! Invariant: no mocks. Whatever a test starts is gone when the test ends, also when it fails.
//! What is missing on the machine fails a test with a sentence that says what to do.

#![expect(
    clippy::unwrap_used,
    reason = "a test panics when its surroundings fail"
)]
#![expect(
    clippy::missing_panics_doc,
    reason = "everything here panics when it cannot do what it says"
)]

mod app;
mod bucket;
mod command_line;
mod commands;
mod database;
mod http;
mod load;
mod log;
mod nats;
mod office;
mod people;
mod portal;
mod ports;
mod servers;
mod service;
mod shared;
mod stream;

pub use self::app::{MORNING, Opening, TestApp};
pub use self::bucket::{Bucket, Hitch};
pub use self::command_line::{CommandLine, Outcome};
pub use self::database::{TestDatabase, server_url};
pub use self::http::{Http, Reply, ServerSentEvent, ServerSentEvents};
pub use self::load::{Load, Work};
pub use self::log::{assert_gapless, log_of, wait_until};
pub use self::nats::Nats;
pub use self::office::{ALL_PAPERS, Filing, Office};
pub use self::people::{Person, applicant, body, decider, receiver};
pub use self::portal::{Mishap, StandIn, Told};
pub use self::servers::{Servers, Which};
pub use self::service::{Service, program};
pub use self::shared::shared;
pub use self::stream::{assert_stream_is_log, messages_of};

use std::path::PathBuf;

/// The vault's key in every test, so that databases can be copied from one that has the catalogue.
pub const MASTER_KEY: &str = "c2l4dGVlbiBieXRlcywgYW5kIHNpeHRlZW4gbW9yZS4=";

/// What the log is called in every test.
pub const SOURCE: &str = "urn:hoso:test";

/// The root of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap().to_owned()
}
