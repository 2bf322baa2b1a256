//! Codes of dossiers: without gaps, also where many are accepted at once and on a busy day.

use std::collections::BTreeSet;

use domain::case::CaseEvent;
use domain::dossier_book::{DossierBook, DossierBookEvent};
use domain::{Aggregate as _, CaseId, DossierCode};
use eventstore::{Append, Cause, NewEvent, Stream, StreamWrite, Version};
use harness::{Filing, MORNING, Office, TestApp, log_of, receiver};
use services::clock::new_id;
use services::execute::Order;
use tokio::task::JoinSet;

/// How many are accepted at the same moment, by each of two processes.
const AT_ONCE: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn dossiers_accepted_at_the_same_moment_get_numbers_without_gaps() {
    let app = TestApp::without_service().await;
    let other = app.another_process().await;
    let mut cases = vec![];
    for number in 0..2 * AT_ONCE {
        cases.push(
            app.file(&Filing::of(&format!("Mái Nhà Chung {number}")))
                .await,
        );
    }

    let mut accepted = JoinSet::new();
    for (number, case) in cases.iter().copied().enumerate() {
        let office = if number % 2 == 0 {
            app.office()
        } else {
            &other
        };
        let office = office.clone();
        accepted.spawn(async move { office.accept(case).await });
    }
    accepted.join_all().await;

    let mut codes = BTreeSet::new();
    for case in cases {
        codes.insert(code(&app, case).await.number());
    }
    assert_eq!(codes, (1..=2 * AT_ONCE).collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ten_thousandth_dossier_of_a_day_gets_a_longer_number() {
    let app = TestApp::without_service().await;
    let first = app.file_dossier().await;
    app.accept(first).await;
    fill_the_book(&app, 9_998).await;

    let mut codes = vec![];
    for _ in 0..3 {
        let case = app.file_dossier().await;
        app.accept(case).await;
        codes.push(code(&app, case).await.to_string());
    }
    let expected = ["G08-260302-9999", "G08-260302-10000", "G08-260302-10001"];
    assert_eq!(codes, expected);

    // Somebody who repeats the command gets no second number.
    let again = app.order(first, &Order::AcceptDossier, &receiver()).await;
    assert!(again.is_err(), "{again:?}");
    assert_eq!(code(&app, first).await.number(), 1);
}

async fn code(office: &Office, case: CaseId) -> DossierCode {
    let history = office.history(case).await;
    let code = history.into_iter().find_map(|it| {
        if let CaseEvent::DossierAccepted { code, .. } = it {
            return Some(code);
        }
        None
    });
    code.expect("an accepted dossier has a code")
}

/// Lets other cases have the numbers up to this one.
async fn fill_the_book(app: &TestApp, up_to: usize) {
    let log = log_of(&app.app().store).await;
    let book = log.iter().find(|it| it.stream_kind == DossierBook::KIND);
    let stream = Stream {
        kind: DossierBook::KIND,
        id: book.expect("a dossier was accepted").stream_id,
    };
    let events = (2..=up_to).map(|number| {
        NewEvent::of(&DossierBookEvent::CodeAssigned {
            case: CaseId(new_id()),
            code: DossierCode::new("G08", MORNING.date(), number),
        })
    });
    let command_id = new_id();
    let append = Append {
        cause: Cause {
            command_id,
            command: "test".into(),
            actor: new_id(),
            agency: None,
            role: "system".into(),
            at: MORNING,
        },
        fingerprint: app.app().vault.fingerprint("test", command_id.as_bytes()),
        writes: vec![StreamWrite {
            stream,
            expected: Version(1),
            events: events.collect::<Result<_, _>>().unwrap(),
        }],
        take: vec![],
        release: vec![],
        free: vec![],
        confide: vec![],
    };
    app.app().store.append(append).await.unwrap();
}
