//! The arithmetic against one that is written differently: a table of every day of ten years.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;
use time::{Date, Duration, Weekday};

use crate::calendar::{Limit, Unit};
use crate::testing::{calendar, day};

/// Every day from 2018 to 2029 and whether it is worked.
static TABLE: LazyLock<Vec<(Date, bool)>> = LazyLock::new(|| {
    let mut table: BTreeMap<Date, bool> = BTreeMap::new();
    let mut date = day("2018-01-01");
    while date < day("2030-01-01") {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        table.insert(date, !weekend);
        date += Duration::DAY;
    }
    for worked in &calendar().worked {
        table.insert(worked.date, true);
    }
    for holiday in &calendar().holidays {
        table.insert(holiday.date, false);
    }
    table.into_iter().collect()
});

fn index(date: Date) -> usize {
    usize::try_from((date - TABLE[0].0).whole_days()).unwrap()
}

/// The worked days of the table after the first, up to the last.
fn worked(after: Date, through: Date) -> usize {
    let days = TABLE
        .get(index(after) + 1..=index(through))
        .unwrap_or_default();
    days.iter().filter(|it| it.1).count()
}

fn dates() -> impl Strategy<Value = Date> {
    (0..3600i64).prop_map(|it| day("2018-01-01") + Duration::days(it))
}

fn in_working_days(count: u16) -> Limit {
    let unit = Unit::WorkingDays;
    Limit { count, unit }
}

proptest! {
    #[test]
    fn a_day_is_worked_when_the_table_says_so(date in dates()) {
        prop_assert_eq!(calendar().is_working_day(date), TABLE[index(date)].1);
    }

    #[test]
    fn working_days_are_counted_as_in_the_table(from in dates(), count in 1..90u16) {
        let due = calendar().due(from, in_working_days(count));
        let (expected, _) = TABLE[index(from) + 1..]
            .iter()
            .filter(|it| it.1)
            .nth(usize::from(count) - 1)
            .unwrap();
        prop_assert_eq!(due, *expected);
        prop_assert_eq!(calendar().working_days_between(from, due), count);
    }

    #[test]
    fn other_terms_end_on_the_first_worked_day_from_their_last(from in dates(), count in 0..90u16) {
        let unit = Unit::Days;
        let due = calendar().due(from, Limit { count, unit });
        let last = from + Duration::days(count.into());
        let (expected, _) = TABLE[index(last)..].iter().find(|it| it.1).unwrap();
        prop_assert_eq!(due, *expected);
    }

    #[test]
    fn no_term_ends_on_a_day_off(
        from in dates(),
        count in 0..40u16,
        unit in prop::sample::select(vec![Unit::WorkingDays, Unit::Days, Unit::Months]),
    ) {
        let due = calendar().due(from, Limit { count, unit });
        prop_assert!(calendar().is_working_day(due));
        prop_assert!(due >= from);
    }

    #[test]
    fn what_is_passed_over_and_what_is_counted_make_up_the_term(from in dates(), count in 1..90u16) {
        let deadline = calendar().deadline(from, in_working_days(count), "Art. 1");
        let passed_over = calendar().skipped(&deadline).len();
        let days = (deadline.due - from).whole_days();
        prop_assert_eq!(passed_over + usize::from(count), usize::try_from(days).unwrap());
    }

    /// Days before the wait and after it make up the term: none is lost and none is given.
    #[test]
    fn a_resumed_term_loses_no_day(
        from in dates(), count in 1..60u16, ran in 0..60i64, waited in 0..200i64,
    ) {
        let deadline = calendar().deadline(from, in_working_days(count), "Art. 1");
        let stood = (from + Duration::days(ran)).min(deadline.due);
        let on = stood + Duration::days(waited);

        let resumed = calendar().resumed(&deadline, stood, on);

        let used = worked(from, stood);
        let left = usize::from(count) - used;
        prop_assert_eq!(usize::from(resumed.limit.count), left);
        if left > 0 {
            prop_assert_eq!(worked(on, resumed.due), left);
        } else {
            prop_assert!(resumed.due >= on);
        }
        prop_assert!(resumed.due >= deadline.due);
    }

    #[test]
    fn a_term_in_days_that_is_resumed_loses_no_day(
        from in dates(), count in 1..60u16, ran in 0..60i64, waited in 0..200i64,
    ) {
        let unit = Unit::Days;
        let deadline = calendar().deadline(from, Limit { count, unit }, "Art. 1");
        let stood = (from + Duration::days(ran)).min(deadline.due);
        let on = stood + Duration::days(waited);

        let resumed = calendar().resumed(&deadline, stood, on);

        let days = (stood - from) + (resumed.due - on);
        prop_assert!(days >= Duration::days(count.into()));
    }
}
