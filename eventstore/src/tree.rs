//! The stored tree, and proofs from it.

mod stored;

use std::ops::Range;

use crate::merkle::{Frontier, Hash, consistency_ranges, inclusion_ranges, perfect_subtrees};
use crate::{EventStore, Position};

pub(crate) use self::stored::{Runs, hashes_of, sealed_size};

/// What shows that an event is in the log, or that the log has only grown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The roots of the trees it is about: one, or the smaller one and the larger one.
    pub roots: Vec<Hash>,
    /// The hash of the event it is about, if it is about one.
    pub leaf: Option<Hash>,
    /// The hashes, in the order of RFC 6962.
    pub hashes: Vec<Hash>,
}

/// Why there is no hash, root or proof.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// The tree is not that large yet.
    #[error("the tree covers {sealed} events, and {size} were asked for")]
    Beyond {
        /// What was asked for.
        size: u64,
        /// How many events it covers.
        sealed: u64,
    },
    /// There is nothing to prove about these.
    #[error("there is nothing to prove: the first must be at least 1 and not beyond the second")]
    Nothing,
    /// Hashes of the tree are missing or of the wrong length: somebody changed them.
    #[error("the stored hashes of level {level} are not whole around {index}: run `hoso verify`")]
    Damaged {
        /// Of which level.
        level: u32,
        /// Which.
        index: u64,
    },
    /// A stored checkpoint is none: somebody changed it.
    #[error("the stored checkpoint of {size} events cannot be read: run `hoso verify`")]
    Checkpoint {
        /// Which.
        size: u64,
    },
    /// A stored key is none: somebody changed it.
    #[error("the stored key {text:?} cannot be read: run `hoso verify`")]
    Key {
        /// What stands there.
        text: String,
    },
    /// The database failed.
    #[error("asking for the tree")]
    Database(#[from] sqlx::Error),
}

impl EventStore {
    /// How many events the stored tree covers.
    pub async fn tree_size(&self) -> Result<u64, TreeError> {
        sealed_size(&self.pool).await
    }

    /// The hash of an event, as it stands in the tree.
    pub async fn leaf(&self, position: Position) -> Result<Hash, TreeError> {
        let size = size_of(position.0);
        let index = size.checked_sub(1).ok_or(TreeError::Nothing)?;
        self.covers(size).await?;
        self.hash(index..size).await
    }

    /// The root of the tree over the first events.
    pub async fn root_at(&self, size: u64) -> Result<Hash, TreeError> {
        self.covers(size).await?;
        self.hash(0..size).await
    }

    /// What shows that an event is among the first so many.
    pub async fn inclusion_proof(&self, position: Position, size: u64) -> Result<Proof, TreeError> {
        let of = size_of(position.0);
        let index = of.checked_sub(1).ok_or(TreeError::Nothing)?;
        let path = inclusion_ranges(index, size).ok_or(TreeError::Nothing)?;
        self.covers(size).await?;
        let asked = [vec![0..size, index..of], path].concat();
        let mut hashes = hashes_of(&self.pool, &asked).await?;
        let rest = hashes.split_off(2);
        Ok(Proof {
            leaf: hashes.pop(),
            roots: hashes,
            hashes: rest,
        })
    }

    /// What shows that the first so many events begin with the first so many others.
    pub async fn consistency_proof(&self, from: u64, to: u64) -> Result<Proof, TreeError> {
        let path = consistency_ranges(from, to).ok_or(TreeError::Nothing)?;
        self.covers(to).await?;
        let asked = [vec![0..from, 0..to], path].concat();
        let mut roots = hashes_of(&self.pool, &asked).await?;
        let hashes = roots.split_off(2);
        Ok(Proof {
            roots,
            leaf: None,
            hashes,
        })
    }

    /// The right edge of the tree over the first so many events.
    pub async fn frontier_at(&self, size: u64) -> Result<Frontier, TreeError> {
        self.covers(size).await?;
        let nodes = perfect_subtrees(0..size).into_iter();
        let ranges: Vec<Range<u64>> = nodes
            .map(|it| it.index << it.height..(it.index + 1) << it.height)
            .collect();
        let hashes = hashes_of(&self.pool, &ranges).await?;
        Frontier::of(size, hashes).ok_or(TreeError::Nothing)
    }

    async fn hash(&self, range: Range<u64>) -> Result<Hash, TreeError> {
        let hashes = hashes_of(&self.pool, &[range]).await?;
        hashes.first().copied().ok_or(TreeError::Nothing)
    }

    async fn covers(&self, size: u64) -> Result<(), TreeError> {
        let sealed = self.tree_size().await?;
        if size > sealed {
            return Err(TreeError::Beyond { size, sealed });
        }
        Ok(())
    }
}

/// As Postgres has it; no log is so long that it makes a difference.
pub(crate) fn number(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// As the tree has it; a negative number is none of ours.
pub(crate) fn size_of(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
