//! What a thief of the disk finds, once the database has given up the room of what it does not need any
//! more.

use std::path::Path;
use std::process::Command;

use domain::SubjectId;
use harness::{Servers, TestApp};
use services::clock::derived_id;
use services::erasure::{Progress, finish};
use services::serve::Role;

use super::{CONTACT, NAME, PERSON, erase, filing, run};

/// Every file under a folder in which one of these stands.
fn that_hold(folder: &Path, texts: &[String]) -> Vec<String> {
    let mut search = Command::new("grep");
    search.args(["-rlaF"]);
    for text in texts {
        search.args(["-e", text]);
    }
    let found = search.arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&found.stderr);
    assert!(matches!(found.status.code(), Some(0 | 1)), "{said}");
    let found = String::from_utf8(found.stdout).unwrap();
    found.lines().map(ToOwned::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_on_the_disk_when_the_database_has_tidied_up() {
    let servers = Servers::start_postgres();
    let mut app = TestApp::on(&servers.database_url(), None).await;
    app.serve(vec![Role::Api, Role::Projector]).await;
    let (case, _) = app.certify(&filing()).await;
    app.settle().await;
    run(&app, "analyze; checkpoint").await;
    let texts = [NAME, CONTACT, PERSON].map(ToOwned::to_owned);
    let folded = projections::search::folded(NAME);
    let names = [NAME.to_owned(), folded.clone()];
    let data = servers.postgres_folder();
    assert!(
        !that_hold(&data, &names).is_empty(),
        "names are looked for by the database"
    );
    for of in ["applicant", "representative"] {
        let subject = derived_id(case.0, of);
        assert_eq!(erase(&app, subject).await.status, 202);
        app.settle().await;
        let done = finish(app.app(), SubjectId(subject)).await.unwrap();
        assert!(matches!(done, Progress::Completed(_)), "{done:?}");
    }
    app.stop().await.unwrap();

    // As docs/decisions/0091 says.
    for statement in [
        "alter system set wal_recycle = off",
        "select pg_reload_conf()",
        "vacuum full projections.case_list",
        "vacuum full projections.certificate",
        "vacuum full projections.organisation",
        "vacuum full projections.organisation_statement",
        "vacuum full projections.aid",
        "vacuum full eventstore.vault_value",
        "vacuum full eventstore.vault_subject",
        "select pg_switch_wal()",
        "checkpoint",
        "select pg_switch_wal()",
        "checkpoint",
    ] {
        run(&app, statement).await;
    }
    let place = data.parent().unwrap();
    let all: Vec<_> = texts.into_iter().chain([folded]).collect();
    assert_eq!(that_hold(place, &all), Vec::<String>::new());
}
