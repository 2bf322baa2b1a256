//! Which subtrees make up a tree and a proof.

use std::ops::Range;

/// A perfect subtree: it covers 2^height leaves from index × 2^height on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// How far it is above its leaves.
    pub height: u32,
    /// How many of its height stand before it.
    pub index: u64,
}

/// The perfect subtrees that make up the leaves of a range, from the left. The range must begin
/// where a tree or a subtree of RFC 6962 begins, as all those in a proof do.
#[must_use]
pub fn perfect_subtrees(range: Range<u64>) -> Vec<Node> {
    let mut nodes = vec![];
    let mut start = range.start;
    while start < range.end {
        let height = (range.end - start).ilog2();
        let index = start >> height;
        nodes.push(Node { height, index });
        start += 1 << height;
    }
    nodes
}

/// The ranges of leaves whose hashes prove that the leaf is in the tree, in the order of the proof.
/// None if the leaf is beyond the tree.
#[must_use]
pub fn inclusion_ranges(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let (mut start, mut end) = (0, size);
    let mut path = vec![];
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(middle..end);
            end = middle;
        } else {
            path.push(start..middle);
            start = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// The ranges of leaves whose hashes prove that the first tree begins the second, in the order of
/// the proof. None if the first is empty or larger: there is nothing to prove.
#[must_use]
pub fn consistency_ranges(size1: u64, size2: u64) -> Option<Vec<Range<u64>>> {
    if size1 == 0 || size1 > size2 {
        return None;
    }
    let (mut start, mut end) = (0, size2);
    let mut path = vec![];
    while size1 != end {
        let middle = start + split(end - start);
        if size1 <= middle {
            path.push(middle..end);
            end = middle;
        } else {
            path.push(start..middle);
            start = middle;
        }
    }
    // What is left is a subtree of both. If it is the whole first tree, its hash is known.
    if start > 0 {
        path.push(start..end);
    }
    path.reverse();
    Some(path)
}

/// The largest power of two below the number of leaves, of which there are at least two.
fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}
