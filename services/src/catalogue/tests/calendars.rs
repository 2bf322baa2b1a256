use super::*;

#[test]
fn a_version_is_entered_once() {
    let told = told(&[("a.toml", CALENDAR), ("b.toml", CALENDAR)]);
    assert_eq!(
        told,
        [
            "b.toml:1: version 1 of calendar VN is entered already at a.toml:1; \
             keep one of the two"
        ]
    );
}

#[test]
fn a_holiday_on_a_weekly_day_off_says_so() {
    assert_eq!(
        faults_with("2026-01-02", "2026-01-03"),
        [
            "calendar.toml:7: 2026-01-03 is a Saturday, which is off anyway; \
             correct the date, or say weekly_day_off = true if that is meant"
        ]
    );
    assert_eq!(
        faults_with("2026-05-02", "2026-05-04"),
        [
            "calendar.toml:8: 2026-05-04 is a Monday, no weekly day off; \
             correct the date, or drop weekly_day_off"
        ]
    );
}

#[test]
fn a_worked_day_would_be_off_otherwise() {
    assert_eq!(
        faults_with("2026-01-10", "2026-01-12"),
        [
            "calendar.toml:11: 2026-01-12 is a Monday, which is worked anyway; \
             correct the date, or drop it"
        ]
    );
}

#[test]
fn a_day_is_not_both_off_and_worked() {
    assert_eq!(
        faults_with("2026-05-02", "2026-01-10"),
        ["calendar.toml:8: 2026-01-10 is both a holiday and worked; drop one of the two"]
    );
}

#[test]
fn a_day_stands_once_in_a_list() {
    assert_eq!(
        faults_with_all(&[
            (
                "2026-05-02\", vi = \"Nghỉ\", en = \"Off\", weekly_day_off = true",
                "2026-01-02\", vi = \"Nghỉ\", en = \"Off\""
            ),
            (
                "worked = [\n",
                "worked = [\n    { date = \"2026-01-10\", basis = \"Art. 1\" },\n"
            ),
        ]),
        [
            "calendar.toml:8: the holiday 2026-01-02 is entered already \
             at another line of this list; keep one of the two",
            "calendar.toml:12: the worked day 2026-01-10 is entered already \
             at another line of this list; keep one of the two",
        ]
    );
}

#[test]
fn a_week_has_seven_days_and_one_at_least_is_worked() {
    let told = "calendar.toml:5: weekly days off are numbers from 1 (Monday) to 7 (Sunday), \
                and not all of them";
    assert_eq!(faults_with("[6, 7]", "[6, 7, 8]"), [told]);
    let all = faults_with("[6, 7]", "[1, 2, 3, 4, 5, 6, 7]");
    assert_eq!(all[0], told);
}

#[test]
fn an_offset_is_that_of_some_country() {
    assert_eq!(
        faults_with("utc_offset_hours = 7", "utc_offset_hours = 70"),
        ["calendar.toml:4: 70 hours from UTC is nowhere; \
             it is between -12 and 14, and 7 in Viet Nam"]
    );
}
