//! What must be forgettable: personal values, sealed with a key per data subject, which a master key
//! wraps. An event holds a [`PersonalRef`]; erasing a subject destroys its key and its values, and
//! whatever was proved about the events still holds.

mod document;
mod erasure;
mod files;
mod fingerprint;
mod keys;
mod master_key;
mod object;
mod personal;
mod ring;
mod rotation;
mod subject;
mod values;

use std::sync::Arc;

use sqlx::PgPool;
use uuid::Uuid;

use self::keys::Key;
use self::ring::Ring;

pub use self::document::{DocumentOpener, DocumentSealer, SealedDocument};
pub use self::erasure::{Certified, Erasure, Known};
pub use self::files::{KeptFile, SealedFile};
pub use self::fingerprint::Fingerprint;
pub use self::master_key::{MasterKey, MasterKeyId, MasterKeys};
pub use self::object::DueObject;
pub use self::personal::{Personal, PersonalRef};
pub use self::subject::{Subject, SubjectKey};
pub use self::values::{Sealed, Unsealed};

/// What values are labelled that tell of a file.
pub const DOCUMENT: &str = "document";

/// What must be forgettable.
#[derive(Debug, Clone)]
pub struct Vault {
    pool: PgPool,
    keys: Arc<Keys>,
}

#[derive(Debug)]
struct Keys {
    ring: Ring,
    lookup: Key,
    fingerprint: Key,
}

/// Why the vault did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The vault was made with another master key.
    #[error("the master key is not the one this vault was made with")]
    WrongMasterKey,
    /// The vault's own keys are incomplete.
    #[error("the vault's keys are incomplete")]
    Incomplete,
    /// The subject's values were erased; there will be no new ones.
    #[error("the subject {subject} is erased")]
    Erased {
        /// The subject.
        subject: Uuid,
    },
    /// The id is that of a subject of another kind, such as a person instead of an organisation.
    #[error("the subject {subject} is of another kind")]
    OtherKind {
        /// The subject.
        subject: Uuid,
    },
    /// What is stored is not what was sealed: somebody changed or moved it.
    #[error("{id} cannot be unsealed")]
    Damaged {
        /// The subject or value.
        id: Uuid,
    },
    /// A file is larger than can be sealed.
    #[error("the file is too large to be sealed")]
    TooLarge,
    /// The system gives no randomness.
    #[error("drawing random bytes")]
    Random(#[from] getrandom::Error),
    /// The database failed.
    #[error("asking the vault's tables")]
    Database(#[from] sqlx::Error),
}

impl Vault {
    /// Opens the vault, or makes it if there is none.
    pub async fn open(pool: PgPool, master: impl Into<MasterKeys>) -> Result<Self, VaultError> {
        let masters = master.into();
        let (index, current) = keys::index_key(&pool, masters.keys()).await?;
        let keys = Arc::new(Keys {
            lookup: index.derive("lookup"),
            fingerprint: index.derive("fingerprint"),
            ring: Ring::new(masters, current),
        });
        Ok(Self { pool, keys })
    }
}
