//! JSON: a list of days, a table from day to name, or lists of holidays and of worked days.

use std::fmt;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Error;
use serde_json::value::RawValue;

use super::day::{Place, days, is_kind};
use super::part::{Part, parts};
use super::{DayFault, Read};

/// The members of an object in their order, also those that are there twice.
struct Members<'a>(Vec<(String, &'a RawValue)>);

pub(super) fn read(file: &str, text: &str) -> Read {
    let mut reader = Reader {
        file,
        text,
        read: Read::default(),
    };
    if text.trim_start().starts_with('[') {
        reader.list(text, None);
    } else {
        reader.table(text);
    }
    reader.read
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    read: Read,
}

impl<'a> Reader<'a> {
    fn table(&mut self, text: &'a str) {
        let members: Members<'a> = match serde_json::from_str(text) {
            Ok(members) => members,
            Err(error) => return self.broken(&error),
        };
        for (key, value) in members.0 {
            match key.as_str() {
                "holidays" | "days_off" => self.list(value.get(), None),
                "worked_days" => self.list(value.get(), Some("worked")),
                kind if is_kind(kind) => self.list(value.get(), Some(kind)),
                day if day.starts_with(|it: char| it.is_ascii_digit()) => self.named(day, value),
                other => {
                    let notice = format!("{}: {other:?} is not read", self.file);
                    self.read.notices.push(notice);
                }
            }
        }
    }

    fn list(&mut self, text: &'a str, kind: Option<&str>) {
        match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(items) => items.into_iter().for_each(|it| self.item(it, kind)),
            Err(error) => self.broken_in(text, &error),
        }
    }

    /// `"2027-01-01": "New Year"`, or the kind of the day, or an object with both.
    fn named(&mut self, day: &str, value: &'a RawValue) {
        if let Some(name) = parsed::<String>(value) {
            return self.row(&[(Part::Date, day), (called(&name), &name)], value);
        }
        self.object(value, &[(Part::Date, day)]);
    }

    fn item(&mut self, item: &'a RawValue, kind: Option<&str>) {
        let kind: Vec<_> = kind.map(|it| (Part::Kind, it)).into_iter().collect();
        if let Some(day) = parsed::<String>(item) {
            return self.row(&[&[(Part::Date, day.as_str())][..], &kind].concat(), item);
        }
        if let Some((day, name)) = parsed::<(String, String)>(item) {
            let row = [(Part::Date, day.as_str()), (called(&name), name.as_str())];
            // What the list says goes before what the pair says.
            return self.row(&[&kind, &row[..]].concat(), item);
        }
        self.object(item, &kind);
    }

    fn object(&mut self, item: &'a RawValue, said: &[(Part, &str)]) {
        let line = self.line(item);
        let refuse = |this: &mut Self, fault| this.read.fault(this.file, Some(line), fault);
        let Ok(Members(members)) = serde_json::from_str::<Members<'a>>(item.get()) else {
            let why = "a day is a text or an object with a date".to_owned();
            return refuse(self, DayFault::Form { why });
        };
        let names: Vec<_> = members.iter().map(|it| it.0.as_str()).collect();
        let parts = match parts(&names) {
            Ok(parts) => parts,
            Err(fault) => return refuse(self, fault),
        };
        let texts: Vec<_> = (members.iter())
            .map(|it| parsed::<Option<String>>(it.1))
            .collect();
        let mut row = said.to_vec();
        for ((name, part), text) in names.iter().zip(parts).zip(&texts) {
            match (part, text) {
                (Some(part), Some(Some(text))) => row.push((part, text)),
                (Some(_), Some(None)) => (),
                (Some(_), None) => {
                    let why = format!("the value of {name:?} is no text");
                    return refuse(self, DayFault::Form { why });
                }
                (None, _) => {
                    let notice = format!("{}:{line}: {name:?} is not read", self.file);
                    self.read.notices.push(notice);
                }
            }
        }
        self.row(&row, item);
    }

    fn row(&mut self, row: &[(Part, &str)], item: &RawValue) {
        let place = Place {
            file: self.file.to_owned(),
            line: Some(self.line(item)),
        };
        match days(row, &place) {
            Ok(days) => self.read.days.extend(days),
            Err(fault) => self.read.fault(self.file, place.line, fault),
        }
    }

    fn broken(&mut self, error: &Error) {
        self.broken_in(self.text, error);
    }

    /// What the reader says of a part of the text, which counts its lines from the first.
    fn broken_in(&mut self, part: &str, error: &Error) {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let why = error.to_string().replace(&place, "");
        let line = self.line_of(part) + error.line().max(1) - 1;
        self.read
            .fault(self.file, Some(line), DayFault::Form { why });
    }

    /// The line on which a part of the text begins.
    fn line(&self, part: &RawValue) -> usize {
        self.line_of(part.get())
    }

    fn line_of(&self, part: &str) -> usize {
        let begins = part.as_ptr() as usize - self.text.as_ptr() as usize;
        let before = self.text.as_bytes().iter().take(begins);
        before.filter(|it| **it == b'\n').count() + 1
    }
}

/// What a text beside a day says: its kind, or else its name.
fn called(text: &str) -> Part {
    if is_kind(text) {
        Part::Kind
    } else {
        Part::Name
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = vec![];
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

fn parsed<T: DeserializeOwned>(value: &RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}
