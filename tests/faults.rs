//! What the machine can do to the service: a disk that is full, statements that take too long, an
//! answer that is lost after the commit, a clock that jumps back. Nothing is lost, nothing doubled,
//! and whoever asked gets a clear answer.

mod disk;
mod log_disk;
mod proxy;

use domain::case::CaseEvent;
use eventstore::{AppendError, EventStore, NewEvent};
use harness::{CommandLine, TestApp, TestDatabase, assert_gapless, log_of, receiver};
use serde_json::json;
use services::clock::new_id;
use services::execute::Order;
use services::serve::Role;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool};
use tempfile::TempDir;
use time::Duration as Span;

use self::disk::SmallDisk;
use self::proxy::Proxy;
use crate::sample::{count, open, positions, thing};

/// A counting that takes much room.
fn large(n: u128) -> eventstore::Append {
    let text = "x".repeat(200_000);
    let event = json!({ "type": "thing.described.v1", "data": text });
    let mut append = count(n, thing(n), 0);
    append.writes[0].events = vec![NewEvent::of(&event).unwrap()];
    append
}

fn code_of(error: &AppendError) -> Option<String> {
    let AppendError::Database(error) = error else {
        panic!("{error:?}");
    };
    let told = error
        .as_database_error()
        .expect("the database says what is wrong");
    told.code().map(Into::into)
}

