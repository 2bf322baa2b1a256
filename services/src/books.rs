//! Where acceptances of one unit wait for one another.

use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

/// More than the units that are busy in the same instant.
const LINES: usize = 64;

/// The lines before the books of dossier codes. They only save attempts: what keeps two dossiers
/// from one number is the log, also where several processes accept.
#[derive(Debug, Clone)]
pub struct Books(Arc<[Mutex<()>; LINES]>);

impl Default for Books {
    fn default() -> Self {
        Self(Arc::new(std::array::from_fn(|_| Mutex::default())))
    }
}

impl Books {
    /// Resolves when it is somebody's turn to write in a book; their turn ends with what it gives.
    pub(crate) async fn turn(&self, book: Uuid) -> MutexGuard<'_, ()> {
        let line = book.as_u128() % LINES as u128;
        self.0[usize::try_from(line).unwrap_or_default()]
            .lock()
            .await
    }
}
