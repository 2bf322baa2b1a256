use domain::calendar::{HolidayKind, Skipped, SkippedDay};
use projections::deadline::DeadlineLine;
use time::macros::{date, datetime};
use uuid::Uuid;

use super::reasons::{begun, moved_on, worked};
use super::{counted, moved, not_known, paused};
use domain::Language::{En, Vi};

fn term() -> DeadlineLine {
    DeadlineLine {
        case_id: Uuid::nil(),
        clock: "opinion:MOF".to_owned(),
        agency: "MOF".to_owned(),
        procedure: "FNGO-OP-ISSUE".to_owned(),
        counted_from: date!(2026 - 02 - 10),
        limit_count: 10,
        limit_unit: "working_days".to_owned(),
        due_on: date!(2026 - 03 - 03),
        due_at: datetime!(2026-03-04 00:00 +7),
        calendar: None,
        calendar_version: 1,
        basis: "Decree 58/2022/NĐ-CP Art. 11.3".to_owned(),
        set_position: 7,
        first_due_on: date!(2026 - 02 - 20),
        moved: 0,
        paused_from: None,
        met_at: None,
        dropped: false,
        moved_by: Some("supplement".to_owned()),
        missed_at: None,
        until_delivery: false,
    }
}

fn off(date: time::Date, holiday: Option<(&str, &str)>) -> SkippedDay {
    let why = holiday.map_or(Skipped::WeeklyDayOff, |(vi, en)| Skipped::Holiday {
        kind: HolidayKind::Holiday,
        vi: vi.to_owned(),
        en: en.to_owned(),
    });
    SkippedDay { date, why }
}

#[test]
fn a_term_says_from_when_how_long_past_what_and_why() {
    let tet = Some(("Tết Nguyên đán", "Lunar New Year"));
    let skipped = [
        off(date!(2026 - 02 - 14), None),
        off(date!(2026 - 02 - 16), tet),
        off(date!(2026 - 02 - 17), tet),
    ];
    assert_eq!(
        counted(En, &term(), &skipped),
        "Counted from 10 Feb 2026 (not counted itself), 10 working days, passing over 3 days off, \
         among them Lunar New Year, under Decree 58/2022/NĐ-CP Art. 11.3."
    );
    assert_eq!(
        counted(Vi, &term(), &skipped),
        "Tính từ ngày 10/02/2026 (không tính ngày này), 10 ngày làm việc, bỏ qua 3 ngày nghỉ, \
         trong đó có Tết Nguyên đán; căn cứ khoản 3 Điều 11 Nghị định 58/2022/NĐ-CP."
    );
}

#[test]
fn a_term_without_days_off_does_not_mention_any() {
    assert_eq!(
        counted(
            En,
            &DeadlineLine {
                limit_count: 1,
                ..term()
            },
            &[]
        ),
        "Counted from 10 Feb 2026 (not counted itself), 1 working day, under Decree 58/2022/NĐ-CP \
         Art. 11.3."
    );
}

#[test]
fn a_term_that_moved_says_from_where_and_why() {
    assert_eq!(moved(En, &term()), None);
    let once = DeadlineLine { moved: 1, ..term() };
    assert_eq!(
        moved(En, &once).unwrap(),
        "Moved once, from 20 Feb 2026, because a supplement was awaited."
    );
    let often = DeadlineLine { moved: 3, ..term() };
    assert!(
        moved(Vi, &often)
            .unwrap()
            .starts_with("Đã dời 3 lần, từ ngày 20/02/2026")
    );
    let corrected = DeadlineLine {
        moved_by: Some("calendar".to_owned()),
        ..often
    };
    assert_eq!(
        moved(En, &corrected).unwrap(),
        "Moved 3 times, from 20 Feb 2026, the last time because the calendar of working days \
         was corrected."
    );
}

