//! The fields of a mapping file, each checked as it is read.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, de::Error as _};
use time::UtcOffset;

use crate::import::xes::{CONCEPT_NAME, parse_offset};

/// The attribute that says when an event happened.
pub(super) const TIMESTAMP: &str = "time:timestamp";

/// The most characters of a log's name or a code.
const NAME_CHARS_MAX: usize = 64;

/// A field of a mapping file breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// A log's name does not match `^[a-z0-9][a-z0-9-]{0,63}$`.
    #[error(
        "{0:?} is not 1 to 64 lower-case letters, digits and hyphens that begin with no hyphen"
    )]
    LogName(String),
    /// A code does not match `^[A-Z0-9][A-Z0-9-]{0,63}$`.
    #[error("{0:?} is not 1 to 64 capital letters, digits and hyphens that begin with no hyphen")]
    Code(String),
    /// A title is blank.
    #[error("a title is blank")]
    BlankTitle,
    /// `ended_when` states neither or both of its conditions, or one only in part.
    #[error("ended_when takes either `attribute` and `values`, or `steps`, none of them empty")]
    EndedWhen,
}

/// The name of a log.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct LogName(String);

/// The code of a procedure or an agency.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Code(String);

impl LogName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Code {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LogName {
    type Error = FieldError;

    fn try_from(text: String) -> Result<Self, FieldError> {
        let is_name = is_hyphenated(&text, |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
        if is_name {
            Ok(Self(text))
        } else {
            Err(FieldError::LogName(text))
        }
    }
}

impl TryFrom<String> for Code {
    type Error = FieldError;

    fn try_from(text: String) -> Result<Self, FieldError> {
        let is_code = is_hyphenated(&text, |byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9'));
        if is_code {
            Ok(Self(text))
        } else {
            Err(FieldError::Code(text))
        }
    }
}

fn is_hyphenated(text: &str, is_allowed: fn(u8) -> bool) -> bool {
    text.len() <= NAME_CHARS_MAX
        && text.bytes().next().is_some_and(is_allowed)
        && text.bytes().all(|byte| byte == b'-' || is_allowed(byte))
}

/// A title in both languages of the service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "StatedTitles")]
pub struct Titles {
    en: String,
    vi: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedTitles {
    en: String,
    vi: Option<String>,
}

impl TryFrom<StatedTitles> for Titles {
    type Error = FieldError;

    fn try_from(StatedTitles { en, vi }: StatedTitles) -> Result<Self, FieldError> {
        if en.trim().is_empty() || vi.as_ref().is_some_and(|vi| vi.trim().is_empty()) {
            return Err(FieldError::BlankTitle);
        }
        Ok(Self { en, vi })
    }
}

impl Titles {
    /// In English.
    #[must_use]
    pub fn en(&self) -> &str {
        &self.en
    }

    /// In Vietnamese, or in English where the mapping has no Vietnamese.
    #[must_use]
    pub fn vi(&self) -> &str {
        self.vi.as_deref().unwrap_or(&self.en)
    }
}

/// Which attributes of a trace say what.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CaseFields {
    pub(super) name: String,
    pub(super) received_at: Option<String>,
    pub(super) due_at: Option<String>,
    pub(super) ended_at: Option<String>,
    pub(super) ended_when: Option<EndedWhen>,
    pub(super) channel: Option<String>,
    pub(super) channels: BTreeMap<String, String>,
    pub(super) unit: Option<String>,
    pub(super) responsible: Option<String>,
    pub(super) keep: Vec<String>,
}

impl Default for CaseFields {
    fn default() -> Self {
        Self {
            name: CONCEPT_NAME.to_owned(),
            received_at: None,
            due_at: None,
            ended_at: None,
            ended_when: None,
            channel: None,
            channels: BTreeMap::new(),
            unit: None,
            responsible: None,
            keep: Vec::new(),
        }
    }
}

/// When a case counts as ended.
///
/// It says only whether: the time is that of the attribute `ended_at` names, and where the mapping
/// names none, that of the last event that has a time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "StatedEndedWhen")]
pub(super) enum EndedWhen {
    /// An attribute of the trace has one of these values.
    Attribute { key: String, values: Vec<String> },
    /// A step of one of these names occurs.
    Steps(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedEndedWhen {
    attribute: Option<String>,
    values: Option<Vec<String>>,
    steps: Option<Vec<String>>,
}

impl TryFrom<StatedEndedWhen> for EndedWhen {
    type Error = FieldError;

    fn try_from(stated: StatedEndedWhen) -> Result<Self, FieldError> {
        match (stated.attribute, stated.values, stated.steps) {
            (Some(key), Some(values), None) if !values.is_empty() => {
                Ok(Self::Attribute { key, values })
            }
            (None, None, Some(steps)) if !steps.is_empty() => Ok(Self::Steps(steps)),
            _ => Err(FieldError::EndedWhen),
        }
    }
}

/// Which attributes of an event say what.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct StepFields {
    #[serde(deserialize_with = "one_or_more")]
    pub(super) name: Vec<String>,
    pub(super) label: Option<String>,
    pub(super) at: String,
    pub(super) by: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) transition: Option<String>,
    pub(super) keep: Vec<String>,
}

impl Default for StepFields {
    fn default() -> Self {
        Self {
            name: vec![CONCEPT_NAME.to_owned()],
            label: None,
            at: TIMESTAMP.to_owned(),
            by: None,
            unit: None,
            transition: None,
            keep: Vec::new(),
        }
    }
}

pub(super) fn offset<'de, D: Deserializer<'de>>(from: D) -> Result<UtcOffset, D::Error> {
    let text = String::deserialize(from)?;
    parse_offset(&text)
        .ok_or_else(|| D::Error::custom(format!("{text:?} is not an offset such as \"+01:00\"")))
}

fn one_or_more<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    from.deserialize_any(OneOrMore)
}

struct OneOrMore;

impl<'de> Visitor<'de> for OneOrMore {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute or a list of at least one")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<Vec<String>, E> {
        Ok(vec![key.to_owned()])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
        let mut keys = Vec::new();
        while let Some(key) = list.next_element()? {
            keys.push(key);
        }
        if keys.is_empty() {
            return Err(A::Error::invalid_length(0, &self));
        }
        Ok(keys)
    }
}
