use time::macros::date;
use uuid::Uuid;

use super::{Aid, AidCommand, AidEvent, AidRejection, DutyOwed, Span, Told};
use crate::certificate::DutyState;
use crate::testing::{agency, applicant, day, law, system};
use crate::{Acting, Aggregate, CaseId, Role};

const APPROVAL: CaseId = CaseId(Uuid::from_u128(1));

fn case(number: u128) -> CaseId {
    CaseId(Uuid::from_u128(number))
}

fn told(until: Option<&str>) -> AidCommand {
    let runs = until.map(|until| Span {
        from: day("2024-04-01"),
        until: day(until),
    });
    AidCommand::Take {
        approval: APPROVAL,
        case: APPROVAL,
        told: Box::new(Told {
            procedure: "AID-PROJECT".parse().unwrap(),
            version: 3,
            approved_on: day("2024-03-18"),
            managing_agency: None,
            receiver: "MOH".parse().unwrap(),
            changed_by: None,
            runs,
        }),
    }
}

fn files(number: u128, period: &str) -> AidCommand {
    AidCommand::File {
        approval: APPROVAL,
        case: case(number),
        duty: "half-year-report".parse().unwrap(),
        period: Some(period.parse().unwrap()),
    }
}

fn sets_aside(number: u128) -> AidCommand {
    AidCommand::SetAside {
        approval: APPROVAL,
        case: case(number),
    }
}

/// Aid that runs until the end of 2024, after these.
fn after(commands: &[(&AidCommand, Acting)]) -> Aid {
    let mut aid = Aid::default();
    let take = (&told(Some("2024-12-31")), agency("MOH", "2024-03-18"));
    for (command, by) in [&[take], commands].concat() {
        let events = aid.decide(command, &by, law()).unwrap();
        aid = events.iter().fold(aid, Aid::evolve);
    }
    aid
}

fn states(aid: &Aid) -> Vec<(String, Option<DutyState>)> {
    let owed = aid.owed(law()).into_iter();
    owed.map(|(it, state)| (format!("{} {}", it.duty.id, it.due), state))
        .collect()
}

const MISS: AidCommand = AidCommand::NoteMissed { approval: APPROVAL };

#[test]
fn aid_is_closed_once() {
    let close = AidCommand::Close {
        approval: APPROVAL,
        case: case(2),
    };
    let by = agency("MOH", "2025-06-04");
    let events = Aid::default().decide(&close, &by, law()).unwrap();
    let closed = events.iter().fold(Aid::default(), Aid::evolve);
    assert!(closed.is_closed());
    assert_eq!(
        closed.decide(&close, &by, law()),
        Err(AidRejection::AlreadyClosed)
    );
}

#[test]
fn of_aid_that_no_dossier_tells_the_days_of_nothing_is_owed() {
    let by = agency("MOH", "2024-03-18");
    let silent = Aid::default();
    assert_eq!(silent.decide(&told(None), &by, law()), Ok(vec![]));
    let filed = files(3, "2024-H1");
    assert_eq!(silent.decide(&filed, &by, law()), Ok(vec![]));
    assert_eq!(
        silent.decide(&MISS, &system("2030-01-01"), law()),
        Ok(vec![])
    );
}

#[test]
fn what_a_change_does_not_tell_stays_and_the_same_is_not_told_twice() {
    let (aid, by) = (after(&[]), agency("MOH", "2024-06-01"));
    for again in [told(None), told(Some("2024-12-31"))] {
        assert_eq!(aid.decide(&again, &by, law()), Ok(vec![]));
    }
    let longer = aid.decide(&told(Some("2025-12-31")), &by, law()).unwrap();
    let longer = longer.iter().fold(aid, Aid::evolve);
    let runs = longer.term().unwrap().runs;
    assert_eq!(runs.until, date!(2025 - 12 - 31));
    assert_eq!(states(&longer).len(), 5);
}

#[test]
fn what_passed_is_missed_once_and_may_still_be_filed_late() {
    let aid = after(&[]);
    let on_the_day = aid.decide(&MISS, &system("2024-07-10"), law());
    assert_eq!(on_the_day, Ok(vec![]));
    let aid = after(&[(&MISS, system("2024-07-11"))]);
    assert_eq!(aid.decide(&MISS, &system("2024-07-12"), law()), Ok(vec![]));
    assert_eq!(states(&aid)[0].1, Some(DutyState::Missed));
    let aid = after(&[
        (&MISS, system("2024-07-11")),
        (&files(3, "2024-H1"), applicant("2024-07-15")),
    ]);
    let on = date!(2024 - 07 - 15);
    assert_eq!(states(&aid)[0].1, Some(DutyState::Fulfilled { on }));
    let nobody = aid.decide(&MISS, &agency("MOH", "2024-07-12"), law());
    let needed = Role::System;
    assert_eq!(nobody, Err(AidRejection::NotAllowed { needed }));
}

