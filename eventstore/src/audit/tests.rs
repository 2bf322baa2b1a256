//! Every way to change a log is found, and called by its name.

use time::macros::datetime;
use uuid::Uuid;

use super::{Fault, Ledger, Outcome, Terms, Trusted, TrustedKey, Untrusted, Wrong, trusted};
use crate::checkpoint::Checkpoint;
use crate::document::Encoder;
use crate::merkle::{Frontier, Hash, leaf_hash};
use crate::note::{KeyKind, SigningKey};
use crate::{Cause, NewEvent, Stream, Version};

/// Events of three commands with two events each, over and over, on three streams.
fn log(count: u64) -> Vec<Vec<u8>> {
    (0..count)
        .map(|n| {
            let cause = Cause {
                command_id: Uuid::from_u128(u128::from(n / 2) + 1),
                command: "count".into(),
                actor: Uuid::nil(),
                agency: None,
                role: "counter".into(),
                at: datetime!(2026-01-05 09:00 UTC),
            };
            let stream = Stream {
                kind: "thing",
                id: Uuid::from_u128(u128::from(n % 3)),
            };
            let body = serde_json::json!({ "type": "thing.counted.v1", "data": { "n": n } });
            let event = NewEvent::of(&body).unwrap();
            let version = Version(i64::try_from(n / 3).unwrap() + 1);
            let nth = usize::try_from(n % 2).unwrap();
            let encoder = Encoder::new("log.example", &cause).unwrap();
            encoder.encode(stream, version, nth, &event).unwrap()
        })
        .collect()
}

fn hashes(log: &[Vec<u8>]) -> Vec<Hash> {
    log.iter().map(|it| leaf_hash(it)).collect()
}

fn checkpoint(log: &[Vec<u8>], size: usize) -> Checkpoint {
    let mut tree = Frontier::default();
    for hash in hashes(&log[..size]) {
        tree.push(hash);
    }
    Checkpoint {
        origin: "log.example".into(),
        size: tree.size(),
        root: tree.root(),
    }
}

fn audit(found: &[Vec<u8>], checkpoints: &[Checkpoint], leaves: Option<&[Hash]>) -> Outcome {
    let mut ledger = Ledger::new(Terms {
        origin: Some("log.example".into()),
        before: Frontier::default(),
        covered: checkpoints.last().map_or(0, |it| it.size),
        hashed: leaves.map_or(0, |it| it.len() as u64),
    });
    ledger.announce(checkpoints.iter().cloned());
    let mut leaves = leaves.unwrap_or_default().iter();
    for document in found {
        if let Some(hash) = leaves.next() {
            ledger.expect(*hash);
        }
        ledger.take(document);
    }
    while ledger.wants_hashes()
        && let Some(hash) = leaves.next()
    {
        ledger.expect(*hash);
    }
    ledger.finish()
}

