//! The shell around the core: it brings commands in, and shows what came of them.
//!
//! Invariant: no rule about cases lives here. A handler parses, asks, and answers.

mod agency_reports;
pub mod away;
pub mod bench;
mod books;
pub mod catalogue;
pub mod claims;
pub mod clock;
pub mod confide;
pub mod correction;
pub mod demo;
pub mod documents;
mod duties;
pub mod erasure;
pub mod execute;
pub mod export;
mod focal_points;
pub mod health;
pub mod history;
pub mod holidays;
mod http;
pub mod import;
pub mod indices;
mod law_book;
pub mod located;
mod nearest;
mod pages;
pub mod portal;
pub mod proof;
pub mod relay;
pub mod retention;
pub mod scores;
pub mod seal;
pub mod serve;
pub mod settings;
pub mod slips;
pub mod subject_report;
mod succession;
pub mod telemetry;
mod text_file;
pub mod timers;
pub mod trust;

use std::sync::Arc;

use eventstore::{EventStore, Vault};
use projections::ProjectionError;
use sqlx::PgPool;

pub use self::books::Books;
pub use self::clock::Clock;
pub use self::documents::Documents;
pub use self::law_book::LawBook;
pub use self::trust::Trust;

/// Where people find the service, unless something else is configured.
pub const PUBLIC_URL: &str = "http://127.0.0.1:8080";

/// What everything that serves or works may use.
#[derive(Debug, Clone)]
pub struct App {
    /// The log.
    pub store: EventStore,
    /// Personal values.
    pub vault: Vault,
    /// The law, as published.
    pub law: LawBook,
    /// The read models; connections have their schema on the search path.
    pub pool: PgPool,
    /// What time it is.
    pub clock: Clock,
    /// Where people find the service, as papers say it.
    pub public_url: Arc<str>,
    /// The National Public Service Portal, where one is to be told.
    pub portal: Option<portal::Portal>,
    /// Where acceptances wait for one another.
    pub books: Books,
    /// What makes the log checkable by others.
    pub trust: Trust,
    /// What was loaded before.
    pub memory: execute::Memory,
    /// Files of cases.
    pub documents: Documents,
}

impl App {
    /// An application on a database that is up to date.
    pub async fn open(
        store: EventStore,
        vault: Vault,
        pool: PgPool,
        clock: Clock,
    ) -> Result<Self, ProjectionError> {
        Ok(Self {
            law: LawBook::open(store.clone()).await?,
            store,
            vault,
            pool,
            clock,
            public_url: PUBLIC_URL.into(),
            portal: None,
            books: Books::default(),
            trust: Trust::default(),
            memory: execute::Memory::default(),
            documents: Documents::default(),
        })
    }

    /// The day it is where the law holds.
    #[must_use]
    pub fn today(&self) -> time::Date {
        self.law.current().day_of(self.clock.now())
    }
}
