//! Telling the National Public Service Portal: in order, once, whatever it does, and never shown as
//! done before it is.

use std::time::Duration;

use domain::case::CaseEvent;
use domain::law::TotalEnds;
use domain::{CaseId, DossierCode};
use eventstore::{NewEvent, Stream};
use harness::{
    CommandLine, Filing, MORNING, Mishap, StandIn, TestApp, applicant, body, receiver, wait_until,
};
use serde_json::{Value, json};
use services::clock::new_id;
use services::portal::Portal;
use services::serve::Role;
use uuid::Uuid;

use crate::clerk::{accepted, dossier, file, send};
use crate::sample::count;

const SOON: Duration = Duration::from_secs(30);
const CODE: &str = "G08-260302-0001";

async fn office(portal: &StandIn) -> TestApp {
    let mut app = TestApp::opening().roles(&[]).open().await;
    serve(&mut app, portal).await;
    app
}

async fn serve(app: &mut TestApp, portal: &StandIn) {
    app.set_portal(Portal {
        answers_within: Duration::from_millis(700),
        retry_after: Duration::from_millis(50),
        reconcile_after: Duration::from_millis(300),
        ..Portal::at(&portal.url)
    });
    let roles = vec![Role::Api, Role::Projector, Role::Portal];
    app.serve(roles).await;
}

async fn messages(app: &TestApp, case: CaseId) -> Vec<Value> {
    let reply = app.http().get(&format!("/v1/cases/{case}")).await;
    if reply.status == 404 {
        // The read models are not there yet.
        return vec![];
    }
    let messages = reply.expect(200).json()["portal_messages"].take();
    serde_json::from_value(messages).unwrap()
}

async fn all_sent(app: &TestApp, case: CaseId, count: usize) {
    wait_until("the portal has confirmed all", SOON, async || {
        let messages = messages(app, case).await;
        messages.len() == count && messages.iter().all(|it| it["state"] == "sent")
    })
    .await;
}

async fn page(app: &TestApp, case: CaseId) -> String {
    let reader = app.http().with("accept-language", "en");
    reader
        .get(&format!("/cases/{case}"))
        .await
        .expect(200)
        .text()
        .to_owned()
}

