//! The secret halves of keys.

use std::fmt;
use std::path::Path;

use ring::signature::{Ed25519KeyPair, KeyPair as _};

use super::key::cosigned;
use super::{KeyKind, Note, Signature, VerifierKey};
use crate::key_file::{self, KeyFileError, Secret};

/// A key with which notes are signed.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    verifier: VerifierKey,
}

impl SigningKey {
    /// The key of a log, from a file that nobody but its owner may read.
    pub fn read_file(path: &Path, log: &str) -> Result<Self, KeyFileError> {
        Self::of(&key_file::read(path)?, KeyKind::Log, log)
    }

    /// A new key of a log, in a new file that nobody but its owner may read. It overwrites nothing.
    pub fn create_file(path: &Path, log: &str) -> Result<Self, KeyFileError> {
        Self::of(&key_file::create(path)?, KeyKind::Log, log)
    }

    /// From the 32 bytes of its seed, in base64.
    pub fn from_base64(text: &str, kind: KeyKind, name: &str) -> Result<Self, KeyFileError> {
        Self::of(&key_file::from_base64(text)?, kind, name)
    }

    fn of(seed: &Secret, kind: KeyKind, name: &str) -> Result<Self, KeyFileError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_slice())
            .map_err(|_rejected| KeyFileError::Form)?;
        let public = pair.public_key().as_ref().try_into();
        let public = public.expect("an Ed25519 key has 32 bytes");
        let verifier = VerifierKey::new(name, kind, public).ok_or_else(|| KeyFileError::Name {
            name: name.to_owned(),
        })?;
        Ok(Self { pair, verifier })
    }

    /// Its public half.
    #[must_use]
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a text. A witness says at what time, in seconds since 1970; a log's key does not care.
    #[must_use]
    pub fn sign(&self, text: &str, time: u64) -> Signature {
        let bytes = match self.verifier.kind() {
            KeyKind::Log => self.pair.sign(text.as_bytes()).as_ref().to_vec(),
            KeyKind::Witness => {
                let signature = self.pair.sign(cosigned(text, time).as_bytes());
                [time.to_be_bytes().as_slice(), signature.as_ref()].concat()
            }
        };
        Signature {
            name: self.verifier.name().to_owned(),
            key_id: self.verifier.id(),
            bytes,
        }
    }

    /// A text of whole lines, signed as a log does.
    #[must_use]
    pub fn note(&self, text: String) -> Option<Note> {
        let signature = self.sign(&text, 0);
        Note::new(text, vec![signature])
    }
}

/// The public half is all that may show.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier)
    }
}
