//! What a procedure costs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Bilingual, EntryKind, Versioned};
use crate::calendar::iso_date;
use crate::form::{Day, TEXT};
use crate::money::Money;
use crate::{FeeId, ProcedureId};

/// What is to be paid for a procedure, or that nothing is.
///
/// It says itself for which procedures: fees are set by texts of their own, which change while the
/// procedures stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Names the fee through all its versions.
    pub id: FeeId,
    /// Counts the versions, from 1.
    #[schemars(range(min = 1, max = 99_999_999))]
    pub version: u32,
    /// What people call it.
    pub title: Bilingual,
    /// How much.
    pub amount: FeeAmount,
    /// For which procedures.
    pub procedures: Vec<ProcedureId>,
    /// The first day on which it is asked.
    #[serde(with = "iso_date")]
    #[schemars(with = "Day")]
    pub valid_from: Date,
    /// The last day on which it is asked; nothing while it is.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_to: Option<Date>,
    /// The text that sets it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// What of this entry nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TEXT)))]
    pub unverified: Vec<String>,
}

/// How much is to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FeeAmount {
    /// Nothing.
    Free,
    /// A sum, exact to the last digit and in its currency.
    Sum(Money),
}

impl Fee {
    /// The sum; nothing where there is none to pay.
    #[must_use]
    pub fn sum(&self) -> Option<&Money> {
        match &self.amount {
            FeeAmount::Free => None,
            FeeAmount::Sum(money) => Some(money),
        }
    }
}

impl Versioned for Fee {
    const KIND: EntryKind = EntryKind::Fee;

    fn name(&self) -> &str {
        self.id.as_str()
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn valid(&self) -> (Option<Date>, Option<Date>) {
        (Some(self.valid_from), self.valid_to)
    }
}
