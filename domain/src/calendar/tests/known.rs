//! Dates that are known from elsewhere.

use time::macros::datetime;
use time::{Date, Month, OffsetDateTime};

use crate::Calendar;
use crate::calendar::{Deadline, Limit, Skipped, SkippedDay, Unit};
use crate::testing::{calendar, day};

fn limit(count: u16, unit: Unit) -> Limit {
    Limit { count, unit }
}

fn due(from: &str, count: u16, unit: Unit) -> Date {
    calendar().due(day(from), limit(count, unit))
}

fn working_days_in(year: i32) -> u16 {
    let last = |year| Date::from_calendar_date(year, Month::December, 31).unwrap();
    calendar().working_days_between(last(year - 1), last(year))
}

#[test]
fn a_year_has_as_many_working_days_as_was_announced() {
    assert_eq!(working_days_in(2025), 250);
    assert_eq!(working_days_in(2026), 249);
    assert_eq!(working_days_in(2027), 249);
}

#[test]
fn the_day_of_the_event_is_not_counted() {
    assert_eq!(due("2026-03-02", 1, Unit::WorkingDays), day("2026-03-03"));
    assert_eq!(due("2026-03-02", 2, Unit::Days), day("2026-03-04"));
}

#[test]
fn a_term_passes_over_weekends_and_tet() {
    assert_eq!(due("2026-03-06", 1, Unit::WorkingDays), day("2026-03-09"));
    assert_eq!(due("2026-02-13", 1, Unit::WorkingDays), day("2026-02-23"));
    assert_eq!(due("2026-02-13", 30, Unit::WorkingDays), day("2026-04-03"));
}

#[test]
fn a_saturday_that_is_worked_counts() {
    assert_eq!(due("2026-01-09", 1, Unit::WorkingDays), day("2026-01-10"));
    assert_eq!(due("2025-04-25", 1, Unit::WorkingDays), day("2025-04-26"));
    assert_eq!(due("2026-08-21", 1, Unit::WorkingDays), day("2026-08-22"));
}

#[test]
fn a_day_off_that_was_swapped_does_not_count() {
    assert_eq!(due("2025-12-31", 1, Unit::WorkingDays), day("2026-01-05"));
}

#[test]
fn a_term_in_days_counts_every_day_and_ends_on_one_that_is_worked() {
    assert_eq!(due("2026-03-02", 20, Unit::Days), day("2026-03-23"));
    // The fifth day is Saturday the 14th, and then comes Tết.
    assert_eq!(due("2026-02-09", 5, Unit::Days), day("2026-02-23"));
}

#[test]
fn a_term_in_months_ends_on_the_corresponding_day_or_the_months_last() {
    assert_eq!(due("2026-03-10", 3, Unit::Months), day("2026-06-10"));
    assert_eq!(due("2025-11-30", 3, Unit::Months), day("2026-03-02"));
    assert_eq!(due("2026-03-31", 1, Unit::Months), day("2026-05-04"));
    assert_eq!(due("2026-12-15", 13, Unit::Months), day("2028-01-17"));
}

#[test]
fn a_term_of_nothing_ends_on_the_day_itself_or_the_next_that_is_worked() {
    assert_eq!(due("2026-03-02", 0, Unit::WorkingDays), day("2026-03-02"));
    assert_eq!(due("2026-03-07", 0, Unit::WorkingDays), day("2026-03-09"));
}

#[test]
fn a_deadline_says_how_it_was_counted() {
    let limit = limit(2, Unit::WorkingDays);
    assert_eq!(
        calendar().deadline(day("2026-03-02"), limit, "Art. 11.2"),
        Deadline {
            counted_from: day("2026-03-02"),
            limit,
            due: day("2026-03-04"),
            hours: None,
            calendar_version: calendar().version,
            basis: "Art. 11.2".to_owned(),
        }
    );
}

#[test]
fn it_is_the_day_that_it_is_in_viet_nam() {
    let at = datetime!(2026-01-01 20:00 UTC);
    assert_eq!(calendar().day_of(at), day("2026-01-02"));
    let at = datetime!(2026-01-01 16:59:59 UTC);
    assert_eq!(calendar().day_of(at), day("2026-01-01"));
    assert_eq!(
        calendar().end_of(day("2026-01-01")),
        datetime!(2026-01-01 17:00 UTC)
    );
}

