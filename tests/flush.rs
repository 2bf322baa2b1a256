//! A flush of the write-ahead log that fails, so that Postgres panics and starts again by itself.
//! Nothing that was answered is lost, nothing is done twice, and whoever is not told asks again.

mod failing;

use std::time::Duration;

use eventstore::{AppendError, EventStore};
use harness::{
    CommandLine, Load, Nats, Service, TestApp, assert_gapless, assert_stream_is_log, log_of,
    wait_until,
};
use tempfile::TempDir;

use self::failing::{FailingFlush, Written};
use crate::sample::{count, open, positions, thing};

/// As long as Postgres may take to recover, and the service to notice.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a service does that adds nothing to the log by itself: so its end can be waited for.
const WITHOUT_TIME: &str = "api,relay,projector";

/// Asks under the same command id until there is an answer, and says whether it was done before.
async fn insist(store: &EventStore, n: u128, version: i64) -> (i64, bool, usize) {
    let mut excuses = 0;
    loop {
        match store.append(count(n, thing(1), version)).await {
            Ok(appended) => return (appended.last.0, appended.repeated, excuses),
            Err(AppendError::OutcomeUnknown | AppendError::Database(_)) => excuses += 1,
            Err(error) => panic!("{error:?}"),
        }
        assert!(excuses < 600, "Postgres does not come back");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_id_tells_what_a_failed_flush_left() {
    let Some(failing) = FailingFlush::prepare() else {
        return;
    };
    let servers = failing.start_postgres();
    let url = servers.database_url();
    let pool = eventstore::connect(&url, 4, "public").await.unwrap();
    eventstore::MIGRATOR.run(&pool).await.unwrap();
    let store = open(&pool);
    let before = insist(&store, 1, 0).await.0;
    for (n, written) in [(2, Written::Kept), (3, Written::Lost), (4, Written::Lost)] {
        failing.fail_next(written);
        let version = i64::try_from(n).unwrap() - 1;
        let (last, _, _) = insist(&store, n, version).await;
        assert!(failing.has_failed(), "the flush of {n} failed");
        assert_eq!(last, before + version);
        let (again, repeated, _) = insist(&store, n, version).await;
        assert_eq!((again, repeated), (last, true), "{n} is in the log once");
    }
    assert_eq!(positions(&store).await, [1, 2, 3, 4]);
    assert_eq!(servers.panics("sync file"), 3);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_flush_under_load_loses_nothing_and_doubles_nothing() {
    let Some(failing) = FailingFlush::prepare() else {
        return;
    };
    let servers = failing.start_postgres();
    let mut app = TestApp::on(&servers.database_url(), Some(Nats::start().await)).await;
    let before = log_of(&app.app().store).await.len();
    let nats_url = app.nats().url();
    let mut service = Service::start_as(WITHOUT_TIME, &app.database.url(), Some(&nats_url)).await;
    let load = Load::start(&[app.office().clone(), app.another_process().await], 3);
    for written in [Written::Kept, Written::Lost, Written::Lost] {
        load.goes_on(10).await;
        failing.fail_next(written);
        let failed = async || failing.has_failed();
        wait_until("a flush fails", PATIENCE, failed).await;
    }
    load.goes_on(10).await;
    let ready = async || service.http().get("/health/ready").await.status == 200;
    wait_until("the service is ready by itself", PATIENCE, ready).await;
    let work = load.stop().await;
    assert!(!work.excuses.is_empty(), "somebody was told of it");
    assert_eq!(servers.panics("sync file"), 3);

    let log = log_of(&app.app().store).await;
    assert_gapless(&log);
    work.assert_all_in(&log, before);
    app.relayed().await;
    assert_stream_is_log(&app.nats().jetstream().await, &log).await;
    app.assert_read_models_equal_a_rebuild().await;
    let folder = TempDir::new().unwrap();
    let verified = CommandLine::on(&app.database, folder.path()).hoso(&["verify"]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.out, verified.err);
    assert!(service.terminate().await.success());
}
