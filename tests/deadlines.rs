//! What the list of terms says while a case waits for its applicant.

use domain::CaseId;
use harness::TestApp;
use projections::deadline;

/// The clocks that stand still.
async fn paused(app: &TestApp, case: CaseId) -> Vec<String> {
    app.settle().await;
    let terms = deadline::of_case(app.pool(), case.0).await.unwrap();
    let paused = terms.into_iter().filter(|it| it.paused_from.is_some());
    let mut clocks: Vec<_> = paused.map(|it| it.clock).collect();
    clocks.sort();
    clocks
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_receiver_has_to_do_stands_still_while_the_applicant_is_waited_for() {
    let app = TestApp::without_service().await;
    let unasked = app.file_dossier().await;
    app.accept(unasked).await;
    assert!(paused(&app, unasked).await.is_empty());
    app.request_supplement(unasked, "charter", "Not signed.")
        .await;
    assert_eq!(paused(&app, unasked).await, ["consultation", "total"]);
    app.supplement(unasked, "charter").await;
    assert!(paused(&app, unasked).await.is_empty());

    let heard = app.file_dossier().await;
    app.accept(heard).await;
    for agency in app.consult(heard).await {
        app.receive_consultation(heard, &agency).await;
        app.agree(heard, &agency, "No objection.").await;
    }
    app.request_supplement(heard, "charter", "Not signed.")
        .await;
    assert_eq!(paused(&app, heard).await, ["forwarding", "total"]);
    app.supplement(heard, "charter").await;
    assert!(paused(&app, heard).await.is_empty());
    app.forward(heard).await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_term_names_the_calendar_it_was_counted_with() {
    let app = TestApp::start().await;
    let case = app.file_dossier().await;
    app.accept(case).await;
    app.settle().await;
    let terms = deadline::of_case(app.pool(), case.0).await.unwrap();
    assert!(terms.len() >= 3, "{terms:?}");
    for term in &terms {
        assert_eq!(term.calendar.as_deref(), Some("VN"), "{}", term.clock);
    }
    let shown = app.http().get(&format!("/v1/cases/{case}/deadlines")).await;
    let shown = shown.expect(200).json();
    let terms = shown["items"].as_array().unwrap();
    let total = terms.iter().find(|it| it["clock"] == "total").unwrap();
    assert!(!total["skipped"].as_array().unwrap().is_empty(), "{total}");
}
