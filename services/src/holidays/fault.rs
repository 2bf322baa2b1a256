//! What may be wrong with files of holidays, each with what to do about it.

use time::{Date, Weekday};

use crate::located::{Faults, Located};

/// Everything that is wrong with files of days.
pub type HolidayFaults = Faults<DayFault>;

/// One fault of files of days.
pub type HolidayFault = Located<DayFault>;

/// What is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayFault {
    /// The file cannot be read as text.
    #[error("this cannot be read: {why}")]
    Unreadable {
        /// What the system says.
        why: String,
    },
    /// The text does not have the form that it seems to have.
    #[error("{why}")]
    Form {
        /// What the reader says.
        why: String,
    },
    /// Nothing is in the file.
    #[error("no day is named here; give one a line, as 2027-01-01, and its name after a comma")]
    NoDays,
    /// A table whose columns name no date.
    #[error("no column is called date; the first line names {columns}")]
    NoDateColumn {
        /// What the columns are called.
        columns: String,
    },
    /// A day that is none.
    #[error("{text:?} is no date; write it as 2027-01-31")]
    NotADate {
        /// What stands there.
        text: String,
    },
    /// Days that do not follow each other, or too many.
    #[error("{through} does not end the days from {from}; a row names at most 62 days in a row")]
    NotARange {
        /// The first day.
        from: Date,
        /// The last, as it stands there.
        through: Date,
    },
    /// A second day where the name of the first should be.
    #[error("{text} stands where a name should; give each day a line of its own")]
    DayAsName {
        /// What stands there.
        text: String,
    },
    /// A text that would not be shown as it is written.
    #[error("{text:?} has a control character; drop it")]
    Unseen {
        /// What stands there.
        text: String,
    },
    /// Two columns or keys that hold the same.
    #[error("{name:?} says what another column or key says already; keep one of the two")]
    Twice {
        /// What it is called.
        name: String,
    },
    /// A row is longer than the head.
    #[error(
        "{cells} cells stand here, where {columns} are known; \
         put a text with a comma into quotation marks"
    )]
    Surplus {
        /// How many cells there are.
        cells: usize,
        /// How many are known.
        columns: usize,
    },
    /// A kind of day that is none.
    #[error(
        "{text:?} is no kind of day; it is holiday, compensatory, swap-off, or swap-work \
         for a weekly day off that is worked"
    )]
    UnknownKind {
        /// What stands there.
        text: String,
    },
    /// The day of the week does not fit the date.
    #[error("{date} is a {weekday}, and the file says {text}; correct one of the two")]
    AnotherWeekday {
        /// The day.
        date: Date,
        /// Its day of the week.
        weekday: Weekday,
        /// What stands there.
        text: String,
    },
    /// A worked day that would be worked anyway.
    #[error("{date} is a {weekday}, which is worked anyway; correct the date, or drop it")]
    WorkedAnyway {
        /// The day.
        date: Date,
        /// Its day of the week.
        weekday: Weekday,
    },
    /// One day is said to be two things.
    #[error("{date} is {kind} here and {other} at {place}; keep one of the two")]
    Conflict {
        /// The day.
        date: Date,
        /// What it is here.
        kind: &'static str,
        /// What it is elsewhere.
        other: &'static str,
        /// Where that stands.
        place: String,
    },
}
