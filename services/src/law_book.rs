//! The law that decisions are made by: one immutable snapshot at a time.

use std::sync::Arc;
use std::time::Duration;

use domain::catalogue::{Catalogue, CatalogueEvent};
use domain::{Aggregate as _, Law};
use eventstore::{EventStore, Version};
use projections::{CATALOGUE, ProjectionError};
use tokio::sync::{Mutex, watch};
use tokio_util::sync::CancellationToken;

/// How long a change of the catalogue by another process may go unnoticed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Keeps the law as the log has it.
#[derive(Debug, Clone)]
pub struct LawBook {
    store: EventStore,
    read: Arc<Mutex<(Catalogue, Version)>>,
    law: watch::Sender<Arc<Law>>,
}

impl LawBook {
    /// Opens the book at what was published so far.
    pub async fn open(store: EventStore) -> Result<Self, ProjectionError> {
        let book = Self {
            store,
            read: Arc::default(),
            law: watch::Sender::default(),
        };
        book.refresh().await?;
        Ok(book)
    }

    /// The law as it was last looked at.
    #[must_use]
    pub fn current(&self) -> Arc<Law> {
        self.law.borrow().clone()
    }

    /// Looks whether something was published, and gives the law as it is now.
    pub async fn refresh(&self) -> Result<Arc<Law>, ProjectionError> {
        let mut read = self.read.lock().await;
        let news = self.store.load_stream(CATALOGUE, read.1).await?;
        if let Some(last) = news.last() {
            let version = last.version;
            let events = news
                .iter()
                .map(eventstore::Recorded::decode)
                .collect::<Result<Vec<CatalogueEvent>, _>>()?;
            let catalogue = std::mem::take(&mut read.0);
            *read = (events.iter().fold(catalogue, Catalogue::evolve), version);
            self.law.send_replace(Arc::new(read.0.clone().into_law()));
        }
        Ok(self.current())
    }

    /// Keeps looking until told to stop.
    pub async fn keep(self, stop: CancellationToken) {
        let mut head = self.store.follow();
        let mut seen = head.head();
        while let Some(moved) = stop.run_until_cancelled(head.beyond(seen)).await {
            match self.refresh().await {
                Ok(_) => seen = moved,
                // Looked at again, even where nothing else is appended meanwhile.
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::error!(error, "the catalogue cannot be read");
                }
            }
            stop.run_until_cancelled(tokio::time::sleep(LOOK_AGAIN))
                .await;
        }
    }
}
