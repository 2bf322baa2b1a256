//! Files of cases: taken in, given out and deleted as streams, never whole in memory.
//!
//! What is stored is sealed with the key of its subject and named by its hash. The value in the vault
//! tells what it is; that value's commitment stands in the event, and covers the digest of the
//! content. A place is noted before anything is stored there, so that nothing is ever stored that
//! nobody knows of.

mod kind;
pub mod reach;
pub mod s3;
mod stored;
mod take_in;

use std::path::{Path as Folder, PathBuf};
use std::sync::{Arc, OnceLock};

use eventstore::{Personal, VaultError};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::kind::{Recognised, Recogniser};
pub use self::stored::{Content, open};
pub use self::take_in::{Incoming, Taken, discard, is_kept, keep, take_in};
use crate::App;

/// The largest file, unless something else is configured: 1 GiB.
const BYTES_MAX: u64 = 1 << 30;

/// How many stored files to look at in one go.
const BATCH: i64 = 100;

/// Where files are stored, and how large they may be.
#[derive(Debug, Clone)]
pub struct Documents {
    place: Place,
    store: Arc<OnceLock<Arc<dyn ObjectStore>>>,
    /// The largest file, in bytes.
    pub bytes_max: u64,
}

/// What stands behind the store.
#[derive(Debug, Clone)]
enum Place {
    Nowhere,
    Folder(PathBuf),
    /// Another machine, which may be away.
    Remote,
}

/// Nowhere: files are refused.
impl Default for Documents {
    fn default() -> Self {
        Self {
            place: Place::Nowhere,
            store: Arc::default(),
            bytes_max: BYTES_MAX,
        }
    }
}

/// What the vault keeps about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// What its sender called it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is.
    pub media_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of what it contains, in hexadecimal digits.
    pub sha256: String,
    /// Where it is stored.
    pub path: String,
}

/// Why a file was not taken in, given out or deleted.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// No place for files is configured.
    #[error("no place for files is configured")]
    Nowhere,
    /// It is larger than files may be.
    #[error("the file has more than {bytes_max} bytes")]
    TooLarge {
        /// How large it may be.
        bytes_max: u64,
    },
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// It is none of the kinds that are taken in.
    #[error("the file is of no kind that is taken in")]
    UnknownKind,
    /// It is not what its sender says.
    #[error("the file is {found}, and not what its sender says")]
    OtherKind {
        /// What it is.
        found: &'static str,
    },
    /// It did not arrive as a whole.
    #[error("the file did not arrive as a whole")]
    Incomplete,
    /// What the vault keeps about it cannot be read.
    #[error("what the vault keeps about the file {id} cannot be read")]
    Unreadable {
        /// Which file.
        id: Uuid,
    },
    /// The vault failed.
    #[error("asking the vault")]
    Vault(#[from] VaultError),
    /// The object store failed.
    #[error("using the object store")]
    Store(#[from] object_store::Error),
    /// Writing to the object store failed.
    #[error("writing to the object store")]
    Write(#[from] std::io::Error),
}

impl Documents {
    /// Files in a local folder, which is made when the first one comes.
    #[must_use]
    pub fn in_folder(folder: &Folder, bytes_max: Option<u64>) -> Self {
        Self {
            place: Place::Folder(folder.to_owned()),
            store: Arc::default(),
            bytes_max: bytes_max.unwrap_or(BYTES_MAX),
        }
    }

    /// Files in a store on another machine.
    #[must_use]
    pub fn in_store(store: impl ObjectStore, bytes_max: Option<u64>) -> Self {
        let store: Arc<dyn ObjectStore> = Arc::new(store);
        Self {
            place: Place::Remote,
            store: Arc::new(store.into()),
            bytes_max: bytes_max.unwrap_or(BYTES_MAX),
        }
    }

    fn store(&self) -> Result<&Arc<dyn ObjectStore>, DocumentError> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let Place::Folder(folder) = &self.place else {
            return Err(DocumentError::Nowhere);
        };
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)?
            // What was answered must outlive a power failure, as events do.
            .with_fsync(true)
            .with_automatic_cleanup(true);
        Ok(self.store.get_or_init(|| Arc::new(store)))
    }

    /// Deletes a stored file; one that is not there is deleted already.
    async fn delete(&self, path: &str) -> Result<(), DocumentError> {
        match self.store()?.delete(&Path::from(path)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// What the vault keeps about a file, unless it was erased.
pub async fn told(app: &App, id: Uuid) -> Result<Option<Told>, DocumentError> {
    let revealed = app.vault.reveal(&[id]).await?.remove(&id).flatten();
    let told = revealed.map(|it: Personal<String>| serde_json::from_str(it.expose()));
    told.transpose()
        .map_err(|_| DocumentError::Unreadable { id })
}

/// Deletes every stored file of a subject that was erased.
pub async fn delete_all_of(app: &App, subject: Uuid) -> Result<(), DocumentError> {
    for path in app.vault.objects_of(subject).await? {
        app.documents.delete(&path).await?;
        app.vault.forget_object(&path).await?;
    }
    Ok(())
}

/// Deletes what is due, and says how much that was: what was stored for a command that was never
/// carried out, and what an erasure left.
pub async fn sweep(app: &App) -> Result<usize, DocumentError> {
    let due = app.vault.due_objects(app.clock.now(), BATCH).await?;
    let mut deleted = 0;
    for object in due {
        let told = told(app, object.value).await?;
        if told.is_some_and(|it| it.path == object.path) {
            // Its command was carried out, and whoever carried it out stopped before noting so. What is
            // told of under the same id but lies elsewhere was sent again: this is the first attempt.
            app.vault.keep_object(&object.path).await?;
            continue;
        }
        app.documents.delete(&object.path).await?;
        app.vault.forget_object(&object.path).await?;
        deleted += 1;
    }
    Ok(deleted)
}
