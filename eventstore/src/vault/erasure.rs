//! What the vault knows about those who were erased: that they were, and what proves it.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Vault, VaultError};
use crate::Position;

/// What is known of a subject itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What kind of subject it is.
    pub kind: String,
    /// When it was first met.
    pub created_at: OffsetDateTime,
    /// When its values were erased, if they were.
    pub erased_at: Option<OffsetDateTime>,
}

/// An erasure, as it was noted when it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Whose values were erased.
    pub subject: Uuid,
    /// What kind of subject it is.
    pub kind: String,
    /// The event that says so.
    pub position: Position,
    /// When.
    pub erased_at: OffsetDateTime,
    /// How many values were destroyed.
    pub values: u64,
    /// What they were.
    pub labels: Vec<String>,
    /// How many of them told of a file.
    pub documents: u64,
    /// Whether nothing is left in read models and among files either.
    pub done: bool,
}

/// What proves an erasure to those who ordered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certified {
    /// One line of canonical JSON.
    pub document: String,
    /// The same, signed as checkpoints are; none where the log is not signed.
    pub note: Option<String>,
}

impl Vault {
    /// What is known of a subject; none if nothing ever was.
    pub async fn known(&self, subject: Uuid) -> Result<Option<Known>, VaultError> {
        let found = sqlx::query_as!(
            Known,
            "select kind, created_at, erased_at from eventstore.vault_subject where id = $1",
            subject,
        );
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// The values that are kept about a subject, and what each is.
    pub async fn values_of(&self, subject: Uuid) -> Result<Vec<(Uuid, String)>, VaultError> {
        let rows = sqlx::query!(
            "select id, label from eventstore.vault_value where subject = $1 order by id",
            subject,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|it| (it.id, it.label)).collect())
    }

    /// The erasure of a subject, if it was erased.
    pub async fn erasure(&self, subject: Uuid) -> Result<Option<Erasure>, VaultError> {
        let found = sqlx::query!(
            "select * from eventstore.erasure where subject = $1",
            subject
        );
        let found = found.fetch_optional(&self.pool).await?;
        Ok(found.map(|it| Erasure {
            subject: it.subject,
            kind: it.kind,
            position: Position(it.position),
            erased_at: it.erased_at,
            values: it.sealed.unsigned_abs(),
            labels: it.labels,
            documents: it.documents.unsigned_abs(),
            done: it.done,
        }))
    }

    /// Whose erasure is not finished yet, the oldest first, at most so many.
    pub async fn unfinished_erasures(&self, limit: i64) -> Result<Vec<Uuid>, VaultError> {
        let open = sqlx::query_scalar!(
            "select subject from eventstore.erasure where not done order by position limit $1",
            limit,
        );
        Ok(open.fetch_all(&self.pool).await?)
    }

    /// Whether the vault still has a key or a value of a subject, or finds it by what it is known by.
    pub async fn holds_anything_of(&self, subject: Uuid) -> Result<bool, VaultError> {
        let held = sqlx::query_scalar!(
            r#"
            select exists (select from eventstore.vault_value where subject = $1)
                or exists (
                    select from eventstore.vault_subject
                    where id = $1 and (wrapped_key is not null or lookup is not null)
                ) as "held!"
            "#,
            subject,
        );
        Ok(held.fetch_one(&self.pool).await?)
    }

    /// Keeps the certificate of an erasure, and gives the one that is kept: the first one.
    pub async fn certify(
        &self,
        subject: Uuid,
        certified: &Certified,
    ) -> Result<Certified, VaultError> {
        sqlx::query!(
            r#"
            insert into eventstore.erasure_certificate (subject, document, note)
            values ($1, $2, $3)
            on conflict do nothing
            "#,
            subject,
            certified.document,
            certified.note,
        )
        .execute(&self.pool)
        .await?;
        let kept = self.certificate(subject).await?;
        kept.ok_or(VaultError::Database(sqlx::Error::RowNotFound))
    }

    /// The certificate of an erasure, once it is made.
    pub async fn certificate(&self, subject: Uuid) -> Result<Option<Certified>, VaultError> {
        let found = sqlx::query_as!(
            Certified,
            "select document, note from eventstore.erasure_certificate where subject = $1",
            subject,
        );
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// Notes that an erasure is finished.
    pub async fn finish_erasure(&self, subject: Uuid) -> Result<(), VaultError> {
        sqlx::query!(
            "update eventstore.erasure set done = true where subject = $1",
            subject
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
