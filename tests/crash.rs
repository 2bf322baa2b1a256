//! What the service promises when the database is taken away from it.

use std::time::Duration;

use harness::{
    Load, Nats, Servers, Service, TestApp, Which, assert_gapless, assert_stream_is_log, log_of,
    wait_until,
};

/// As long as a database may take to come back, and the service to notice.
const PATIENCE: Duration = Duration::from_secs(40);

/// What a service does that adds nothing to the log by itself: so its end can be waited for.
const WITHOUT_TIME: &str = "api,relay,projector";

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_of_postgres_under_load_loses_nothing_and_doubles_nothing() {
    let servers = Servers::start_postgres();
    let mut app = TestApp::on(&servers.database_url(), Some(Nats::start().await)).await;
    let before = log_of(&app.app().store).await.len();
    let nats_url = app.nats().url();
    let mut service = Service::start_as(WITHOUT_TIME, &app.database.url(), Some(&nats_url)).await;
    let ready = async || service.http().get("/health/ready").await;

    let load = Load::start(&[app.office().clone(), app.another_process().await], 3);
    for _ in 0..2 {
        load.goes_on(10).await;
        servers.crash(Which::Postgres);
        wait_until(
            "the service says that it is not ready",
            PATIENCE,
            async || ready().await.status == 503,
        )
        .await;
        let reader = service.http().with("accept", "text/html");
        let page = reader.get("/cases?lang=en").await.expect(503);
        assert!(
            page.text()
                .contains("The service is interrupted for a moment")
        );
        assert!(page.header("retry-after").is_some());
        servers.start(Which::Postgres);
        wait_until(
            "the service is ready again by itself",
            PATIENCE,
            async || ready().await.status == 200,
        )
        .await;
    }
    load.goes_on(10).await;
    let work = load.stop().await;
    assert!(!work.excuses.is_empty(), "somebody was told of the crash");
    for excuse in &work.excuses {
        let clear = [
            "storing the decision",
            "reading",
            "connection",
            "vault",
            "lost",
        ];
        assert!(clear.iter().any(|it| excuse.contains(it)), "{excuse}");
    }

    let log = log_of(&app.app().store).await;
    assert_gapless(&log);
    work.assert_all_in(&log, before);
    app.relayed().await;
    assert_stream_is_log(&app.nats().jetstream().await, &log).await;
    app.assert_read_models_equal_a_rebuild().await;
    assert!(service.terminate().await.success());
}