/// Takes a case from its filing to its end; it calls for this many messages.
async fn conduct(app: &TestApp, case: CaseId) -> usize {
    app.accept(case).await;
    app.request_supplement(case, "charter", "Thiếu trang").await;
    app.supplement(case, "charter").await;
    let asked = app.consult(case).await;
    for agency in &asked {
        app.receive_consultation(case, agency).await;
        app.agree(case, agency, "Đồng ý").await;
    }
    app.forward(case).await;
    app.grant(case).await;
    app.return_result(case).await;
    // Six steps of two messages, and of each body one letter of two and two steps of one.
    6 * 2 + asked.len() * (2 + 1 + 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_hears_of_every_step_in_order_and_once() {
    let portal = StandIn::open().await;
    let app = office(&portal).await;
    let case = app.file_dossier().await;
    let count = conduct(&app, case).await;
    all_sent(&app, case, count).await;
    assert_eq!(portal.status(CODE), Some(10));
    {
        let told = portal.told();
        assert_eq!(told.faults, Vec::<String>::new());
        assert_eq!(told.taken.len(), count);
        assert_eq!(told.taken[0], format!("{CODE}/2/dossier"));
        assert_eq!(told.taken[1], format!("{CODE}/2/progress"));
    }
    app.settle().await;
    assert!(page(&app, case).await.contains("Confirmed by the portal"));

    let folder = tempfile::tempdir().unwrap();
    let hoso = CommandLine::on(&app.database, folder.path());
    for named in [case.to_string().as_str(), CODE] {
        let shown = hoso.hoso(&["portal", "show", named]).expect(0);
        assert_eq!(shown.out.lines().count(), count, "{}", shown.out);
        assert!(shown.out.lines().all(|it| it.contains("\tsent\t")));
        let refused = hoso.hoso(&["portal", "retry", named]).expect(1);
        refused.says(&["the portal has refused nothing of this case"]);
    }
    let unknown = new_id().to_string();
    for (nothing, told) in [
        (unknown.as_str(), "know no case"),
        ("G08-1", "no case has the code"),
    ] {
        let shown = hoso.hoso(&["portal", "show", nothing]).expect(1);
        shown.says(&[told]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_is_told_of_papers_field_and_result_and_of_ends_of_other_kinds() {
    let portal = StandIn::open().await;
    let app = office(&portal).await;
    let case = app.file_dossier().await;
    let count = conduct(&app, case).await;
    all_sent(&app, case, count).await;
    let told = portal.dossier(CODE).unwrap();
    assert_eq!(told["MaLinhVuc"], "G08-NG09");
    assert!(told["KetQua"]["SoKyHieu"].is_string(), "{told}");
    assert_eq!(told["KetQua"]["NgayKy"], told["NgayKetThucXuLy"]);
    assert_eq!(told["NgayTuChoi"], Value::Null);
    let papers = told["TaiLieuNop"].as_array().unwrap();
    let charter = |it: &&Value| it["TenTaiLieu"] == "Bản sao Điều lệ của tổ chức";
    assert_eq!(papers.iter().filter(charter).count(), 1, "{told}");
    assert_eq!(
        (&told["HoSoCoThanhPhanSoHoa"], &told["DanhSachLePhi"]),
        (&json!(0), &json!([]))
    );

    let http = app.http();
    let withdrawn = file(&http).await;
    accepted(&http, &receiver(), withdrawn, "accept-dossier", &json!({})).await;
    accepted(
        &http,
        &receiver(),
        withdrawn,
        "withdraw-dossier",
        &json!({}),
    )
    .await;
    all_sent(&app, CaseId(withdrawn), 4).await;
    let told = portal.dossier("G08-260302-0002").unwrap();
    assert_eq!(told["TrangThaiHoSo"], 7);
    assert!(told["NgayKetThucXuLy"].is_string(), "{told}");
    assert_eq!(
        (&told["KetQua"], &told["NgayTra"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(portal.told().faults, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_portal_does_it_has_everything_once_in_the_end() {
    let portal = StandIn::open().await;
    portal.misbehave(&[
        Mishap::Fails,
        Mishap::Mumbles,
        Mishap::TakesItAndHangsUp,
        Mishap::Fails,
        Mishap::TakesItAndIsSlow,
        Mishap::Fails,
        Mishap::TakesItAndHangsUp,
        Mishap::Mumbles,
    ]);
    let app = office(&portal).await;
    let case = app.file_dossier().await;
    let count = conduct(&app, case).await;
    all_sent(&app, case, count).await;
    assert_eq!(portal.status(CODE), Some(10));
    let told = portal.told();
    assert_eq!(told.faults, Vec::<String>::new());
    assert_eq!(told.taken.len(), count);
    assert!(told.repeats >= 3, "{}", told.repeats);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_or_was_refused_is_never_shown_as_done() {
    let portal = StandIn::open().await;
    portal.misbehave(&[Mishap::Refuses]);
    let app = office(&portal).await;
    let before = app.file(&Filing::of("Quỹ Chưa Nhận")).await;
    let case = app.file_dossier().await;
    app.accept(case).await;
    wait_until("the portal refuses", SOON, async || {
        messages(&app, case)
            .await
            .iter()
            .any(|it| it["state"] == "refused")
    })
    .await;
    let told = messages(&app, case).await;
    assert_eq!(told[0]["trouble"], "MaTTHC không có trong danh mục (7)");
    // What comes after it waits for it.
    assert_eq!(told[1]["state"], "waiting");
    assert!(portal.told().taken.is_empty());
    let shown = page(&app, case).await;
    assert!(
        shown.contains("Refused by the portal: MaTTHC không có trong danh mục"),
        "{shown}"
    );
    assert!(!shown.contains("Confirmed by the portal"));
    // A dossier without a code is nothing that the portal could be told of.
    app.settle().await;
    assert_eq!(messages(&app, before).await, Vec::<Value>::new());

    let retried = projections::portal::retry(app.pool(), case.0)
        .await
        .unwrap();
    assert_eq!(retried, 1);
    all_sent(&app, case, 2).await;
    assert_eq!(portal.status(CODE), Some(2));

    portal.misbehave(&[Mishap::Fails; 6]);
    app.clock.set(MORNING + time::Duration::hours(1));
    app.assign(case).await;
    wait_until("it was sent in vain", SOON, async || {
        let told = messages(&app, case).await;
        told.last()
            .is_some_and(|it| it["attempts"] != json!(0) && it["state"] == "waiting")
    })
    .await;
    let shown = page(&app, case).await;
    assert!(
        shown.contains("Waiting to be sent to the portal (1)"),
        "{shown}"
    );
    all_sent(&app, case, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_lost_everything_is_told_again() {
    let portal = StandIn::open().await;
    let app = office(&portal).await;
    let case = app.file_dossier().await;
    app.accept(case).await;
    all_sent(&app, case, 2).await;
    portal.forget();
    wait_until("the portal has it again", SOON, async || {
        portal.status(CODE) == Some(2) && portal.told().taken.len() == 2
    })
    .await;
    all_sent(&app, case, 2).await;
    assert_eq!(portal.told().faults, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_over_goes_on_where_the_other_stopped() {
    let portal = StandIn::open().await;
    let mut app = office(&portal).await;
    let case = app.file_dossier().await;
    app.accept(case).await;
    all_sent(&app, case, 2).await;
    app.stop().await.unwrap();
    app.reopen().await;
    app.assign(case).await;
    serve(&mut app, &portal).await;
    all_sent(&app, case, 3).await;
    let told = portal.told();
    assert_eq!((told.taken.len(), told.repeats), (3, 0));
}

/// A young man's registration, filed with the command of his commune.
async fn registration(app: &TestApp) -> Uuid {
    let case = new_id();
    let mut dossier = dossier(case);
    dossier["procedure"] = "MILITARY-REGISTRATION".into();
    dossier["components"] = json!(["declaration", "identity"]);
    dossier["representative"] = Value::Null;
    let http = app.http();
    let reply = send(&http, &applicant(), (case, "submit-dossier"), &dossier).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_that_nobody_hands_on_is_told_to_be_in_process_before_it_is_done() {
    let portal = StandIn::open().await;
    let app = office(&portal).await;
    let case = registration(&app).await;
    let (http, command) = (app.http(), body("COMMUNE-MILITARY"));
    accepted(&http, &command, case, "accept-dossier", &json!({})).await;
    let number = json!({ "number": "31-26" });
    accepted(&http, &command, case, "grant-certificate", &number).await;
    let returned = json!({ "channel": "in-person" });
    accepted(&http, &command, case, "return-result", &returned).await;
    // Accepted, ripe, approved, handed over.
    all_sent(&app, CaseId(case), 4 * 2).await;
    let told = portal.told();
    assert_eq!(told.faults, Vec::<String>::new());
    let code = told.taken[0].split('/').next().unwrap().to_owned();
    drop(told);
    assert_eq!(portal.status(&code), Some(10));
}

/// Accepts and approves a dossier as a build did that noted nothing in between.
async fn approve_as_before(app: &TestApp, case: Uuid, code: &DossierCode) {
    let law = app.app().law.current();
    let procedure = law.newest_procedure(&"MILITARY-REGISTRATION".parse().unwrap());
    let procedure = procedure.unwrap();
    let total = &procedure.rules().unwrap().limits.total;
    let calendar = law.calendar(&"VN".parse().unwrap()).unwrap();
    let events = [
        CaseEvent::DossierAccepted {
            code: code.clone(),
            procedure_version: procedure.version,
            deadline: calendar.deadline_at(MORNING, total.limit, &total.basis),
            consultation_deadline: None,
            total_ends: TotalEnds::Decision,
        },
        CaseEvent::ApplicationApproved {
            paper: "MILITARY-REGISTRATION".parse().unwrap(),
            number: "30-26".parse().unwrap(),
            delivery_deadline: None,
        },
    ];
    let stream = Stream {
        kind: "case",
        id: case,
    };
    let mut append = count(0x0_1d, stream, 1);
    append.writes[0].events = events.iter().map(|it| NewEvent::of(it).unwrap()).collect();
    app.app().store.append(append).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_before_that_was_noted_is_told_with_the_status_between() {
    let portal = StandIn::open().await;
    let app = office(&portal).await;
    let case = registration(&app).await;
    let code = DossierCode::new("G05.99", MORNING.date(), 7);
    approve_as_before(&app, case, &code).await;
    let code = code.as_str();
    wait_until("the portal has it done", SOON, async || {
        portal.status(code) == Some(9)
    })
    .await;
    let told = portal.told();
    assert_eq!(told.faults, Vec::<String>::new());
    let dossiers = told.taken.iter().filter(|it| it.contains("/dossier"));
    let dossiers: Vec<_> = dossiers.map(|it| it.trim_start_matches(code)).collect();
    assert_eq!(dossiers, ["/2/dossier", "/3/dossier/4", "/3/dossier"]);
}
