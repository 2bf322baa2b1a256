//! Files of people: sealed in pieces with a key of their subject while they stream by, so that none
//! is ever in memory as a whole.
//!
//! A sealed file begins with a nonce. After it come pieces of [`PIECE_BYTES`], each sealed, the last
//! one marked as such (the STREAM construction over `XChaCha20Poly1305`), so that pieces can neither be
//! changed, moved, nor cut off. Its address is the SHA-256 of these bytes.

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::XChaCha20Poly1305;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::keys::Key;
use super::{SubjectKey, Vault, VaultError};

/// How many bytes are sealed at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// How many bytes sealing adds to a piece.
const TAG_BYTES: usize = 16;

/// What the construction leaves of a nonce of `XChaCha20`: long enough to be drawn at random.
const NONCE_BYTES: usize = 19;

/// Seals a file piece by piece.
pub struct DocumentSealer {
    encryptor: EncryptorBE32<XChaCha20Poly1305>,
    waiting: Zeroizing<Vec<u8>>,
    context: Vec<u8>,
    content: Sha256,
    address: Sha256,
    size: u64,
}

/// What came of sealing a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedDocument {
    /// SHA-256 of what is stored: its address.
    pub address: [u8; 32],
    /// SHA-256 of what it contains. It is personal data: a file can be guessed.
    pub content: [u8; 32],
    /// How many bytes it contains.
    pub size: u64,
}

/// Opens a sealed file piece by piece.
pub struct DocumentOpener {
    key: Key,
    decryptor: Option<DecryptorBE32<XChaCha20Poly1305>>,
    waiting: Vec<u8>,
    context: Vec<u8>,
    id: Uuid,
}

impl SubjectKey {
    /// Begins to seal the file of this id, and puts its beginning into `out`.
    pub fn seal_document(&self, id: Uuid, out: &mut Vec<u8>) -> Result<DocumentSealer, VaultError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)?;
        let key = document_key(&self.key, id);
        let mut address = Sha256::new();
        address.update(nonce);
        out.extend_from_slice(&nonce);
        Ok(DocumentSealer {
            encryptor: EncryptorBE32::new(key.array().into(), &nonce.into()),
            waiting: Zeroizing::new(Vec::with_capacity(PIECE_BYTES)),
            context: context(id),
            content: Sha256::new(),
            address,
            size: 0,
        })
    }
}

impl DocumentSealer {
    /// Takes in more of the file, and puts into `out` what is to be stored of it.
    pub fn push(&mut self, mut plain: &[u8], out: &mut Vec<u8>) -> Result<(), VaultError> {
        self.content.update(plain);
        self.size += plain.len() as u64;
        while !plain.is_empty() {
            // A full piece waits for more: the last one is sealed as such.
            if self.waiting.len() == PIECE_BYTES {
                self.seal_piece(out)?;
            }
            let (now, rest) = plain.split_at(plain.len().min(PIECE_BYTES - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            plain = rest;
        }
        Ok(())
    }

    fn seal_piece(&mut self, out: &mut Vec<u8>) -> Result<(), VaultError> {
        let payload = chacha20poly1305::aead::Payload {
            msg: &self.waiting,
            aad: &self.context,
        };
        let sealed = self.encryptor.encrypt_next(payload);
        let sealed = sealed.map_err(|_full| VaultError::TooLarge)?;
        self.address.update(&sealed);
        out.extend_from_slice(&sealed);
        self.waiting.clear();
        Ok(())
    }

    /// Seals the end, and puts it into `out`.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<SealedDocument, VaultError> {
        let payload = chacha20poly1305::aead::Payload {
            msg: &self.waiting,
            aad: &self.context,
        };
        let sealed = self.encryptor.encrypt_last(payload);
        let sealed = sealed.map_err(|_full| VaultError::TooLarge)?;
        self.address.update(&sealed);
        out.extend_from_slice(&sealed);
        Ok(SealedDocument {
            address: self.address.finalize().into(),
            content: self.content.finalize().into(),
            size: self.size,
        })
    }
}

impl Vault {
    /// Begins to open the file of this id, if its subject still has a key.
    pub async fn open_document(
        &self,
        subject: Uuid,
        id: Uuid,
    ) -> Result<Option<DocumentOpener>, VaultError> {
        let Some((_, Some(wrapped))) = self.stored_key(subject).await? else {
            return Ok(None);
        };
        let key = self.unwrap_key(subject, &wrapped)?;
        Ok(Some(DocumentOpener {
            key: document_key(&key, id),
            decryptor: None,
            waiting: vec![],
            context: context(id),
            id,
        }))
    }
}

impl DocumentOpener {
    /// Takes in more of what is stored, and puts into `out` what it contains.
    pub fn push(&mut self, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), VaultError> {
        self.waiting.extend_from_slice(sealed);
        if self.decryptor.is_none() && self.waiting.len() >= NONCE_BYTES {
            let nonce: [u8; NONCE_BYTES] = self.waiting[..NONCE_BYTES]
                .try_into()
                .map_err(|_| VaultError::Damaged { id: self.id })?;
            self.waiting.drain(..NONCE_BYTES);
            let decryptor = DecryptorBE32::new(self.key.array().into(), &nonce.into());
            self.decryptor = Some(decryptor);
        }
        let Some(decryptor) = &mut self.decryptor else {
            return Ok(());
        };
        // A full piece may be the last one, which only its end tells.
        let mut begun = 0;
        while self.waiting.len() - begun > PIECE_BYTES + TAG_BYTES {
            let end = begun + PIECE_BYTES + TAG_BYTES;
            let payload = chacha20poly1305::aead::Payload {
                msg: &self.waiting[begun..end],
                aad: &self.context,
            };
            let plain = decryptor.decrypt_next(payload);
            let plain = plain.map_err(|_forged| VaultError::Damaged { id: self.id })?;
            out.extend_from_slice(&plain);
            begun = end;
        }
        self.waiting.drain(..begun);
        Ok(())
    }

    /// Opens the end, and puts what it contains into `out`.
    pub fn finish(self, out: &mut Vec<u8>) -> Result<(), VaultError> {
        let damaged = VaultError::Damaged { id: self.id };
        let payload = chacha20poly1305::aead::Payload {
            msg: &self.waiting,
            aad: &self.context,
        };
        let Some(decryptor) = self.decryptor else {
            return Err(damaged);
        };
        let plain = decryptor.decrypt_last(payload).map_err(|_forged| damaged)?;
        out.extend_from_slice(&plain);
        Ok(())
    }
}

impl std::fmt::Debug for DocumentSealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DocumentSealer({} bytes)", self.size)
    }
}

impl std::fmt::Debug for DocumentOpener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DocumentOpener({})", self.id)
    }
}

/// Each file has a key of its own, so that nonces of two can never be the same.
fn document_key(subject: &Key, id: Uuid) -> Key {
    subject.derive(&format!("document {id}"))
}

fn context(id: Uuid) -> Vec<u8> {
    format!("hoso document v1 {id}").into_bytes()
}

#[cfg(test)]
mod tests;
