//! The one place events are written to and read from.
//!
//! Invariant: this is the only crate that names the tables of the `eventstore` schema.
//! It knows nothing about cases: an event is a wire name and a JSON document, a command is a name,
//! a personal value is a text with a label. It makes neither ids nor times.
//!
//! In reading order: [`Stream`], [`Position`] and [`Version`] say where an event stands; [`Cause`]
//! says why it happened; [`NewEvent`] is what is appended by [`EventStore::append`]; [`Recorded`] is
//! what is read back; [`Vault`] keeps what must be forgettable out of both. [`merkle`], [`note`] and
//! [`checkpoint`] are what the log can be checked with by people who do not trust us, and [`Sealer`]
//! keeps them up.

mod append;
pub mod audit;
pub mod bench;
mod cause;
pub mod checkpoint;
mod document;
mod follow;
mod key_file;
pub mod merkle;
pub mod note;
mod place;
mod read;
mod recent;
mod recorded;
mod restore;
mod role_lock;
mod roles;
mod seal;
mod store;
mod tree;
mod vault;
mod writer;

use sqlx::migrate::Migrator;

pub use self::append::{Append, AppendError, Appended, Claim, StreamWrite};
pub use self::cause::Cause;
pub use self::document::{EncodeError, NewEvent};
pub use self::follow::Follow;
pub use self::key_file::KeyFileError;
pub use self::place::{Position, Stream, Version};
pub use self::read::ReadError;
pub use self::recorded::{DecodeError, Envelope, Parts, Recorded};
pub use self::restore::{FillError, Restore, Standing};
pub use self::role_lock::RoleLock;
pub use self::roles::{SERVICE_ROLE, grant, may_serve};
pub use self::seal::{Advance, SealError, Sealer};
pub use self::store::{EventStore, connect, connect_as, connections_allowed};
pub use self::tree::{Proof, TreeError};
pub use self::vault::{
    Certified, DOCUMENT, DocumentOpener, DocumentSealer, DueObject, Erasure, Fingerprint, KeptFile,
    Known, MasterKey, MasterKeyId, MasterKeys, Personal, PersonalRef, Sealed, SealedDocument,
    SealedFile, Subject, SubjectKey, Unsealed, Vault, VaultError,
};

/// Brings the `eventstore` schema up to date.
pub static MIGRATOR: Migrator = sqlx::migrate!();
