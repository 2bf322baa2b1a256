//! What bodies and queries are made of, each read strictly.

use domain::{PersonalRef, SubjectId};
use eventstore::{Personal, Subject};
use serde::de::{Error as _, IntoDeserializer as _};
use serde::{Deserialize, Deserializer};
use time::Date;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use utoipa::ToSchema;
use uuid::Uuid;

use super::problem::Problem;
use crate::confide::Confidences;

/// How the fault of a day begins.
pub(super) const DAY_EXPECTED: &str = "a day that exists is expected, as YYYY-MM-DD";

/// How the fault of a text begins.
pub(super) const TEXT_EXPECTED: &str = "a text is expected";

/// The longest name, in characters.
const NAME_CHARACTERS_MAX: usize = 300;

/// The longest text, in characters.
const TEXT_CHARACTERS_MAX: usize = 10_000;

/// How many characters a day has.
const DAY_CHARACTERS: usize = 10;

/// How days are written.
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// The name of a person or an organisation, on one line.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 300, example = "Cầu Vồng Foundation")]
pub(super) struct Name(Personal<String>);

/// A text of one or more lines.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 10000)]
pub(super) struct Text(Personal<String>);

/// A day of the calendar.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(value_type = String, format = Date, example = "2028-12-31")]
pub(super) struct Day(pub(super) Date);

/// A name from the catalogue; only its form is described here.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, pattern = "^[A-Za-z0-9_-]{1,64}$")]
#[expect(dead_code, reason = "describes the names of the domain in OpenAPI")]
pub(super) struct Token(String);

/// The number of a paper: letters, digits, `-`, `/`, `.` and `_`, the first of them a letter or a digit.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 64, example = "12/2026/GP-BNG")]
#[expect(dead_code, reason = "describes the numbers of papers in OpenAPI")]
pub(super) struct Number(String);

impl Name {
    /// Puts the name into the vault.
    pub(super) fn confide(
        &self,
        values: &mut Confidences,
        subject: Subject,
        label: &'static str,
    ) -> Result<PersonalRef, Problem> {
        Ok(values.confide(subject, label, &self.0)?)
    }
}

impl Text {
    /// Puts the text into the vault.
    pub(super) fn confide(
        &self,
        values: &mut Confidences,
        subject: Subject,
        label: &'static str,
    ) -> Result<PersonalRef, Problem> {
        Ok(values.confide(subject, label, &self.0)?)
    }
}

/// The organisation or person whose subject id clients choose, since it names them in all cases.
pub(super) fn applicant(id: SubjectId) -> Subject {
    Subject {
        kind: "organisation",
        id: id.0,
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let breaks_the_line = |it| matches!(it, '\u{2028}' | '\u{2029}');
        let forbidden = |it: char| it.is_control() || breaks_the_line(it) || turns_direction(it);
        text(deserializer, NAME_CHARACTERS_MAX, forbidden).map(Self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let forbidden = |it: char| it.is_control() && !matches!(it, '\n' | '\r' | '\t');
        text(deserializer, TEXT_CHARACTERS_MAX, forbidden).map(Self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = Date::parse(&text, &DAY).ok();
        // A sign before the year can be parsed as well.
        let day = day.filter(|it| it.year() > 0 && text.len() == DAY_CHARACTERS);
        day.map(Self).ok_or_else(|| D::Error::custom(DAY_EXPECTED))
    }
}

fn text<'de, D: Deserializer<'de>>(
    deserializer: D,
    characters_max: usize,
    forbidden: impl Fn(char) -> bool,
) -> Result<Personal<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let trimmed = text.trim();
    let refuse = |why: &str| Err(D::Error::custom(format!("{TEXT_EXPECTED} {why}")));
    if trimmed.chars().all(is_invisible) {
        return refuse("that is not blank");
    }
    if trimmed.chars().count() > characters_max {
        return refuse(&format!("of {characters_max} characters at most"));
    }
    if trimmed.chars().any(forbidden) {
        return refuse(
            "without control characters, and a name without those that turn its direction",
        );
    }
    Ok(Personal::new(trimmed.to_owned()))
}

/// Whether a character makes those after it run the other way, so that a name is not read as it is
/// written.
pub(crate) fn turns_direction(it: char) -> bool {
    matches!(it, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether nothing is seen of a character: blanks, and what Unicode lets programs ignore.
fn is_invisible(it: char) -> bool {
    it.is_whitespace()
        || it.is_control()
        || matches!(
            it,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFF8}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// An id that names somebody. The nil UUID names nobody: it is what programs send that forgot to make
/// one, and two who did would be taken for the same.
pub(super) fn id<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let id = Uuid::deserialize(deserializer)?;
    if id.is_nil() {
        return Err(D::Error::custom(NIL));
    }
    T::deserialize(id.to_string().into_deserializer())
}

/// What is wrong with an id of nothing but zeros.
pub(super) const NIL: &str = "the nil UUID names nothing: make one that is random";
