//! Texts, numbers, names, days and choices.

mod text;

use std::ops::RangeInclusive;

use domain::form::{CLOCK, COUNTRY, IDENTIFIER, NAME, TERRITORY_CODE, TEXT};
use domain::money::{AMOUNT, Amount, CURRENCY, Currency};
use domain::{Country, DossierCode};
use serde_json::{Value, json};
use time::macros::format_description;
use time::{Date, Time};
use toml::de::DeValue;

use super::Part;

/// Between these years laws hold and bodies exist. What has no end has no last day, rather than one
/// at the end of time.
const YEARS: RangeInclusive<i32> = 1800..=2199;

/// What a schema asks for, in words.
pub(in super::super) fn expected(schema: &Value) -> String {
    if let Some(ways) = schema["oneOf"].as_array() {
        return match choices(schema) {
            names if !names.is_empty() => format!("one of {}", names.join(", ")),
            _ => {
                let members = ways.iter().filter_map(|it| it["properties"].as_object());
                let names: Vec<_> = members.flat_map(|it| it.keys()).cloned().collect();
                format!("a table with one of {}", names.join(", "))
            }
        };
    }
    let named = choices(schema);
    if !named.is_empty() {
        return format!("one of {}", named.join(", "));
    }
    match (schema["type"].as_str(), pattern(schema)) {
        (Some("string"), _) if schema["format"] == "date" => {
            "a day such as \"2026-01-31\", in quotes".to_owned()
        }
        (Some("string"), Some(NAME)) => {
            "a name of 1 to 64 ASCII letters, digits, hyphens or underscores".to_owned()
        }
        (Some("string"), Some(TEXT)) => "a text that is not empty".to_owned(),
        (Some("string"), Some(IDENTIFIER)) => {
            "the identifier of a body, such as \"G08\" or \"H15.50.05.13\"".to_owned()
        }
        (Some("string"), Some(AMOUNT)) => {
            "an amount such as \"1500.25\", in quotes, so that no digit is lost".to_owned()
        }
        (Some("string"), Some(CLOCK)) => "a time of day such as \"07:30\"".to_owned(),
        (Some("string"), Some(TERRITORY_CODE)) => "two digits, such as \"01\"".to_owned(),
        (Some("string"), Some(CURRENCY)) => "a currency of ISO 4217, such as \"USD\"".to_owned(),
        (Some("string"), Some(COUNTRY)) => "a country of ISO 3166-1, such as \"VN\"".to_owned(),
        (Some("string"), Some(other)) => format!("a text of the form {other}"),
        (Some("string"), None) => "a text".to_owned(),
        (Some("integer"), _) => whole_number(schema),
        (Some("boolean"), _) => "true or false".to_owned(),
        (Some("array"), _) => "a list in square brackets".to_owned(),
        (_, _) => "a table".to_owned(),
    }
}

/// The value, or what is wrong with it.
pub(super) fn read(schema: &Value, found: &DeValue<'_>) -> Result<Value, String> {
    let wanted = || expected(schema);
    match (schema["type"].as_str(), found) {
        (Some("integer"), DeValue::Integer(number)) => {
            let number = i64::from_str_radix(number.as_str(), number.radix());
            number
                .ok()
                .filter(|it| within(schema, *it))
                .map(Value::from)
                .ok_or_else(|| format!("this number does not do; write {}", wanted()))
        }
        (Some("boolean"), DeValue::Boolean(it)) => Ok(Value::from(*it)),
        (_, DeValue::String(text)) if is_text(schema) => {
            let text = text.replace("\r\n", "\n");
            if let Some(why) = text::fault(&text) {
                return Err(why);
            }
            if text::is_blank(&text) {
                return Err(format!("this text is empty; write {}", wanted()));
            }
            if fits(schema, &text) {
                return Ok(Value::from(text));
            }
            if schema["format"] == "date" && day(&text).is_some() {
                let (first, last) = (YEARS.start(), YEARS.end());
                return Err(format!(
                    "{text} is not between the years {first} and {last}; correct it, or leave it \
                     out where there is no such day"
                ));
            }
            Err(format!("{text:?} does not do; write {}", wanted()))
        }
        (_, found) => Err(format!(
            "this is a {}; write {}",
            found.type_str(),
            wanted()
        )),
    }
}

