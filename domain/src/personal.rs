//! What an event holds in place of a value about a person.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::SubjectId;

/// Stands in an event for a value that is in the vault: a name, a contact, a free text.
///
/// The value can be destroyed without touching the event, and while it exists the commitment
/// proves that it is the value of then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalRef {
    /// Names the value in the vault.
    pub value: Uuid,
    /// Whose data it is.
    pub subject: SubjectId,
    /// SHA-256 over a random salt and the value, in unpadded base64url; the salt is in the vault.
    pub commitment: String,
}
