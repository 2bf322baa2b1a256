//! Files about people: papers that are kept as they were handed out, and erased with those they name.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{PersonalRef, Sealed, SubjectKey, Vault, VaultError};

/// Long enough that a digest tells nothing about what it is of.
const SALT_BYTES: usize = 32;

/// A file that is ready to be stored with the event that refers to it.
#[derive(Debug, Clone)]
pub struct SealedFile {
    /// SHA-256 of salt and bytes, in unpadded base64url.
    pub digest: String,
    /// Where it will be.
    pub reference: PersonalRef,
    /// What is to be stored.
    pub sealed: Sealed,
}

/// A file that was kept.
#[derive(Clone)]
pub struct KeptFile(Zeroizing<Vec<u8>>);

impl KeptFile {
    /// What was drawn when the file was sealed, so that its digest tells nothing.
    #[must_use]
    pub fn salt(&self) -> &[u8] {
        &self.0[..SALT_BYTES]
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0[SALT_BYTES..]
    }

    /// What the log should say of it.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(&self.0)
    }
}

impl std::fmt::Debug for KeptFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptFile(..)")
    }
}

impl Vault {
    /// Seals a file about a subject that quotes others: it opens only while none of them is erased.
    pub async fn confide_file(
        &self,
        (about, quotes): (Uuid, &[Uuid]),
        id: Uuid,
        label: &'static str,
        bytes: &[u8],
    ) -> Result<SealedFile, VaultError> {
        let mut salted = Zeroizing::new(vec![0; SALT_BYTES]);
        getrandom::fill(&mut salted)?;
        salted.extend_from_slice(bytes);
        let digest = digest(&salted);
        let mut layered = salted;
        for subject in quotes {
            let key = self.known_key(*subject).await?.key;
            layered = Zeroizing::new(key.seal(&layered, &context(id, *subject))?);
        }
        let key = self.known_key(about).await?;
        let (reference, sealed) = key.confide_bytes(id, label, &layered)?;
        Ok(SealedFile {
            digest,
            reference,
            sealed,
        })
    }

    /// A file that was sealed so; `None` if one of those it names is erased, or it never was.
    pub async fn reveal_file(
        &self,
        id: Uuid,
        quotes: &[Uuid],
    ) -> Result<Option<KeptFile>, VaultError> {
        let Some(mut layered) = self.reveal_bytes(id).await? else {
            return Ok(None);
        };
        for subject in quotes.iter().rev() {
            let key = match self.known_key(*subject).await {
                Ok(known) => known.key,
                Err(VaultError::Erased { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            let opened = key.open(&layered, &context(id, *subject));
            layered = Zeroizing::new(opened.ok_or(VaultError::Damaged { id })?);
        }
        if layered.len() < SALT_BYTES {
            return Err(VaultError::Damaged { id });
        }
        Ok(Some(KeptFile(layered)))
    }

    /// The key of a subject that values are kept of already, whatever kind it is of.
    async fn known_key(&self, subject: Uuid) -> Result<SubjectKey, VaultError> {
        let stored = sqlx::query_scalar!(
            "select wrapped_key from eventstore.vault_subject where id = $1",
            subject,
        );
        let stored = stored.fetch_optional(&self.pool).await?.flatten();
        let wrapped = stored.ok_or(VaultError::Erased { subject })?;
        let key = self.unwrap_key(subject, &wrapped)?;
        Ok(SubjectKey { subject, key })
    }
}

fn digest(salted: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(salted))
}

/// A layer must not be moved to another file or subject.
fn context(id: Uuid, subject: Uuid) -> Vec<u8> {
    format!("hoso file v1 {id} {subject}").into_bytes()
}
