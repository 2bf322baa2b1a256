//! The shell around the core: it brings commands in, and shows what came of them.
//!
//! Invariant: no rule about cases lives here. A handler parses, asks, and answers.

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
pub mod erasure;
pub mod execute;
pub mod export;
pub mod health;
pub mod history;
pub mod holidays;
mod http;
pub mod import;
mod law_book;
mod nearest;
mod pages;
pub mod proof;
pub mod relay;
pub mod retention;
pub mod seal;
pub mod serve;
pub mod settings;
pub mod subject_report;
pub mod telemetry;
pub mod timers;
pub mod trust;

use eventstore::{EventStore, Vault};
use projections::ProjectionError;
use sqlx::PgPool;

pub use self::books::Books;
pub use self::clock::Clock;
pub use self::documents::Documents;
pub use self::law_book::LawBook;
pub use self::trust::Trust;

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
            books: Books::default(),
            trust: Trust::default(),
            memory: execute::Memory::default(),
            documents: Documents::default(),
        })
    }
}
