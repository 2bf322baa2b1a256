//! A command that is given twice is carried out once, also when both come at once.

use domain::CaseId;
use domain::case::CaseCommand;
use harness::{Filing, TestApp, applicant, receiver};
use services::clock::new_id;
use services::execute::{ExecuteError, Order};

#[tokio::test(flavor = "multi_thread")]
async fn a_command_given_many_times_at_once_gets_one_answer() {
    let app = TestApp::without_service().await;
    let other = app.another_process().await;
    for _ in 0..10 {
        let (case, id) = (CaseId(new_id()), new_id());
        let mut given = tokio::task::JoinSet::new();
        for office in [app.office(), &other, app.office(), &other] {
            let office = office.clone();
            given.spawn(async move {
                let (filing, who) = (Filing::default(), applicant());
                office.try_file(case, id, &filing, &who).await.unwrap()
            });
        }
        let answers = given.join_all().await;
        assert_eq!(
            answers.iter().filter(|it| !it.repeated).count(),
            1,
            "{answers:?}"
        );
        assert!(
            answers.iter().all(|it| it.first == answers[0].first),
            "{answers:?}"
        );
        assert_eq!(app.history(case).await.len(), 1);

        let id = new_id();
        let mut given = tokio::task::JoinSet::new();
        for office in [app.office(), &other, app.office(), &other] {
            let office = office.clone();
            given.spawn(async move {
                let who = receiver();
                office
                    .order_as(id, case, &Order::AcceptDossier, &who)
                    .await
                    .unwrap()
            });
        }
        let answers = given.join_all().await;
        assert_eq!(
            answers.iter().filter(|it| !it.repeated).count(),
            1,
            "{answers:?}"
        );
        assert_eq!(app.history(case).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_remembers_a_case_still_sees_what_another_process_did() {
    let app = TestApp::without_service().await;
    let other = app.another_process().await;
    let case = app.file_dossier().await;
    let forward = Order::Command(CaseCommand::ForwardDossier);
    for office in [app.office(), &other] {
        // Refused, but loaded: both remember the case as it was filed.
        let refused = office.order(case, &forward, &receiver()).await;
        assert!(matches!(refused, Err(ExecuteError::Case(_))), "{refused:?}");
    }

    let accepted = other.order(case, &Order::AcceptDossier, &receiver()).await;
    assert_eq!(accepted.unwrap().version.0, 2);
    let again = app.order(case, &Order::AcceptDossier, &receiver()).await;
    assert!(matches!(again, Err(ExecuteError::Case(_))), "{again:?}");
    assert_eq!(app.history(case).await.len(), 2);
}
