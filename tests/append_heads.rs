//! What the log promises although its writer acts on what it remembers of streams.

use eventstore::{AppendError, Claim, Position, StreamWrite, Version};
use futures_util::future::join_all;
use sqlx::PgPool;

use crate::sample::{Held, count, open, positions, start, thing};

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn what_another_process_appended_is_found_out(pool: PgPool) {
    let (here, there) = (open(&pool), open(&pool));
    for version in 0..6_i64 {
        let store = if version % 2 == 0 { &here } else { &there };
        let command = u128::from(version.unsigned_abs()) + 1;
        let done = store
            .append(count(command, thing(1), version))
            .await
            .unwrap();
        assert_eq!(done.first, Position(version + 1));
        assert_eq!(done.version_of(thing(1).id), Some(Version(version + 1)));
    }
    // The one remembers version 5, the other 6; all are told what is in the log.
    for (command, expected) in [(10, 0), (11, 4), (12, 5), (13, 7), (14, 100)] {
        for store in [&here, &there] {
            let refused = store.append(count(command, thing(1), expected)).await;
            assert!(
                matches!(
                    refused,
                    Err(AppendError::Conflict {
                        actual: Version(6),
                        ..
                    })
                ),
                "at {expected}: {refused:?}"
            );
        }
    }
    let new = open(&pool).append(count(15, thing(2), 3)).await;
    assert!(
        matches!(
            new,
            Err(AppendError::Conflict {
                actual: Version(0),
                ..
            })
        ),
        "{new:?}"
    );
    assert_eq!(positions(&here).await, [1, 2, 3, 4, 5, 6]);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_stream_that_is_only_insisted_on_must_stand_there(pool: PgPool) {
    let (here, there) = (open(&pool), open(&pool));
    here.append(count(1, thing(1), 0)).await.unwrap();
    there.append(count(2, thing(1), 1)).await.unwrap();
    let insisting = |command, expected| {
        let mut append = count(command, thing(2), 0);
        append.writes.push(StreamWrite {
            stream: thing(1),
            expected: Version(expected),
            events: vec![],
        });
        append
    };
    let refused = here.append(insisting(3, 1)).await;
    assert!(
        matches!(
            refused,
            Err(AppendError::Conflict {
                actual: Version(2),
                ..
            })
        ),
        "{refused:?}"
    );
    let done = here.append(insisting(4, 2)).await.unwrap();
    assert_eq!(done.version_of(thing(1).id), None);
    assert_eq!(done.version_of(thing(2).id), Some(Version(1)));
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn those_who_share_a_batch_with_a_wrong_guess_do_not_suffer(pool: PgPool) {
    let (here, there) = (open(&pool), open(&pool));
    here.append(count(1, thing(1), 0)).await.unwrap();
    there.append(count(2, thing(1), 1)).await.unwrap();
    let mut taking = count(3, thing(2), 0);
    taking.take.push(key(2));
    there.append(taking).await.unwrap();

    // Of all this, the store here knows only that thing 1 had an event.
    let held = Held::by(&pool, &here).await;
    let mut claiming = count(7, thing(4), 0);
    claiming.take.push(key(4));
    let batch = [
        count(4, thing(1), 1),
        count(2, thing(1), 1),
        count(5, thing(1), 2),
        count(6, thing(3), 0),
        claiming,
        count(8, thing(3), 1),
    ];
    let answers = batch.map(|it| start(&here, it));
    held.release().await;
    let [late, repeated, next, new, taken, after_new] = answers;
    let late = late.await.unwrap();
    assert!(
        matches!(
            late,
            Err(AppendError::Conflict {
                actual: Version(2),
                ..
            })
        ),
        "{late:?}"
    );
    let repeated = repeated.await.unwrap().unwrap();
    assert_eq!((repeated.repeated, repeated.first), (true, Position(2)));
    assert_eq!(repeated.version_of(thing(1).id), Some(Version(2)));
    assert_eq!(next.await.unwrap().unwrap().first, Position(5));
    assert_eq!(new.await.unwrap().unwrap().first, Position(6));
    let taken = taken.await.unwrap();
    assert!(
        matches!(&taken, Err(AppendError::ClaimTaken { holder, .. }) if *holder == thing(2).id),
        "{taken:?}"
    );
    assert_eq!(after_new.await.unwrap().unwrap().first, Position(7));
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_key_passes_between_processes(pool: PgPool) {
    let stores = [open(&pool), open(&pool)];
    for n in 0..6_u32 {
        let (store, other) = (&stores[n as usize % 2], &stores[(n as usize + 1) % 2]);
        let (holder, command) = (u128::from(n) + 1, u128::from(n) * 10);
        let mut take = count(command + 1, thing(holder), 0);
        take.take.push(key(holder));
        store.append(take).await.unwrap();

        let mut want = count(command + 2, thing(holder + 100), 0);
        want.take.push(key(holder + 100));
        let refused = other.append(want).await;
        assert!(
            matches!(&refused, Err(AppendError::ClaimTaken { holder: h, .. })
                if *h == thing(holder).id),
            "{refused:?}"
        );

        let mut release = count(command + 3, thing(holder), 1);
        release.release.push(key(holder).key);
        other.append(release).await.unwrap();
    }
    let held: i64 = sqlx::query_scalar("select count(*) from eventstore.claim")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(held, 0);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn processes_that_fight_for_one_stream_all_get_there(pool: PgPool) {
    const EACH: u128 = 12;
    let fighters = (0..4_u128).map(|fighter| {
        let store = open(&pool);
        tokio::spawn(async move {
            let mut version = 0;
            for n in 0..EACH {
                let command = fighter * 1_000 + n;
                loop {
                    match store.append(count(command, thing(1), version)).await {
                        Ok(done) => {
                            assert!(!done.repeated);
                            break version = done.version_of(thing(1).id).unwrap().0;
                        }
                        Err(AppendError::Conflict { actual, .. }) => {
                            assert_ne!(actual.0, version);
                            version = actual.0;
                        }
                        Err(error) => panic!("{error:?}"),
                    }
                }
            }
        })
    });
    for fighter in join_all(fighters).await {
        fighter.unwrap();
    }
    let history = open(&pool).load_stream(thing(1), Version(0)).await.unwrap();
    let versions: Vec<_> = history.iter().map(|it| it.version.0).collect();
    assert_eq!(versions, (1..=48).collect::<Vec<_>>());
    let places: Vec<_> = history.iter().map(|it| it.position.0).collect();
    assert_eq!(places, (1..=48).collect::<Vec<_>>());
}

/// The one key that all want, for a thing.
fn key(holder: u128) -> Claim {
    Claim {
        key: "office/H01".into(),
        holder: thing(holder).id,
    }
}
