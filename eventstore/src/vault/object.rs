//! Which stored files belong to whom. The files themselves are elsewhere; what is due is deleted
//! there by whoever looks.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Vault, VaultError};

/// A stored file that is due to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueObject {
    /// Where it is stored.
    pub path: String,
    /// The value that tells of it if its command was carried out.
    pub value: Uuid,
}

impl Vault {
    /// Notes, before it is stored, that a file of a subject will be stored there, and when it is
    /// deleted unless it is kept by then.
    pub async fn note_object(
        &self,
        path: &str,
        subject: Uuid,
        value: Uuid,
        due_at: OffsetDateTime,
    ) -> Result<(), VaultError> {
        sqlx::query!(
            r#"
            insert into eventstore.vault_object (path, subject, value, due_at)
            values ($1, $2, $3, $4)
            on conflict (path) do nothing
            "#,
            path,
            subject,
            value,
            due_at,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Keeps a stored file, whose value is in the vault now. An erased one stays due.
    pub async fn keep_object(&self, path: &str) -> Result<(), VaultError> {
        sqlx::query!(
            r#"
            update eventstore.vault_object set due_at = null
            where path = $1 and exists (select from eventstore.vault_value where id = value)
            "#,
            path,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets a stored file that was deleted.
    pub async fn forget_object(&self, path: &str) -> Result<(), VaultError> {
        sqlx::query!("delete from eventstore.vault_object where path = $1", path)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The stored files that are due to be deleted, the longest due first, at most so many.
    pub async fn due_objects(
        &self,
        now: OffsetDateTime,
        limit: i64,
    ) -> Result<Vec<DueObject>, VaultError> {
        let due = sqlx::query_as!(
            DueObject,
            r#"
            select path, value from eventstore.vault_object
            where due_at <= $1
            order by due_at
            limit $2
            "#,
            now,
            limit,
        );
        Ok(due.fetch_all(&self.pool).await?)
    }

    /// Where the stored files of a subject are.
    pub async fn objects_of(&self, subject: Uuid) -> Result<Vec<String>, VaultError> {
        let stored = sqlx::query_scalar!(
            "select path from eventstore.vault_object where subject = $1 order by path",
            subject,
        );
        Ok(stored.fetch_all(&self.pool).await?)
    }
}
