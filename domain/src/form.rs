//! The form of what stands in a catalogue, as its JSON Schema says it.
//!
//! The schema is made from the types that are read, so that the two cannot part.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// What a name looks like.
pub const NAME: &str = "^[A-Za-z0-9_-]{1,64}$";

/// What the identifier of a body looks like with which dossier codes begin, such as `H15.50.05`: the
/// same that [`crate::DossierCode::is_unit`] says.
pub const IDENTIFIER: &str = r"^([0-9]{3}\.)?([0-9]{2}\.){0,2}[A-Z][0-9]{2}(\.[0-9]{1,3}){0,4}$";

/// What the code of a province looks like.
pub const TERRITORY_CODE: &str = "^[0-9]{2}$";

/// What the letters of a country look like.
pub const COUNTRY: &str = "^[A-Z]{2}$";

/// What a text that says something looks like: not only blanks.
pub const TEXT: &str = r"\S";

/// What a time of day looks like.
pub const CLOCK: &str = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

/// A day, written as `2026-01-31`.
#[derive(Debug)]
pub(crate) struct Day;

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// A time of day, written as `07:30`.
#[derive(Debug)]
pub(crate) struct Clock;

impl JsonSchema for Clock {
    fn schema_name() -> Cow<'static, str> {
        "Clock".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": CLOCK })
    }
}
