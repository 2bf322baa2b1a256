use proptest::prelude::*;
use uuid::Uuid;

use super::{DocumentOpener, PIECE_BYTES, SealedDocument, context, document_key};
use crate::vault::SubjectKey;
use crate::vault::keys::Key;

const ID: Uuid = Uuid::from_u128(7);

fn key(fill: u8) -> SubjectKey {
    SubjectKey {
        subject: Uuid::from_u128(1),
        key: Key::from_slice(&[fill; 32]).unwrap(),
    }
}

fn sealed(plain: &[u8], step: usize) -> (Vec<u8>, SealedDocument) {
    let mut out = vec![];
    let mut sealer = key(1).seal_document(ID, &mut out).unwrap();
    for part in plain.chunks(step) {
        sealer.push(part, &mut out).unwrap();
    }
    let document = sealer.finish(&mut out).unwrap();
    (out, document)
}

fn opened(stored: &[u8], fill: u8, id: Uuid, step: usize) -> Option<Vec<u8>> {
    let mut opener = DocumentOpener {
        key: document_key(&key(fill).key, id),
        decryptor: None,
        waiting: vec![],
        context: context(id),
        id,
    };
    let mut out = vec![];
    for part in stored.chunks(step) {
        opener.push(part, &mut out).ok()?;
    }
    opener.finish(&mut out).ok()?;
    Some(out)
}

#[test]
fn a_file_comes_back_whatever_its_length_and_however_it_arrives() {
    for size in [
        0,
        1,
        PIECE_BYTES - 1,
        PIECE_BYTES,
        PIECE_BYTES + 1,
        3 * PIECE_BYTES,
    ] {
        let plain: Vec<u8> = (0..size)
            .map(|it| u8::try_from(it % 251).unwrap())
            .collect();
        for step in [1_000, PIECE_BYTES, 10 * PIECE_BYTES] {
            let (stored, document) = sealed(&plain, step);
            assert_eq!(document.size, size as u64);
            assert_eq!(
                opened(&stored, 1, ID, step + 7).unwrap(),
                plain,
                "{size} by {step}"
            );
        }
    }
}

#[test]
fn a_file_opens_with_its_own_key_and_id_only() {
    let (stored, _) = sealed(b"a paper", 3);
    assert!(opened(&stored, 2, ID, 64).is_none());
    assert!(opened(&stored, 1, Uuid::from_u128(8), 64).is_none());
}

#[test]
fn pieces_can_neither_be_cut_off_nor_exchanged_nor_added() {
    let plain = vec![5; 3 * PIECE_BYTES];
    let (stored, _) = sealed(&plain, PIECE_BYTES);
    let piece = PIECE_BYTES + 16;
    let first = 19;
    assert!(opened(&stored[..stored.len() - piece], 1, ID, piece).is_none());
    assert!(opened(&stored[..first + 10], 1, ID, piece).is_none());
    assert!(opened(&stored[..5], 1, ID, piece).is_none());
    let mut exchanged = stored.clone();
    exchanged[first..first + 2 * piece].rotate_left(piece);
    assert!(opened(&exchanged, 1, ID, piece).is_none());
    let doubled = [&stored[..], &stored[first..]].concat();
    assert!(opened(&doubled, 1, ID, piece).is_none());
}

proptest! {
    #[test]
    fn any_changed_bit_is_found(
        plain in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>(), bit in 0..8,
    ) {
        let (mut stored, _) = sealed(&plain, 100);
        let at = at.index(stored.len());
        stored[at] ^= 1u8 << bit;
        prop_assert_eq!(opened(&stored, 1, ID, 50), None);
    }
}
