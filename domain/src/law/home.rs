//! Where applicants may be at home.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rules;
use crate::Country;
use crate::form::TEXT;

/// Where applicants may be at home: under the law of which countries they may have been founded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Home {
    /// The countries that are home to none of them.
    pub not_in: Vec<Country>,
    /// The article.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

impl Rules {
    /// Whether an applicant from the country may file.
    #[must_use]
    pub fn is_open_to(&self, home: Country) -> bool {
        (self.home.as_ref()).is_none_or(|it| !it.not_in.contains(&home))
    }
}
