//! A tree that grows: only its right edge is kept.

use super::{Hash, Node, empty_root, node_hash, perfect_subtrees};

/// The right edge of a growing tree: enough to add leaves and to know its root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// Of the perfect subtrees that make up the tree, from the left: the largest first.
    hashes: Vec<Hash>,
}

impl Frontier {
    /// The tree of a size whose perfect subtrees have these hashes, from the left. None if they are
    /// not as many as there must be, or the size is none that a log can have.
    #[must_use]
    pub fn of(size: u64, hashes: Vec<Hash>) -> Option<Self> {
        let possible = i64::try_from(size).is_ok();
        let fits = possible && perfect_subtrees(0..size).len() == hashes.len();
        fits.then_some(Self { size, hashes })
    }

    /// How many leaves it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of the perfect subtrees that make it up, from the left.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_reporting(leaf, |_node, _hash| ());
    }

    /// Adds a leaf, and tells of every perfect subtree that it completes, itself included.
    pub fn push_reporting(&mut self, leaf: Hash, mut completed: impl FnMut(Node, Hash)) {
        let (mut height, mut index, mut hash) = (0, self.size, leaf);
        completed(Node { height, index }, hash);
        while index & 1 == 1 {
            // An odd index has one on its left.
            let Some(left) = self.hashes.pop() else { break };
            hash = node_hash(left, hash);
            height += 1;
            index >>= 1;
            completed(Node { height, index }, hash);
        }
        self.hashes.push(hash);
        self.size += 1;
    }

    /// The hash of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        let joined = self.hashes.iter().copied().rev();
        joined
            .reduce(|right, left| node_hash(left, right))
            .unwrap_or_else(empty_root)
    }
}
