//! Which proofs hold, which do not, and which cannot be read.

use eventstore::merkle::{Frontier, Hash, leaf_hash, node_hash};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Proof;

/// What the command would exit with.
fn check(proof: &Value) -> u8 {
    match Proof::read(proof.to_string().as_bytes()) {
        Ok(proof) => u8::from(!proof.holds()),
        Err(_) => 2,
    }
}

fn leaf(n: u8) -> Hash {
    leaf_hash(&[n])
}

fn root(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::default();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree.root()
}

/// The second of three leaves.
fn inclusion() -> Value {
    json!({
        "leafIdx": 1,
        "treeSize": 3,
        "root": root(&[leaf(0), leaf(1), leaf(2)]).to_string(),
        "leafHash": leaf(1).to_string(),
        "proof": [leaf(0).to_string(), leaf(2).to_string()],
        "desc": "happy path",
        "wantErr": false
    })
}

/// From three leaves to four.
fn consistency() -> Value {
    json!({
        "size1": 3,
        "size2": 4,
        "root1": root(&[leaf(0), leaf(1), leaf(2)]).to_string(),
        "root2": root(&[leaf(0), leaf(1), leaf(2), leaf(3)]).to_string(),
        "proof": [leaf(2).to_string(), leaf(3).to_string(), node_hash(leaf(0), leaf(1)).to_string()]
    })
}

fn with(mut proof: Value, member: &str, value: Value) -> Value {
    proof[member] = value;
    proof
}

fn without(mut proof: Value, member: &str) -> Value {
    proof.as_object_mut().unwrap().remove(member);
    proof
}

#[test]
fn what_is_true_holds_and_what_is_changed_does_not() {
    assert_eq!(check(&inclusion()), 0);
    assert_eq!(check(&consistency()), 0);
    let other = leaf(9).to_string();
    for (proof, members) in [
        (inclusion(), ["root", "leafHash"]),
        (consistency(), ["root1", "root2"]),
    ] {
        for member in members {
            assert_eq!(check(&with(proof.clone(), member, json!(other))), 1);
            assert_eq!(check(&with(proof.clone(), member, json!(""))), 1);
            assert_eq!(check(&with(proof.clone(), member, json!(null))), 1);
            assert_eq!(check(&with(proof.clone(), member, json!("AAAA"))), 1);
        }
        assert_eq!(check(&with(proof.clone(), "proof", json!([]))), 1);
        assert_eq!(check(&with(proof.clone(), "proof", json!(null))), 1);
        assert_eq!(check(&with(proof.clone(), "proof", json!([other]))), 1);
        assert_eq!(check(&with(proof.clone(), "proof", json!(["AAAA"]))), 1);
        assert_eq!(check(&with(proof, "proof", json!([null]))), 1);
    }
    for (member, value) in [
        ("leafIdx", 0),
        ("leafIdx", 3),
        ("leafIdx", 7),
        ("treeSize", 0),
    ] {
        assert_eq!(
            check(&with(inclusion(), member, json!(value))),
            1,
            "{member} {value}"
        );
    }
    for (member, value) in [("size1", 0), ("size1", 5), ("size2", 0), ("size2", 8)] {
        assert_eq!(
            check(&with(consistency(), member, json!(value))),
            1,
            "{member} {value}"
        );
    }
    let far = with(inclusion(), "leafIdx", json!(u64::MAX));
    assert_eq!(check(&with(far, "treeSize", json!(u64::MAX))), 1);
}

#[test]
fn a_tree_begins_itself_and_an_empty_one_no_other() {
    let same = |size: u64, root1: &str, root2: &str, proof: Value| {
        check(&json!({
            "size1": size, "size2": size, "root1": root1, "root2": root2, "proof": proof
        }))
    };
    let (one, other) = (leaf(1).to_string(), leaf(2).to_string());
    assert_eq!(same(1, &one, &one, json!([])), 0);
    assert_eq!(same(7, &one, &one, json!(null)), 0);
    assert_eq!(
        same(7, "AAAA", "AAAA", json!(null)),
        0,
        "no hash is needed for that"
    );
    assert_eq!(same(7, &one, &other, json!([])), 1);
    assert_eq!(same(7, &one, &one, json!([one])), 1);
    assert_eq!(same(0, &one, &one, json!([])), 0);
    assert_eq!(same(0, "AAAA", "AAAA", json!([])), 0);
    assert_eq!(same(0, &one, &other, json!([])), 1);
    assert_eq!(same(0, &one, &one, json!([one])), 1);
    let from_nothing = json!({
        "size1": 0, "size2": 1, "root1": one, "root2": one, "proof": []
    });
    assert_eq!(check(&from_nothing), 1);
    let single = json!({
        "leafIdx": 0, "treeSize": 1, "root": one, "leafHash": one, "proof": null
    });
    assert_eq!(check(&single), 0);
}

#[test]
fn what_is_not_of_the_shape_cannot_be_read() {
    for member in ["leafIdx", "treeSize", "root", "leafHash", "proof"] {
        assert_eq!(check(&without(inclusion(), member)), 2, "{member}");
    }
    for member in ["size1", "size2", "root1", "root2", "proof"] {
        assert_eq!(check(&without(consistency(), member)), 2, "{member}");
    }
    for value in [json!(-1), json!(1.5), json!("1"), json!(null), json!(1e30)] {
        assert_eq!(
            check(&with(inclusion(), "leafIdx", value.clone())),
            2,
            "{value}"
        );
        assert_eq!(
            check(&with(consistency(), "size2", value.clone())),
            2,
            "{value}"
        );
    }
    let root = inclusion()["root"].as_str().unwrap().to_owned();
    for value in [
        json!(1),
        json!("not base64"),
        json!(root.trim_end_matches('=')),
        json!(format!("{root}\n")),
        json!(format!("{root}=")),
        json!([root]),
    ] {
        assert_eq!(
            check(&with(inclusion(), "root", value.clone())),
            2,
            "{value}"
        );
        assert_eq!(check(&with(inclusion(), "proof", json!([value]))), 2);
    }
    assert_eq!(check(&with(inclusion(), "proof", json!("AAAA"))), 2);
    assert_eq!(
        check(&with(inclusion(), "size1", json!(1))),
        2,
        "two shapes in one"
    );
    for text in [
        "",
        "{}",
        "[]",
        "null",
        "1",
        "{",
        "\u{feff}{}",
        "{\"leafIdx\":1,",
    ] {
        assert!(Proof::read(text.as_bytes()).is_err(), "{text}");
    }
    let twice = inclusion().to_string().replacen('{', "{\"leafIdx\":1,", 1);
    assert!(Proof::read(twice.as_bytes()).is_err(), "a member twice");
    let more = format!("{} {{}}", inclusion());
    assert!(Proof::read(more.as_bytes()).is_err(), "something after it");
    assert!(Proof::read(&vec![b' '; 2_000_000]).is_err());
    assert!(Proof::read(b"\xff\xfe").is_err());
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(
        index in any::<u64>(),
        size in any::<u64>(),
        text in "\\PC{0,60}",
        noise in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = Proof::read(&noise);
        for value in [json!(index), json!(text)] {
            for member in ["leafIdx", "treeSize", "root", "leafHash", "proof"] {
                check(&with(inclusion(), member, value.clone()));
            }
            for member in ["size1", "size2", "root1", "root2", "proof"] {
                check(&with(consistency(), member, value.clone()));
            }
        }
        prop_assert_ne!(check(&with(with(inclusion(), "leafIdx", json!(index)), "treeSize", json!(size))), 2);
    }
}
