//! Terms in working hours, and reception late in the day. The delivered day has 8 hours: from 8 to
//! 12 and from 13 to 17.

use proptest::prelude::*;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::Calendar;
use crate::calendar::Unit;
use crate::testing::{calendar, day};

fn after(from: OffsetDateTime, count: u16) -> OffsetDateTime {
    calendar().after_working_hours(from, count).unwrap()
}

#[test]
fn hours_run_from_the_moment_and_pass_over_the_noon_break() {
    let from = datetime!(2026-03-02 09:20 +7);
    assert_eq!(after(from, 2), datetime!(2026-03-02 11:20 +7));
    assert_eq!(after(from, 3), datetime!(2026-03-02 13:20 +7));
    assert_eq!(after(from, 8), datetime!(2026-03-03 09:20 +7));
}

#[test]
fn hours_that_fill_a_session_end_with_it() {
    assert_eq!(
        after(datetime!(2026-03-02 08:00 +7), 4),
        datetime!(2026-03-02 12:00 +7)
    );
    assert_eq!(
        after(datetime!(2026-03-02 08:00 +7), 8),
        datetime!(2026-03-02 17:00 +7)
    );
}

#[test]
fn hours_that_begin_outside_the_hours_begin_with_the_next() {
    for from in [
        datetime!(2026-03-02 17:00 +7),
        datetime!(2026-03-02 23:59 +7),
        datetime!(2026-03-03 07:00 +7),
    ] {
        assert_eq!(after(from, 1), datetime!(2026-03-03 09:00 +7), "{from}");
    }
    assert_eq!(
        after(datetime!(2026-03-03 12:30 +7), 1),
        datetime!(2026-03-03 14:00 +7)
    );
}

#[test]
fn hours_pass_over_days_off_and_count_a_worked_saturday() {
    assert_eq!(
        after(datetime!(2026-02-13 16:00 +7), 2),
        datetime!(2026-02-23 09:00 +7)
    );
    assert_eq!(
        after(datetime!(2026-01-09 16:00 +7), 2),
        datetime!(2026-01-10 09:00 +7)
    );
}

#[test]
fn hours_are_those_of_the_country_wherever_the_clock_stands() {
    assert_eq!(
        after(datetime!(2026-03-02 02:00 UTC), 1),
        datetime!(2026-03-02 10:00 +7)
    );
}

#[test]
fn no_hours_end_at_once_and_without_hours_nothing_can_be_said() {
    let from = datetime!(2026-03-07 09:00 +7);
    assert_eq!(after(from, 0), from);
    let without = Calendar {
        hours: None,
        ..calendar().clone()
    };
    assert_eq!(without.after_working_hours(from, 1), None);
    assert_eq!(
        calendar().hours.as_ref().unwrap().per_day(),
        Duration::hours(8)
    );
}

#[test]
fn a_dossier_that_comes_after_three_counts_as_of_the_next_working_day() {
    let received = |at| calendar().reception_day(at);
    assert_eq!(received(datetime!(2026-03-02 15:00 +7)), day("2026-03-02"));
    assert_eq!(
        received(datetime!(2026-03-02 15:00:01 +7)),
        day("2026-03-03")
    );
    assert_eq!(received(datetime!(2026-02-13 16:00 +7)), day("2026-02-23"));
    assert_eq!(received(datetime!(2026-03-07 09:00 +7)), day("2026-03-09"));
    let without = Calendar {
        reception: None,
        ..calendar().clone()
    };
    assert_eq!(
        without.reception_day(datetime!(2026-03-02 23:00 +7)),
        day("2026-03-02")
    );
}

fn moments() -> impl Strategy<Value = OffsetDateTime> {
    // Ten minutes apart, from 2025 on for two years.
    let begins = datetime!(2025-01-01 00:00 +7);
    (0..105_120_i64).prop_map(move |it| begins + Duration::minutes(10 * it))
}

proptest! {
    #[test]
    fn hours_add_up(from in moments(), first in 1_u16..100, second in 1_u16..100) {
        let at_once = after(from, first + second);
        prop_assert_eq!(after(after(from, first), second), at_once);
    }

    #[test]
    fn a_term_in_hours_ends_in_hours_of_work(from in moments(), count in 1_u16..200) {
        let ends = after(from, count);
        prop_assert!(ends > from);
        prop_assert!(calendar().is_working_day(calendar().day_of(ends)));
        let hours = calendar().hours.as_ref().unwrap();
        let time = calendar().local(ends).time();
        prop_assert!(hours.sessions.iter().any(|it| it.from < time && time <= it.to));
    }
}

#[test]
fn hours_go_on_with_the_day_on_which_what_was_missing_counts_as_received() {
    let calendar = calendar();
    let taken_in = |at, unit| {
        let limit = crate::calendar::Limit { count: 10, unit };
        calendar.deadline_of_receipt(at, limit, "")
    };
    let sunday = datetime!(2026-03-01 10:00 +7);
    for unit in [Unit::WorkingHours, Unit::WorkingDays] {
        let deadline = taken_in(sunday, unit);
        let on = calendar.goes_on_after(sunday, unit);
        let resumed = calendar.resumed(&deadline, day("2026-03-01"), on);
        assert_eq!(resumed.due, deadline.due, "nobody waited on {unit:?}");
        let ends = |it: &crate::calendar::Deadline| it.hours.map(|it| it.to);
        assert_eq!(ends(&resumed), ends(&deadline));
    }
    // Asked for on Monday, brought on Tuesday after three: two of ten hours are left, from Wednesday on.
    let monday = datetime!(2026-03-02 08:00 +7);
    let deadline = taken_in(monday, Unit::WorkingHours);
    let on = calendar.goes_on_after(datetime!(2026-03-03 15:01 +7), Unit::WorkingHours);
    let resumed = calendar.resumed(&deadline, day("2026-03-02"), on);
    assert_eq!(on, day("2026-03-03"));
    assert_eq!(resumed.hours.unwrap().to, datetime!(2026-03-04 10:00 +7));
}