/// The same event with another content, as somebody would forge it who knows all our forms.
fn forged(document: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(document.to_vec()).unwrap();
    let forged = text.replace(r#""data":{"n":"#, r#""data":{"n":7"#);
    assert_ne!(text, forged);
    forged.into()
}

/// The same event with an id that no command gives.
fn another_id(document: &str) -> String {
    let start = document.find(r#""id":""#).unwrap() + 6;
    let end = start + 36;
    format!("{}{}{}", &document[..start], Uuid::nil(), &document[end..])
}

#[test]
fn a_log_that_was_left_alone_is_sound() {
    let log = log(40);
    let leaves = hashes(&log);
    for leaves in [None, Some(leaves.as_slice())] {
        let marks = [
            checkpoint(&log, 7),
            checkpoint(&log, 16),
            checkpoint(&log, 40),
        ];
        let outcome = audit(&log, &marks, leaves);
        assert_eq!(outcome.fault, None);
        assert_eq!((outcome.size, outcome.proven), (40, 40));
        assert_eq!(outcome.root, marks[2].root);
    }
}

#[test]
fn with_the_hashes_of_the_leaves_each_change_is_named_at_its_place() {
    let log = log(40);
    let (leaves, end) = (hashes(&log), [checkpoint(&log, 40)]);
    let named = |found: &[Vec<u8>]| audit(found, &end, Some(&leaves)).fault.unwrap();
    for at in 0..40 {
        let position = u64::try_from(at).unwrap() + 1;
        let mut edited = log.clone();
        edited[at] = forged(&edited[at]);
        assert_eq!(named(&edited), Fault::at(position, Wrong::Edited));

        let mut shorter = log.clone();
        shorter.remove(at);
        let gone = if at == 39 {
            Wrong::CutOff { since: None }
        } else {
            Wrong::Removed
        };
        assert_eq!(named(&shorter), Fault::at(position, gone), "at {at}");

        let mut longer = log.clone();
        longer.insert(at, forged(&log[at]));
        assert_eq!(
            named(&longer),
            Fault::at(position, Wrong::Inserted),
            "at {at}"
        );
        let mut twice = log.clone();
        twice.insert(at, log[at].clone());
        assert_eq!(named(&twice).what, Wrong::Inserted, "at {at}");

        for other in at + 1..40 {
            let mut swapped = log.clone();
            swapped.swap(at, other);
            assert_eq!(named(&swapped), Fault::at(position, Wrong::Reordered));
        }
        let cut = named(&log[..at]);
        assert_eq!(cut, Fault::at(position, Wrong::CutOff { since: None }));
    }
    let mut forked = log.clone();
    forked.push(forged(&log[39]));
    assert_eq!(named(&forked), Fault::at(41, Wrong::Inserted));
    // What may well have come next is not wrong, but nothing vouches for it.
    assert_eq!(named(&self::log(41)), Fault::at(41, Wrong::Uncovered));
}

#[test]
fn without_them_what_contradicts_itself_is_named_and_the_rest_found_between_checkpoints() {
    let log = log(40);
    let marks = [
        checkpoint(&log, 10),
        checkpoint(&log, 20),
        checkpoint(&log, 40),
    ];
    let named = |found: &[Vec<u8>]| audit(found, &marks, None).fault.unwrap();

    let mut edited = log.clone();
    edited[13] = forged(&edited[13]);
    let fault = named(&edited);
    assert_eq!((fault.first, fault.last), (11, 20));
    assert_eq!(fault.what, Wrong::Changed);

    let mut removed = log.clone();
    removed.remove(10);
    assert_eq!(named(&removed), Fault::at(11, Wrong::Removed));
    // Of a whole command nothing tells but the versions of its streams, at their next events: it
    // stood after the event before it in its stream, and after the last checkpoint that holds.
    let mut removed = log.clone();
    removed.drain(10..12);
    let between = |first| Fault {
        first,
        last: 12,
        what: Wrong::Removed,
    };
    assert_eq!(named(&removed), between(11));
    let unmarked = audit(&removed, &marks[2..], None).fault.unwrap();
    assert_eq!(unmarked, between(9));
    assert!(
        unmarked
            .to_string()
            .starts_with("between positions 9 and 12: removed")
    );
    let mut inserted = log.clone();
    inserted.insert(12, log[9].clone());
    assert_eq!(named(&inserted), Fault::at(13, Wrong::Inserted));
    let mut moved = log.clone();
    moved.swap(22, 25);
    assert_eq!(named(&moved), Fault::at(23, Wrong::Reordered));
    let cut = named(&log[..33]);
    assert_eq!(cut, Fault::at(34, Wrong::CutOff { since: Some(20) }));

    let text = String::from_utf8(log[30].clone()).unwrap();
    for (spoilt, wrong) in [
        (text.replacen(':', ": ", 1), Wrong::NotCanonical),
        (another_id(&text), Wrong::Id),
        (
            text.replace("log.example", "log.other"),
            Wrong::Source {
                source: "log.other".into(),
            },
        ),
    ] {
        let mut spoilt_log = log.clone();
        spoilt_log[30] = spoilt.into();
        let fault = named(&spoilt_log);
        assert_eq!(fault, Fault::at(31, wrong));
    }
    let mut broken = log.clone();
    broken[30] = b"{\"a\":".to_vec();
    assert!(matches!(named(&broken).what, Wrong::Unreadable { .. }));
}

#[test]
fn a_part_of_a_log_is_checked_from_the_tree_before_it() {
    let log = log(40);
    let mut before = Frontier::default();
    for hash in hashes(&log[..23]) {
        before.push(hash);
    }
    let end = checkpoint(&log, 40);
    let audited = |before: Frontier, found: &[Vec<u8>]| {
        let mut ledger = Ledger::new(Terms {
            origin: None,
            before,
            covered: 40,
            hashed: 0,
        });
        ledger.announce([end.clone()]);
        for document in found {
            ledger.take(document);
        }
        ledger.finish()
    };
    assert_eq!(audited(before.clone(), &log[23..]).fault, None);
    let mut edited = log[23..].to_vec();
    edited[5] = forged(&edited[5]);
    let fault = audited(before.clone(), &edited).fault.unwrap();
    assert_eq!(
        (fault.first, fault.last, fault.what),
        (24, 40, Wrong::Changed)
    );
    let mut other = before;
    other.push(leaf_hash(b"other"));
    assert!(audited(other, &log[24..]).fault.is_some());
}

#[test]
fn a_checkpoint_of_no_events_has_the_root_of_none() {
    let seed = format!("{}=", "A".repeat(43));
    let key = SigningKey::from_base64(&seed, KeyKind::Log, "log.example").unwrap();
    let judged = |root: Hash| {
        let note = key.note(format!("log.example\n0\n{root}\n")).unwrap();
        trusted(&[note], &[key.verifier().clone().into()])
    };
    let (Trusted(believed), refused) = judged(Frontier::default().root());
    assert_eq!((believed.len(), refused.len()), (1, 0));
    let (Trusted(believed), refused) = judged(leaf_hash(b"something"));
    assert!(believed.is_empty());
    assert_eq!(refused, [Untrusted::NotEmpty]);
}

#[test]
fn a_key_that_was_changed_signs_nothing_later() {
    let seed = format!("{}=", "A".repeat(43));
    let key = SigningKey::from_base64(&seed, KeyKind::Log, "log.example").unwrap();
    let retired = TrustedKey {
        key: key.verifier().clone(),
        from_size: 3,
        to_size: Some(5),
    };
    let judged = |size: u64, keys: &[TrustedKey]| {
        let root = leaf_hash(b"root");
        let note = key.note(format!("log.example\n{size}\n{root}\n")).unwrap();
        trusted(&[note], keys).1
    };
    for size in 3..=5 {
        assert_eq!(judged(size, std::slice::from_ref(&retired)), []);
    }
    for size in [2, 6] {
        let key = retired.key.to_string();
        let untimely = Untrusted::Untimely { size, key };
        assert_eq!(judged(size, std::slice::from_ref(&retired)), [untimely]);
        // Somebody trusts it without an end.
        let always = TrustedKey::from(retired.key.clone());
        assert_eq!(judged(size, &[retired.clone(), always]), []);
    }
}
