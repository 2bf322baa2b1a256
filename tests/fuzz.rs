//! Nothing that comes from outside makes a reader panic: events, exports, proofs, notes.
//!
//! Each reader has a folder of cases under `corpus/`, which begin every run; from them others are made
//! by chance. A case that breaks a reader is written into the folder, so that it is kept and tried
//! ever after. `HOSO_FUZZ_CASES` says how many to make.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use eventstore::checkpoint::Checkpoint;
use eventstore::note::Note;
use eventstore::{Position, Recorded};
use harness::root;
use projections::Fact;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use services::claims::Held;
use services::export::{Beside, Materials, check};
use services::proof::Proof;
use tempfile::TempDir;

/// How many cases to make of each folder, unless something else is asked for.
const CASES: u32 = 400;

/// One change of a case.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Replace(Index, u8),
    Cut(Index, Index),
    Double(Index, Index),
    Insert(Index, Vec<u8>),
    Splice(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    // What readers of JSON stumble over.
    let odd = prop::sample::select(vec![
        "\0",
        "\"",
        "\\",
        "\\ud800",
        "{",
        "[",
        "[[[[[[[[",
        "}",
        "1e999",
        "-0",
        "18446744073709551616",
        "null",
        ",",
        "\n\n",
        "\u{feff}",
        "9223372036854775808",
        "\"data\":{},",
        "\u{2014} ",
    ]);
    prop_oneof![
        (at(), 0..8u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        (at(), any::<u8>()).prop_map(|(at, to)| Change::Replace(at, to)),
        (at(), at()).prop_map(|(from, to)| Change::Cut(from, to)),
        (at(), at()).prop_map(|(from, to)| Change::Double(from, to)),
        (at(), odd).prop_map(|(at, it)| Change::Insert(at, it.as_bytes().to_vec())),
        (at(), at()).prop_map(|(at, with)| Change::Splice(at, with)),
    ]
}

fn changed(mut case: Vec<u8>, changes: &[Change], all: &[Vec<u8>]) -> Vec<u8> {
    for change in changes {
        let place = |it: &Index| it.index(case.len() + 1);
        match change {
            Change::Flip(at, bit) => {
                let at = place(at);
                if let Some(byte) = case.get_mut(at) {
                    *byte ^= 1u8 << bit;
                }
            }
            Change::Replace(at, to) => {
                let at = place(at);
                if let Some(byte) = case.get_mut(at) {
                    *byte = *to;
                }
            }
            Change::Cut(from, to) => {
                let (from, to) = (place(from), place(to));
                case.drain(from.min(to)..from.max(to));
            }
            Change::Double(from, to) => {
                let (from, to) = (place(from), place(to));
                let part = case[from.min(to)..from.max(to)].to_vec();
                case.extend(part);
            }
            Change::Insert(at, what) => {
                let at = place(at);
                case.splice(at..at, what.iter().copied());
            }
            Change::Splice(at, with) => {
                let at = place(at);
                case.truncate(at);
                let other = with.get(all);
                case.extend_from_slice(&other[at.min(other.len())..]);
            }
        }
        case.truncate(1 << 20);
    }
    case
}

/// Tries the cases of a folder, and those made from them.
fn fuzz(name: &str, more: Vec<Vec<u8>>, reader: fn(&[u8])) {
    let folder = root().join("tests/corpus").join(name);
    let mut cases = more;
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} has no case", folder.display());
    cases.extend(files.iter().map(|it| fs::read(it).unwrap()));
    for case in &cases {
        reader(case);
    }
    let count = std::env::var("HOSO_FUZZ_CASES")
        .ok()
        .and_then(|it| it.parse().ok());
    let config = Config {
        cases: count.unwrap_or(CASES),
        failure_persistence: None,
        ..Config::default()
    };
    let made = (any::<Index>(), prop::collection::vec(change(), 1..12));
    TestRunner::new(config)
        .run(&made, |(from, changes)| {
            let case = changed(from.get(&cases).clone(), &changes, &cases);
            let read = catch_unwind(AssertUnwindSafe(|| reader(&case)));
            if read.is_err() {
                keep(&folder, &case);
            }
            prop_assert!(read.is_ok(), "{} broke on {}", name, case.escape_ascii());
            Ok(())
        })
        .unwrap();
}

/// Keeps a case that broke a reader.
fn keep(folder: &Path, case: &[u8]) {
    let name = uuid::Uuid::new_v5(&uuid::Uuid::nil(), case);
    fs::write(folder.join(format!("found-{name}")), case).unwrap();
}

/// Every event that was ever released, in a document as the log holds it.
fn released_events() -> Vec<Vec<u8>> {
    let folder = root().join("domain/fixtures/events");
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let events = files.map(|file| {
        let event: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let kind = event["type"].as_str().unwrap().split('.').next().unwrap();
        let document = serde_json::json!({
            "specversion": "1.0", "id": "018f0000-0000-7000-8000-000000000003",
            "source": "urn:hoso:test", "subject": format!("{kind}/018f0000-0000-7000-8000-000000000004"),
            "type": event["type"], "data": event["data"], "time": "2026-03-02T02:00:00Z",
            "datacontenttype": "application/json", "streamversion": 1,
            "commandid": "018f0000-0000-7000-8000-000000000005", "commandtype": "test",
            "actorid": "018f0000-0000-7000-8000-000000000006", "actorrole": "receiver",
        });
        serde_json::to_vec(&document).unwrap()
    });
    events.collect()
}

#[test]
fn no_document_breaks_the_decoder() {
    let released = released_events();
    for document in &released {
        let document = Bytes::from(document.clone());
        let recorded = Recorded::from_document(Position(1), document).unwrap();
        Fact::try_from(recorded).expect("what was released can be read");
    }
    fuzz("events", released, |bytes| {
        let document = Bytes::copy_from_slice(bytes);
        let Ok(recorded) = Recorded::from_document(Position(1), document) else {
            return;
        };
        let mut held = Held::default();
        drop(held.see(&recorded));
        drop(Fact::try_from(recorded));
    });
}

#[test]
fn no_export_breaks_its_reader() {
    fuzz("exports", vec![], |bytes| {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("log.jsonl");
        fs::write(&path, bytes).unwrap();
        let materials = Materials::default();
        if let Ok(checked) = check(&path, &materials, |_| ()) {
            assert_eq!(
                checked.covered, 0,
                "without a checkpoint nothing is covered"
            );
        }
        // The same bytes as what stands beside an export.
        fs::write(Beside::Leaves.path(&path), bytes).unwrap();
        fs::write(Beside::Before.path(&path), bytes).unwrap();
        let materials = Materials {
            leaves: vec![Beside::Leaves.path(&path)],
            ..Materials::default()
        };
        drop(check(&path, &materials, |_| ()));
    });
}

#[test]
fn no_proof_breaks_its_checker() {
    fuzz("proofs", vec![], |bytes| {
        if let Ok(proof) = Proof::read(bytes) {
            // The same proof says the same again.
            assert_eq!(proof.holds(), Proof::read(bytes).unwrap().holds());
        }
    });
}

#[test]
fn no_note_breaks_its_reader() {
    fuzz("notes", vec![], |bytes| {
        let Ok(text) = str::from_utf8(bytes) else {
            return;
        };
        if let Ok(note) = Note::parse(text) {
            assert_eq!(
                Note::parse(&note.to_string()).as_ref(),
                Ok(&note),
                "it is written as it is read"
            );
            drop(Checkpoint::of(&note));
        }
    });
}
