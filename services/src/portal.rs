//! Telling the National Public Service Portal how dossiers stand.
//!
//! Invariant: what the portal is told follows from the log, and nothing is decided by what it
//! answers. A message has a key of its own, made of the dossier's code and the event, so that it
//! may be sent again; it counts as sent only when the portal has confirmed it.
//!
//! In reading order: [`message`] makes the messages; [`client`] sends them; [`worker`] follows the
//! log, tries again what failed, and asks the portal now and then what it has.

pub mod client;
pub mod message;
pub mod worker;

use std::path::PathBuf;
use std::time::Duration;

/// Where the portal is, and how patient to be with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    /// The address that the names of its services are added to.
    pub url: String,
    /// The file with the token that it knows us by.
    pub token_file: Option<PathBuf>,
    /// How long an answer may take.
    pub answers_within: Duration,
    /// How long to wait after the first failure; each further one doubles it.
    pub retry_after: Duration,
    /// How long a dossier goes without asking the portal what it has of it.
    pub reconcile_after: Duration,
}

impl Portal {
    /// The portal at an address, with the patience that suits a service of the state.
    #[must_use]
    pub fn at(url: &str) -> Self {
        Self {
            url: url.trim_end_matches('/').to_owned(),
            token_file: None,
            answers_within: Duration::from_secs(20),
            retry_after: Duration::from_secs(5),
            reconcile_after: Duration::from_hours(24),
        }
    }
}
