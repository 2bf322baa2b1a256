//! Sealing and keyed hashing, and the vault's own keys.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use sqlx::PgPool;
use zeroize::Zeroizing;

use super::{MasterKey, MasterKeyId, VaultError};
use crate::key_file::Secret;

/// A nonce of `XChaCha20`: long enough to be drawn at random.
const NONCE_BYTES: usize = 24;

/// What the vault's check value says, which only the right master key can read.
const CHECK: &[u8] = b"hoso vault v1";

/// A secret key, wiped when it is dropped.
#[derive(Clone)]
pub(super) struct Key(Zeroizing<[u8; 32]>);

impl Key {
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        let mut key = Self(Zeroizing::new([0; 32]));
        getrandom::fill(key.0.as_mut_slice())?;
        Ok(key)
    }

    pub(super) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Zeroizing::new).map(Self)
    }

    pub(super) fn array(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// A key for another purpose, from which this one cannot be found.
    pub(super) fn derive(&self, purpose: &str) -> Self {
        Self(Zeroizing::new(
            self.mac(&[b"hoso derive v1", purpose.as_bytes()]),
        ))
    }

    /// A keyed hash of these parts, which cannot be shifted into one another.
    pub(super) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.as_bytes()).expect("HMAC takes any key");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Nonce and ciphertext. It opens only with the same context.
    pub(super) fn seal(&self, plain: &[u8], context: &[u8]) -> Result<Vec<u8>, getrandom::Error> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)?;
        let payload = Payload {
            msg: plain,
            aad: context,
        };
        let sealed = XChaCha20Poly1305::new((&*self.0).into())
            .encrypt(&XNonce::from(nonce), payload)
            .expect("what fits into memory can be sealed");
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed, or `None` if it was with another key or context, or was changed.
    pub(super) fn open(&self, sealed: &[u8], context: &[u8]) -> Option<Vec<u8>> {
        let (nonce, msg) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg, aad: context };
        XChaCha20Poly1305::new((&*self.0).into())
            .decrypt(&XNonce::from(*nonce), payload)
            .ok()
    }
}

impl From<Secret> for Key {
    fn from(secret: Secret) -> Self {
        Self(secret)
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Held while a key is wrapped, so that a change of the master key waits for it. It means nothing.
pub(super) const MASTER_LOCK: i64 = 0x486f_736f_6d61_7374;

/// Which master key wraps what is new.
pub(super) async fn current_master(
    db: impl sqlx::PgExecutor<'_>,
) -> Result<Option<MasterKeyId>, VaultError> {
    let id = sqlx::query_scalar!("select master from eventstore.vault_key where name = 'check'");
    let id = id.fetch_optional(db).await?.flatten();
    Ok(id.and_then(|it| MasterKeyId::from_slice(&it)))
}

/// The vault's index key, and which master key is the current one. An empty vault gets one, and
/// proof of the master key with it.
pub(super) async fn index_key(
    pool: &PgPool,
    masters: &[MasterKey],
) -> Result<(Key, MasterKeyId), VaultError> {
    let mut tx = pool.begin().await?;
    // Two processes that open an empty vault must not give it a key each.
    sqlx::query!("lock table eventstore.vault_key in exclusive mode")
        .execute(&mut *tx)
        .await?;
    let rows = sqlx::query!("select name, wrapped, master from eventstore.vault_key")
        .fetch_all(&mut *tx)
        .await?;
    if rows.is_empty() {
        let master = masters.first().ok_or(VaultError::WrongMasterKey)?;
        let (index, id) = (Key::random()?, master.id());
        sqlx::query!(
            r#"
            insert into eventstore.vault_key (name, wrapped, master)
            values ('check', $1, $3), ('index', $2, $3)
            "#,
            master.key().seal(CHECK, &context("check"))?,
            master.key().seal(index.as_bytes(), &context("index"))?,
            id.as_bytes(),
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        return Ok((index, id));
    }

    let opened = |name| {
        let row = rows.iter().find(|it| it.name == name);
        let wrapped = &row.ok_or(VaultError::Incomplete)?.wrapped;
        let mut tried = masters
            .iter()
            .map(|it| (it, it.key().open(wrapped, &context(name))));
        let found = tried.find_map(|(it, plain)| Some((it, plain?)));
        found.ok_or(VaultError::WrongMasterKey)
    };
    let (master, check) = opened("check")?;
    let id = master.id();
    if check != CHECK {
        return Err(VaultError::WrongMasterKey);
    }
    let index = Key::from_slice(&opened("index")?.1).ok_or(VaultError::Incomplete)?;
    if rows.iter().any(|it| it.master.is_none()) {
        // It was made before keys had ids.
        sqlx::query!("update eventstore.vault_key set master = $1", id.as_bytes(),)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
    }
    Ok((index, id))
}

pub(super) fn context(name: &str) -> Vec<u8> {
    format!("hoso vault key v1 {name}").into_bytes()
}
