//! What is owed is the same thing after a calendar was corrected.

use super::duties::{founded, fulfil, granted, note, states_under};
use crate::certificate::{Certificate, CertificateCommand, CertificateEvent, DutyState};
use crate::testing::{agency, calendar, day, law, system};
use crate::{Aggregate, Law};

/// The law with these days off more: the certificate is of 2 April 2026, its account due on the 16th.
fn corrected(days: &[&str]) -> Law {
    let mut corrected = calendar().clone();
    corrected.version += 1;
    let example = corrected.holidays[0].clone();
    corrected.holidays.extend(days.iter().map(|it| {
        let mut holiday = example.clone();
        holiday.date = day(it);
        holiday.weekly_day_off = false;
        holiday
    }));
    law().clone().with_calendar(corrected)
}

/// The certificate to which this happened, said as it was before duties had another name than their
/// last day.
fn as_before(events: &[CertificateEvent]) -> Certificate {
    let stored = events.iter().map(|event| {
        let mut stored = serde_json::to_value(event).unwrap();
        let said = stored["data"].as_object_mut().unwrap();
        assert!(said.remove("counted_from").is_some(), "{event:?}");
        serde_json::from_value::<CertificateEvent>(stored).unwrap()
    });
    stored.fold(granted(), |it, event| it.evolve(&event))
}

fn as_published() -> &'static Law {
    law()
}

fn decided(command: &CertificateCommand, on: &str) -> Vec<CertificateEvent> {
    granted()
        .decide(command, &agency("COMINGO", on), law())
        .unwrap()
}

fn noted(certificate: &Certificate, on: &str, law: &Law) -> Vec<CertificateEvent> {
    certificate.decide(&note(), &system(on), law).unwrap()
}

#[test]
fn what_was_done_stays_done_when_its_day_moves() {
    let law = corrected(&["2026-04-10"]);
    let moved = [("2026-04-17".to_owned(), None)];
    assert_eq!(states_under(&law, &granted(), "account"), moved);
    let account = fulfil("account", "2026-04-16", "2026-04-09");
    let events = decided(&account, "2026-04-09");
    let on = day("2026-04-09");
    let done = [("2026-04-17".to_owned(), Some(DutyState::Fulfilled { on }))];
    for certificate in [
        events.iter().fold(granted(), Certificate::evolve),
        as_before(&events),
    ] {
        assert_eq!(states_under(&law, &certificate, "account"), done);
        let missed = noted(&certificate, "2026-05-04", &law);
        assert_eq!(missed, [], "the plan is due later");
    }
}

#[test]
fn what_was_missed_is_not_missed_twice_and_may_be_done_by_either_day() {
    let law = corrected(&["2026-04-10"]);
    let events = granted().decide(&note(), &system("2026-04-17"), as_published());
    let events = events.unwrap();
    assert_eq!(events.len(), 1);
    for missed in [
        events.iter().fold(granted(), Certificate::evolve),
        as_before(&events),
    ] {
        let told = [("2026-04-17".to_owned(), Some(DutyState::Missed))];
        assert_eq!(states_under(&law, &missed, "account"), told);
        assert_eq!(noted(&missed, "2026-04-20", &law), []);
        let account = fulfil("account", "2026-04-17", "2026-04-20");
        let late = missed.decide(&account, &agency("COMINGO", "2026-04-20"), &law);
        let late = late.unwrap().iter().fold(missed, Certificate::evolve);
        let on = day("2026-04-20");
        let done = [("2026-04-17".to_owned(), Some(DutyState::Fulfilled { on }))];
        assert_eq!(states_under(&law, &late, "account"), done);
    }
}

/// The fault that there was: what was done under one day was missed under the other.
#[test]
fn what_was_noted_under_both_days_was_done() {
    let law = corrected(&["2026-04-10"]);
    let on = day("2026-04-09");
    let account = fulfil("account", "2026-04-16", "2026-04-09");
    let mut events = decided(&account, "2026-04-09");
    let again = noted(&granted(), "2026-04-20", &law);
    events.extend(again);
    let certificate = as_before(&events);
    let done = [("2026-04-17".to_owned(), Some(DutyState::Fulfilled { on }))];
    assert_eq!(states_under(&law, &certificate, "account"), done);
}

#[test]
fn of_two_that_follow_one_another_each_keeps_what_became_of_it() {
    let mut changed = founded();
    changed.received_again_on = vec![day("2026-05-11"), day("2026-05-12")];
    let owed = |law: &Law, certificate: &Certificate| -> Vec<_> {
        let owed = certificate.owed(law, &changed).into_iter();
        owed.filter(|it| it.0.duty.id.as_str() == "plan")
            .map(|(it, state)| (it.due.to_string(), state))
            .collect()
    };
    let days: Vec<_> = owed(law(), &granted()).into_iter().map(|it| it.0).collect();
    assert_eq!(days, ["2026-06-09", "2026-07-13", "2026-07-14"]);
    let miss = |due: &str| CertificateEvent::DutyMissed {
        duty: "plan".parse().unwrap(),
        due: day(due),
        counted_from: None,
    };
    // The second moves to where the third was, by the days named alone.
    let law = corrected(&["2026-07-06"]);
    let both = [miss("2026-07-13"), miss("2026-07-14")];
    let both = both.iter().fold(granted(), Certificate::evolve);
    let missed = Some(DutyState::Missed);
    let told = [
        ("2026-06-09".to_owned(), None),
        ("2026-07-14".to_owned(), missed),
        ("2026-07-15".to_owned(), missed),
    ];
    assert_eq!(owed(&law, &both), told);
}

#[test]
fn activity_that_was_told_late_leaves_one_line_for_its_twelve_months() {
    // 2 April 2027 is worked, and then it is not.
    let law = corrected(&["2027-04-02"]);
    let activity = |it: &CertificateEvent| matches!(it, CertificateEvent::DutyMissed { duty, .. } if duty.as_str() == "activity");
    let events: Vec<_> = noted(&granted(), "2027-04-05", as_published());
    let events: Vec<_> = events.into_iter().filter(activity).collect();
    assert_eq!(events.len(), 1);
    let missed = as_before(&events);
    assert_eq!(
        noted(&missed, "2027-04-12", &law)
            .iter()
            .filter(|it| activity(it))
            .count(),
        0
    );
    let late = fulfil("activity", "2027-04-05", "2027-04-06");
    let late = missed.decide(&late, &agency("COMINGO", "2027-04-06"), &law);
    let late = late.unwrap().iter().fold(missed, Certificate::evolve);
    let on = day("2027-04-06");
    let told = [
        ("2027-04-05".to_owned(), Some(DutyState::Fulfilled { on })),
        ("2028-04-06".to_owned(), None),
    ];
    assert_eq!(states_under(&law, &late, "activity"), told);
}