#[test]
fn the_end_of_time_is_survived() {
    let last = Date::MAX.with_hms(23, 0, 0).unwrap();
    let last: OffsetDateTime = last.assume_utc();
    assert_eq!(calendar().day_of(last), Date::MAX);
    let far = due("9999-12-30", 1000, Unit::WorkingDays);
    assert_eq!(far, Date::MAX);
    assert_eq!(due("9999-12-30", u16::MAX, Unit::Months), Date::MAX);
    assert_eq!(due("9999-12-30", u16::MAX, Unit::Days), Date::MAX);
}

#[test]
fn a_holiday_goes_before_the_weekend_it_falls_on() {
    // The Hung Kings' day of 2026 is a Sunday; Monday stands in for it.
    let why = |date: &str| calendar().why_off(day(date));
    assert!(matches!(why("2026-04-26"), Some(Skipped::Holiday { en, .. }) if en.contains("Hung")));
    assert!(matches!(why("2026-04-27"), Some(Skipped::Holiday { .. })));
    assert_eq!(why("2026-04-25"), Some(Skipped::WeeklyDayOff));
    assert_eq!(why("2026-04-24"), None);
}

/// The explanation of a deadline, as pages and `hoso replay` print it.
fn explained(calendar: &Calendar, deadline: &Deadline) -> Vec<String> {
    let line = |it: SkippedDay| match it.why {
        Skipped::WeeklyDayOff => format!("{} weekend", it.date),
        Skipped::Holiday { en, .. } => format!("{} {en}", it.date),
    };
    calendar.skipped(deadline).into_iter().map(line).collect()
}

#[test]
fn a_deadline_is_explained_by_the_days_it_passes_over() {
    let limit = limit(3, Unit::WorkingDays);
    let deadline = calendar().deadline(day("2025-12-31"), limit, "Art. 11.2");

    assert_eq!(deadline.due, day("2026-01-07"));
    assert_eq!(
        explained(calendar(), &deadline),
        [
            "2026-01-01 New Year's Day",
            "2026-01-02 Day off swapped for 10 January 2026",
            "2026-01-03 weekend",
            "2026-01-04 weekend",
        ]
    );
}

#[test]
fn a_worked_saturday_is_not_passed_over() {
    let limit = limit(1, Unit::WorkingDays);
    let deadline = calendar().deadline(day("2026-01-09"), limit, "Art. 11.2");
    assert_eq!(explained(calendar(), &deadline), [""; 0]);
}

#[test]
fn a_term_in_days_passes_over_what_its_end_was_moved_over_and_no_more() {
    let moved = calendar().deadline(day("2026-04-06"), limit(20, Unit::Days), "Art. 1");
    assert_eq!(moved.due, day("2026-04-28"));
    assert_eq!(
        explained(calendar(), &moved),
        [
            "2026-04-26 Hung Kings Commemoration Day",
            "2026-04-27 Compensation for Hung Kings Commemoration Day (26 April 2026)",
        ]
    );
    let not_moved = calendar().deadline(day("2026-03-02"), limit(21, Unit::Days), "Art. 1");
    assert_eq!(explained(calendar(), &not_moved), [""; 0]);
}

#[test]
fn a_term_of_nothing_passes_over_the_day_it_began_on() {
    let deadline = calendar().deadline(day("2026-03-07"), limit(0, Unit::WorkingDays), "Art. 1");
    assert_eq!(
        explained(calendar(), &deadline),
        ["2026-03-07 weekend", "2026-03-08 weekend"]
    );
}

#[test]
fn a_term_that_waited_goes_on_with_what_was_left_of_it() {
    let limit = limit(30, Unit::WorkingDays);
    let deadline = calendar().deadline(day("2026-03-04"), limit, "Art. 11.7");

    let resumed = calendar().resumed(&deadline, day("2026-03-06"), day("2026-03-16"));

    assert_eq!(resumed.counted_from, day("2026-03-16"));
    assert_eq!(resumed.limit.count, 28);
    assert_eq!(resumed.due, day("2026-04-23"));
    assert_eq!(resumed.basis, "Art. 11.7");
}

#[test]
fn a_term_that_had_run_out_stays_late() {
    let limit = limit(2, Unit::WorkingDays);
    let deadline = calendar().deadline(day("2026-03-02"), limit, "Art. 11.2");
    let resumed = calendar().resumed(&deadline, day("2026-03-05"), day("2026-03-16"));
    assert_eq!(resumed, deadline);
}
