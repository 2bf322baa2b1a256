//! What can be wrong with terms, and with what follows when they end.

use domain::{CalendarId, GroundId};
use time::Date;

/// What is wrong with a term, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermFault {
    /// The steps take longer than the whole.
    #[error("the steps take {inner} together and the whole may take {total}; correct a limit")]
    ExceedTotal {
        /// The sum of the steps.
        inner: u32,
        /// The limit of the whole.
        total: u32,
    },
    /// What takes no time is done at the desk.
    #[error("nobody can do this in no time; give a count of 1 or more")]
    NoTime,
    /// A term in hours where nobody says when there is work.
    #[error(
        "the calendar {calendar} does not say its `hours`, so that nothing can be counted in hours; \
         add them there, or count in working_days"
    )]
    WithoutHours {
        /// The calendar of the procedure.
        calendar: CalendarId,
    },
    /// A step without its time.
    #[error("the limit `{what}` is missing, and a step does {act}; add it")]
    Missing {
        /// Which limit.
        what: &'static str,
        /// The act.
        act: &'static str,
    },
    /// A time without its step.
    #[error("the limit `{what}` is never counted, because no step does {act}; drop it")]
    WithoutStep {
        /// Which limit.
        what: &'static str,
        /// The act.
        act: &'static str,
    },
    /// A case would be stopped on a ground that there is not.
    #[error("{ground} is not among the stop_grounds; list it there, or correct the name")]
    UnknownStopGround {
        /// What was named.
        ground: GroundId,
    },
    /// A case would be stopped after a term that nobody said.
    #[error("nothing lapses without a term; say it in `{term}`, or drop this")]
    LapseWithoutTerm {
        /// What the term is called.
        term: &'static str,
    },
    /// A pause that is described elsewhere.
    #[error("how a supplement goes is said in `supplements`; drop this pause")]
    PauseIsSupplement,
    /// The steps never end with the whole, on whatever day they begin.
    #[error(
        "the steps follow one another and end after the whole, on whatever day they begin: \
         where there is most time, from {from} on, they end on {inner} and the whole on {total}; \
         correct a limit"
    )]
    NeverFit {
        /// The best day to begin.
        from: Date,
        /// When the steps end.
        inner: Date,
        /// When the whole ends.
        total: Date,
    },
    /// A term within the whole that is longer.
    #[error("`{what}` is a time within the whole, and longer than `total`; correct one of the two")]
    LongerThanTotal {
        /// Which term.
        what: &'static str,
    },
    /// Nothing happens when a term of the applicant has passed.
    #[error(
        "nothing follows when this has passed; name one of the stop_grounds in `lapse_ground`, or \
         drop this"
    )]
    NothingLapses,
}
