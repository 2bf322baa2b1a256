//! Whether, and until when, another day may be named for the result.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TermLimit;
use crate::form::TEXT;

/// How the day of the result may be set anew when it cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reappointment {
    /// How often.
    #[schemars(range(min = 1, max = 99))]
    pub times_max: u32,
    /// How long before the day the applicant is told, with an apology.
    pub notice: TermLimit,
    /// The article that allows it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}
