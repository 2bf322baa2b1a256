//! The whole path: a dossier becomes a certificate, through the log, JetStream and the read models.

use harness::{Filing, Service, TestApp, assert_gapless, assert_stream_is_log, log_of};
use projections::case_list;

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_becomes_a_certificate() {
    let mut app = TestApp::start_with_nats().await;
    let (case, _) = app.certify(&Filing::default()).await;

    let log = log_of(&app.app().store).await;
    assert_gapless(&log);
    app.relayed().await;
    assert_stream_is_log(&app.nats().jetstream().await, &log).await;

    app.settle().await;
    let line = case_list::one(app.pool(), case.0).await.unwrap().unwrap();
    assert!(line.ended_at.is_some(), "{line:?}");
    app.assert_read_models_equal_a_rebuild().await;
    app.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_relays_and_projects_what_another_process_appends() {
    let app = TestApp::opening().roles(&[]).with_nats().open().await;
    let nats_url = app.nats.as_ref().unwrap().url();
    let mut service = Service::start(&app.database.url(), Some(&nats_url)).await;
    app.certify(&Filing::default()).await;
    app.relayed().await;
    service.restart().await;
    let ready = service.http().get("/health/ready").await.expect(200);
    assert_eq!(ready.json()["ready"], true);
    assert!(service.terminate().await.success());
}
