//! Data subjects: finding them, their keys, and erasing them.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use super::keys::Key;
use super::{Personal, Vault, VaultError};

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
        self.make_subject(subject, None).await?;
        let subject = subject.id;
        let key = self.stored_key(subject).await?;
        let key = key.ok_or(VaultError::Erased { subject })?;
        Ok(SubjectKey { subject, key })
    }

    /// The key of a subject, unless it is erased or never was.
    pub(super) async fn stored_key(&self, subject: Uuid) -> Result<Option<Key>, VaultError> {
        let stored = sqlx::query_scalar!(
            r#"select wrapped_key from eventstore.vault_subject where id = $1"#,
            subject,
        )
        .fetch_optional(&self.pool)
        .await?;
        let wrapped = stored.flatten();
        wrapped.map(|it| self.unwrap_key(subject, &it)).transpose()
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
            set wrapped_key = null, lookup = null, erased_at = $2
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
        let opened = self.keys.master.key().open(wrapped, &context(subject));
        let key = opened.and_then(|it| Key::from_slice(&it));
        key.ok_or(VaultError::Damaged { id: subject })
    }

    async fn make_subject(&self, new: Subject, lookup: Option<&[u8]>) -> Result<(), VaultError> {
        let key = Key::random()?;
        let wrapped = self
            .keys
            .master
            .key()
            .seal(key.as_bytes(), &context(new.id))?;
        sqlx::query!(
            r#"
            insert into eventstore.vault_subject (id, kind, wrapped_key, lookup)
            values ($1, $2, $3, $4)
            on conflict do nothing
            "#,
            new.id,
            new.kind,
            wrapped,
            lookup,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
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

fn context(subject: Uuid) -> Vec<u8> {
    format!("hoso subject key v1 {subject}").into_bytes()
}
