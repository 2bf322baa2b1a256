//! A command that is given twice is carried out once, also when both come at once.

use domain::CaseId;
use harness::{Filing, TestApp, applicant, receiver};
use services::clock::new_id;
use services::execute::Order;

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
