//! Nothing in a file makes its reader panic.

use std::fs;

use eventstore::audit::TrustedKey;
use eventstore::merkle::{Frontier, leaf_hash};
use eventstore::note::{KeyKind, SigningKey};
use proptest::prelude::*;

use super::{Beside, Materials, check, read_keys, read_note};

/// Checks a file with a checkpoint of two documents, and says whether it is sound.
fn checked(bytes: &[u8], leaves: &[u8], before: Option<&[u8]>) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export");
    fs::write(&path, bytes).unwrap();
    fs::write(Beside::Leaves.path(&path), leaves).unwrap();
    if let Some(before) = before {
        fs::write(Beside::Before.path(&path), before).unwrap();
    }
    let seed = format!("{}=", "A".repeat(43));
    let key = SigningKey::from_base64(&seed, KeyKind::Log, "log.example").unwrap();
    let mut tree = Frontier::default();
    tree.push(leaf_hash(b"{}"));
    tree.push(leaf_hash(b"[]"));
    let note = key
        .note(format!("log.example\n2\n{}\n", tree.root()))
        .unwrap();
    let materials = Materials {
        checkpoints: vec![note],
        keys: vec![key.verifier().clone().into()],
        leaves: vec![Beside::Leaves.path(&path)],
    };
    check(&path, &materials, |_| ()).is_ok_and(|it| it.is_sound())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_file_makes_a_check_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        text in "(\\{|\\}|\n|\"|[a-z0-9:,.]|\\PC){0,200}",
        leaves in proptest::collection::vec(any::<u8>(), 0..100),
        before in "\\PC{0,60}",
    ) {
        let gzipped = [&[0x1f, 0x8b, 8, 0], bytes.as_slice()].concat();
        for content in [bytes.as_slice(), text.as_bytes(), &gzipped] {
            prop_assert!(!checked(content, &leaves, None));
            prop_assert!(!checked(content, &leaves, Some(before.as_bytes())));
        }
        let json = format!(r#"{{"size":{},"hashes":[]}}"#, bytes.len());
        prop_assert!(!checked(text.as_bytes(), &leaves, Some(json.as_bytes())));

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        for content in [bytes.as_slice(), text.as_bytes(), b"{\"keys\":[{\"verifier_key\":\"a\"}]}"] {
            fs::write(&path, content).unwrap();
            prop_assert!(read_keys(&path).is_err());
            prop_assert!(read_note(&path).is_err());
        }
    }
}

#[test]
fn what_is_signed_and_no_event_is_still_refused() {
    let leaves = [leaf_hash(b"{}"), leaf_hash(b"[]")]
        .map(|it| *it.as_bytes())
        .concat();
    assert!(
        !checked(b"{}\n[]\n", &leaves, None),
        "its lines are no events"
    );
    assert!(!checked(b"{}\n[]", &leaves, None), "it ends within a line");
    assert!(!checked(b"", &leaves, None));
}

#[test]
fn an_answer_about_keys_says_what_each_of_them_signs() {
    let seed = format!("{}=", "A".repeat(43));
    let key = SigningKey::from_base64(&seed, KeyKind::Log, "log.example").unwrap();
    let key = key.verifier();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    let read = |content: String| {
        fs::write(&path, content).unwrap();
        let keys = read_keys(&path).unwrap();
        let of = |it: TrustedKey| (it.key == *key, it.from_size, it.to_size);
        keys.into_iter().map(of).collect::<Vec<_>>()
    };
    let answer = serde_json::json!({
        "origin": "log.example",
        "keys": [
            { "verifier_key": key.to_string(), "from_size": 0, "to_size": 730 },
            { "verifier_key": key.to_string(), "from_size": 731, "to_size": null },
            { "verifier_key": key.to_string() }
        ],
        "witnesses": []
    });
    assert_eq!(
        read(answer.to_string()),
        [(true, 0, Some(730)), (true, 731, None), (true, 0, None)]
    );
    assert_eq!(read(format!("# ours\n{key}\n")), [(true, 0, None)]);
}
