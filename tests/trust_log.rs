//! What the log can prove, and who signs that.

use eventstore::audit::{Kept, LogReport, Untrusted, verify_log};
use eventstore::checkpoint::Checkpoint;
use eventstore::merkle::{consistency_holds, inclusion_holds};
use eventstore::note::{KeyKind, Signed, SigningKey};
use eventstore::{EventStore, Position, SealError, Sealer, TreeError};
use sqlx::PgPool;

use crate::sample::{count, counted, open, thing};
use crate::trust_tampering::tamper;

/// A key of the log of these tests, which differs with the letter.
pub(crate) fn key(fill: char) -> SigningKey {
    let seed = format!("{}=", fill.to_string().repeat(43));
    SigningKey::from_base64(&seed, KeyKind::Log, "urn:hoso:test").unwrap()
}

/// Appends commands of two events each, on three streams.
async fn append(store: &EventStore, commands: std::ops::Range<u128>) {
    for n in commands {
        let version = i64::try_from(n / 3).unwrap() * 2;
        let mut append = count(n + 1, thing(n % 3), version);
        append.writes[0].events = vec![counted(version), counted(version + 1)];
        store.append(append).await.unwrap();
    }
}

/// Seals all there is, with a checkpoint at the end.
async fn seal(store: &EventStore) -> Checkpoint {
    let mut sealer = Sealer::open(store.clone(), key('A')).await.unwrap();
    while !sealer.advance().await.unwrap().caught_up {}
    latest(store).await
}

pub(crate) async fn latest(store: &EventStore) -> Checkpoint {
    let note = store.latest_checkpoint().await.unwrap().unwrap();
    Checkpoint::of(&note).unwrap()
}

/// A log of 30 events, signed at 10, 20 and 30.
pub(crate) async fn signed_log(pool: &PgPool) -> EventStore {
    let store = open(pool);
    for commands in [0..5, 5..10, 10..15] {
        append(&store, commands).await;
        seal(&store).await;
    }
    store
}

