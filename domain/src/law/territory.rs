//! Provinces and what they were merged into.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Bilingual, EntryKind, Versioned};
use crate::ProvinceId;
use crate::calendar::iso_date;
use crate::form::{Day, TERRITORY_CODE, TEXT};

/// A province, or a city of its rank, under one name.
///
/// A code alone does not tell which province is meant: it may have been another's before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Territory {
    /// Names the province through all its versions.
    pub id: ProvinceId,
    /// Counts the versions, from 1.
    #[schemars(range(min = 1, max = 99_999_999))]
    pub version: u32,
    /// Its code in the national list, by which others know it while this version holds.
    #[schemars(regex(pattern = TERRITORY_CODE))]
    pub code: String,
    /// What people call it.
    pub name: Bilingual,
    /// The first day of this version; nothing when it was always so.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_from: Option<Date>,
    /// The last day of this version; nothing while it holds.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_to: Option<Date>,
    /// The province that it became part of when it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<ProvinceId>,
    /// The text that makes it so.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// What of this entry nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TEXT)))]
    pub unverified: Vec<String>,
}

impl Versioned for Territory {
    const KIND: EntryKind = EntryKind::Territory;

    fn name(&self) -> &str {
        self.id.as_str()
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn valid(&self) -> (Option<Date>, Option<Date>) {
        (self.valid_from, self.valid_to)
    }
}
