//! The Merkle tree over the log, hashed as RFC 6962 says. No I/O.
//!
//! The leaf at index n is the document of the event at position n + 1. A tree is told by the hashes
//! of its perfect subtrees; whatever else there is to know follows from those.

mod frontier;
mod hash;
mod proof;
mod shape;

pub use self::frontier::Frontier;
pub use self::hash::{Hash, empty_root, leaf_hash, node_hash};
pub use self::proof::{consistency_holds, inclusion_holds};
pub use self::shape::{Node, consistency_ranges, inclusion_ranges, perfect_subtrees};

#[cfg(test)]
mod tests;
