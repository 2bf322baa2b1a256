//! Whoever changes the log is found out, whatever rights they have.

use eventstore::audit::{Fault, Kept, TreeFault, Untrusted, Wrong, verify_log};
use eventstore::note::Note;
use eventstore::{SealError, Sealer};
use sqlx::{AssertSqlSafe, PgPool};

use crate::trust_log::{key, latest, signed_log, verify};

/// What a superuser can do who switches the triggers off.
pub(crate) async fn tamper(pool: &PgPool, statements: &str) {
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

/// A checkpoint that was kept elsewhere, and no key.
fn noted(note: Note) -> Kept {
    Kept {
        checkpoints: vec![note],
        keys: vec![],
    }
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
    let report = verify_log(&store, &noted(kept), |_| (), |_| ())
        .await
        .unwrap();
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
    let report = verify_log(&store, &noted(forged.unwrap()), |_| (), |_| ())
        .await
        .unwrap();
    assert!(matches!(report.untrusted[..], [Untrusted::OtherKey { .. }]));
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn what_stands_outside_of_the_log_is_found_and_never_signed(pool: PgPool) {
    let store = signed_log(&pool).await;
    for (position, told) in [(31, 31), (40, 40), (0, 0), (-7, 0)] {
        // Nothing need be switched off for that: whoever may append may insert.
        let smuggled = format!(
            "insert into eventstore.event select {position}, stream_kind, gen_random_uuid(), 1, type,
                 recorded_at, gen_random_uuid(), document from eventstore.event where position = 3"
        );
        sqlx::raw_sql(AssertSqlSafe(smuggled))
            .execute(&pool)
            .await
            .unwrap();
        let report = verify(&store).await;
        let fault = Fault {
            first: told,
            last: told,
            what: Wrong::Inserted,
        };
        assert_eq!(report.events.fault, Some(fault), "at {position}");

        let mut sealer = Sealer::open(store.clone(), key('A')).await.unwrap();
        assert_eq!(sealer.advance().await.unwrap().sealed, 30, "at {position}");
        assert_eq!(latest(&store).await.size, 30, "at {position}");
        let gone = format!("delete from eventstore.event where position = {position}");
        tamper(&pool, &gone).await;
        assert!(verify(&store).await.is_sound());
    }
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn checkpoints_that_were_removed_or_exchanged_are_missed(pool: PgPool) {
    let store = signed_log(&pool).await;
    tamper(
        &pool,
        "create table kept as table eventstore.checkpoint; delete from eventstore.checkpoint",
    )
    .await;
    let report = verify(&store).await;
    assert_eq!(report.tree, Some(TreeFault::Unsigned { size: 30 }));
    assert!(!report.is_sound());

    tamper(
        &pool,
        "insert into eventstore.checkpoint table kept;
         update eventstore.checkpoint set note = (select note from kept where size = 10)
         where size = 20",
    )
    .await;
    let report = verify(&store).await;
    assert_eq!(
        report.untrusted,
        [Untrusted::Misplaced { size: 20, says: 10 }]
    );
}