pub(crate) async fn verify(store: &EventStore) -> LogReport {
    verify_log(store, &Kept::default(), |_| (), |_| ())
        .await
        .unwrap()
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_log_proves_every_event_and_that_it_only_grew(pool: PgPool) {
    let store = open(&pool);
    // Enough for subtrees of the second level, in runs of uneven lengths.
    let mut sizes = vec![];
    let mut version = 0;
    for (n, events) in [1, 255, 1, 300, 7, 700].into_iter().enumerate() {
        let mut append = count(u128::try_from(n).unwrap(), thing(1), version);
        append.writes[0].events = (0..events).map(counted).collect();
        version += events;
        store.append(append).await.unwrap();
        sizes.push(seal(&store).await);
    }
    assert_eq!(sizes.last().unwrap().size, 1_264);

    for checkpoint in &sizes {
        let (size, root) = (checkpoint.size, checkpoint.root);
        assert_eq!(store.root_at(size).await.unwrap(), root);
        for position in [1, 2, 255, 256, 257, 512, 513, 1_000, size].map(|it| it.min(size)) {
            let place = Position(i64::try_from(position).unwrap());
            let proof = store.inclusion_proof(place, size).await.unwrap();
            let leaf = store.leaf(place).await.unwrap();
            assert_eq!((proof.leaf, proof.roots), (Some(leaf), vec![root]));
            assert!(inclusion_holds(
                position - 1,
                size,
                leaf,
                &proof.hashes,
                root
            ));
        }
        for earlier in sizes.iter().filter(|it| it.size <= size) {
            let proof = store.consistency_proof(earlier.size, size).await.unwrap();
            assert!(consistency_holds(
                (earlier.size, earlier.root),
                (size, root),
                &proof.hashes
            ));
        }
    }
    let beyond = store.root_at(2_000).await;
    assert!(matches!(
        beyond,
        Err(TreeError::Beyond {
            size: 2_000,
            sealed: 1_264
        })
    ));
    assert!(matches!(
        store.consistency_proof(0, 5).await,
        Err(TreeError::Nothing)
    ));
    assert!(matches!(
        store.inclusion_proof(Position(9), 8).await,
        Err(TreeError::Nothing)
    ));
    assert!(verify(&store).await.is_sound());
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn sealing_goes_on_where_it_stopped_and_two_sealers_do_no_harm(pool: PgPool) {
    let store = open(&pool);
    let mut first = Sealer::open(store.clone(), key('A')).await.unwrap();
    let empty = first.advance().await.unwrap().checkpoint.unwrap();
    assert_eq!(Checkpoint::of(&empty).unwrap().size, 0);
    let mut second = Sealer::open(store.clone(), key('A')).await.unwrap();
    append(&store, 0..4).await;
    assert_eq!(first.advance().await.unwrap().sealed, 8);
    // The other one was killed meanwhile, or thought so.
    let late = second.advance().await;
    assert!(matches!(late, Err(SealError::Overtaken)), "{late:?}");
    append(&store, 4..6).await;
    let mut third = Sealer::open(store.clone(), key('A')).await.unwrap();
    let advance = third.advance().await.unwrap();
    assert_eq!((advance.sealed, advance.caught_up), (12, true));
    let again = third.advance().await.unwrap();
    assert_eq!(again.checkpoint, None, "there is nothing new to sign");
    let report = verify(&store).await;
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.signed, 12);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_key_can_be_changed_and_what_the_old_one_signed_stays_valid(pool: PgPool) {
    let store = signed_log(&pool).await;
    let wrong = Sealer::open(store.clone(), key('E')).await;
    assert!(matches!(wrong, Err(SealError::OtherKey { .. })));

    let mut old = Sealer::open(store.clone(), key('A')).await.unwrap();
    assert_eq!(store.adopt_key(key('E').verifier()).await.unwrap(), 31);
    append(&store, 15..16).await;
    let refused = old.advance().await;
    assert!(
        matches!(refused, Err(SealError::OtherKey { .. })),
        "{refused:?}"
    );
    let mut new = Sealer::open(store.clone(), key('E')).await.unwrap();
    let note = new.advance().await.unwrap().checkpoint.unwrap();
    assert_eq!(key('E').verifier().verify(&note), Signed::Yes);
    let before = store.checkpoint_at(30).await.unwrap().unwrap();
    assert_eq!(key('A').verifier().verify(&before), Signed::Yes);
    assert!(verify(&store).await.is_sound());

    // A checkpoint is of the key that was current, and of no other.
    let text = Checkpoint::of(&before).unwrap().to_string();
    let forged = key('E').note(text).unwrap().to_string();
    tamper(
        &pool,
        &format!("update eventstore.checkpoint set note = '{forged}' where size = 30"),
    )
    .await;
    let report = verify(&store).await;
    assert!(
        matches!(
            &report.untrusted[..],
            [Untrusted::OtherKey { size: Some(30), .. }]
        ),
        "{report:?}"
    );
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_witness_can_add_its_signature(pool: PgPool) {
    let store = signed_log(&pool).await;
    let seed = format!("{}=", "I".repeat(43));
    let witness = |name| SigningKey::from_base64(&seed, KeyKind::Witness, name).unwrap();
    let (known, unknown) = (witness("witness.example/a"), witness("witness.example/b"));
    let witnesses = [known.verifier().clone()];
    let note = store.checkpoint_at(20).await.unwrap().unwrap();

    for wrong in [
        unknown.sign(note.text(), 1_767_225_600),
        key('A').sign(note.text(), 0),
        known.sign("another text\n", 1_767_225_600),
    ] {
        assert!(store.cosign(20, wrong, &witnesses).await.is_err());
    }
    let line = known.sign(note.text(), 1_767_225_600);
    assert!(store.cosign(21, line.clone(), &witnesses).await.is_err());
    for _ in 0..2 {
        let cosigned = store.cosign(20, line.clone(), &witnesses).await.unwrap();
        assert_eq!(cosigned.signatures().len(), 2);
        assert_eq!(known.verifier().verify(&cosigned), Signed::Yes);
        assert_eq!(key('A').verifier().verify(&cosigned), Signed::Yes);
    }
    assert!(verify(&store).await.is_sound());
}
