//! The JSON Schema of a catalogue file.

use domain::Calendar;
use domain::law::{
    Agency, Fee, Form, Index, Procedure, Publicity, Report, RetentionClass, Scoring, Territory,
};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// A file of the catalogue. Entries of every kind may stand in one file or in several.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its form is wanted")]
struct CatalogueFile {
    /// Public bodies that take part in procedures.
    #[schemars(default)]
    agency: Vec<Agency>,
    /// Calendars in which time is counted.
    #[schemars(default)]
    calendar: Vec<Calendar>,
    /// Versions of procedures.
    #[schemars(default)]
    procedure: Vec<Procedure>,
    /// What is public of them.
    #[schemars(default)]
    publicity: Vec<Publicity>,
    /// How long what is kept about cases is kept.
    #[schemars(default)]
    retention: Vec<RetentionClass>,
    /// Provinces, as they are called from day to day.
    #[schemars(default)]
    territory: Vec<Territory>,
    /// Forms on which papers of dossiers are made out.
    #[schemars(default)]
    form: Vec<Form>,
    /// What is to be paid.
    #[schemars(default)]
    fee: Vec<Fee>,
    /// Indices by which authorities are measured.
    #[schemars(default)]
    index: Vec<Index>,
    /// Reports that agencies owe.
    #[schemars(default)]
    report: Vec<Report>,
    /// Ways of scoring how dossiers were handled.
    #[schemars(default)]
    scoring: Vec<Scoring>,
}

/// The schema, made from the types that are read.
#[must_use]
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<CatalogueFile>().to_value();
    without_null(&mut schema);
    schema
}

/// The schema as it is published: in the order of its names, and with a line break at its end.
#[must_use]
pub fn text() -> String {
    format!("{:#}\n", schema())
}

/// TOML has no null: what need not be there is left out.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            only_other_than_null(members);
            members.values_mut().for_each(without_null);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

fn only_other_than_null(members: &mut Map<String, Value>) {
    if members.get("default").is_some_and(Value::is_null) {
        members.remove("default");
    }
    if let Some(Value::Array(types)) = members.get_mut("type") {
        types.retain(|it| it != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            members.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(ways)) = members.get_mut("anyOf") {
        ways.retain(|it| it["type"] != "null");
        if let [Value::Object(only)] = ways.as_slice() {
            let only = only.clone();
            members.remove("anyOf");
            members.extend(only);
        }
    }
}
