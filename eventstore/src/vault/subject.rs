//! Data subjects: finding them, their keys, and erasing them.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use super::keys::{Key, MASTER_LOCK};
use super::{MasterKeyId, Personal, Vault, VaultError};

/// Whom personal values are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subject {
    /// What kind of subject it is, such as `officer`.
    pub kind: &'static str,
    /// Which one: an opaque id, made by the caller, which events may carry.
    pub id: Uuid,
}

/// The key of one subject, to seal values with.
#[derive(Debug)]
pub struct SubjectKey {
    pub(super) subject: Uuid,
    pub(super) key: Key,
}

impl Vault {
    /// The key of a subject, which gets one if it is new.
    ///
    /// It is stored before anything is sealed with it, and not together with the values: otherwise
    /// two appends that meet a new subject at the same time would seal with a key each, and one of
    /// them be lost. A key that no value follows harms nobody.
    pub async fn subject_key(&self, subject: Subject) -> Result<SubjectKey, VaultError> {
        let found = match self.wrapped_key(subject).await? {
            Some(found) => found,
            None => {
                self.make_subject(subject, None).await?;
                let made = self.wrapped_key(subject).await?;
                made.ok_or(VaultError::Incomplete)?
            }
        };
        let subject = subject.id;
        let wrapped = found.ok_or(VaultError::Erased { subject })?;
        let key = self.unwrap_key(subject, &wrapped)?;
        Ok(SubjectKey { subject, key })
    }

    /// The sealed key of a subject of this kind that is known; none in it once it is erased.
    async fn wrapped_key(&self, subject: Subject) -> Result<Option<Option<Vec<u8>>>, VaultError> {
        let Some((kind, wrapped)) = self.stored_key(subject.id).await? else {
            return Ok(None);
        };
        if kind != subject.kind {
            let subject = subject.id;
            return Err(VaultError::OtherKind { subject });
        }
        Ok(Some(wrapped))
    }

    /// The kind of a subject that is known, and its sealed key until it is erased.
    pub(super) async fn stored_key(
        &self,
        subject: Uuid,
    ) -> Result<Option<(String, Option<Vec<u8>>)>, VaultError> {
        let stored = sqlx::query!(
            "select kind, wrapped_key from eventstore.vault_subject where id = $1",
            subject,
        );
        let stored = stored.fetch_optional(&self.pool).await?;
        Ok(stored.map(|it| (it.kind, it.wrapped_key)))
    }

    /// The subject of this kind that is known by this text, such as an identity number; `new`, with
    /// the id in it, if there is none. The text itself is not stored, and not made uniform either:
    /// callers do that first.
    pub async fn subject_for(
        &self,
        new: Subject,
        text: &Personal<String>,
    ) -> Result<Uuid, VaultError> {
        let parts = [new.kind.as_bytes(), text.expose().as_bytes()];
        let lookup = self.keys.lookup.mac(&parts);
        if let Some(found) = find(&self.pool, &lookup).await? {
            return Ok(found);
        }
        self.make_subject(new, Some(&lookup)).await?;
        // Somebody may have been faster.
        let found = find(&self.pool, &lookup).await?;
        found.ok_or(VaultError::Erased { subject: new.id })
    }

    /// Destroys a subject's key and values, and what it could be found by. Says whether there was
    /// anything to destroy. What is appended afterwards about the subject finds no key and leaves
    /// nothing behind.
    pub async fn erase(&self, subject: Uuid, at: OffsetDateTime) -> Result<bool, VaultError> {
        let mut tx = self.pool.begin().await?;
        // Waits for appends that are just storing values of this subject, to erase those too.
        sqlx::query!(
            "select id from eventstore.vault_subject where id = $1 for update",
            subject,
        )
        .fetch_optional(&mut *tx)
        .await?;
        sqlx::query!(
            "delete from eventstore.vault_value where subject = $1",
            subject
        )
        .execute(&mut *tx)
        .await?;
        let erased = sqlx::query!(
            r#"
            update eventstore.vault_subject
            set wrapped_key = null, lookup = null, master = null, erased_at = $2
            where id = $1 and erased_at is null
            "#,
            subject,
            at,
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(erased.rows_affected() > 0)
    }

    pub(super) fn unwrap_key(&self, subject: Uuid, wrapped: &[u8]) -> Result<Key, VaultError> {
        let opened = self.keys.ring.open(wrapped, &context(subject));
        let key = opened.and_then(|it| Key::from_slice(&it));
        key.ok_or(VaultError::Damaged { id: subject })
    }

    async fn make_subject(&self, new: Subject, lookup: Option<&[u8]>) -> Result<(), VaultError> {
        let key = Key::random()?;
        // The master key may be changed while we use it, but not twice at once.
        for _ in 0..3 {
            let master = self.keys.ring.current().ok_or(VaultError::WrongMasterKey)?;
            let wrapped = master.key().seal(key.as_bytes(), &context(new.id))?;
            let current = self
                .insert_subject(new, lookup, &wrapped, &master.id())
                .await?;
            if current == master.id() {
                return Ok(());
            }
            if !self.keys.ring.turn_to(&current) {
                return Err(VaultError::WrongMasterKey);
            }
        }
        Err(VaultError::WrongMasterKey)
    }

    /// Stores a subject, unless it is there or its key is sealed with another master key than the
    /// current one, which it names.
    async fn insert_subject(
        &self,
        new: Subject,
        lookup: Option<&[u8]>,
        wrapped: &[u8],
        master: &MasterKeyId,
    ) -> Result<MasterKeyId, VaultError> {
        let mut tx = self.pool.begin().await?;
        // In a statement of its own: what is current is looked up after a change has ended.
        sqlx::query!("select pg_advisory_xact_lock_shared($1)", MASTER_LOCK)
            .fetch_one(&mut *tx)
            .await?;
        let current = sqlx::query_scalar!(
            r#"
            with current as (
                select master from eventstore.vault_key where name = 'check'
            ), made as (
                insert into eventstore.vault_subject (id, kind, wrapped_key, lookup, master)
                select $1, $2, $3, $4, $5 from current where master = $5
                on conflict do nothing
            )
            select master from current
            "#,
            new.id,
            new.kind,
            wrapped,
            lookup,
            master.as_bytes(),
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let current = current
            .flatten()
            .and_then(|it| MasterKeyId::from_slice(&it));
        current.ok_or(VaultError::Incomplete)
    }
}

async fn find(db: impl PgExecutor<'_>, lookup: &[u8]) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select id from eventstore.vault_subject where lookup = $1",
        lookup
    )
    .fetch_optional(db)
    .await
}

pub(super) fn context(subject: Uuid) -> Vec<u8> {
    format!("hoso subject key v1 {subject}").into_bytes()
}
