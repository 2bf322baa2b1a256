//! Hashing what was appended, and signing how far the log goes.
//!
//! It follows the log in a task of its own, so that no append waits for it. It never signs what does
//! not continue what was signed before: whoever changes the log has to explain the old checkpoint.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use tokio::time::Instant;

use crate::checkpoint::{Checkpoint, LogKey};
use crate::checkpoint::{last_signed, lock_signing};
use crate::merkle::{Frontier, Hash, leaf_hash};
use crate::note::{Note, SigningKey};
use crate::tree::{Runs, number, size_of};
use crate::{EventStore, ReadError, TreeError};

/// How many events are hashed in one transaction.
const BATCH_EVENTS: i64 = 16_384;

/// How long there is at least between two checkpoints.
const SIGN_INTERVAL: Duration = Duration::from_secs(1);

/// Keeps the tree and the checkpoints up with the log. When two do, one of them fails harmlessly.
#[derive(Debug)]
pub struct Sealer {
    store: EventStore,
    key: SigningKey,
    tree: Frontier,
    signed: Option<u64>,
    signed_at: Option<Instant>,
}

/// What one step did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// How many events the tree covers.
    pub sealed: u64,
    /// Whether that is all there were.
    pub caught_up: bool,
    /// The checkpoint that was signed, if it was time for one.
    pub checkpoint: Option<Note>,
}

/// Why the log is not sealed any further.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key at hand is not the log's current one.
    #[error(
        "the signing key at hand is {ours}, and the log's is {current}: configure that one, or \
         change keys with `hoso key rotate-signing`"
    )]
    OtherKey {
        /// The key at hand.
        ours: String,
        /// The log's current key.
        current: String,
    },
    /// The stored tree is not the one that was signed.
    #[error("the tree over {size} events is not the one that was signed: run `hoso verify`")]
    Diverged {
        /// The last checkpoint.
        size: u64,
    },
    /// The log lacks events that were sealed.
    #[error("the log ends at {head}, and was sealed up to {sealed}: run `hoso verify`")]
    CutOff {
        /// Where it ends.
        head: u64,
        /// Where it ended once.
        sealed: u64,
    },
    /// The log lacks an event before its end.
    #[error("there is no event at position {position}: run `hoso verify`")]
    Missing {
        /// Where.
        position: u64,
    },
    /// Another process sealed the same events first.
    #[error("another process seals the log")]
    Overtaken,
    /// The tree could not be read.
    #[error("reading the tree")]
    Tree(#[from] TreeError),
    /// The log could not be read, or the tree not be written.
    #[error("sealing the log")]
    Database(#[source] sqlx::Error),
}

impl Sealer {
    /// Goes on where the last one stopped, having made sure that what it left is what it signed. The
    /// first key ever is taken for the log's; after that, only the current one is.
    pub async fn open(store: EventStore, key: SigningKey) -> Result<Self, SealError> {
        if store.log_keys().await?.is_empty() {
            store.adopt_key(key.verifier()).await?;
        }
        is_current(&store.log_keys().await?, &key)?;
        // What is signed first, then what is sealed, then the log: each only grows, behind the next, and
        // a process that ended may still be heard of in between.
        let signed = last_signed(&store).await?;
        let sealed = store.tree_size().await?;
        let head = size_of(store.head().await.map_err(ReadError::into_database)?.0);
        if head < sealed {
            return Err(SealError::CutOff { head, sealed });
        }
        if let Some((size, root)) = signed
            && (size > sealed || store.root_at(size).await? != root)
        {
            return Err(SealError::Diverged { size });
        }
        Ok(Self {
            tree: store.frontier_at(sealed).await?,
            store,
            key,
            signed: signed.map(|it| it.0),
            signed_at: None,
        })
    }

    /// Hashes some more of the log, and signs when the tree has caught up or a second has passed.
    /// After an error, open another one: what this one knows may not be what is stored.
    pub async fn advance(&mut self) -> Result<Advance, SealError> {
        let before = self.tree.size();
        let (tree, runs) = self.hash_more().await?;
        let sealed = tree.size();
        let caught_up = sealed - before < BATCH_EVENTS.unsigned_abs();
        let due = self
            .signed_at
            .is_none_or(|it| it.elapsed() >= SIGN_INTERVAL);
        let sign = (caught_up || due) && self.signed != Some(sealed);

        let mut tx = self.store.pool.begin().await?;
        if sealed > before {
            runs.store(&mut tx).await?;
        }
        let mut checkpoint = None;
        if sign {
            lock_signing(&mut tx).await?;
            checkpoint = Some(self.sign(&mut tx, sealed, tree.root()).await?);
        }
        tx.commit().await?;
        self.tree = tree;
        if sign {
            self.signed = Some(sealed);
            self.signed_at = Some(Instant::now());
        }
        Ok(Advance {
            sealed,
            caught_up,
            checkpoint,
        })
    }

    /// How long to wait until another checkpoint may be signed.
    #[must_use]
    pub fn rest(&self) -> Duration {
        self.signed_at.map_or(Duration::ZERO, |it| {
            SIGN_INTERVAL.saturating_sub(it.elapsed())
        })
    }

    async fn hash_more(&self) -> Result<(Frontier, Runs), SealError> {
        let mut tree = self.tree.clone();
        let mut runs = Runs::default();
        // What stands behind the head was put there by somebody else, and is not to be vouched for.
        let mut rows = sqlx::query!(
            r#"
            select position, document from eventstore.event
            where position > $1 and position <= (select position from eventstore.head)
            order by position
            limit $2
            "#,
            number(tree.size()),
            BATCH_EVENTS,
        )
        .fetch(&self.store.pool);
        while let Some(row) = rows.try_next().await? {
            let position = tree.size() + 1;
            if size_of(row.position) != position {
                return Err(SealError::Missing { position });
            }
            tree.push_reporting(leaf_hash(&row.document), |node, hash| runs.add(node, hash));
        }
        Ok((tree, runs))
    }

    async fn sign(
        &self,
        db: &mut sqlx::PgConnection,
        size: u64,
        root: Hash,
    ) -> Result<Note, SealError> {
        let origin = self.store.origin().to_owned();
        let text = Checkpoint { origin, size, root }.to_string();
        let note = self.key.note(text).expect("a checkpoint has whole lines");
        let ours = self.key.verifier().to_string();
        // Whoever changed the key did so before we took the lock, or waits for us.
        let stored = sqlx::query!(
            r#"
            insert into eventstore.checkpoint (size, note)
            select $1, $2
            where $3 = (select verifier_key from eventstore.log_key order by from_size desc limit 1)
            "#,
            number(size),
            note.to_string(),
            ours,
        )
        .execute(db)
        .await?;
        if stored.rows_affected() == 0 {
            let current = "another by now".to_owned();
            return Err(SealError::OtherKey { ours, current });
        }
        Ok(note)
    }
}

fn is_current(keys: &[LogKey], key: &SigningKey) -> Result<(), SealError> {
    match keys.last() {
        Some(current) if current.key != *key.verifier() => Err(SealError::OtherKey {
            ours: key.verifier().to_string(),
            current: current.key.to_string(),
        }),
        Some(_) | None => Ok(()),
    }
}

impl From<sqlx::Error> for SealError {
    fn from(error: sqlx::Error) -> Self {
        let database = error.as_database_error();
        if database.is_some_and(sqlx::error::DatabaseError::is_unique_violation) {
            Self::Overtaken
        } else {
            Self::Database(error)
        }
    }
}
