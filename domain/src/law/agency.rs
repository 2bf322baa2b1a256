//! Public bodies: what they answer for, and to whom their powers passed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Bilingual, Law};
use crate::calendar::iso_date;
use crate::form::{Day, IDENTIFIER, TEXT};
use crate::{AgencyId, FieldId, ProvinceId};

/// A public body, and what it answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Names the body.
    pub id: AgencyId,
    /// What people call it.
    pub name: Bilingual,
    /// The first day on which it exists; nothing when it always did.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_from: Option<Date>,
    /// The last day on which it exists; nothing while it does.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_to: Option<Date>,
    /// Who took over its powers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<AgencyId>,
    /// The fields it manages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Mandate>,
    /// Whether it is a ministry, or a body of the rank of one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ministry: bool,
    /// What its body in a province is called, where it has one in each: the name of the ministry and
    /// of the province is that body's, such as `MOH-VN34-01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_provinces: Option<Bilingual>,
    /// The province it governs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<ProvinceId>,
    /// Its identifier (Decision 20/2020/QĐ-TTg), such as `G08`, with which the codes of the dossiers
    /// begin that it receives; nothing where it was not found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = IDENTIFIER))]
    pub identifier: Option<String>,
    /// The text that gives it its part.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// What of this entry nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TEXT)))]
    pub unverified: Vec<String>,
}

/// A field that a body manages.
///
/// Fields move between bodies that go on existing, so each has its own dates. One without a last
/// day goes to the body's successor; one with a last day went to somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// Names the field.
    pub field: FieldId,
    /// What people call it; nothing where another entry says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Bilingual>,
    /// The first day on which the body manages it; nothing when it always did.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_from: Option<Date>,
    /// The last day on which the body manages it; nothing while it does.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_to: Option<Date>,
}

impl Law {
    /// What people call a field, if some body's entry says so.
    #[must_use]
    pub fn field_title(&self, field: &FieldId) -> Option<&Bilingual> {
        let managed = self.agencies().flat_map(|it| &it.fields);
        let mut named = managed.filter(|it| it.field == *field);
        named.find_map(|it| it.title.as_ref())
    }
}

impl Agency {
    /// Whether the body exists on the day.
    #[must_use]
    pub fn exists_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|it| it <= day) && self.valid_to.is_none_or(|it| day <= it)
    }

    /// Whether the field is the body's, or its successor's, on the day.
    #[must_use]
    pub fn manages_on(&self, field: &FieldId, day: Date) -> bool {
        self.fields.iter().any(|it| {
            it.field == *field
                && it.valid_from.is_none_or(|it| it <= day)
                && it.valid_to.is_none_or(|it| day <= it)
        })
    }
}
