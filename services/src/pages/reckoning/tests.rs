use domain::Calendar;
use domain::calendar::{Holiday, HolidayKind};
use time::macros::{date, datetime, offset};

use super::{
    Standing, amount, clock, date, last_day, moment, month, month_short, number, outcome, remaining,
};
use domain::Language::{En, Vi};

const HANOI: time::UtcOffset = offset!(+7);

/// Saturdays and Sundays are off, and 2 September 2026, a Wednesday.
fn calendar() -> Calendar {
    Calendar {
        id: "VN".parse().unwrap(),
        version: 1,
        utc_offset_hours: 7,
        weekly_days_off: vec![6, 7],
        hours: None,
        reception: None,
        holidays: vec![Holiday {
            date: date!(2026 - 09 - 02),
            kind: HolidayKind::Holiday,
            vi: "Quốc khánh".to_owned(),
            en: "National Day".to_owned(),
            weekly_day_off: false,
            basis: "test".to_owned(),
        }],
        worked: vec![],
    }
}

#[test]
fn dates_and_numbers_have_the_form_of_the_language() {
    assert_eq!(date(Vi, date!(2026 - 02 - 05)), "05/02/2026");
    assert_eq!(date(En, date!(2026 - 02 - 05)), "5 Feb 2026");
    assert_eq!(month(Vi, date!(2026 - 12 - 01)), "12/2026");
    assert_eq!(month(En, date!(2026 - 12 - 01)), "Dec 2026");
    assert_eq!(month_short(date!(2026 - 02 - 01)), "02/26");
    assert_eq!(number(Vi, 1_234_567), "1.234.567");
    assert_eq!(number(En, 1_234_567), "1,234,567");
    assert_eq!(
        [0, 999, 1_000, -1_000].map(|it| number(En, it)),
        ["0", "999", "1,000", "-1,000"]
    );
}

#[test]
fn times_are_those_of_the_calendars_clocks() {
    let at = datetime!(2026-02-05 17:30:09 UTC);
    assert_eq!(moment(Vi, at, HANOI), "00:30 06/02/2026");
    assert_eq!(moment(En, at, HANOI), "6 Feb 2026, 00:30");
    assert_eq!(clock(at, HANOI), "00:30:09");
}

#[test]
fn a_term_that_ends_at_midnight_ends_on_the_day_before() {
    assert_eq!(
        last_day(datetime!(2026-09-04 00:00 +7), HANOI),
        date!(2026 - 09 - 03)
    );
    assert_eq!(
        last_day(datetime!(2026-09-03 15:00 +7), HANOI),
        date!(2026 - 09 - 03)
    );
}

#[test]
fn what_is_left_is_told_in_working_days() {
    let calendar = calendar();
    // The last day is Friday, 4 September; between lies the holiday.
    let due = datetime!(2026-09-05 00:00 +7);
    let told = |language, now| remaining(language, Some(&calendar), due, now, HANOI);
    let monday = datetime!(2026-08-31 09:00 +7);
    assert_eq!(
        told(En, monday),
        (Standing::Ahead, "3 working days left".to_owned())
    );
    assert_eq!(
        told(Vi, monday),
        (Standing::Ahead, "còn 3 ngày làm việc".to_owned())
    );
    let thursday = datetime!(2026-09-03 23:59 +7);
    assert_eq!(
        told(En, thursday),
        (Standing::Close, "1 working day left".to_owned())
    );
    let friday = datetime!(2026-09-04 23:59:59 +7);
    assert_eq!(told(En, friday), (Standing::Close, "due today".to_owned()));
    assert_eq!(
        told(Vi, friday),
        (Standing::Close, "đến hạn hôm nay".to_owned())
    );
}

#[test]
fn lateness_is_told_in_days() {
    let due = datetime!(2026-09-05 00:00 +7);
    let told = |language, now| remaining(language, None, due, now, HANOI);
    let next = datetime!(2026-09-05 00:00 +7);
    assert_eq!(told(En, next), (Standing::Late, "1 day late".to_owned()));
    let later = datetime!(2026-09-09 12:00 +7);
    assert_eq!(told(En, later), (Standing::Late, "5 days late".to_owned()));
    assert_eq!(
        told(Vi, later),
        (Standing::Late, "quá hạn 5 ngày".to_owned())
    );
}

#[test]
fn without_a_calendar_what_is_left_is_told_in_days() {
    let due = datetime!(2026-09-05 00:00 UTC);
    let now = datetime!(2026-08-31 09:00 UTC);
    let told = remaining(En, None, due, now, time::UtcOffset::UTC);
    assert_eq!(told, (Standing::Ahead, "4 days left".to_owned()));
}

#[test]
fn what_is_done_is_on_time_or_late() {
    let due = datetime!(2026-09-05 00:00 +7);
    assert_eq!(
        outcome(En, due, due, HANOI),
        (Standing::Kept, "on time".to_owned())
    );
    let late = datetime!(2026-09-05 00:00:01 +7);
    assert_eq!(
        outcome(En, due, late, HANOI),
        (Standing::Missed, "1 day late".to_owned())
    );
    assert_eq!(
        outcome(Vi, due, late, HANOI),
        (Standing::Missed, "trễ hạn 1 ngày".to_owned())
    );
}

#[test]
fn amounts_keep_every_digit() {
    let of = |it: &str| [Vi, En].map(|language| amount(language, it));
    assert_eq!(of("223700000.5"), ["223.700.000,5", "223,700,000.5"]);
    assert_eq!(of("0.1234"), ["0,1234", "0.1234"]);
    assert_eq!(of("999"), ["999", "999"]);
}
