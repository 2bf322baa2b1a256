//! The example data: a small scenario, played as the demo plays the whole one.

use std::collections::BTreeSet;

use domain::case::CaseEvent;
use eventstore::{Position, Recorded};
use harness::{TestApp, log_of};
use projections::figures;
use services::demo::{Plan, PlayError, Played, Scenario, plan, play};
use tokio_util::sync::CancellationToken;

/// So few that a debug build plays them in seconds.
const SMALL: Scenario = Scenario {
    organisations: 30,
    ..Scenario::WHOLE
};

fn small(app: &TestApp) -> Plan {
    plan(&app.app().law.current(), &SMALL).unwrap()
}

async fn play_all(app: &TestApp, plan: &Plan) -> Played {
    let stop = CancellationToken::new();
    play(app.app(), plan, &stop, |_| ()).await.unwrap()
}

/// What the log holds beside the catalogue.
async fn played(app: &TestApp) -> Vec<Recorded> {
    let mut log = log_of(&app.app().store).await;
    log.retain(|it| it.stream_kind != "catalogue");
    log
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_played_in_its_order_and_playing_it_again_adds_nothing() {
    let app = TestApp::without_service().await;
    let plan = small(&app);
    let first = play_all(&app, &plan).await;
    assert_eq!(first.steps, plan.steps.len());
    assert_eq!(first.passed_over, 0);
    let log = played(&app).await;
    assert!(log.len() > first.fresh);
    assert!(log.is_sorted_by_key(|it| it.recorded_at));

    let again = play_all(&app, &plan).await;
    assert_eq!((again.steps, again.fresh), (plan.steps.len(), 0));
    assert_eq!(played(&app).await.len(), log.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_log() {
    let (one, other) = (
        TestApp::without_service().await,
        TestApp::without_service().await,
    );
    for app in [&one, &other] {
        play_all(app, &small(app)).await;
    }
    let (one, other) = (played(&one).await, played(&other).await);
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(&other) {
        let place = |it: &Recorded| (it.position, it.stream_id, it.version, it.name.clone());
        assert_eq!(place(one), place(other));
        assert_eq!(one.recorded_at, other.recorded_at);
        // Commitments are salted, and dossier codes are not.
        if let (Ok(one), Ok(other)) = (one.decode::<CaseEvent>(), other.decode::<CaseEvent>()) {
            let code = |it: &CaseEvent| {
                if let CaseEvent::DossierAccepted { code, .. } = it {
                    Some(code.clone())
                } else {
                    None
                }
            };
            assert_eq!(code(&one), code(&other));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_stopped_in_the_middle_goes_on_without_doubling_anything() {
    let whole = TestApp::without_service().await;
    play_all(&whole, &small(&whole)).await;

    let mut app = TestApp::without_service().await;
    let plan = small(&app);
    for part in 1..4 {
        let until = plan.steps.len() * part / 4;
        let stop = CancellationToken::new();
        let tell = |done| {
            if done >= until {
                stop.cancel();
            }
        };
        let some = play(app.app(), &plan, &stop, tell).await.unwrap();
        assert!((until..plan.steps.len()).contains(&some.steps), "{some:?}");
        app.reopen().await;
    }
    play_all(&app, &plan).await;

    let names = |log: Vec<Recorded>| -> Vec<_> {
        log.into_iter().map(|it| (it.stream_id, it.name)).collect()
    };
    assert_eq!(names(played(&app).await), names(played(&whole).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_killed_in_the_middle_goes_on_without_doubling_anything() {
    let mut app = TestApp::without_service().await;
    let plan = small(&app);
    let half = plan.steps.len() / 2;
    let (reached, mut watch) = tokio::sync::watch::channel(0);
    let killed = {
        let (app, plan) = (app.app().clone(), plan.clone());
        tokio::spawn(async move {
            let stop = CancellationToken::new();
            play(&app, &plan, &stop, |done| {
                reached.send_replace(done);
            })
            .await
        })
    };
    watch.wait_for(|it| *it >= half).await.unwrap();
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());

    app.reopen().await;
    let rest = play_all(&app, &plan).await;
    assert_eq!(rest.passed_over, 0);
    assert!(rest.fresh < plan.steps.len() - half + 200);
    let log = played(&app).await;
    let commands: BTreeSet<_> = log.iter().map(|it| it.command_id).collect();
    let expected = (0..plan.steps.len()).filter(|it| plan.is_command(*it));
    for step in expected {
        assert!(commands.contains(&plan.command_id(step)));
    }
    assert!(log.is_sorted_by_key(|it| it.recorded_at));
}

#[tokio::test(flavor = "multi_thread")]
async fn read_models_are_what_the_scenario_told() {
    let app = TestApp::without_service().await;
    play_all(&app, &small(&app)).await;
    app.assert_read_models_equal_a_rebuild().await;

    let registered = figures::registered(app.pool()).await.unwrap();
    let log = played(&app).await;
    let applicants = log.iter().filter_map(|it| {
        let Ok(CaseEvent::DossierSubmitted { applicant, .. }) = it.decode() else {
            return None;
        };
        Some(applicant)
    });
    let applicants: BTreeSet<_> = applicants.collect();
    assert!(applicants.len() >= 30, "and those who receive aid");
    assert_eq!(
        usize::try_from(registered.organisations).unwrap(),
        applicants.len()
    );
    let count = |name: &str| log.iter().filter(|it| it.name == name).count();
    let (granted, expired) = (
        count("certificate.granted.v1"),
        count("certificate.expired.v1"),
    );
    assert!(expired > 0);
    assert_eq!(
        usize::try_from(registered.active).unwrap(),
        granted - expired
    );
    // Pages of duties have something to show but what is overdue.
    let (done, missed) = (
        count("certificate.duty_fulfilled.v1"),
        count("certificate.duty_missed.v1"),
    );
    assert!(done > missed && missed > 0, "{done} done, {missed} missed");
    for name in ["case.result_announced.v1", "case.reappointed.v1"] {
        assert!(count(name) > 0, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_other_data_is_left_alone() {
    let app = TestApp::without_service().await;
    app.file_dossier().await;
    let before = app.app().store.head().await.unwrap();
    let stop = CancellationToken::new();
    let refused = play(app.app(), &small(&app), &stop, |_| ()).await;
    assert!(matches!(refused, Err(PlayError::OtherData)), "{refused:?}");
    assert_eq!(app.app().store.head().await.unwrap(), before);
    assert!(before > Position(0));
}
