use serde::{Deserialize, Serialize};

use super::TermLimit;

/// How the day of the result may be set anew when it cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reappointment {
    /// How often.
    pub times_max: u32,
    /// How long before the day the applicant is told, with an apology.
    pub notice: TermLimit,
    /// The article that allows it.
    pub basis: String,
}
