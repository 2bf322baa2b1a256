//! What the log promises to those who append.

use std::time::Duration;

use eventstore::{AppendError, Appended, Claim, Fingerprint, Position, StreamWrite, Version};
use sqlx::PgPool;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::sample::{Held, count, counted, open, positions, start, thing};

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn many_writers_leave_no_gap_and_readers_miss_nothing(pool: PgPool) {
    const WRITERS: u128 = 64;
    const APPENDS: i64 = 20;
    let stores = [open(&pool), open(&pool), open(&pool)];
    let mut idle = pool.begin().await.unwrap();
    sqlx::raw_sql("set transaction isolation level repeatable read; select pg_current_xact_id()")
        .execute(&mut *idle)
        .await
        .unwrap();

    let total = i64::try_from(WRITERS).unwrap() * APPENDS;
    let reader = stores[0].clone();
    let reader = tokio::spawn(async move {
        let mut seen = Position(0);
        while seen.0 < total {
            for event in reader.read_after(seen, 50).await.unwrap() {
                assert_eq!(event.position.0, seen.0 + 1, "a gap was seen");
                seen = event.position;
            }
        }
    });
    let writers = (0..WRITERS).map(|writer| {
        let store = stores[usize::try_from(writer).unwrap() % stores.len()].clone();
        tokio::spawn(async move {
            for version in 0..APPENDS {
                let command = writer * 1_000 + u128::from(version.unsigned_abs());
                // One writer in four is late on purpose, before it does it right.
                if writer % 4 == 0 && version > 0 {
                    let stale = store
                        .append(count(command, thing(writer), version - 1))
                        .await;
                    assert!(
                        matches!(stale, Err(AppendError::Conflict { .. })),
                        "{stale:?}"
                    );
                }
                store
                    .append(count(command, thing(writer), version))
                    .await
                    .unwrap();
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    sleep(Duration::from_millis(20)).await;
    let mut holds = pool.begin().await.unwrap();
    sqlx::raw_sql("update eventstore.head set position = position + 1")
        .execute(&mut *holds)
        .await
        .unwrap();
    sleep(Duration::from_millis(400)).await;
    holds.rollback().await.unwrap();

    for writer in writers {
        writer.await.unwrap();
    }
    timeout(Duration::from_secs(5), reader)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(positions(&stores[1]).await, (1..=total).collect::<Vec<_>>());
    assert_eq!(stores[2].head().await.unwrap(), Position(total));
    idle.rollback().await.unwrap();
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_conflict_leaves_its_neighbours_alone(pool: PgPool) {
    let store = open(&pool);
    let held = Held::by(&pool, &store).await;
    let (a, late, b) = (thing(1), thing(2), thing(3));
    let answers = [
        count(1, a, 0),
        count(2, late, 5),
        count(3, b, 0),
        count(4, a, 1),
    ]
    .map(|append| start(&store, append));
    held.release().await;

    let [a, late_answer, b, a_again] = answers;
    assert_eq!(a.await.unwrap().unwrap().first, Position(2));
    let late_answer = late_answer.await.unwrap().unwrap_err();
    let expected = Version(5);
    assert!(
        matches!(late_answer, AppendError::Conflict { stream, expected: e, actual: Version(0) }
            if stream == late && e == expected),
        "{late_answer:?}"
    );
    assert_eq!(b.await.unwrap().unwrap().first, Position(3));
    assert_eq!(a_again.await.unwrap().unwrap().first, Position(4));
    assert_eq!(positions(&store).await, [1, 2, 3, 4]);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn an_append_spans_streams_or_does_nothing(pool: PgPool) {
    let store = open(&pool);
    let write = |n, expected, events| StreamWrite {
        stream: thing(n),
        expected: Version(expected),
        events,
    };
    let mut append = count(1, thing(1), 0);
    append.writes.push(write(2, 1, vec![counted(1)]));
    assert!(matches!(
        store.append(append.clone()).await,
        Err(AppendError::Conflict {
            actual: Version(0),
            ..
        })
    ));
    assert_eq!(positions(&store).await, [0; 0]);

    append.writes[1] = write(2, 0, vec![counted(1), counted(2)]);
    append.writes.push(write(1, 1, vec![counted(3)]));
    append.writes.push(write(3, 0, vec![]));
    let appended = store.append(append).await.unwrap();
    assert_eq!((appended.first, appended.last), (Position(1), Position(4)));
    let first = store.load_stream(thing(1), Version(0)).await.unwrap();
    let places: Vec<_> = first
        .iter()
        .map(|it| (it.position.0, it.version.0))
        .collect();
    assert_eq!(places, [(1, 1), (4, 2)]);

    let mut nothing = count(2, thing(1), 2);
    nothing.writes[0].events.clear();
    assert!(matches!(
        store.append(nothing).await,
        Err(AppendError::Encode(_))
    ));
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_repeated_command_appends_nothing(pool: PgPool) {
    let store = open(&pool);
    let mut command = count(1, thing(1), 0);
    let id = command.cause.command_id;
    assert_eq!(
        store.find_command(id, &command.fingerprint).await.unwrap(),
        None
    );

    // In one batch, then one after the other.
    let held = Held::by(&pool, &store).await;
    let (one, two) = (
        start(&store, command.clone()),
        start(&store, command.clone()),
    );
    held.release().await;
    let first = one.await.unwrap().unwrap();
    assert_eq!(
        (first.first, first.last, first.repeated),
        (Position(2), Position(2), false)
    );
    let again = Appended {
        repeated: true,
        ..first.clone()
    };
    assert_eq!(first.version_of(thing(1).id), Some(Version(1)));
    assert_eq!(two.await.unwrap().unwrap(), again);
    assert_eq!(store.append(command.clone()).await.unwrap(), again);
    assert_eq!(open(&pool).append(command.clone()).await.unwrap(), again);
    assert_eq!(
        store.find_command(id, &command.fingerprint).await.unwrap(),
        Some(again)
    );

    command.fingerprint = Fingerprint::from_bytes([2; 32]);
    let reused = [
        store.append(command.clone()).await.unwrap_err(),
        store
            .find_command(id, &command.fingerprint)
            .await
            .unwrap_err(),
    ];
    for error in reused {
        assert!(matches!(error, AppendError::CommandReused { command_id } if command_id == id));
    }
    assert_eq!(positions(&store).await, [1, 2]);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_command_given_at_once_to_several_processes_is_carried_out_once(pool: PgPool) {
    let stores = [open(&pool), open(&pool), open(&pool)];
    let given: Vec<_> = (0..24)
        .map(|n| start(&stores[n % 3], count(1, thing(1), 0)))
        .collect();
    let mut fresh = 0;
    for answer in given {
        let answer = answer.await.unwrap().unwrap();
        assert_eq!(answer.first, Position(1));
        fresh += u32::from(!answer.repeated);
    }
    assert_eq!((fresh, positions(&stores[0]).await), (1, vec![1]));
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_key_has_one_holder(pool: PgPool) {
    let store = open(&pool);
    let claim = |n: u128| Claim {
        key: "code/H01-1".into(),
        holder: thing(n).id,
    };
    let taking = |command, n, expected| {
        let mut append = count(command, thing(n), expected);
        append.take.push(claim(n));
        append
    };
    store.append(taking(1, 1, 0)).await.unwrap();
    store
        .append(taking(2, 1, 1))
        .await
        .expect("the holder may take it again");
    let refused = store.append(taking(3, 2, 0)).await.unwrap_err();
    assert!(
        matches!(&refused, AppendError::ClaimTaken { key, holder }
            if *key == claim(1).key && *holder == thing(1).id),
        "{refused:?}"
    );

    // Let go of, fought for and passed on, all in one batch.
    let held = Held::by(&pool, &store).await;
    let mut release = count(4, thing(1), 2);
    release.release.push(claim(1).key);
    let mut pass_on = taking(7, 4, 0);
    pass_on.release.push(claim(1).key);
    let answers = [release, taking(5, 2, 0), taking(6, 3, 0), pass_on].map(|it| start(&store, it));
    held.release().await;
    let [release, taken, refused, passed_on] = answers;
    release.await.unwrap().unwrap();
    taken.await.unwrap().unwrap();
    let refused = refused.await.unwrap().unwrap_err();
    assert!(matches!(refused, AppendError::ClaimTaken { holder, .. } if holder == thing(2).id));
    let position = passed_on.await.unwrap().unwrap().first;

    let claims: Vec<(String, Uuid, i64)> = sqlx::query_as("select * from eventstore.claim")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(claims, [(claim(4).key, thing(4).id, position.0)]);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn history_cannot_be_edited(pool: PgPool) {
    let store = open(&pool);
    store.append(count(1, thing(1), 0)).await.unwrap();
    for edit in [
        "update eventstore.event set document = ''",
        "delete from eventstore.event",
        "truncate eventstore.event",
        "update eventstore.command set fingerprint = ''",
        "truncate eventstore.command",
        "delete from eventstore.command",
    ] {
        let refused = sqlx::raw_sql(edit).execute(&pool).await.unwrap_err();
        assert!(
            refused.to_string().contains("append-only"),
            "{edit}: {refused}"
        );
    }
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_page_ends_where_it_would_grow_too_large_and_leaves_nothing_out(pool: PgPool) {
    let store = open(&pool);
    for id in 0..20 {
        store.append(count(id + 1, thing(id), 0)).await.unwrap();
    }
    let whole = store.read_after(Position(0), 100).await.unwrap();
    let sizes: Vec<i64> = whole
        .iter()
        .map(|it| i64::try_from(it.document.len()).unwrap())
        .collect();
    let page = async |after, limit, bytes| {
        let page = store.read_within(Position(after), limit, bytes).await;
        let positions = page.unwrap().into_iter().map(|it| it.position.0);
        positions.collect::<Vec<_>>()
    };
    assert_eq!(page(0, 100, 1).await, [1], "the first one is always there");
    assert_eq!(page(0, 100, sizes[0] + sizes[1]).await, [1, 2]);
    assert_eq!(page(0, 100, sizes[0] + sizes[1] - 1).await, [1]);
    assert_eq!(page(0, 3, i64::MAX).await, [1, 2, 3]);
    let all = i64::try_from(whole.len()).unwrap();
    assert!(page(all, 100, 1).await.is_empty());

    let mut read = vec![];
    while let Some(last) = Some(read.last().copied().unwrap_or(0)).filter(|it| *it < all) {
        read.extend(page(last, 100, 2 * sizes[0]).await);
    }
    assert_eq!(read, (1..=all).collect::<Vec<_>>());
}
