//! What can be wrong with a calendar.

use time::Date;

/// What is wrong with a calendar, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// A holiday on a day that is off anyway.
    #[error(
        "{date} is a {weekday}, which is off anyway; correct the date, \
         or say weekly_day_off = true if that is meant"
    )]
    HolidayOnDayOff {
        /// The holiday.
        date: Date,
        /// Its day of the week.
        weekday: time::Weekday,
    },
    /// A holiday marked as a weekly day off is none.
    #[error("{date} is a {weekday}, no weekly day off; correct the date, or drop weekly_day_off")]
    HolidayOnWorkingDay {
        /// The holiday.
        date: Date,
        /// Its day of the week.
        weekday: time::Weekday,
    },
    /// A worked day that would be worked anyway.
    #[error("{date} is a {weekday}, which is worked anyway; correct the date, or drop it")]
    WorkedAnyway {
        /// The day.
        date: Date,
        /// Its day of the week.
        weekday: time::Weekday,
    },
    /// A day is both off and worked.
    #[error("{date} is both a holiday and worked; drop one of the two")]
    OffAndWorked {
        /// The day.
        date: Date,
    },
    /// No such day of the week, or no day left to work.
    #[error("weekly days off are numbers from 1 (Monday) to 7 (Sunday), and not all of them")]
    WeeklyDaysOff,
    /// Sessions of work that cannot be a day's.
    #[error(
        "sessions are in their order, each ends after it begins, and none reaches into the next"
    )]
    OfficeHours,
    /// No country is that far from UTC.
    #[error("{hours} hours from UTC is nowhere; it is between -12 and 14, and 7 in Viet Nam")]
    UtcOffset {
        /// What was given.
        hours: i8,
    },
}