#[test]
fn a_term_into_a_year_without_known_holidays_may_still_move() {
    let calendar = crate::holidays::delivered();
    assert_eq!(not_known(En, &term(), &calendar), None);
    let far = DeadlineLine {
        due_on: date!(2028 - 01 - 10),
        ..term()
    };
    let told = not_known(En, &far, &calendar).unwrap();
    assert_eq!(
        told,
        "The holidays of 2028 are not set yet, so this day may still move."
    );
    let met = DeadlineLine {
        met_at: Some(datetime!(2026-03-01 9:00 +7)),
        ..far
    };
    assert_eq!(not_known(En, &met, &calendar), None);
}

#[test]
fn a_term_that_stands_still_says_since_when() {
    let waits = DeadlineLine {
        paused_from: Some(date!(2026 - 02 - 12)),
        ..term()
    };
    assert!(paused(En, &waits).unwrap().contains("since 12 Feb 2026"));
    let ended = DeadlineLine {
        dropped: true,
        ..waits
    };
    assert_eq!(paused(En, &ended), None);
}

#[test]
fn a_term_that_counts_every_day_says_why_it_ends_later() {
    let days = DeadlineLine {
        limit_count: 20,
        limit_unit: "days".to_owned(),
        counted_from: date!(2026 - 01 - 26),
        due_on: date!(2026 - 02 - 23),
        ..term()
    };
    let tet = Some(("Tết Nguyên đán", "Lunar New Year"));
    let skipped = [
        off(date!(2026 - 02 - 15), None),
        off(date!(2026 - 02 - 16), tet),
    ];
    assert_eq!(
        counted(En, &days, &skipped),
        "Counted from 26 Jan 2026 (not counted itself), 20 days, under Decree 58/2022/NĐ-CP \
         Art. 11.3."
    );
    assert_eq!(
        moved_on(En, &days, &skipped).unwrap(),
        "Its last day, 15 Feb 2026, is a day off, so that it ends on the next working day, \
         23 Feb 2026 (Civil Code 2015 Art. 148.5)."
    );
    assert_eq!(
        moved_on(Vi, &days, &skipped).unwrap(),
        "Ngày cuối của thời hạn, 15/02/2026, là ngày nghỉ, nên thời hạn kết thúc vào ngày làm việc \
         tiếp theo, 23/02/2026 (khoản 5 Điều 148 Bộ luật Dân sự 2015)."
    );
    assert_eq!(moved_on(En, &days, &[]), None);
    assert_eq!(moved_on(En, &term(), &skipped), None);
}

#[test]
fn hours_run_on_the_day_itself() {
    let hours = DeadlineLine {
        limit_unit: "working_hours".to_owned(),
        ..term()
    };
    assert_eq!(
        counted(En, &hours, &[]),
        "Counted from 10 Feb 2026, 10 working hours, under Decree 58/2022/NĐ-CP Art. 11.3."
    );
}

#[test]
fn a_term_says_what_happened_on_the_day_from_which_it_is_counted() {
    assert_eq!(
        begun(En, &term()).unwrap(),
        "10 Feb 2026 is the day on which the body received the letter."
    );
    let total = DeadlineLine {
        clock: "total".to_owned(),
        ..term()
    };
    assert_eq!(
        begun(Vi, &total).unwrap(),
        "Ngày 10/02/2026 là ngày hồ sơ được tính là đã tiếp nhận đầy đủ, hợp lệ."
    );
    let supplemented = DeadlineLine { moved: 1, ..total };
    assert_eq!(
        begun(En, &supplemented).unwrap(),
        "10 Feb 2026 is the day on which the supplement counts as brought."
    );
    // A correction says nothing of the beginning.
    let corrected = DeadlineLine {
        moved_by: Some("calendar".to_owned()),
        ..supplemented
    };
    assert_eq!(begun(En, &corrected), None);
}

#[test]
fn a_saturday_that_is_worked_is_named() {
    let calendar = crate::holidays::delivered();
    let august = DeadlineLine {
        counted_from: date!(2026 - 08 - 17),
        due_on: date!(2026 - 08 - 28),
        ..term()
    };
    assert_eq!(
        worked(En, &august, &calendar).unwrap(),
        "22 Aug 2026 is worked although it is a weekly day off, and counts."
    );
    assert_eq!(worked(En, &term(), &calendar), None);
}
