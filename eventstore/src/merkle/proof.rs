//! Checking proofs, as RFC 9162, 2.1.3.2 and 2.1.4.2, does it. It trusts nothing in them.

use super::{Hash, node_hash};

/// Whether the proof shows that the tree of this size and root has the leaf at this index.
#[must_use]
pub fn inclusion_holds(index: u64, size: u64, leaf: Hash, proof: &[Hash], root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let mut path = Path::new(index, size - 1);
    let mut hash = leaf;
    for &sibling in proof {
        match path.step() {
            Some(Side::Left) => hash = node_hash(sibling, hash),
            Some(Side::Right) => hash = node_hash(hash, sibling),
            None => return false,
        }
    }
    path.is_at_root() && hash == root
}

/// Whether the proof shows that the tree of the first size and root begins that of the second. About
/// an empty tree there is nothing to prove, so no proof of that holds.
#[must_use]
pub fn consistency_holds(
    (size1, root1): (u64, Hash),
    (size2, root2): (u64, Hash),
    proof: &[Hash],
) -> bool {
    if size1 == 0 || size1 > size2 {
        return false;
    }
    if size1 == size2 {
        return proof.is_empty() && root1 == root2;
    }
    // The first tree ends with a perfect subtree. If it is nothing else, its hash is known.
    let (seed, rest) = if size1.is_power_of_two() {
        (root1, proof)
    } else {
        match proof.split_first() {
            Some((seed, rest)) => (*seed, rest),
            None => return false,
        }
    };
    let height = size1.trailing_zeros();
    let mut path = Path::new((size1 - 1) >> height, (size2 - 1) >> height);
    let (mut hash1, mut hash2) = (seed, seed);
    for &sibling in rest {
        match path.step() {
            Some(Side::Left) => {
                hash1 = node_hash(sibling, hash1);
                hash2 = node_hash(sibling, hash2);
            }
            Some(Side::Right) => hash2 = node_hash(hash2, sibling),
            None => return false,
        }
    }
    path.is_at_root() && hash1 == root1 && hash2 == root2
}

/// On which side of the path the next hash of a proof stands.
enum Side {
    Left,
    Right,
}

/// The way from a node up to the root.
struct Path {
    node: u64,
    last: u64,
}

impl Path {
    /// From one of the nodes of a height, of which the last is as given.
    fn new(node: u64, last: u64) -> Self {
        Self { node, last }
    }

    /// The next sibling, or none at the root.
    fn step(&mut self) -> Option<Side> {
        if self.is_at_root() {
            return None;
        }
        let at_edge = self.node == self.last;
        // At the right edge, a node without a sibling stands for its parents as well.
        if at_edge {
            let lonely = self.node.trailing_zeros();
            self.node >>= lonely;
            self.last >>= lonely;
        }
        let side = if self.node & 1 == 1 {
            Side::Left
        } else {
            Side::Right
        };
        self.node >>= 1;
        self.last >>= 1;
        Some(side)
    }

    fn is_at_root(&self) -> bool {
        self.last == 0
    }
}