#[test]
fn a_report_that_was_filed_again_counts_when_the_first_is_sent_back() {
    let aid = after(&[
        (&files(3, "2024-H1"), applicant("2024-07-01")),
        (&files(4, "2024-H1"), applicant("2024-07-03")),
        (&sets_aside(3), agency("MOH", "2024-07-04")),
    ]);
    let on = date!(2024 - 07 - 03);
    assert_eq!(states(&aid)[0].1, Some(DutyState::Fulfilled { on }));
    let by = agency("MOH", "2024-07-05");
    let events = aid.decide(&sets_aside(4), &by, law()).unwrap();
    let aid = events.iter().fold(aid, Aid::evolve);
    assert_eq!(states(&aid)[0].1, None);
    // A case that filed nothing sends nothing back.
    assert_eq!(aid.decide(&sets_aside(9), &by, law()), Ok(vec![]));
}

#[test]
fn what_was_due_when_it_was_closed_was_missed_and_the_rest_is_owed_no_more() {
    let aid = after(&[]);
    let close = AidCommand::Close {
        approval: APPROVAL,
        case: case(2),
    };
    let by = agency("MOH", "2024-08-01");
    let events = aid.decide(&close, &by, law()).unwrap();
    let named = |it: &AidEvent| matches!(it, AidEvent::DutyMissed { .. });
    assert!(named(&events[0]) && matches!(events[1], AidEvent::Closed { .. }));
    let closed = events.iter().fold(aid, Aid::evolve);
    let missed = "half-year-report 2024-07-10".to_owned();
    assert_eq!(states(&closed), [(missed, Some(DutyState::Missed))]);
    assert_eq!(
        closed.decide(&MISS, &system("2030-01-01"), law()),
        Ok(vec![])
    );
}

#[test]
fn aid_runs_forwards_and_in_years_that_are_reported_on() {
    let runs = |from, until| {
        let (from, until) = (day(from), day(until));
        Span { from, until }.is_possible()
    };
    assert!(runs("2024-04-01", "2024-04-01"));
    assert!(!runs("2024-04-02", "2024-04-01"));
    assert!(!runs("1989-12-31", "2024-04-01"));
    assert!(!runs("2024-04-01", "2200-01-01"));
}

#[test]
fn a_report_is_the_same_when_a_correction_moves_its_day() {
    let mut calendar = law().calendar(&"VN".parse().unwrap()).unwrap().clone();
    calendar.version += 1;
    let mut off = calendar.holidays[0].clone();
    off.date = date!(2025 - 06 - 30);
    off.weekly_day_off = false;
    calendar.holidays.push(off);
    let corrected = law().clone().with_calendar(calendar);
    let events = after(&[(&MISS, system("2025-06-30"))]);
    let missed = events.decide(&MISS, &system("2025-07-01"), law()).unwrap();
    let [AidEvent::DutyMissed { owed, .. }] = &missed[..] else {
        panic!("{missed:?}");
    };
    assert_eq!(owed.counted_from, Some(date!(2024 - 12 - 31)));
    let as_before = AidEvent::DutyMissed {
        approval: APPROVAL,
        owed: DutyOwed {
            counted_from: None,
            ..owed.clone()
        },
    };
    for event in [missed[0].clone(), as_before] {
        let aid = events.clone().evolve(&event);
        let again = aid.decide(&MISS, &system("2025-07-02"), &corrected);
        assert_eq!(again, Ok(vec![]));
        let told = aid.owed(&corrected);
        let (closing, state) = told.last().unwrap();
        let found = (closing.due, *state, told.len());
        let due = date!(2025 - 07 - 01);
        assert_eq!(found, (due, Some(DutyState::Missed), 3));
        let file = AidCommand::File {
            approval: APPROVAL,
            case: case(7),
            duty: owed.duty.clone(),
            period: None,
        };
        let filed = aid.decide(&file, &applicant("2025-07-03"), &corrected);
        let filed = filed.unwrap().iter().fold(aid, Aid::evolve);
        let on = date!(2025 - 07 - 03);
        let told = filed.owed(&corrected);
        assert_eq!(told.last().unwrap().1, Some(DutyState::Fulfilled { on }));
        assert_eq!(told.len(), 3);
    }
}
