//! Changing the master key while the vault is in use.
//!
//! First the vault's own keys are wrapped anew, in one transaction, which tells every process that
//! another key wraps what is new; then the keys of subjects, a few at a time. Whatever stops it, it
//! goes on where it was: each key is always wrapped with one of the two.

use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::keys::{self, MASTER_LOCK};
use super::{MasterKeyId, Vault, VaultError, subject};

/// How many keys to wrap anew in one transaction.
const BATCH: i64 = 200;

impl Vault {
    /// Which master key wraps what is new, as the database says.
    pub async fn current_master(&self) -> Result<Option<MasterKeyId>, VaultError> {
        keys::current_master(&self.pool).await
    }

    /// How many keys are wrapped with another master key than this one.
    pub async fn wrapped_otherwise(&self, than: &MasterKeyId) -> Result<u64, VaultError> {
        let count = sqlx::query_scalar!(
            r#"
            select count(*) as "count!" from eventstore.vault_subject
            where wrapped_key is not null and master is distinct from $1
            "#,
            than.as_bytes(),
        );
        Ok(count.fetch_one(&self.pool).await?.unsigned_abs())
    }

    /// Wraps every key with the first of the master keys that this vault was opened with. It reports
    /// how many keys it has looked at, and says how many that were in the end.
    pub async fn rotate_master(&self, mut report: impl FnMut(u64)) -> Result<u64, VaultError> {
        let to = self.keys.ring.first().ok_or(VaultError::WrongMasterKey)?;
        self.switch(&to.id()).await?;
        let mut done = 0;
        while self.wrapped_otherwise(&to.id()).await? > 0 {
            let mut after = None;
            while let Some((last, count)) = self.rewrap(after, &to.id()).await? {
                after = Some(last);
                done += count;
                report(done);
            }
        }
        Ok(done)
    }

    /// Makes a key the current one. It waits until those who are just using the old one are done.
    async fn switch(&self, to: &MasterKeyId) -> Result<(), VaultError> {
        let mut tx = self.pool.begin().await?;
        sqlx::query!("select pg_advisory_xact_lock($1)", MASTER_LOCK)
            .fetch_one(&mut *tx)
            .await?;
        if keys::current_master(&mut *tx).await?.as_ref() != Some(to) {
            self.rewrap_own(&mut tx, to).await?;
        }
        tx.commit().await?;
        if !self.keys.ring.turn_to(to) {
            return Err(VaultError::WrongMasterKey);
        }
        Ok(())
    }

    async fn rewrap_own(
        &self,
        tx: &mut Transaction<'_, Postgres>,
        to: &MasterKeyId,
    ) -> Result<(), VaultError> {
        let master = self.keys.ring.first().ok_or(VaultError::WrongMasterKey)?;
        let rows = sqlx::query!("select name, wrapped from eventstore.vault_key for update")
            .fetch_all(&mut **tx)
            .await?;
        for row in rows {
            let context = keys::context(&row.name);
            let plain = self.keys.ring.open(&row.wrapped, &context);
            let plain = plain.ok_or(VaultError::WrongMasterKey)?;
            sqlx::query!(
                "update eventstore.vault_key set wrapped = $2, master = $3 where name = $1",
                row.name,
                master.key().seal(&plain, &context)?,
                to.as_bytes(),
            )
            .execute(&mut **tx)
            .await?;
        }
        Ok(())
    }

    /// Wraps the next keys anew, and says which was the last and how many there were.
    async fn rewrap(
        &self,
        after: Option<Uuid>,
        to: &MasterKeyId,
    ) -> Result<Option<(Uuid, u64)>, VaultError> {
        let master = self.keys.ring.first().ok_or(VaultError::WrongMasterKey)?;
        let mut tx = self.pool.begin().await?;
        let rows = sqlx::query!(
            r#"
            select id, wrapped_key as "wrapped_key!" from eventstore.vault_subject
            where ($1::uuid is null or id > $1) and wrapped_key is not null and master is distinct from $2
            order by id limit $3
            for no key update
            "#,
            after,
            to.as_bytes(),
            BATCH,
        )
        .fetch_all(&mut *tx)
        .await?;
        let Some(last) = rows.last().map(|it| it.id) else {
            return Ok(None);
        };
        let mut ids = Vec::with_capacity(rows.len());
        let mut wrapped = Vec::with_capacity(rows.len());
        for row in &rows {
            let key = self.unwrap_key(row.id, &row.wrapped_key)?;
            ids.push(row.id);
            wrapped.push(
                master
                    .key()
                    .seal(key.as_bytes(), &subject::context(row.id))?,
            );
        }
        sqlx::query!(
            r#"
            update eventstore.vault_subject
            set wrapped_key = new.wrapped, master = $3
            from unnest($1::uuid[], $2::bytea[]) as new (id, wrapped)
            where vault_subject.id = new.id
            "#,
            &ids,
            &wrapped,
            to.as_bytes(),
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Some((last, ids.len() as u64)))
    }
}
