//! Connections to the database: how many a process takes, and what becomes of those that the server
//! closes.

use std::time::Duration;

use futures_util::future::join_all;
use harness::{Service, TestApp, wait_until};
use serde_json::Value;
use services::serve::Role;
use sqlx::{AssertSqlSafe, PgPool};

use crate::clerk::file;

const SOON: Duration = Duration::from_secs(20);

/// How many the pool of a service has in tests.
const POOLED: i64 = 10;

#[tokio::test(flavor = "multi_thread")]
async fn a_process_takes_no_more_connections_than_it_says() {
    let mut app = TestApp::opening().roles(&[]).with_nats().open().await;
    let nats_url = app.nats().url();
    let ours = connected(app.pool()).await;
    let mut service = Service::start(&app.database.url(), Some(&nats_url)).await;
    let said = said(&service);
    assert_eq!(said, POOLED + 3 + 5 + 1, "as decision 200 counts them");
    assert!(!service.log().contains("gives fewer connections"));

    let mut most = 0;
    for _ in 0..10 {
        let http = service.http();
        let filing = (0..4).map(|_| file(&http));
        let looking = (0..24).map(|_| http.get("/v1/cases?q=international"));
        tokio::join!(join_all(filing), join_all(looking));
        most = most.max(connected(app.pool()).await - ours);
    }
    assert!(most > POOLED, "{most}, with those beside the pool");
    assert!(most <= said, "{most} and not {said}");
    assert!(service.terminate().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_warns_where_the_database_gives_too_few_connections() {
    let app = TestApp::without_service().await;
    limit(app.pool(), POOLED).await;
    let mut service = Service::start_as("api", &app.database.url(), None).await;
    assert_eq!(said(&service), POOLED + 3);
    assert!(service.log().contains("gives fewer connections"));
    assert!(service.terminate().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lane_that_the_server_closed_is_no_trouble_to_read_models() {
    let mut app = TestApp::opening().roles(&[]).open().await;
    app.serve(vec![Role::Api, Role::Projector]).await;
    let http = app.http();
    for _ in 0..5 {
        file(&http).await;
        app.settle().await;
        // At once: a lane that is older is asked whether it is still there.
        let closed = close(app.pool(), "hoso projector").await;
        assert!(closed > 0, "read models are written over lanes");
        file(&http).await;
        let head = app.app().store.head().await.unwrap().0;
        wait_until("read models go on", SOON, async || {
            let health = http.get("/health/ready").await.expect(200).json();
            assert_eq!(health["trouble"], serde_json::json!([]));
            health["projected"].as_i64() >= Some(head)
        })
        .await;
    }
    app.stop().await.unwrap();
}

/// How many connections the service said it may take.
fn said(service: &Service) -> i64 {
    let log = service.log();
    let lines = log.lines().map(|it| serde_json::from_str(it).unwrap());
    let mut fields = lines.map(|it: Value| it["fields"].clone());
    let line = fields.find(|it| it["message"] == "connected to the database");
    line.unwrap()["connections"].as_i64().unwrap()
}

/// How many there are to the database of the pool.
async fn connected(pool: &PgPool) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_stat_activity
         where datname = current_database() and backend_type = 'client backend'",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

/// Has the server close those of this name, and says how many there were.
async fn close(pool: &PgPool, name: &str) -> i64 {
    sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
         where datname = current_database() and application_name = $1",
    )
    .bind(name)
    .fetch_one(pool)
    .await
    .unwrap()
}

/// How many connections the database gives.
async fn limit(pool: &PgPool, connections: i64) {
    let database: String = sqlx::query_scalar("select current_database()")
        .fetch_one(pool)
        .await
        .unwrap();
    let limit = format!("alter database {database} connection limit {connections}");
    sqlx::raw_sql(AssertSqlSafe(limit))
        .execute(pool)
        .await
        .unwrap();
}
