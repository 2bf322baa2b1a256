//! What differs between a version that was published and the one in a folder.

use domain::Law;
use domain::catalogue::{Changed, Publish};
use domain::law::Versioned;
use serde::Serialize;
use serde_json::Value;

/// The parts in which an entry differs from what was published under its version, each as the way
/// to it.
#[must_use]
pub fn differing(law: &Law, entries: &Publish, changed: &Changed) -> Vec<String> {
    let (published, given) = pair(law, entries, changed);
    let mut parts = vec![];
    compare(&published, &given, "", &mut parts);
    parts
}

/// What is to be published without the versions that were published with another content.
#[must_use]
pub fn without(mut entries: Publish, changed: &[Changed]) -> Publish {
    let stays = |kind: &str, id: &str, version: u32| {
        let is = |it: &Changed| it.kind == kind && it.id == id && it.version == version;
        !changed.iter().any(is)
    };
    (entries.calendars).retain(|it| stays("calendar", it.id.as_str(), it.version));
    (entries.procedures).retain(|it| stays("procedure", it.id.as_str(), it.version));
    (entries.retention).retain(|it| stays("retention class", it.id.as_str(), it.version));
    (entries.territories).retain(|it| stays("territory", it.name(), it.version));
    (entries.forms).retain(|it| stays("form", it.name(), it.version));
    (entries.fees).retain(|it| stays("fee", it.name(), it.version));
    (entries.indexes).retain(|it| stays("index", it.name(), it.version));
    (entries.reports).retain(|it| stays("report", it.name(), it.version));
    (entries.scorings).retain(|it| stays("scoring", it.name(), it.version));
    entries
}

/// An entry as it was published and as it is given; nothing where it is not there.
fn pair(law: &Law, entries: &Publish, changed: &Changed) -> (Value, Value) {
    let (id, version) = (changed.id.as_str(), changed.version);
    match changed.kind {
        "calendar" => {
            let given =
                (entries.calendars.iter()).find(|it| it.id.as_str() == id && it.version == version);
            let published = given.and_then(|it| law.calendar_version(&it.id, version));
            (value(published), value(given))
        }
        "procedure" => {
            let given = (entries.procedures.iter())
                .find(|it| it.id.as_str() == id && it.version == version);
            let published = given.and_then(|it| law.procedure(&it.id, version));
            (value(published), value(given))
        }
        "territory" => of_versions(law.territories(), &entries.territories, id, version),
        "form" => of_versions(law.forms(), &entries.forms, id, version),
        "fee" => of_versions(law.fees(), &entries.fees, id, version),
        "index" => of_versions(law.indexes(), &entries.indexes, id, version),
        "report" => of_versions(law.reports(), &entries.reports, id, version),
        "scoring" => of_versions(law.scorings(), &entries.scorings, id, version),
        // A class of retention is short; whoever changed it sees where.
        _ => (Value::Null, Value::Null),
    }
}

fn of_versions<T: Versioned + Serialize>(
    published: &domain::law::Versions<T>,
    given: &[T],
    id: &str,
    version: u32,
) -> (Value, Value) {
    let mut given = given.iter();
    let given = given.find(|it| it.name() == id && it.version() == version);
    (value(published.version(id, version)), value(given))
}

fn value<T: Serialize>(entry: Option<&T>) -> Value {
    entry
        .and_then(|it| serde_json::to_value(it).ok())
        .unwrap_or(Value::Null)
}

/// The ways to the parts that differ, each as far down as one part differs alone.
fn compare(one: &Value, other: &Value, way: &str, parts: &mut Vec<String>) {
    if one == other {
        return;
    }
    let below = |step: &str| match way {
        "" => step.to_owned(),
        way => format!("{way}.{step}"),
    };
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names = one
                .keys()
                .chain(other.keys().filter(|it| !one.contains_key(*it)));
            for name in names {
                let absent = &Value::Null;
                let (one, other) = (one.get(name), other.get(name));
                compare(
                    one.unwrap_or(absent),
                    other.unwrap_or(absent),
                    &below(name),
                    parts,
                );
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (one, other) in one.iter().zip(other) {
                let name = one["id"].as_str().or(one["date"].as_str());
                compare(
                    one,
                    other,
                    &name.map_or_else(|| way.to_owned(), below),
                    parts,
                );
            }
        }
        (_, _) => parts.push(way.to_owned()),
    }
}
