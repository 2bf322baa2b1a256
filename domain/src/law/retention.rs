//! For how long personal data of ended cases are kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

use super::Bilingual;
use crate::form::TEXT;
use crate::{GroundId, ProcedureId};

/// How long what is kept about some cases is kept, and by which text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionClass {
    /// Names the class through all its versions.
    pub id: GroundId,
    /// Counts the versions, from 1.
    #[schemars(range(min = 1, max = 99_999_999))]
    pub version: u32,
    /// What people call it.
    pub title: Bilingual,
    /// The cases of which procedure it is about.
    pub procedure: ProcedureId,
    /// How those cases ended, as `granted` or `withdrawn`; any way, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<String>,
    /// How many years, from the end of the case.
    #[schemars(range(min = 1))]
    pub years: u8,
    /// The text that sets it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// What of this entry nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TEXT)))]
    pub unverified: Vec<String>,
}

impl RetentionClass {
    /// Whether it is about a case of this procedure that ended in this way.
    #[must_use]
    pub fn is_about(&self, procedure: &str, outcome: &str) -> bool {
        let any = self.outcomes.is_empty();
        self.procedure.as_str() == procedure
            && (any || self.outcomes.iter().any(|it| it == outcome))
    }

    /// The last day on which it is kept, for a case that ended on this day.
    #[must_use]
    pub fn until(&self, ended: Date) -> Date {
        let year = ended.year() + i32::from(self.years);
        let day = ended.day().min(ended.month().length(year));
        Date::from_calendar_date(year, ended.month(), day).unwrap_or(Date::MAX)
    }
}
