//! Personal values in memory, and what events hold in their stead.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A name, an identity number, a contact, a free text. It can be read from a request, but cannot be
/// written anywhere, an event least of all:
///
/// ```compile_fail
/// fn into_the_log(_: impl serde::Serialize) {}
/// into_the_log(eventstore::Personal::new("An Nguyen".to_owned()));
/// ```
///
/// The same with a value that is not personal does compile, so nothing else is wrong with it:
///
/// ```
/// fn into_the_log(_: impl serde::Serialize) {}
/// into_the_log("An Nguyen".to_owned());
/// let _ = eventstore::Personal::new("An Nguyen".to_owned());
/// ```
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Marks a value as personal.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for showing it to somebody who may see it.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(..)")
    }
}

/// What an event holds in the stead of a personal value: where it is, whom it is about, and a salted
/// commitment, by which it can be proved what the value was while the vault still has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalRef {
    /// The value in the vault.
    pub value: Uuid,
    /// Whom it is about.
    pub subject: Uuid,
    /// SHA-256 of salt and value, in Base64 for URLs.
    pub commitment: String,
}

impl PersonalRef {
    pub(super) fn commit(value: Uuid, subject: Uuid, salted: &[u8]) -> Self {
        Self {
            value,
            subject,
            commitment: URL_SAFE_NO_PAD.encode(Sha256::digest(salted)),
        }
    }
}
