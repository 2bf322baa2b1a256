//! What happens because nobody does anything.

use domain::CaseId;
use harness::{Filing, TestApp, applicant, log_of};
use services::clock::{derived_id, new_id};
use services::timers;
use time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_expires_once_however_many_watch_the_time() {
    let app = TestApp::without_service().await;
    let (_, certificate) = app.certify(&Filing::default()).await;
    app.settle().await;
    let watchers = [app.app().clone(), app.another_process().await.app];
    let expired = async || {
        let log = log_of(&app.app().store).await;
        let expired = log.iter().filter(|it| it.name == "certificate.expired.v1");
        expired.filter(|it| it.stream_id == certificate.0).count()
    };

    let granted = harness::MORNING;
    app.clock.set(granted + Duration::days(3 * 365 - 1));
    for watcher in &watchers {
        assert_eq!(timers::tick(watcher).await.unwrap(), 0, "it is still valid");
    }
    // The last day is over a day after the third anniversary, wherever the clock stands.
    app.clock.set(granted + Duration::days(3 * 365 + 3));
    let [one, other] = &watchers;
    let (one, other) = tokio::join!(timers::tick(one), timers::tick(other));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(expired().await, 1);

    // Also while read models still say that it is valid, and after they do not.
    assert_eq!(timers::tick(&watchers[0]).await.unwrap(), 0);
    app.settle().await;
    assert_eq!(timers::tick(&watchers[1]).await.unwrap(), 0);
    assert_eq!(expired().await, 1);
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sender_uses_up_the_id_under_which_a_certificate_expires() {
    let app = TestApp::without_service().await;
    let (_, certificate) = app.certify(&Filing::default()).await;
    app.settle().await;
    // What anybody can work out who knows the certificate's id.
    let guessed = derived_id(certificate.0, "expire");
    app.try_file(CaseId(new_id()), guessed, &Filing::default(), &applicant())
        .await
        .unwrap();
    app.clock
        .set(harness::MORNING + Duration::days(3 * 365 + 3));
    assert_eq!(timers::tick(app.app()).await.unwrap(), 1);
}
