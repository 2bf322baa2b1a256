//! The tree against the definitions of RFC 6962, computed here in their own, slow words.

use proptest::prelude::*;

use super::{
    Frontier, Hash, Node, consistency_holds, consistency_ranges, empty_root, inclusion_holds,
    inclusion_ranges, leaf_hash, node_hash, perfect_subtrees,
};

const SIZE_MAX: usize = 34;

/// MTH of RFC 6962, 2.1.
fn tree_hash(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        more => {
            let (left, right) = more.split_at(half(more.len()));
            node_hash(tree_hash(left), tree_hash(right))
        }
    }
}

/// PATH of RFC 6962, 2.1.1.
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return vec![];
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut proof, sibling) = if index < left.len() {
        (path(index, left), tree_hash(right))
    } else {
        (path(index - left.len(), right), tree_hash(left))
    };
    proof.push(sibling);
    proof
}

/// SUBPROOF of RFC 6962, 2.1.2.
fn subproof(size: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if size == leaves.len() {
        return if known {
            vec![]
        } else {
            vec![tree_hash(leaves)]
        };
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut proof, sibling) = if size <= left.len() {
        (subproof(size, left, known), tree_hash(right))
    } else {
        (subproof(size - left.len(), right, false), tree_hash(left))
    };
    proof.push(sibling);
    proof
}

fn half(count: usize) -> usize {
    count.next_power_of_two() / 2
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count)
        .map(|n| leaf_hash(n.to_string().as_bytes()))
        .collect()
}

fn ranges_hashed(ranges: Option<Vec<std::ops::Range<u64>>>, leaves: &[Hash]) -> Vec<Hash> {
    let hash = |it: std::ops::Range<u64>| {
        tree_hash(&leaves[usize::try_from(it.start).unwrap()..usize::try_from(it.end).unwrap()])
    };
    ranges.unwrap().into_iter().map(hash).collect()
}

/// From the certificate transparency projects' own tests: the roots of their eight leaves.
#[test]
fn roots_are_those_that_everybody_knows() {
    let leaves = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Frontier::default();
    for (leaf, root) in leaves.into_iter().zip(roots) {
        tree.push(leaf_hash(&unhex(leaf)));
        assert_eq!(tree.root().as_bytes().to_vec(), unhex(root));
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2);
    let digits = pairs.map(|it| std::str::from_utf8(it).unwrap());
    digits
        .map(|it| u8::from_str_radix(it, 16).unwrap())
        .collect()
}

#[test]
fn a_growing_tree_has_the_root_of_its_definition_and_tells_of_its_subtrees() {
    let all = leaves(SIZE_MAX);
    let mut tree = Frontier::default();
    assert_eq!(tree.root(), tree_hash(&[]));
    let mut told = std::collections::HashMap::<Node, Hash>::new();
    for (count, leaf) in (1..).zip(&all) {
        tree.push_reporting(*leaf, |node, hash| {
            assert!(told.insert(node, hash).is_none());
        });
        assert_eq!(tree.root(), tree_hash(&all[..count]));
        let whole = perfect_subtrees(0..tree.size());
        let known: Vec<Hash> = whole.iter().map(|it| told[it]).collect();
        assert_eq!(Frontier::of(tree.size(), known), Some(tree.clone()));
    }
    assert_eq!(Frontier::of(u64::MAX, vec![all[0]; 64]), None);
    assert_eq!(
        Frontier::of(3, vec![all[0]]),
        None,
        "three leaves are two subtrees"
    );
}

#[test]
fn every_proof_is_that_of_its_definition_and_holds_for_nothing_else() {
    let all = leaves(SIZE_MAX);
    let other = leaf_hash(b"other");
    for size in 1..=SIZE_MAX {
        let (tree, root) = (&all[..size], tree_hash(&all[..size]));
        let big = u64::try_from(size).unwrap();
        for (index, leaf) in (0..).zip(tree) {
            let proof = ranges_hashed(inclusion_ranges(index, big), tree);
            assert_eq!(proof, path(usize::try_from(index).unwrap(), tree));
            assert!(inclusion_holds(index, big, *leaf, &proof, root));
            assert!(!inclusion_holds(index, big, other, &proof, root));
            assert!(!inclusion_holds(index, big, *leaf, &proof, other));
            assert!(!inclusion_holds(index + 1, big, *leaf, &proof, root));
            assert!(!inclusion_holds(index + big, big, *leaf, &proof, root));
            spoilt(&proof, |it| inclusion_holds(index, big, *leaf, it, root));
        }
        for size1 in 1..=size {
            let small = u64::try_from(size1).unwrap();
            let before = (small, tree_hash(&all[..size1]));
            let after = (big, root);
            let proof = ranges_hashed(consistency_ranges(small, big), tree);
            assert_eq!(proof, subproof(size1, tree, true));
            assert!(consistency_holds(before, after, &proof));
            assert!(!consistency_holds((small, other), after, &proof));
            assert!(!consistency_holds(before, (big, other), &proof));
            spoilt(&proof, |it| consistency_holds(before, after, it));
        }
    }
}

/// No proof holds that has a hash more, less, twice, or another one.
fn spoilt(proof: &[Hash], holds: impl Fn(&[Hash]) -> bool) {
    for at in 0..=proof.len() {
        let mut longer = proof.to_vec();
        longer.insert(at, leaf_hash(b"more"));
        assert!(!holds(&longer));
    }
    for at in 0..proof.len() {
        let mut shorter = proof.to_vec();
        let hash = shorter.remove(at);
        assert!(!holds(&shorter));
        let mut twice = proof.to_vec();
        twice.insert(at, hash);
        assert!(!holds(&twice));
        let mut changed = proof.to_vec();
        changed[at] = leaf_hash(b"changed");
        assert!(!holds(&changed));
    }
}

#[test]
fn there_is_no_proof_about_an_empty_tree_or_one_that_shrinks() {
    assert_eq!(inclusion_ranges(0, 0), None);
    assert_eq!(consistency_ranges(0, 3), None);
    assert_eq!(consistency_ranges(3, 2), None);
    let (empty, leaf) = (empty_root(), leaf_hash(b"0"));
    assert!(!inclusion_holds(0, 0, leaf, &[], leaf));
    assert!(!consistency_holds((0, empty), (0, empty), &[]));
    assert!(!consistency_holds((0, empty), (1, leaf), &[]));
    assert!(!consistency_holds((2, leaf), (1, leaf), &[]));
    assert!(!consistency_holds((1, leaf), (1, leaf), &[leaf]));
}

proptest! {
    #[test]
    fn no_input_makes_a_check_panic(
        (a, b) in (any::<u64>(), any::<u64>()),
        (c, d) in (0_u64..300, 0_u64..300),
        proof in proptest::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let hashes: Vec<Hash> = proof.iter().filter_map(|it| Hash::from_slice(it)).collect();
        let root = leaf_hash(b"root");
        for (a, b) in [(a, b), (c, d), (u64::MAX - 1, u64::MAX), (c, u64::MAX)] {
            prop_assert!(!inclusion_holds(a, b, root, &hashes, empty_root()));
            prop_assert!(!consistency_holds((a, root), (b, empty_root()), &hashes));
            if a < b {
                let length = inclusion_ranges(a, b).map(|it| it.len());
                prop_assert!(length.is_some_and(|it| it <= 64));
            }
            if a > 0 && a <= b {
                let length = consistency_ranges(a, b).map(|it| it.len());
                prop_assert!(length.is_some_and(|it| it <= 66));
            }
        }
    }
}
