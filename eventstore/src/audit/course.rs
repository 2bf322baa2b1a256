//! A tree that grows along the checkpoints that were signed about it.

use std::collections::VecDeque;

use crate::checkpoint::Checkpoint;
use crate::merkle::{Frontier, Hash, Node};

/// The right edge of a tree, and the checkpoints that it is still to pass.
#[derive(Debug)]
pub struct Course {
    tree: Frontier,
    ahead: VecDeque<Checkpoint>,
    proven: u64,
}

/// A tree is not the one that was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Astray {
    /// Up to where it was, at least.
    pub proven: u64,
    /// From where on it is not.
    pub size: u64,
}

impl Course {
    /// A tree that grows from this one.
    #[must_use]
    pub fn new(tree: Frontier) -> Self {
        Self {
            proven: tree.size(),
            tree,
            ahead: VecDeque::new(),
        }
    }

    /// Says which checkpoints come next, the smallest first.
    pub fn announce(&mut self, checkpoints: impl IntoIterator<Item = Checkpoint>) {
        let size = self.tree.size();
        let ahead = checkpoints.into_iter().filter(|it| it.size > size);
        self.ahead.extend(ahead);
    }

    /// Whether it is past all checkpoints that it was told of.
    #[must_use]
    pub fn is_past(&self) -> bool {
        self.ahead.is_empty()
    }

    /// Adds a leaf. At a checkpoint, the tree must be the one that was signed.
    pub fn push(&mut self, leaf: Hash) -> Result<(), Astray> {
        self.push_reporting(leaf, |_node, _hash| ())
    }

    /// The same, telling of every perfect subtree that the leaf completes.
    pub fn push_reporting(
        &mut self,
        leaf: Hash,
        completed: impl FnMut(Node, Hash),
    ) -> Result<(), Astray> {
        self.tree.push_reporting(leaf, completed);
        let size = self.tree.size();
        let root = self.is_due().then(|| self.tree.root());
        while let Some(next) = self.ahead.front().filter(|it| it.size <= size) {
            if Some(next.root) != root {
                return Err(Astray {
                    proven: self.proven,
                    size,
                });
            }
            self.proven = next.size;
            self.ahead.pop_front();
        }
        Ok(())
    }

    /// The tree so far.
    #[must_use]
    pub const fn tree(&self) -> &Frontier {
        &self.tree
    }

    /// The last checkpoint that the tree passed.
    #[must_use]
    pub const fn proven(&self) -> u64 {
        self.proven
    }

    fn is_due(&self) -> bool {
        let size = self.tree.size();
        self.ahead.front().is_some_and(|it| it.size <= size)
    }
}
