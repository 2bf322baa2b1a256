//! What an index gives, by the delivered catalogue.

use crate::law::{Index, Measure, Period};
use crate::testing::{day, delivered};

fn index(number: &str) -> &'static Index {
    let mut all = delivered().indexes.iter();
    all.find(|it| it.number == number).unwrap()
}

fn points(number: &str, of: u64, among: u64) -> Option<String> {
    index(number).points(of, among).map(|it| it.to_string())
}

#[test]
fn points_are_in_the_measure_of_the_share() {
    assert_eq!(points("2.1", 93, 100).as_deref(), Some("18.6"));
    assert_eq!(points("2.1", 1, 3).as_deref(), Some("6.67"));
    assert_eq!(points("2.1", 0, 7).as_deref(), Some("0"));
    assert_eq!(points("2.1", 7, 7).as_deref(), Some("20"));
}

#[test]
fn where_half_is_enough_more_gives_no_more() {
    assert_eq!(points("3.3", 1, 4).as_deref(), Some("3"));
    assert_eq!(points("3.3", 1, 2).as_deref(), Some("6"));
    assert_eq!(points("3.3", 4, 4).as_deref(), Some("6"));
}

#[test]
fn of_nothing_nobody_can_say_unless_the_text_does() {
    assert_eq!(points("2.1", 0, 0), None);
    assert_eq!(points("5.2", 0, 0).as_deref(), Some("6"));
    assert_eq!(points("5.4", 0, 0).as_deref(), Some("0"));
}

#[test]
fn what_is_not_recorded_is_said_with_its_reason() {
    let not = |it: &&Index| matches!(it.measure, Measure::NotRecorded { .. });
    let numbers: Vec<_> = (delivered().indexes.iter().filter(not))
        .map(|it| it.number.as_str())
        .collect();
    assert_eq!(
        numbers,
        [
            "3.5b", "3.5", "4.3", "4.4", "4.5b", "4.5a", "4.6", "5.2", "5.3", "5.4"
        ]
    );
    let all = delivered().indexes.iter().map(|it| it.points_max);
    let sum = all.fold(crate::money::Amount::ZERO, |sum, it| sum.plus(it).unwrap());
    assert_eq!(sum.to_string(), "100");
}

#[test]
fn a_day_is_in_a_month_a_quarter_and_a_year() {
    let around = |period: Period, on| period.around(day(on));
    let days = |from, to| (day(from), day(to));
    assert_eq!(
        around(Period::Month, "2026-12-31"),
        days("2026-12-01", "2027-01-01")
    );
    assert_eq!(
        around(Period::Quarter, "2026-05-15"),
        days("2026-04-01", "2026-07-01")
    );
    assert_eq!(
        around(Period::Quarter, "2026-11-22"),
        days("2026-10-01", "2027-01-01")
    );
    assert_eq!(
        around(Period::Year, "2024-02-29"),
        days("2024-01-01", "2025-01-01")
    );
}
