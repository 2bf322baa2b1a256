//! What queries are made of, each read strictly.

use domain::{AgencyId, ProcedureId};
use serde::{Deserialize, Deserializer, de::Error as _};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};
use utoipa::ToSchema;

/// How many items a page has at most, unless the caller says.
const ITEMS: i64 = 50;

/// How many items a page may have.
const ITEMS_MAX: i64 = 200;

/// The longest text that is searched or filtered for, in characters.
const WORDS_CHARACTERS_MAX: usize = 200;

/// A position in the log.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "i64")]
#[schema(value_type = i64, minimum = 0)]
pub(super) struct Place(pub(super) i64);

/// How many items a page may have at most.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "i64")]
#[schema(value_type = i64, minimum = 1, maximum = 200, default = 50)]
pub(super) struct Limit(pub(super) i64);

/// A text to look for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 1, max_length = 200)]
pub(super) struct Words(pub(super) String);

/// A moment, with its distance from UTC.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-03-02T09:00:00+07:00")]
pub(super) struct Moment(pub(super) OffsetDateTime);

impl TryFrom<i64> for Place {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        let place = (number >= 0).then_some(Self(number));
        place.ok_or("a position is 0 or more")
    }
}

impl TryFrom<i64> for Limit {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        let limit = (1..=ITEMS_MAX).contains(&number).then_some(Self(number));
        limit.ok_or_else(|| format!("a limit is 1 to {ITEMS_MAX}"))
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(ITEMS)
    }
}

impl TryFrom<String> for Words {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=WORDS_CHARACTERS_MAX).contains(&text.chars().count());
        let plain = !text.chars().any(char::is_control);
        let words = (fits && plain).then_some(Self(text));
        words.ok_or_else(|| {
            format!("a text is 1 to {WORDS_CHARACTERS_MAX} characters, none of them a control")
        })
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // A plus sign that was not encoded arrives as a space.
        let text = text.trim_end().replace(' ', "+");
        let moment = OffsetDateTime::parse(&text, &Rfc3339).ok();
        let moment = moment.and_then(|it| it.checked_to_offset(UtcOffset::UTC));
        let moment = moment.filter(|it| (1..=9999).contains(&it.year()));
        moment.map(Self).ok_or_else(|| {
            D::Error::custom("a time is written as in RFC 3339, such as 2026-03-02T02:00:00Z")
        })
    }
}

/// The name of an agency, as text.
pub(super) fn agency(id: Option<&AgencyId>) -> Option<String> {
    id.map(ToString::to_string)
}

/// The name of a procedure, as text.
pub(super) fn procedure(id: Option<&ProcedureId>) -> Option<String> {
    id.map(ToString::to_string)
}
