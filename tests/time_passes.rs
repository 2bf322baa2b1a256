//! What happens because nobody does anything.

use domain::calendar::{Limit, Unit};
use domain::case::{CaseCommand, CaseEvent, Grant};
use domain::catalogue::{CatalogueCommand, Publish};
use domain::certificate::CertificateEvent;
use domain::law::{Conduct, Procedure, Rules, TermLimit};
use domain::{Calendar, CaseId, CertificateId};
use harness::{Filing, TestApp, applicant, decider, log_of};
use projections::deadline;
use services::clock::{derived_id, new_id};
use services::execute::{self, Order};
use services::{App, correction, timers};
use time::macros::date;
use time::{Date, Duration};
use uuid::Uuid;

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
        timers::tick(watcher).await.unwrap();
    }
    assert_eq!(expired().await, 0, "it is still valid");
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
    timers::tick(app.app()).await.unwrap();
    let log = log_of(&app.app().store).await;
    let mut of_it = log.iter().filter(|it| it.stream_id == certificate.0);
    assert!(of_it.any(|it| it.name == "certificate.expired.v1"));
}

/// Another version of the procedure, with other rules.
pub(crate) async fn let_rules_be(app: &App, change: impl FnOnce(&mut Rules)) {
    let law = app.law.current();
    let id = "FNGO-OP-ISSUE".parse().unwrap();
    let mut procedure = law.newest_procedure(&id).unwrap().clone();
    procedure.version += 1;
    let Conduct::Ruled(rules) = &mut procedure.conduct else {
        panic!("its cases are conducted here")
    };
    change(rules);
    publish(app, vec![], vec![procedure]).await;
}

/// A supplement has to be brought within ten working days.
pub(crate) async fn let_supplements_lapse(app: &App) {
    let limit = Limit {
        count: 10,
        unit: Unit::WorkingDays,
    };
    let basis = "A decree".to_owned();
    let_rules_be(app, |rules| {
        rules.supplements.answer_within = Some(TermLimit { limit, basis });
        rules.supplements.lapse_ground = Some("supplement-not-brought".parse().unwrap());
    })
    .await;
}

/// The calendar with one more holiday.
pub(crate) fn corrected(app: &App, off: Date) -> Calendar {
    let law = app.law.current();
    let mut calendar = law.calendar(&"VN".parse().unwrap()).unwrap().clone();
    calendar.version += 1;
    let mut holiday = calendar.holidays[0].clone();
    holiday.date = off;
    holiday.weekly_day_off = false;
    calendar.holidays.push(holiday);
    calendar
}

