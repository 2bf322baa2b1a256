//! Notes, against those that others have made.

use proptest::prelude::*;

use super::{KeyKind, KeyTextError, Note, NoteError, Signature, Signed, SigningKey, VerifierKey};

fn key(fill: char, kind: KeyKind) -> SigningKey {
    let seed = format!("{}=", fill.to_string().repeat(43));
    SigningKey::from_base64(&seed, kind, "log.example/one").unwrap()
}

#[test]
fn a_key_of_others_is_read_and_written_as_it_was() {
    // The key that the documentation of Go's package for notes uses throughout.
    let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let key: VerifierKey = text.parse().unwrap();
    assert_eq!((key.name(), key.kind()), ("PeterNeumann", KeyKind::Log));
    assert_eq!(key.to_string(), text);

    let signed = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let note = Note::parse(signed).unwrap();
    assert_eq!(key.verify(&note), Signed::Yes);
    assert_eq!(note.to_string(), signed);
    let changed = Note::parse(&signed.replace("your problem is", "my problem is")).unwrap();
    assert_eq!(key.verify(&changed), Signed::Forged);

    for wrong in [
        text.replace("c74f20a3", "c74f20a4"),
        text.replace("c74f20a3", "C74F20A3"),
        text.replace("Peter", "Pater"),
        text.replace("10TW", "10Tw"),
    ] {
        assert_eq!(
            wrong.parse::<VerifierKey>(),
            Err(KeyTextError::Id),
            "{wrong}"
        );
    }
    for wrong in [
        "",
        "a+b",
        "a b+c74f20a3+AQ==",
        &text.replace("+AR", "+BR"),
        &text[..40],
    ] {
        assert_eq!(
            wrong.parse::<VerifierKey>(),
            Err(KeyTextError::Form),
            "{wrong}"
        );
    }
}

#[test]
fn only_the_key_that_signed_says_so() {
    let (signer, other) = (key('A', KeyKind::Log), key('E', KeyKind::Log));
    let note = signer.note("one\ntwo\n".into()).unwrap();
    assert_eq!(signer.verifier().verify(&note), Signed::Yes);
    assert_eq!(other.verifier().verify(&note), Signed::No);
    let both = note.with(other.sign("another text\n", 0));
    assert_eq!(signer.verifier().verify(&both), Signed::Yes);
    assert_eq!(other.verifier().verify(&both), Signed::Forged);
    let twice = both.with(signer.sign("another text\n", 0));
    assert_eq!(signer.verifier().verify(&twice), Signed::Forged);
}

#[test]
fn a_witness_signs_at_a_time() {
    let (log, witness) = (key('A', KeyKind::Log), key('A', KeyKind::Witness));
    assert_ne!(log.verifier().id(), witness.verifier().id());
    let note = log.note("log.example/one\n0\n".into()).unwrap();
    let mut signature = witness.sign(note.text(), 1_767_225_600);
    let cosigned = note.clone().with(signature.clone());
    assert_eq!(witness.verifier().verify(&cosigned), Signed::Yes);
    signature.bytes[7] += 1;
    assert_eq!(
        witness.verifier().verify(&note.clone().with(signature)),
        Signed::Forged
    );
    // A signature without a time is none of a witness.
    let mut bare = log.sign(note.text(), 0);
    bare.key_id = witness.verifier().id();
    assert_eq!(witness.verifier().verify(&note.with(bare)), Signed::Forged);
}

#[test]
fn what_is_not_a_note_is_refused() {
    let line = key('A', KeyKind::Log).sign("text\n", 0).to_string();
    assert!(Note::parse(&format!("text\n\n{line}\n")).is_ok());
    for (text, error) in [
        (String::new(), NoteError::Unsigned),
        ("text\n".into(), NoteError::Unsigned),
        (format!("text\n\n{line}"), NoteError::Unsigned),
        (format!("text\n{line}\n"), NoteError::Unsigned),
        ("text\n\n".into(), NoteError::Unsigned),
        ("text\n\n\n".into(), NoteError::Unsigned),
        (
            format!("text\n\n{line}\nmore\n"),
            NoteError::Signature { line: 2 },
        ),
        (
            format!("text\n\n{}\n", line.replace('—', "-")),
            NoteError::Signature { line: 1 },
        ),
        (
            format!("text\n\n{}\n", &line[..line.len() - 1]),
            NoteError::Signature { line: 1 },
        ),
        (format!("text\r\n\n{line}\n"), NoteError::Control),
        ("x".repeat(70_000), NoteError::TooLong),
    ] {
        assert_eq!(Note::parse(&text), Err(error), "{text:.80}");
    }
    assert!(Note::new("no end of line".into(), vec![]).is_none());
    assert!(SigningKey::from_base64(&format!("{}=", "A".repeat(43)), KeyKind::Log, "a b").is_err());
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_as_it_was(text in "(\\PC|\n| |—|\\+){0,200}") {
        if let Ok(note) = Note::parse(&text) {
            prop_assert_eq!(note.to_string(), text.clone());
        }
        if let Some(signature) = Signature::parse(&text) {
            prop_assert_eq!(signature.to_string(), text.clone());
        }
        if let Ok(key) = text.parse::<VerifierKey>() {
            prop_assert_eq!(key.to_string(), text);
        }
    }

    #[test]
    fn a_note_survives(lines in proptest::collection::vec("[a-zA-Z0-9 /+=—]{0,30}", 1..8)) {
        let text = lines.join("\n") + "\n";
        let signer = key('A', KeyKind::Log);
        let note = signer.note(text).unwrap();
        let read = Note::parse(&note.to_string()).unwrap();
        prop_assert_eq!(signer.verifier().verify(&read), Signed::Yes);
    }
}
