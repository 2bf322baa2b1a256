//! Telling a repeat of a command from another one.

use super::Vault;

/// A keyed hash of a command. A plain one would be personal data itself, since a short text can be
/// guessed from its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub(crate) [u8; 32]);

impl Fingerprint {
    /// From the bytes of an earlier one, or of a command that has no personal data.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Vault {
    /// The fingerprint of a command with this name and body.
    #[must_use]
    pub fn fingerprint(&self, command: &str, body: &[u8]) -> Fingerprint {
        Fingerprint(self.keys.fingerprint.mac(&[command.as_bytes(), body]))
    }
}