/// What a part of a list is called, if it is one word or number and stands among those before it.
pub(super) fn repeats(part: &Part<'_>, before: &[Part<'_>]) -> Option<String> {
    let name = |it: &Part<'_>| match it.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => None,
    };
    let this = name(part)?;
    before
        .iter()
        .any(|it| name(it).as_ref() == Some(&this))
        .then_some(this)
}

/// The code that ISO 4217 keeps for amounts in no currency.
const NO_CURRENCY: &str = "XXX";

/// A code that ISO 3166-1 leaves to its users.
const NO_COUNTRY: &str = "ZZ";

/// Something of the form.
pub(super) fn filler(schema: &Value) -> Value {
    if let Some(name) = choices(schema).first() {
        return json!(name);
    }
    match schema["type"].as_str() {
        Some("integer") => schema["minimum"].as_i64().unwrap_or(0).max(0).into(),
        Some("boolean") => Value::Bool(false),
        _ if schema["format"] == "date" => json!("2000-01-01"),
        _ if schema["const"].is_string() => schema["const"].clone(),
        _ => match pattern(schema) {
            Some(AMOUNT) => json!("0"),
            Some(CLOCK) => json!("00:00"),
            Some(CURRENCY) => json!(NO_CURRENCY),
            Some(COUNTRY) => json!(NO_COUNTRY),
            Some(TERRITORY_CODE) => json!("00"),
            Some(IDENTIFIER) => json!("A00"),
            Some(_) | None => json!("x"),
        },
    }
}

/// The names of which one is to be chosen, if that is what the schema asks for.
fn choices(schema: &Value) -> Vec<String> {
    let listed = schema["enum"].as_array().into_iter().flatten();
    let ways = schema["oneOf"].as_array().into_iter().flatten();
    let single = ways.flat_map(|it| {
        let more = it["enum"].as_array().into_iter().flatten();
        more.chain(Some(&it["const"]).filter(|it| !it.is_null()))
    });
    let names = listed.chain(single).filter_map(Value::as_str);
    names.map(ToOwned::to_owned).collect()
}

fn is_text(schema: &Value) -> bool {
    schema["type"] == "string" || !choices(schema).is_empty()
}

fn fits(schema: &Value, text: &str) -> bool {
    let names = choices(schema);
    if !names.is_empty() {
        return names.iter().any(|it| it == text);
    }
    if schema["format"] == "date" {
        return day(text).is_some_and(|it| YEARS.contains(&it.year()));
    }
    match pattern(schema) {
        Some(NAME) => is_name(text),
        Some(AMOUNT) => text.parse::<Amount>().is_ok(),
        Some(CLOCK) => Time::parse(text, format_description!("[hour]:[minute]")).is_ok(),
        Some(CURRENCY) => (text.parse::<Currency>()).is_ok_and(|it| it.decimals().is_some()),
        Some(COUNTRY) => (text.parse::<Country>()).is_ok_and(|it| it.exists()),
        Some(TERRITORY_CODE) => text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit()),
        Some(IDENTIFIER) => DossierCode::is_unit(text),
        Some(_) | None => true,
    }
}

fn day(text: &str) -> Option<Date> {
    let day = Date::parse(text, format_description!("[year]-[month]-[day]"));
    day.ok().filter(|_| text.len() == 10)
}

fn is_name(text: &str) -> bool {
    text.parse::<domain::ProcedureId>().is_ok()
}

fn pattern(schema: &Value) -> Option<&str> {
    schema["pattern"].as_str()
}

fn within(schema: &Value, number: i64) -> bool {
    let least = schema["minimum"].as_i64();
    let most = schema["maximum"]
        .as_i64()
        .or(match schema["format"].as_str() {
            Some("uint32") => Some(u32::MAX.into()),
            _ => None,
        });
    least.is_none_or(|it| it <= number) && most.is_none_or(|it| number <= it)
}

fn whole_number(schema: &Value) -> String {
    match (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        (Some(least), Some(most)) => format!("a whole number from {least} to {most}"),
        (Some(least), None) => format!("a whole number from {least}"),
        (None, _) => "a whole number".to_owned(),
    }
}
