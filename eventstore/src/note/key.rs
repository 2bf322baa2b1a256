//! The public halves of keys.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};

use super::{Note, Signature, is_key_name};

/// What a key signs, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Ed25519 over the text of a note, as a log does.
    Log,
    /// Ed25519 over the text of a checkpoint and a time, as a witness does.
    Witness,
}

/// The public half of a key. Its text is `NAME+ID+KEY`, as C2SP has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    public: [u8; 32],
}

/// What became of a note, as far as a key tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// It signed the note.
    Yes,
    /// The note says so, and it is not true.
    Forged,
    /// The note does not say so.
    No,
}

/// Why a text is not a verifier key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextError {
    /// It is not of the form.
    #[error("a verifier key is written NAME+ID+KEY, with an Ed25519 key in base64")]
    Form,
    /// Its id is that of another key.
    #[error("the id of the verifier key is not that of its name and key")]
    Id,
}

impl VerifierKey {
    /// The key of this name; none if nothing can be called that.
    #[must_use]
    pub fn new(name: &str, kind: KeyKind, public: [u8; 32]) -> Option<Self> {
        is_key_name(name).then(|| Self {
            name: name.to_owned(),
            kind,
            public,
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Tells keys of the same name apart.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.kind.byte()])
            .chain_update(self.public)
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// Whether it signed the note. A note with two signatures of it must have two right ones.
    #[must_use]
    pub fn verify(&self, note: &Note) -> Signed {
        let id = self.id();
        let ours = |it: &&Signature| it.name == self.name && it.key_id == id;
        let mut signatures = note.signatures().iter().filter(ours).peekable();
        if signatures.peek().is_none() {
            Signed::No
        } else if signatures.all(|it| self.is_right(note.text(), &it.bytes)) {
            Signed::Yes
        } else {
            Signed::Forged
        }
    }

    fn is_right(&self, text: &str, signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, &self.public);
        match self.kind {
            KeyKind::Log => key.verify(text.as_bytes(), signature).is_ok(),
            KeyKind::Witness => {
                let Some((time, signature)) = signature.split_first_chunk::<8>() else {
                    return false;
                };
                let time = u64::from_be_bytes(*time);
                i64::try_from(time).is_ok()
                    && key
                        .verify(cosigned(text, time).as_bytes(), signature)
                        .is_ok()
            }
        }
    }
}

/// What a witness signs.
pub(super) fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

impl FromStr for VerifierKey {
    type Err = KeyTextError;

    fn from_str(text: &str) -> Result<Self, KeyTextError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyTextError::Form);
        };
        let bytes = STANDARD.decode(key).map_err(|_| KeyTextError::Form)?;
        let (kind, public) = match bytes.split_first() {
            Some((1, public)) => (KeyKind::Log, public),
            Some((4, public)) => (KeyKind::Witness, public),
            Some(_) | None => return Err(KeyTextError::Form),
        };
        let public = public.try_into().map_err(|_| KeyTextError::Form)?;
        let key = Self::new(name, kind, public).ok_or(KeyTextError::Form)?;
        if hex(key.id()) == id {
            Ok(key)
        } else {
            Err(KeyTextError::Id)
        }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind.byte()], self.public.as_slice()].concat();
        write!(
            f,
            "{}+{}+{}",
            self.name,
            hex(self.id()),
            STANDARD.encode(key)
        )
    }
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}
