//! What the log can prove, and that whoever changes it is found out, whatever rights they have.

use eventstore::audit::{Fault, LogReport, TreeFault, Untrusted, Wrong, verify_log};
use eventstore::checkpoint::Checkpoint;
use eventstore::merkle::{consistency_holds, inclusion_holds};
use eventstore::note::{KeyKind, Note, Signed, SigningKey};
use eventstore::{EventStore, Position, SealError, Sealer, TreeError};
use sqlx::{AssertSqlSafe, PgPool};

use crate::sample::{count, counted, open, thing};

/// A key of the log of these tests, which differs with the letter.
fn key(fill: char) -> SigningKey {
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

async fn latest(store: &EventStore) -> Checkpoint {
    let note = store.latest_checkpoint().await.unwrap().unwrap();
    Checkpoint::of(&note).unwrap()
}

/// A log of 30 events, signed at 10, 20 and 30.
async fn signed_log(pool: &PgPool) -> EventStore {
    let store = open(pool);
    for commands in [0..5, 5..10, 10..15] {
        append(&store, commands).await;
        seal(&store).await;
    }
    store
}

async fn verify(store: &EventStore) -> LogReport {
    verify_log(store, &[], |_| (), |_| ()).await.unwrap()
}

/// What a superuser can do who switches the triggers off.
async fn tamper(pool: &PgPool, statements: &str) {
    let script = format!("set session_replication_role = replica; {statements};");
    let mut db = pool.acquire().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(script))
        .execute(&mut *db)
        .await
        .unwrap();
    sqlx::raw_sql("set session_replication_role = origin")
        .execute(&mut *db)
        .await
        .unwrap();
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

/// Each way to change the events, and what is found.
#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn whatever_is_done_to_the_events_is_found_at_its_place(pool: PgPool) {
    let store = signed_log(&pool).await;
    assert!(verify(&store).await.is_sound());
    tamper(&pool, "create table backup as table eventstore.event").await;
    let edit = "update eventstore.event set document =
        overlay(document placing '\\x37' from position('\"n\":' in convert_from(document, 'utf8')) + 4)
        where position = ";
    let shift = "update eventstore.event set position = -position where position > 11;
        update eventstore.event set position = -position";
    for (at, wrong, done) in [
        (7, Wrong::Edited, format!("{edit} 7")),
        (30, Wrong::Edited, format!("{edit} 30")),
        (
            11,
            Wrong::Removed,
            "delete from eventstore.event where position = 11".into(),
        ),
        (
            11,
            Wrong::Removed,
            format!(
                "delete from eventstore.event where position = 11; {shift} - 1 where position < 0"
            ),
        ),
        (
            12,
            Wrong::Inserted,
            format!(
                "{shift} + 1 where position < 0;
                 insert into eventstore.event select 12, stream_kind, gen_random_uuid(), 1, type,
                     recorded_at, gen_random_uuid(), document || ' ' from eventstore.event
                 where position = 3"
            ),
        ),
        (
            5,
            Wrong::Reordered,
            "update eventstore.event set position = 100 where position = 5;
             update eventstore.event set position = 5 where position = 9;
             update eventstore.event set position = 9 where position = 100"
                .into(),
        ),
        (
            27,
            Wrong::CutOff { since: None },
            "delete from eventstore.event where position > 26".into(),
        ),
        (
            27,
            Wrong::CutOff { since: None },
            "delete from eventstore.event where position > 26;
             update eventstore.head set position = 26"
                .into(),
        ),
        (
            8,
            Wrong::Column { column: "version" },
            "update eventstore.event set version = 77 where position = 8".into(),
        ),
        (
            9,
            Wrong::Column {
                column: "stream_kind",
            },
            "update eventstore.event set stream_kind = 'other' where position = 9".into(),
        ),
    ] {
        tamper(&pool, &done).await;
        let report = verify(&store).await;
        let fault = Fault {
            first: at,
            last: at,
            what: wrong,
        };
        assert_eq!(report.events.fault, Some(fault), "after {done}");
        let restore = "delete from eventstore.event; insert into eventstore.event table backup;
            update eventstore.head set position = 30";
        tamper(&pool, restore).await;
        assert!(verify(&store).await.is_sound());
    }
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn who_changes_the_proofs_as_well_is_found_by_what_was_signed(pool: PgPool) {
    let store = signed_log(&pool).await;
    let kept = store.latest_checkpoint().await.unwrap().unwrap();

    // A hash alone: the events are those that were signed, and the tree is not.
    let flip = "update eventstore.tree_hashes
        set hashes = set_byte(hashes, 3 * 32, get_byte(hashes, 3 * 32) # 1)
        where level = 0 and first = 10";
    let backup = "create table hashes as table eventstore.tree_hashes;
        create table events as table eventstore.event";
    tamper(&pool, &format!("{backup}; {flip}")).await;
    let report = verify(&store).await;
    let leaves = TreeFault::Leaves {
        first: 11,
        last: 20,
    };
    assert_eq!(report.tree, Some(leaves));
    assert_eq!(report.events.fault, None, "the events are right");
    assert!(matches!(
        Sealer::open(store.clone(), key('A')).await,
        Err(SealError::Diverged { size: 30 })
    ));

    // The event and its hash: both are wrong, between the same two checkpoints.
    tamper(
        &pool,
        "update eventstore.event set document = convert_to(
             replace(convert_from(document, 'utf8'), '\"counter\"', '\"cashier\"'), 'utf8')
         where position = 14;
         update eventstore.tree_hashes set hashes = overlay(hashes placing
             (select sha256('\\x00'::bytea || document) from eventstore.event where position = 14)
             from 3 * 32 + 1)
         where level = 0 and first = 10",
    )
    .await;
    let report = verify(&store).await;
    assert_eq!(report.tree, Some(leaves));
    let changed = Fault {
        first: 11,
        last: 20,
        what: Wrong::Changed,
    };
    assert_eq!(report.events.fault, Some(changed));
    let restore = "delete from eventstore.event; insert into eventstore.event table events;
        delete from eventstore.tree_hashes; insert into eventstore.tree_hashes table hashes";
    tamper(&pool, restore).await;
    assert!(verify(&store).await.is_sound());

    // The end of everything: only a checkpoint that was kept elsewhere tells.
    tamper(
        &pool,
        "delete from eventstore.event where position > 20;
         delete from eventstore.command where first_position > 20;
         delete from eventstore.tree_hashes where first >= 20;
         delete from eventstore.checkpoint where size > 20;
         update eventstore.head set position = 20",
    )
    .await;
    assert!(
        verify(&store).await.is_sound(),
        "from inside, nothing is wrong"
    );
    let report = verify_log(&store, &[kept], |_| (), |_| ()).await.unwrap();
    let fault = report.events.fault.unwrap();
    assert_eq!(fault.first, 21);
    assert!(matches!(fault.what, Wrong::CutOff { .. }));
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_log_that_lost_events_is_not_signed_any_more(pool: PgPool) {
    let store = signed_log(&pool).await;
    tamper(
        &pool,
        "delete from eventstore.event where position > 26; update eventstore.head set position = 26",
    )
    .await;
    let refused = Sealer::open(store.clone(), key('A')).await;
    assert!(
        matches!(
            refused,
            Err(SealError::CutOff {
                head: 26,
                sealed: 30
            })
        ),
        "{refused:?}"
    );
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn what_follows_from_the_events_is_checked_with_them(pool: PgPool) {
    let store = signed_log(&pool).await;
    tamper(
        &pool,
        "update eventstore.command set last_position = 4 where first_position = 5",
    )
    .await;
    let report = verify(&store).await;
    assert!(report.command.is_some() && !report.is_sound());
    tamper(
        &pool,
        "update eventstore.command set last_position = 6 where first_position = 5",
    )
    .await;
    assert!(verify(&store).await.is_sound());
    tamper(&pool, "update eventstore.head set position = 33").await;
    assert_eq!(verify(&store).await.wrong_head, Some(33));
    tamper(&pool, "update eventstore.head set position = 30").await;

    let forged = Note::parse(
        &key('E')
            .note(latest(&store).await.to_string())
            .unwrap()
            .to_string(),
    );
    let report = verify_log(&store, &[forged.unwrap()], |_| (), |_| ())
        .await
        .unwrap();
    assert!(matches!(report.untrusted[..], [Untrusted::OtherKey { .. }]));
}
