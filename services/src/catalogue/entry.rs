//! From a text to entries that know their place.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;
use time::Date;
use toml::de::{DeTable, Error};

use self::Step::{Item, Key};
use super::form::{Part, Way, expected, look};
use super::torn::Torn;
use super::{CatalogueFault, Entries, Fault};

/// An entry and where it stands.
pub(super) struct Entry<'a, T> {
    pub(super) value: T,
    source: Source<'a>,
    table: Part<'a>,
    /// The parts that did not have their form; nothing is concluded from them.
    mended: Vec<Way>,
}

/// A file in memory.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

/// A step on the way to a part of an entry.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Key(&'static str),
    Item(usize),
}

impl<T> Entry<'_, T> {
    /// The fault at the first line of the entry, unless it follows from a fault of form.
    pub(super) fn fault(&self, fault: impl Into<Fault>) -> Option<CatalogueFault> {
        self.fault_at(&[], fault)
    }

    /// The fault at the line of a part of the entry, unless it follows from a fault of form.
    pub(super) fn fault_at(
        &self,
        path: &[Step],
        fault: impl Into<Fault>,
    ) -> Option<CatalogueFault> {
        let at = part(&self.table, path).span().start;
        (!self.is_mended(path)).then(|| self.source.fault(at, fault.into()))
    }

    /// Whether something at, in or around this part did not have its form.
    pub(super) fn is_mended(&self, path: &[Step]) -> bool {
        let way: Way = path.iter().map(Step::name).collect();
        let meets = |it: &&Way| it.iter().zip(&way).all(|(one, other)| one == other);
        !way.is_empty() && self.mended.iter().any(|it| meets(&it))
    }

    /// The place of the entry, as a fault elsewhere names it.
    pub(super) fn place(&self) -> String {
        let line = self.source.line(self.table.span().start);
        format!("{}:{line}", self.source.file)
    }
}

impl Step {
    fn name(&self) -> String {
        match self {
            Key(key) => (*key).to_owned(),
            Item(number) => number.to_string(),
        }
    }
}

impl Source<'_> {
    /// The fault at the line of the byte.
    pub(super) fn fault(&self, at: usize, fault: Fault) -> CatalogueFault {
        CatalogueFault {
            file: self.file.to_owned(),
            line: Some(self.line(at)),
            fault,
        }
    }

    /// The number of the line, from 1, in which the byte is.
    pub(super) fn line(&self, byte: usize) -> usize {
        let before = self.text.char_indices().take_while(|(at, _)| *at < byte);
        before.filter(|(_, it)| *it == '\n').count() + 1
    }

    fn syntax(&self, error: &Error) -> CatalogueFault {
        let why = error.message().replace('\n', ", ");
        let at = error.span().map_or(0, |it| it.start);
        self.fault(at, Fault::Syntax { why })
    }
}

/// Adds what a file holds to the entries, and what is wrong with its form to the faults.
pub(super) fn parse<'a>(
    source: Source<'a>,
    schema: &Value,
    entries: &mut Entries<'a>,
    faults: &mut Vec<CatalogueFault>,
) {
    let (root, errors) = DeTable::parse_recoverable(source.text);
    let torn = Torn::at(source, &errors);
    faults.extend(torn.first_of_each_line(&errors).map(|it| source.syntax(it)));
    entries.torn.extend(torn.lines().map(str::to_owned));
    let mut reader = Reader {
        source,
        schema,
        torn,
        lost: vec![],
        faults,
    };
    for (kind, tables) in root.into_inner() {
        let place = kind.span();
        match kind.get_ref().as_ref() {
            "agency" => reader.read("agency", &tables, &mut entries.agencies),
            "calendar" => reader.read("calendar", &tables, &mut entries.calendars),
            "procedure" => reader.read("procedure", &tables, &mut entries.procedures),
            "publicity" => reader.read("publicity", &tables, &mut entries.publicity),
            "retention" => reader.read("retention", &tables, &mut entries.retention),
            "territory" => reader.read("territory", &tables, &mut entries.territories),
            "form" => reader.read("form", &tables, &mut entries.forms),
            "fee" => reader.read("fee", &tables, &mut entries.fees),
            "index" => reader.read("index", &tables, &mut entries.indexes),
            "report" => reader.read("report", &tables, &mut entries.reports),
            "scoring" => reader.read("scoring", &tables, &mut entries.scorings),
            name => {
                let name = name.to_owned();
                reader.tell(place.start, false, Fault::UnknownTable { name });
            }
        }
    }
    entries.torn.extend(reader.lost);
}

/// Reads the entries of one file.
struct Reader<'a, 'r> {
    source: Source<'a>,
    schema: &'r Value,
    torn: Torn<'a>,
    /// The names of entries that could not be read.
    lost: Vec<String>,
    faults: &'r mut Vec<CatalogueFault>,
}

impl<'a> Reader<'a, '_> {
    fn read<T: DeserializeOwned>(
        &mut self,
        kind: &str,
        tables: &Part<'a>,
        into: &mut Vec<Entry<'a, T>>,
    ) {
        let Some(each) = tables.get_ref().as_array() else {
            let why = "an entry begins with its kind in double brackets".to_owned();
            return self.tell(tables.span().start, false, Fault::Form { why });
        };
        let schema = &self.schema["properties"][kind]["items"];
        for table in each {
            let formed = look(self.schema, schema, table);
            for wrong in formed.wrong {
                self.tell(wrong.at, wrong.missing, Fault::Form { why: wrong.why });
            }
            match serde_json::from_value(formed.value) {
                Ok(value) => into.push(Entry {
                    value,
                    source: self.source,
                    table: table.clone(),
                    mended: formed.mended,
                }),
                Err(error) => {
                    let id = table
                        .get_ref()
                        .get("id")
                        .and_then(|it| it.get_ref().as_str());
                    self.lost.extend(id.map(str::to_owned));
                    let why = format!("{error}; write {}", expected(schema));
                    self.tell(table.span().start, false, Fault::Form { why });
                }
            }
        }
    }

    /// Tells a fault, unless it follows from what is not TOML.
    fn tell(&mut self, at: usize, missing: bool, fault: Fault) {
        if !self.torn.explains(at, missing) {
            self.faults.push(self.source.fault(at, fault));
        }
    }
}

/// The part that the path leads to, or the last on the way that is there.
fn part<'a, 'i>(table: &'a Part<'i>, path: &[Step]) -> &'a Part<'i> {
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

/// A fault for every entry whose name another has before it.
pub(super) fn twice<T>(
    entries: &[Entry<'_, T>],
    name: impl Fn(&T) -> String,
    faults: &mut Vec<CatalogueFault>,
) {
    let mut places = BTreeMap::new();
    let named =
        |it: &&Entry<'_, T>| !it.is_mended(&[Key("id")]) && !it.is_mended(&[Key("version")]);
    for entry in entries.iter().filter(named) {
        let what = name(&entry.value);
        match places.get(&what) {
            Some(first) => {
                let first = String::clone(first);
                faults.extend(entry.fault(Fault::Twice { what, first }));
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
