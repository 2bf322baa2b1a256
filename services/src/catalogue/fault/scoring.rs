//! What can be wrong with a way of scoring.

/// What is wrong with a way of scoring dossiers, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoringFault {
    /// Which of two criteria is meant, nobody could tell.
    #[error("another criterion has the number {number}; give each a number of its own")]
    CriterionTwice {
        /// The number.
        number: String,
    },
    /// An official is to be scored by what there is not.
    #[error("there is no criterion {number}; enter it, or correct the number")]
    UnknownCriterion {
        /// What was named.
        number: String,
    },
    /// Nothing has a value between two bounds.
    #[error("there is not {what}; exchange the bounds")]
    BoundsReversed {
        /// Which values.
        what: String,
    },
    /// Two rows are about the same values.
    #[error("{what} is in another row as well; let each row begin where the one before it ends")]
    BoundsOverlap {
        /// Which values.
        what: String,
    },
    /// No row is about some values.
    #[error("{what} is in no row; let each row begin where the one before it ends")]
    BoundsGap {
        /// Which values.
        what: String,
    },
}
