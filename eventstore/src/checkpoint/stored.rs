//! The checkpoints that were signed, the keys they were signed with, and what witnesses added.

use sqlx::PgPool;

use super::Checkpoint;
use crate::merkle::Hash;
use crate::note::{KeyKind, Note, Signature, Signed, VerifierKey};
use crate::tree::{number, size_of};
use crate::{EventStore, TreeError};

/// A key of the log, and from which checkpoint on it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogKey {
    /// The smallest checkpoint that it signs. The one before it signs all smaller ones.
    pub from_size: u64,
    /// Its public half.
    pub key: VerifierKey,
}

/// Why a cosignature was not added.
#[derive(Debug, thiserror::Error)]
pub enum CosignError {
    /// There is no such checkpoint.
    #[error("there is no checkpoint of {size} events")]
    NoCheckpoint {
        /// How many events it would cover.
        size: u64,
    },
    /// None of the witnesses that are configured has that key.
    #[error("the signature is of no witness that is known here")]
    UnknownWitness,
    /// The signature is not one of that checkpoint.
    #[error("the signature is not that of the witness on this checkpoint")]
    Forged,
    /// The tables could not be asked, or hold what they cannot.
    #[error("asking for checkpoints")]
    Tree(#[from] TreeError),
}

impl EventStore {
    /// What this log is called in its checkpoints: the same as in its events.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.source
    }

    /// The largest checkpoint, with the signatures of witnesses; none before the first is made.
    pub async fn latest_checkpoint(&self) -> Result<Option<Note>, TreeError> {
        self.checkpoint_below(u64::MAX).await
    }

    /// The checkpoint of exactly so many events, with the signatures of witnesses.
    pub async fn checkpoint_at(&self, size: u64) -> Result<Option<Note>, TreeError> {
        let note = self.checkpoint_below(size).await?;
        Ok(note.filter(|it| Checkpoint::of(it).is_ok_and(|it| it.size == size)))
    }

    /// The largest checkpoint of at most so many events, with the signatures of witnesses.
    pub async fn checkpoint_below(&self, size: u64) -> Result<Option<Note>, TreeError> {
        let found = sqlx::query!(
            r#"
            select checkpoint.size, note,
                array(
                    select signature from eventstore.cosignature
                    where cosignature.size = checkpoint.size order by witness
                ) as "signatures!"
            from eventstore.checkpoint
            where checkpoint.size <= $1
            order by checkpoint.size desc
            limit 1
            "#,
            number(size),
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = found else { return Ok(None) };
        let damaged = || TreeError::Checkpoint {
            size: size_of(row.size),
        };
        let mut note = Note::parse(&row.note).map_err(|_| damaged())?;
        for line in &row.signatures {
            note = note.with(Signature::parse(line).ok_or_else(damaged)?);
        }
        Ok(Some(note))
    }

    /// The keys of the log, the oldest first.
    pub async fn log_keys(&self) -> Result<Vec<LogKey>, TreeError> {
        log_keys(&self.pool).await
    }

    /// Makes another key the current one, from the next checkpoint on, and says from which size.
    pub async fn adopt_key(&self, key: &VerifierKey) -> Result<u64, TreeError> {
        let mut tx = self.pool.begin().await?;
        lock_signing(&mut tx).await?;
        let from = sqlx::query_scalar!(
            r#"
            insert into eventstore.log_key (from_size, verifier_key)
            select coalesce((select max(size) + 1 from eventstore.checkpoint), 0), $1
            returning from_size
            "#,
            key.to_string(),
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(size_of(from))
    }

    /// Adds what a witness has signed about a checkpoint. Only those witnesses are let in that are
    /// given, and only with a right signature.
    pub async fn cosign(
        &self,
        size: u64,
        signature: Signature,
        witnesses: &[VerifierKey],
    ) -> Result<Note, CosignError> {
        let checkpoint = self.checkpoint_at(size).await?;
        let note = checkpoint.ok_or(CosignError::NoCheckpoint { size })?;
        let is_its = |it: &&VerifierKey| {
            it.kind() == KeyKind::Witness
                && it.name() == signature.name
                && it.id() == signature.key_id
        };
        let witness = witnesses.iter().find(is_its);
        let witness = witness.ok_or(CosignError::UnknownWitness)?;
        let signed = Note::new(note.text().to_owned(), vec![signature.clone()]);
        if signed.is_none_or(|it| witness.verify(&it) != Signed::Yes) {
            return Err(CosignError::Forged);
        }
        sqlx::query!(
            r#"
            insert into eventstore.cosignature (size, witness, signature)
            values ($1, $2, $3)
            on conflict do nothing
            "#,
            number(size),
            witness.to_string(),
            signature.to_string(),
        )
        .execute(&self.pool)
        .await
        .map_err(TreeError::from)?;
        let cosigned = self.checkpoint_at(size).await?;
        cosigned.ok_or(CosignError::NoCheckpoint { size })
    }
}

/// Makes others wait that sign or change the key, until the transaction ends.
pub(crate) async fn lock_signing(db: &mut sqlx::PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('hoso signing', 0)) as locked")
        .fetch_one(db)
        .await?;
    Ok(())
}

pub(crate) async fn log_keys(pool: &PgPool) -> Result<Vec<LogKey>, TreeError> {
    let rows =
        sqlx::query!("select from_size, verifier_key from eventstore.log_key order by from_size")
            .fetch_all(pool)
            .await?;
    let read = |(from_size, text): (i64, String)| {
        let key = text.parse().map_err(|_| TreeError::Key { text })?;
        let from_size = size_of(from_size);
        Ok(LogKey { from_size, key })
    };
    rows.into_iter()
        .map(|it| read((it.from_size, it.verifier_key)))
        .collect()
}

/// The last signed size and root, as the sealer needs it.
pub(crate) async fn last_signed(store: &EventStore) -> Result<Option<(u64, Hash)>, TreeError> {
    let Some(note) = store.latest_checkpoint().await? else {
        return Ok(None);
    };
    match Checkpoint::of(&note) {
        Ok(it) => Ok(Some((it.size, it.root))),
        Err(_) => Err(TreeError::Checkpoint { size: 0 }),
    }
}
