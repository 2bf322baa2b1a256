//! What can be wrong with sums, shares and days of a year.

use domain::money::MoneyFault;
use time::Date;

/// What is wrong with a figure, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FigureFault {
    /// It is not clear by when each report of a year is owed.
    #[error("a year has {periods} of these periods and {due} last days; give one, or {periods}")]
    DueUnclear {
        /// How many periods a year has.
        periods: usize,
        /// How many last days there are.
        due: usize,
    },
    /// A day that no year has.
    #[error("no year has a day {day} of month {month}; correct it")]
    NoSuchDay {
        /// The month.
        month: u8,
        /// The day.
        day: u8,
    },
    /// Only the data of a year begin on another day than the first.
    #[error("only yearly reports have a data_from; leave it out")]
    DataFromOfYears,
    /// A share that is nothing is always reached.
    #[error("a share of nothing is always reached; give a share above 0, or leave full_at out")]
    ShareOfNothing,
    /// Nothing is more than the whole of it.
    #[error("no share is above the whole; give a full_at of at most 1, such as \"0.80\" for 80%")]
    ShareAboveWhole,
    /// A day that some years do not have.
    #[error("not every year has a day {day} of month {month}; correct one of the two")]
    NotInEveryYear {
        /// The month.
        month: u8,
        /// The day of the month.
        day: u8,
    },
    /// Nobody could pay this.
    #[error("{0}; correct the sum, or say amount = \"free\" where nothing is to be paid")]
    NotASum(MoneyFault),
    /// An index that gives no points at all.
    #[error("an index that gives at most 0 points measures nothing; give its points")]
    NoPoints,
    /// A share of something in itself.
    #[error("the share of these among themselves is always the whole; count something else")]
    ShareOfItself,
    /// A share of one thing among others.
    #[error("what is counted is none of those among which it is; count both of one kind")]
    ShareOfAnother,
    /// Something was entered before it was signed.
    #[error("this was entered on {entered}, before it was signed on {signed}; correct a day")]
    EnteredBeforeSigned {
        /// When it was signed.
        signed: Date,
        /// When it was entered.
        entered: Date,
    },
    /// Nobody can hand anything in.
    #[error("nothing can be received until then, because work begins later; correct the time")]
    ReceivedBeforeWork,
}
