//! Working days, counted a second time by code that shares nothing with ours: no date library, a
//! day is a number, and the reference tables are split at commas.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use domain::Calendar;
use domain::calendar::{Limit, Unit};

use super::super::{delivered, read};
use super::day;

const HOLIDAYS: &str = "vn_public_holidays_2018_2026.csv";
const SWAPS: &str = "vn_makeup_workdays.csv";

/// The shared folder: `HOSO_SHARED`, or the nearest `shared` beside or above this workspace.
fn reference(name: &str) -> PathBuf {
    let file = PathBuf::from("data/reference/vn").join(name);
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("HOSO_SHARED").map(|it| PathBuf::from(it).join(&file));
    let found = given.or_else(|| {
        let mut near = here.ancestors().map(|it| it.join("shared").join(&file));
        near.find(|it| it.exists())
    });
    found.unwrap_or_else(|| {
        panic!(
            "shared/{} is needed; HOSO_SHARED names shared",
            file.display()
        )
    })
}

fn text(name: &str) -> String {
    let path = reference(name);
    fs::read_to_string(&path).unwrap_or_else(|it| panic!("{} is needed: {it}", path.display()))
}

/// A second way to count: days off and worked days as numbers of days.
struct Naive {
    off: HashSet<i64>,
    worked: HashSet<i64>,
}

impl Naive {
    fn new() -> Self {
        let mut off = HashSet::new();
        let mut worked = HashSet::new();
        for line in text(HOLIDAYS).lines().skip(1) {
            off.insert(number(&line[..10]));
        }
        for line in text(SWAPS).lines().skip(1) {
            off.insert(number(&line[..10]));
            worked.insert(number(&line[11..21]));
        }
        Self { off, worked }
    }

    fn works(&self, day: i64) -> bool {
        // Day 0 is Thursday 1 January 1970.
        let weekend = (day + 3).rem_euclid(7) >= 5;
        self.worked.contains(&day) || (!weekend && !self.off.contains(&day))
    }

    fn working_days(&self, from: i64, count: u16) -> i64 {
        let (mut day, mut left) = (from, count);
        while left > 0 {
            day += 1;
            if self.works(day) {
                left -= 1;
            }
        }
        day
    }

    fn days(&self, from: i64, count: u16) -> i64 {
        let mut day = from + i64::from(count);
        while !self.works(day) {
            day += 1;
        }
        day
    }
}

/// How many days after 1 January 1970 the day is.
fn number(iso: &str) -> i64 {
    let part = |at: std::ops::Range<usize>| iso[at].parse::<i64>().unwrap();
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let lengths = [
        31,
        28 + i64::from(leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let years: i64 = (1970..year).map(|it| 365 + i64::from(leap(it))).sum();
    let months: i64 = lengths
        .iter()
        .take(usize::try_from(month).unwrap() - 1)
        .sum();
    years + months + day - 1
}

/// Compares all terms that begin and end within the years of the reference.
fn agrees(calendar: &Calendar) {
    let naive = Naive::new();
    let last = number("2026-12-31");
    let mut compared = 0;
    let mut from = day("2018-01-01");
    while from <= day("2026-12-31") {
        let start = number(&from.to_string());
        for count in (1..=10).chain([15, 20, 25, 30, 45, 60]) {
            let terms = [
                (Unit::WorkingDays, naive.working_days(start, count)),
                (Unit::Days, naive.days(start, count)),
            ];
            for (unit, expected) in terms.into_iter().filter(|it| it.1 <= last) {
                let due = calendar.due(from, Limit { count, unit });
                assert_eq!(
                    number(&due.to_string()),
                    expected,
                    "{count} {unit:?} from {from}"
                );
                compared += 1;
            }
        }
        from = from.next_day().unwrap();
    }
    assert!(compared > 90_000, "{compared}");
}

#[test]
fn the_delivered_calendar_agrees_with_a_second_implementation() {
    agrees(&delivered());
}

#[test]
fn a_calendar_read_from_the_reference_agrees_with_a_second_implementation() {
    let mut given = read(&[reference(HOLIDAYS), reference(SWAPS)]).unwrap();
    let empty = Calendar {
        holidays: vec![],
        worked: vec![],
        ..delivered()
    };
    agrees(&given.over(&empty).unwrap());
}

#[test]
fn the_table_with_the_bases_says_the_same_of_its_years() {
    let mut given = read(&[reference("holidays_with_basis.csv")]).unwrap();
    let calendar = given.over(&delivered()).unwrap();
    let mut date = day("2025-01-01");
    while date <= day("2026-12-31") {
        assert_eq!(
            calendar.is_working_day(date),
            delivered().is_working_day(date),
            "{date}"
        );
        date = date.next_day().unwrap();
    }
}