pub(crate) async fn publish(app: &App, calendars: Vec<Calendar>, procedures: Vec<Procedure>) {
    let entries = Publish {
        calendars,
        procedures,
        ..Publish::default()
    };
    let command = CatalogueCommand::Publish(entries);
    let published = execute::publish(app, &command).await.unwrap();
    assert_eq!(published.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_says_what_moves_before_it_is_made_and_moves_it_once() {
    let app = TestApp::without_service().await;
    let case = app.file(&Filing::default()).await;
    app.accept(case).await;
    let untouched = app.file(&Filing::of("Quỹ Bình Minh")).await;
    app.settle().await;

    let calendar = corrected(app.app(), date!(2026 - 03 - 16));
    let moves = correction::preview(app.app(), &calendar).await.unwrap();
    let [told] = &moves[..] else {
        panic!("{moves:?}")
    };
    let [moved] = &told.moved[..] else {
        panic!("{told:?}")
    };
    assert_eq!(
        (told.case, moved.clock.to_string()),
        (case, "total".to_owned())
    );
    assert_eq!(moved.was_due, date!(2026 - 04 - 13));
    assert_eq!(moved.deadline.due, date!(2026 - 04 - 14));
    let recounted = async |id: CaseId| {
        let log = log_of(&app.app().store).await;
        let recounted = log
            .iter()
            .filter(|it| it.name == "case.deadlines_recounted.v1");
        recounted.filter(|it| it.stream_id == id.0).count()
    };
    assert_eq!(recounted(case).await, 0, "a preview changes nothing");

    publish(app.app(), vec![calendar.clone()], vec![]).await;
    let other = app.another_process().await.app;
    let (one, two) = tokio::join!(
        timers::tick(app.app()),
        correction::recount(&other, &calendar)
    );
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!((recounted(case).await, recounted(untouched).await), (1, 0));
    app.settle().await;
    assert_eq!(timers::tick(app.app()).await.unwrap(), 0);
    let terms = deadline::of_case(app.pool(), case.0).await.unwrap();
    let total = terms.iter().find(|it| it.clock == "total").unwrap();
    assert_eq!(total.due_on, date!(2026 - 04 - 14));
    assert_eq!(total.moved_by.as_deref(), Some("calendar"));
    assert_eq!(correction::preview(app.app(), &calendar).await.unwrap(), []);
    app.assert_read_models_equal_a_rebuild().await;
}

/// A certificate that ends on the day.
async fn grant_until(app: &TestApp, case: CaseId, day: Date) -> CertificateId {
    let certificate = CertificateId(new_id());
    let grant = CaseCommand::GrantCertificate(Grant {
        certificate,
        number: "GP-1".parse().unwrap(),
        valid_until: Some(day),
        ground: None,
        holder: None,
    });
    let granted = app.order(case, &Order::Command(grant), &decider()).await;
    granted.unwrap();
    certificate
}

/// Two watch the time every morning, and the calendar is corrected on the way. Says how much they
/// did.
async fn live_through_two_years(app: &TestApp, watchers: &[App; 2]) -> usize {
    let mut done = 0;
    for day in 1..=730_i64 {
        app.clock.set(harness::MORNING + Duration::days(day));
        if day == 15 {
            let calendar = corrected(app.app(), date!(2026 - 04 - 01));
            publish(app.app(), vec![calendar], vec![]).await;
            watchers[1].law.refresh().await.unwrap();
        }
        // Nobody was there for two weeks, and a week once more.
        if (16..30).contains(&day) || (360..367).contains(&day) {
            continue;
        }
        let [one, other] = watchers;
        let (one, other) = tokio::join!(timers::tick(one), timers::tick(other));
        let now = one.unwrap() + other.unwrap();
        done += now;
        if now > 0 {
            app.settle().await;
        }
    }
    done
}

/// Which duty was missed, and by when it was owed.
fn missed_duty(recorded: &eventstore::Recorded) -> (String, String) {
    let event = recorded.decode::<CertificateEvent>().unwrap();
    let CertificateEvent::DutyMissed { duty, due, .. } = event else {
        panic!("{event:?}");
    };
    (duty.to_string(), due.to_string())
}

/// What is owed under the certificate in these years, and by when.
const OWED: [(&str, &str); 5] = [
    ("account", "2026-03-16"),
    ("plan", "2026-05-08"),
    ("annual-report", "2026-12-18"),
    ("renewal", "2026-12-31"),
    ("annual-report", "2027-12-18"),
];

#[tokio::test(flavor = "multi_thread")]
async fn two_years_pass_and_whatever_they_bring_comes_once() {
    let app = TestApp::without_service().await;
    let_supplements_lapse(app.app()).await;
    let watchers = [app.app().clone(), app.another_process().await.app];

    let unchecked = app.file(&Filing::of("Quỹ Hoa Ban")).await;
    let waiting = app.file(&Filing::of("Quỹ Sông Hồng")).await;
    app.request_supplement(waiting, "charter", "The charter, certified.")
        .await;
    let silent = app.file(&Filing::of("Quỹ Trường Sơn")).await;
    app.accept(silent).await;
    let asked = app.consult(silent).await;
    app.receive_consultation(silent, &asked[0]).await;
    let granted = app.file(&Filing::of("Quỹ Đồng Tháp")).await;
    app.accept(granted).await;
    app.hear_everybody(granted).await;
    let certificate = grant_until(&app, granted, date!(2027 - 03 - 01)).await;
    app.return_result(granted).await;
    app.settle().await;
    let done = live_through_two_years(&app, &watchers).await;

    let log = log_of(&app.app().store).await;
    let of = |case: Uuid, name: &str| {
        let named = log
            .iter()
            .filter(|it| it.stream_id == case && it.name == name);
        named
            .map(|it| it.decode::<CaseEvent>().unwrap())
            .collect::<Vec<_>>()
    };
    let missed = |case: CaseId| {
        let events = of(case.0, "case.deadline_missed.v1").into_iter();
        let clocks = events.map(|it| {
            let CaseEvent::DeadlineMissed {
                clock, reported_to, ..
            } = it
            else {
                panic!("{it:?}")
            };
            (clock.to_string(), reported_to.map(|it| it.to_string()))
        });
        clocks.collect::<Vec<_>>()
    };
    let noted = |clock: &str| (clock.to_owned(), None);
    assert_eq!(missed(unchecked), [noted("intake")]);
    assert_eq!(missed(waiting), [noted("supplement")]);
    assert_eq!(of(waiting.0, "case.processing_stopped.v1").len(), 1);
    let opinion = (format!("opinion:{}", asked[0]), Some("COMINGO".to_owned()));
    assert_eq!(missed(silent), [opinion, noted("total")]);
    assert_eq!(missed(granted), []);
    assert_eq!(of(silent.0, "case.deadlines_recounted.v1").len(), 1);
    let expired = log.iter().filter(|it| it.name == "certificate.expired.v1");
    assert_eq!(
        expired.filter(|it| it.stream_id == certificate.0).count(),
        1
    );
    assert_eq!(of(silent.0, "case.consultation_escalated.v1").len(), 1);
    let owed = log
        .iter()
        .filter(|it| it.name == "certificate.duty_missed.v1");
    let owed: Vec<_> = owed.map(missed_duty).collect();
    assert_eq!(owed, OWED.map(|(duty, due)| (duty.into(), due.into())));
    // The check, the supplement, the opinion, the total, the correction, the certificate; and what
    // was owed by five days.
    assert_eq!(done, 6 + 5);
    app.assert_read_models_equal_a_rebuild().await;
}
