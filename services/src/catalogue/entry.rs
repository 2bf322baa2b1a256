//! From a text to entries that know their place.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::{Holiday, WorkedDay};
use domain::law::{Component, Consultees, Ground, Mandate, ResultKind, Supplements, TermLimit};
use serde::de::DeserializeOwned;
use time::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use self::Step::{Item, Key};
use super::{CatalogueFault, Entries, Fault};

/// An entry and where it stands.
pub(super) struct Entry<'a, T> {
    pub(super) value: T,
    file: &'a str,
    text: &'a str,
    table: Table<'a>,
}

type Table<'a> = Spanned<DeValue<'a>>;

/// A step on the way to a part of an entry.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Key(&'static str),
    Item(usize),
}

impl<T> Entry<'_, T> {
    /// The fault at the first line of the entry.
    pub(super) fn fault(&self, fault: Fault) -> CatalogueFault {
        self.fault_at(&[], fault)
    }

    /// The fault at the line of a part of the entry.
    pub(super) fn fault_at(&self, path: &[Step], fault: Fault) -> CatalogueFault {
        CatalogueFault {
            file: self.file.to_owned(),
            line: Some(line(self.text, part(&self.table, path).span().start)),
            fault,
        }
    }

    /// The place of the entry, as a fault elsewhere names it.
    pub(super) fn place(&self) -> String {
        let line = line(self.text, self.table.span().start);
        format!("{}:{line}", self.file)
    }
}

/// Adds what a file holds to the entries, and what is wrong with its form to the faults.
pub(super) fn parse<'a>(
    file: &'a str,
    text: &'a str,
    entries: &mut Entries<'a>,
    faults: &mut Vec<CatalogueFault>,
) {
    let (root, errors) = DeTable::parse_recoverable(text);
    faults.extend(errors.iter().map(|it| form(file, text, it)));
    if !errors.is_empty() {
        entries.unread = true;
        return;
    }
    for (kind, tables) in root.into_inner() {
        let source = Source { file, text, tables };
        let broken = &mut entries.broken;
        match kind.get_ref().as_ref() {
            "agency" => source.read(agency_parts, &mut entries.agencies, broken, faults),
            "calendar" => source.read(calendar_parts, &mut entries.calendars, broken, faults),
            "procedure" => source.read(procedure_parts, &mut entries.procedures, broken, faults),
            "retention" => source.read(retention_parts, &mut entries.retention, broken, faults),
            name => faults.push(CatalogueFault {
                file: file.to_owned(),
                line: Some(line(text, kind.span().start)),
                fault: Fault::UnknownTable {
                    name: name.to_owned(),
                },
            }),
        }
    }
}

/// The tables of one kind in a file.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
    tables: Table<'a>,
}

