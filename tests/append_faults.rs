//! What the log promises when something goes wrong on the way.

use std::time::Duration;

use eventstore::{AppendError, Claim, NewEvent, Position, Version};
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use serde_json::json;
use sqlx::PgPool;
use tokio::time::{sleep, timeout};

use crate::sample::{
    Held, SETTLE, count, open, positions, start, take_away, terminate, thing, waiting_writer,
};

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn data_that_the_database_refuses_fails_only_its_append(pool: PgPool) {
    let store = open(&pool);
    let held = Held::by(&pool, &store).await;
    let mut refused = count(2, thing(2), 0);
    refused.take.push(Claim {
        key: "a text of postgres holds no \0".into(),
        holder: thing(2).id,
    });
    let answers =
        [count(1, thing(1), 0), refused, count(3, thing(3), 0)].map(|it| start(&store, it));
    held.release().await;

    let [one, refused, three] = answers;
    assert_eq!(one.await.unwrap().unwrap().first, Position(2));
    let refused = refused.await.unwrap().unwrap_err();
    assert!(matches!(refused, AppendError::Database(_)), "{refused:?}");
    assert_eq!(three.await.unwrap().unwrap().first, Position(3));
    assert_eq!(positions(&store).await, [1, 2, 3]);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn the_writer_survives_the_loss_of_its_connection(pool: PgPool) {
    let store = open(&pool);
    store.append(count(1, thing(1), 0)).await.unwrap();
    assert_eq!(terminate(&pool, "writer").await, 1);
    store
        .append(count(2, thing(1), 1))
        .await
        .expect("it connects again");

    // In the middle of writing: whether that succeeded is found out before anything is answered.
    let held = Held::by(&pool, &store).await;
    assert_eq!(terminate(&pool, "writer").await, 1);
    held.release().await;
    store.append(count(3, thing(1), 2)).await.unwrap();
    assert_eq!(positions(&store).await, [1, 2, 3, 4]);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn an_append_whose_outcome_is_unknown_can_be_repeated(pool: PgPool) {
    let store = open(&pool);
    let mut tx = pool.begin().await.unwrap();
    sqlx::raw_sql("select * from eventstore.head for update")
        .execute(&mut *tx)
        .await
        .unwrap();
    let waiting = start(&store, count(1, thing(1), 0));
    // The first time it is found out whether that succeeded, the second time nobody can tell.
    for _ in 0..2 {
        take_away(&pool, waiting_writer(&pool).await).await;
    }
    let answer = timeout(Duration::from_secs(5), waiting)
        .await
        .unwrap()
        .unwrap();
    assert!(
        matches!(answer, Err(AppendError::OutcomeUnknown)),
        "{answer:?}"
    );
    tx.rollback().await.unwrap();
    store.append(count(1, thing(1), 0)).await.unwrap();
    assert_eq!(positions(&store).await, [1]);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_caller_that_gives_up_in_the_queue_takes_its_append_back(pool: PgPool) {
    let store = open(&pool);
    let held = Held::by(&pool, &store).await;
    let given_up = start(&store, count(1, thing(1), 0));
    let patient = start(&store, count(2, thing(2), 0));
    sleep(SETTLE).await;
    given_up.abort();
    held.release().await;
    patient.await.unwrap().unwrap();
    assert_eq!(store.load_stream(thing(1), Version(0)).await.unwrap(), []);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn too_much_at_once_is_refused_and_what_is_queued_survives_closing(pool: PgPool) {
    let store = open(&pool);
    let held = Held::by(&pool, &store).await;
    let text = "x".repeat(200_000);
    let large = NewEvent::of(&json!({ "type": "thing.described.v1", "data": text })).unwrap();
    let (mut waiting, mut refused) = (vec![], 0);
    for n in 0..400 {
        let mut append = count(n, thing(n), 0);
        append.writes[0].events = vec![large.clone()];
        let mut appending = Box::pin(store.append(append));
        match appending.as_mut().now_or_never() {
            None => waiting.push(appending),
            Some(answer) => {
                assert!(matches!(answer, Err(AppendError::Overloaded)), "{answer:?}");
                refused += 1;
            }
        }
    }
    assert!(
        waiting.len() > 300 && refused > 50,
        "{refused} of 400 were refused"
    );

    assert_eq!(store.close().now_or_never(), None, "it waits for the queue");
    let late = store.append(count(1_000, thing(1_000), 0)).await;
    assert!(matches!(late, Err(AppendError::Closed)), "{late:?}");
    held.release().await;
    store.close().await;
    let written = waiting.len();
    for answer in join_all(waiting).await {
        answer.unwrap();
    }
    assert_eq!(positions(&store).await.len(), written + 1);
}