/// Appends until there is no more room, makes room, and goes on.
async fn survives_a_full_disk(store: &EventStore, make_room: impl AsyncFnOnce()) {
    let mut done = 0;
    let refused = loop {
        match store.append(large(done + 1)).await {
            Ok(appended) => {
                done += 1;
                assert_eq!(appended.last.0, i64::try_from(done).unwrap());
            }
            Err(error) => break error,
        }
        assert!(done < 1_000, "the disk never gets full");
    };
    assert!(done > 0);
    assert_eq!(code_of(&refused).as_deref(), Some("53100"), "{refused:?}");
    assert_eq!(
        positions(store).await.len() as u128,
        done,
        "what was answered is there"
    );
    make_room().await;
    let repeated = store.append(large(done + 1)).await.unwrap();
    assert!(!repeated.repeated, "what was refused was not done");
    let again = store.append(large(done + 1)).await.unwrap();
    assert!(again.repeated && again.last == repeated.last);
    let expected: Vec<i64> = (1..=i64::try_from(done).unwrap() + 1).collect();
    assert_eq!(positions(store).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_loses_nothing() {
    let Some(disk) = SmallDisk::mount().await else {
        // Where no disk can be mounted, `a_refusal_for_want_of_room_is_told` still holds.
        eprintln!("SKIPPED: only root can mount the small disk that this test fills");
        return;
    };
    let pool = disk.database().await;
    eventstore::MIGRATOR.run(&pool).await.unwrap();
    let store = open(&pool);
    survives_a_full_disk(&store, async || disk.make_room()).await;
    store.close().await;
    pool.close().await;
    disk.unmount().await;
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_refusal_for_want_of_room_is_told(pool: PgPool) {
    let full = "create function full_disk() returns trigger language plpgsql as $$ begin
            if new.position > 3 then
                raise exception 'could not extend file' using errcode = 'disk_full';
            end if;
            return new;
        end $$;
        create trigger full_disk before insert on eventstore.event
            for each row execute function full_disk()";
    sqlx::raw_sql(full).execute(&pool).await.unwrap();
    let store = open(&pool);
    survives_a_full_disk(&store, async || {
        let room = "drop trigger full_disk on eventstore.event";
        sqlx::raw_sql(room).execute(&pool).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_is_given_up_and_told_and_can_be_repeated() {
    let database = TestDatabase::create().await;
    let mut owner = PgConnection::connect(&database.url()).await.unwrap();
    let limit = "do $$ begin execute format('alter database %I set statement_timeout = ''1500ms''',
        current_database()); end $$";
    sqlx::raw_sql(limit).execute(&mut owner).await.unwrap();
    let mut app = TestApp::in_database(database).await;
    app.serve(vec![Role::Api, Role::Projector]).await;
    let case = app.file_dossier().await;
    app.settle().await;

    let held = "begin; set local statement_timeout = 0;
        lock table projections.case_list in access exclusive mode;
        select * from eventstore.head for update";
    sqlx::raw_sql(held).execute(&mut owner).await.unwrap();
    let desk = app.http().acting_as(&receiver());
    let read = desk.get("/v1/cases").await.expect(503);
    assert_eq!(read.json()["type"], "/problems/unavailable");
    assert!(read.header("retry-after").is_some());
    // The writer has limits of its own: it waits for the head no longer than ten seconds.
    let desk = desk.with("idempotency-key", &new_id().to_string());
    let accept = format!("/v1/cases/{case}/accept-dossier");
    let refused = desk.post(&accept, &json!({})).await.expect(503);
    assert_eq!(refused.json()["type"], "/problems/unavailable");

    sqlx::raw_sql("rollback").execute(&mut owner).await.unwrap();
    let done = desk.post(&accept, &json!({})).await.expect(200).json();
    assert_eq!(done["repeated"], false);
    let again = desk.post(&accept, &json!({})).await.expect(200).json();
    assert_eq!(
        (&again["position"], &again["repeated"]),
        (&done["position"], &json!(true))
    );
    app.settle().await;
    assert_gapless(&log_of(&app.app().store).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_after_the_commit_is_found_again() {
    let database = TestDatabase::create().await;
    let proxy = Proxy::before(&database.url()).await;
    let pool = eventstore::connect(&proxy.url(), 4, projections::SCHEMA)
        .await
        .unwrap();
    let store = open(&pool);
    let before = store.append(count(1, thing(1), 0)).await.unwrap().last.0;

    // Once: the writer asks again by itself, and finds what it did.
    proxy.lose_an_answer();
    let found = store.append(count(2, thing(1), 1)).await.unwrap();
    assert_eq!(found.last.0, before + 1);

    // And the server cannot be reached for a while: the caller is told that nobody knows, and the command id answers.
    proxy.lose_an_answer_and_leave();
    let unknown = store.append(count(3, thing(1), 2)).await.unwrap_err();
    assert!(
        matches!(unknown, AppendError::OutcomeUnknown),
        "{unknown:?}"
    );
    proxy.come_back();
    let answer = store.append(count(3, thing(1), 2)).await.unwrap();
    assert!(answer.repeated, "it was carried out");
    assert_eq!(answer.last.0, before + 2);
    let all = log_of(&store).await;
    let counted: Vec<i64> = all
        .iter()
        .filter(|it| it.stream_kind == "thing")
        .map(|it| it.version.0)
        .collect();
    assert_eq!(counted, [1, 2, 3], "nothing is lost and nothing doubled");
    assert_eq!(proxy.lost(), 2, "answers were lost indeed");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_back_changes_no_order() {
    let app = TestApp::without_service().await;
    let now = app.app().clock.now();
    let case = app.file_dossier().await;
    app.clock.set(now - Span::hours(30));
    app.accept(case).await;
    let other = app.file_dossier().await;
    app.clock.set(now - Span::days(50));
    app.order(
        case,
        &Order::Command(domain::case::CaseCommand::ForwardDossier),
        &receiver(),
    )
    .await
    .unwrap_err();
    app.hear_everybody(case).await;
    app.clock.set(now + Span::hours(1));
    app.accept(other).await;

    assert_gapless(&log_of(&app.app().store).await);
    let history = app.history(case).await;
    assert!(matches!(history[0], CaseEvent::DossierSubmitted { .. }));
    assert!(matches!(history[1], CaseEvent::DossierAccepted { .. }));
    let times: Vec<_> = log_of(&app.app().store).await;
    let times: Vec<_> = times
        .iter()
        .filter(|it| it.stream_id == case.0)
        .map(|it| it.recorded_at)
        .collect();
    assert!(!times.is_sorted(), "the clock did jump back");
    app.assert_read_models_equal_a_rebuild().await;
    let folder = TempDir::new().unwrap();
    let verified = CommandLine::on(&app.database, folder.path()).hoso(&["verify"]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.out, verified.err);
    // What stands after it in the log was not there at a position before, whatever the times say.
    let cli = CommandLine::on(&app.database, folder.path());
    let first = log_of(&app.app().store).await;
    let first = first
        .iter()
        .find(|it| it.stream_id == case.0)
        .unwrap()
        .position
        .0;
    let then = cli.hoso(&[
        "replay",
        &case.to_string(),
        "--at",
        &first.to_string(),
        "--json",
    ]);
    let then: serde_json::Value = serde_json::from_str(&then.expect(0).out).unwrap();
    assert_eq!(then["events"].as_array().unwrap().len(), 1);
}

/// Runs a statement that takes no parameters.
async fn run(db: &mut PgConnection, statement: &str) {
    let statement = AssertSqlSafe(statement.to_owned());
    sqlx::raw_sql(statement).execute(db).await.unwrap();
}