impl<'a> Source<'a> {
    /// Reads each table. Where one does not have its form, its parts are tried one by one, so
    /// that the first fault does not hide the others.
    fn read<T: DeserializeOwned>(
        self,
        parts: fn(&Table<'_>) -> Vec<Error>,
        into: &mut Vec<Entry<'a, T>>,
        broken: &mut BTreeSet<String>,
        faults: &mut Vec<CatalogueFault>,
    ) {
        let (file, text) = (self.file, self.text);
        let Some(tables) = self.tables.get_ref().as_array() else {
            faults.push(CatalogueFault {
                file: file.to_owned(),
                line: Some(line(text, self.tables.span().start)),
                fault: Fault::Form {
                    why: "an entry begins with its kind in double brackets".to_owned(),
                },
            });
            return;
        };
        for table in tables {
            match read::<T>(table) {
                Ok(value) => into.push(Entry {
                    value,
                    file,
                    text,
                    table: table.clone(),
                }),
                Err(error) => {
                    let id = table
                        .get_ref()
                        .get("id")
                        .and_then(|it| it.get_ref().as_str());
                    broken.extend(id.map(str::to_owned));
                    let mut found = vec![form(file, text, &error)];
                    found.extend(parts(table).iter().map(|it| form(file, text, it)));
                    found.sort_by_key(|it| it.line);
                    found.dedup();
                    faults.extend(found);
                }
            }
        }
    }
}

fn agency_parts(table: &Table<'_>) -> Vec<Error> {
    each::<Mandate>(table, "fields")
}

fn calendar_parts(table: &Table<'_>) -> Vec<Error> {
    let mut errors = each::<Holiday>(table, "holidays");
    errors.extend(each::<WorkedDay>(table, "worked"));
    errors
}

/// A class has no parts of its own.
fn retention_parts(_: &Table<'_>) -> Vec<Error> {
    vec![]
}

fn procedure_parts(table: &Table<'_>) -> Vec<Error> {
    let rules = part(table, &[Key("conduct"), Key("ruled")]);
    let mut errors = each::<Component>(rules, "components");
    for grounds in ["intake_grounds", "refusal_grounds", "stop_grounds"] {
        errors.extend(each::<Ground>(rules, grounds));
    }
    errors.extend(each::<TermLimit>(rules, "limits"));
    errors.extend(one::<Consultees>(rules, "consultees"));
    errors.extend(one::<Supplements>(rules, "supplements"));
    errors.extend(one::<ResultKind>(rules, "result"));
    errors
}

/// What is wrong with the items of a list, or with the values of a table.
fn each<T: DeserializeOwned>(table: &Table<'_>, key: &str) -> Vec<Error> {
    let Some(part) = table.get_ref().get(key) else {
        return vec![];
    };
    let items: Vec<&Table<'_>> = match part.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        DeValue::Table(items) => items.values().collect(),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => vec![],
    };
    items
        .into_iter()
        .filter_map(|it| read::<T>(it).err())
        .collect()
}

fn one<T: DeserializeOwned>(table: &Table<'_>, key: &str) -> Option<Error> {
    table.get_ref().get(key).and_then(|it| read::<T>(it).err())
}

fn read<T: DeserializeOwned>(table: &Table<'_>) -> Result<T, Error> {
    T::deserialize(ValueDeserializer::from(table.clone()))
}

/// The part that the path leads to, or the last on the way that is there.
fn part<'a, 'i>(table: &'a Table<'i>, path: &[Step]) -> &'a Table<'i> {
    let mut part = table;
    for step in path {
        let next = match step {
            Key(key) => part.get_ref().get(*key),
            Item(number) => part.get_ref().get(*number),
        };
        let Some(next) = next else { break };
        part = next;
    }
    part
}

fn form(file: &str, text: &str, error: &Error) -> CatalogueFault {
    CatalogueFault {
        file: file.to_owned(),
        line: error.span().map(|it| line(text, it.start)),
        fault: Fault::Form {
            why: error.message().replace('\n', ", "),
        },
    }
}

/// The number of the line, from 1, in which the byte is.
fn line(text: &str, byte: usize) -> usize {
    let before = text.char_indices().take_while(|(at, _)| *at < byte);
    before.filter(|(_, it)| *it == '\n').count() + 1
}

/// A fault for every entry whose name another has before it.
pub(super) fn twice<T>(
    entries: &[Entry<'_, T>],
    name: impl Fn(&T) -> String,
    faults: &mut Vec<CatalogueFault>,
) {
    let mut places = BTreeMap::new();
    for entry in entries {
        let what = name(&entry.value);
        match places.get(&what) {
            Some(first) => {
                let first = String::clone(first);
                faults.push(entry.fault(Fault::Twice { what, first }));
            }
            None => {
                places.insert(what, entry.place());
            }
        }
    }
}

/// The fault of an entry that ends before it begins.
pub(super) fn reversed(days: (Option<Date>, Option<Date>)) -> Option<Fault> {
    match days {
        (Some(valid_from), Some(valid_to)) if valid_to < valid_from => Some(Fault::Reversed {
            valid_from,
            valid_to,
        }),
        (_, _) => None,
    }
}
