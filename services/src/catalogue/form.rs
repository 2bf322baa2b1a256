//! Whether a table has the form that the schema asks for, and everything in which it has not.
//!
//! What is wrong is put right in a copy, so that the rest of the entry can be looked at: one fault
//! hides no other. Where that was done is remembered, and nothing is concluded from it.

mod scalar;

use std::ops::Range;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) use self::scalar::expected;
use crate::nearest::nearest;

/// A part of a file.
pub(super) type Part<'a> = Spanned<DeValue<'a>>;

/// A way into an entry: the names of its members, and the numbers of items.
pub(super) type Way = Vec<String>;

/// What an entry holds, and what is wrong with its form.
#[derive(Default)]
pub(super) struct Formed {
    /// The entry, put right.
    pub(super) value: Value,
    /// What is wrong, and at which byte.
    pub(super) wrong: Vec<Wrong>,
    /// Where it was put right.
    pub(super) mended: Vec<Way>,
}

/// Something that does not have its form.
pub(super) struct Wrong {
    /// The byte at which it stands.
    pub(super) at: usize,
    /// What is wrong and what to do.
    pub(super) why: String,
    /// Whether something is not there, which may be because it cannot be read.
    pub(super) missing: bool,
}

/// Looks at a table in the light of a schema. References in it are to parts of the root.
pub(super) fn look(root: &Value, schema: &Value, part: &Part<'_>) -> Formed {
    let mut look = Look {
        root,
        way: vec![],
        formed: Formed::default(),
    };
    let value = look.part(schema, part);
    Formed {
        value,
        ..look.formed
    }
}

struct Look<'s> {
    root: &'s Value,
    way: Way,
    formed: Formed,
}

impl Look<'_> {
    fn part(&mut self, schema: &Value, part: &Part<'_>) -> Value {
        let schema = self.resolved(schema).clone();
        if let Some(ways) = schema["oneOf"].as_array() {
            return self.one_of(ways, &schema, part);
        }
        match (schema["type"].as_str(), part.get_ref()) {
            (Some("object"), DeValue::Table(table)) => self.table(&schema, table, &part.span()),
            (Some("array"), DeValue::Array(items)) => self.list(&schema, items),
            (Some("object" | "array"), found) => {
                let found = found.type_str();
                let why = format!("this is a {found}; write {}", expected(&schema));
                self.mend(&part.span(), why, &schema)
            }
            (_, found) => match scalar::read(&schema, found) {
                Ok(value) => value,
                Err(why) => self.mend(&part.span(), why, &schema),
            },
        }
    }

    fn resolved<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let target = (schema["$ref"].as_str())
            .and_then(|it| it.strip_prefix('#'))
            .and_then(|it| self.root.pointer(it));
        target.unwrap_or(schema)
    }

    fn list(&mut self, schema: &Value, items: &[Part<'_>]) -> Value {
        let item = &schema["items"];
        let mut values = vec![];
        for (number, part) in items.iter().enumerate() {
            let before = items.get(..number).unwrap_or_default();
            if let Some(name) = scalar::repeats(part, before) {
                let why = format!("{name} stands in this list already; keep one of the two");
                self.wrong(&part.span(), why);
            }
            values.push(self.below(&number.to_string(), |look| look.part(item, part)));
        }
        Value::Array(values)
    }

    fn table(&mut self, schema: &Value, table: &DeTable<'_>, place: &Range<usize>) -> Value {
        let empty = Map::new();
        let members = schema["properties"].as_object().unwrap_or(&empty);
        let required: Vec<&str> = texts(&schema["required"]);
        let mut value = Map::new();
        for (name, part) in table {
            let given = name.get_ref().as_ref();
            let meant = members.get_key_value(given).map(|it| it.0.as_str());
            let open: Vec<&str> = (members.keys())
                .map(String::as_str)
                .filter(|it| !table.contains_key(*it) && !value.contains_key(*it))
                .collect();
            let nearest = meant.or_else(|| nearest(given, &open));
            if meant.is_none() {
                let why = unknown(given, nearest, members);
                self.wrong(&name.span(), why);
            }
            if let Some(nearest) = nearest {
                let read = self.below(nearest, |look| look.part(&members[nearest], part));
                value.insert(nearest.to_owned(), read);
            }
        }
        for name in required {
            if !value.contains_key(name) {
                let member = self.resolved(&members[name]).clone();
                let read = self.below(name, |look| {
                    let why = missing(name, &members[name], &member);
                    look.formed.wrong.push(Wrong {
                        at: place.start,
                        why,
                        missing: true,
                    });
                    look.mended(&member)
                });
                value.insert(name.to_owned(), read);
            }
        }
        Value::Object(value)
    }

    /// One of several names, or a table with one of several members.
    fn one_of(&mut self, ways: &[Value], schema: &Value, part: &Part<'_>) -> Value {
        let Some(table) = part.get_ref().as_table() else {
            return match scalar::read(schema, part.get_ref()) {
                Ok(value) => value,
                Err(why) => self.mend(&part.span(), why, schema),
            };
        };
        let way_of = |name: &str| (ways.iter()).find(|it| it["properties"].get(name).is_some());
        let chosen = table.keys().find_map(|it| way_of(it.get_ref().as_ref()));
        match chosen {
            Some(way) => self.part(way, part),
            None => {
                let why = format!("none of its members is known; write {}", expected(schema));
                self.mend(&part.span(), why, schema)
            }
        }
    }

    fn below<T>(&mut self, step: &str, look: impl FnOnce(&mut Self) -> T) -> T {
        self.way.push(step.to_owned());
        let found = look(self);
        self.way.pop();
        found
    }

    fn wrong(&mut self, place: &Range<usize>, why: String) {
        self.formed.wrong.push(Wrong {
            at: place.start,
            why,
            missing: false,
        });
    }

    fn mend(&mut self, place: &Range<usize>, why: String, schema: &Value) -> Value {
        self.wrong(place, why);
        self.mended(schema)
    }

    /// Something of the right form, which is not to be concluded from.
    fn mended(&mut self, schema: &Value) -> Value {
        self.formed.mended.push(self.way.clone());
        self.filler(schema)
    }

    fn filler(&self, schema: &Value) -> Value {
        let schema = self.resolved(schema);
        if let Some(way) = schema["oneOf"].get(0) {
            return self.filler(way);
        }
        match schema["type"].as_str() {
            Some("object") => {
                let members = texts(&schema["required"]).into_iter();
                let filled =
                    members.map(|it| (it.to_owned(), self.filler(&schema["properties"][it])));
                Value::Object(filled.collect())
            }
            Some("array") => Value::Array(vec![]),
            _ => scalar::filler(schema),
        }
    }
}

fn unknown(given: &str, nearest: Option<&str>, members: &Map<String, Value>) -> String {
    match nearest {
        Some(nearest) => format!("`{given}` is not known here; write `{nearest}`"),
        None => {
            let known: Vec<_> = members.keys().map(|it| format!("`{it}`")).collect();
            format!(
                "`{given}` is not known here; drop it, or use one of {}",
                known.join(", ")
            )
        }
    }
}

fn missing(name: &str, member: &Value, schema: &Value) -> String {
    let meaning = member["description"].as_str().unwrap_or_default();
    let meaning = meaning.split(['.', '\n', ';']).next().unwrap_or_default();
    let expected = expected(schema);
    match meaning {
        "" => format!("`{name}` is missing; add it as {expected}"),
        meaning => format!("`{name}` ({meaning}) is missing; add it as {expected}"),
    }
}

fn texts(list: &Value) -> Vec<&str> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).collect()
}
