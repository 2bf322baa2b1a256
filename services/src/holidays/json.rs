//! JSON: a list of days, a table from day to name, or lists of holidays and of worked days.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Error, Value};

use super::day::{Part, Place, date, days};
use super::{DayFault, Read};

type Table<'a> = BTreeMap<String, &'a RawValue>;

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
        let table: Table<'a> = match serde_json::from_str(text) {
            Ok(table) => table,
            Err(error) => return self.broken(&error),
        };
        for (key, value) in table {
            match key.as_str() {
                "holidays" | "days_off" | "off" => self.list(value.get(), None),
                "worked" | "worked_days" | "working" => self.list(value.get(), Some("worked")),
                "compensatory" => self.list(value.get(), Some("compensatory")),
                day if date(day).is_ok() => self.named(day, value),
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
            Err(error) => self.broken(&error),
        }
    }

    /// `"2027-01-01": "New Year"`.
    fn named(&mut self, day: &str, value: &'a RawValue) {
        let name = parsed::<String>(value).unwrap_or_default();
        self.row(&[(Part::Date, day), (Part::Name, &name)], value);
    }

    fn item(&mut self, item: &'a RawValue, kind: Option<&str>) {
        let kind: Vec<_> = kind.map(|it| (Part::Kind, it)).into_iter().collect();
        if let Some(day) = parsed::<String>(item) {
            return self.row(&[&[(Part::Date, day.as_str())][..], &kind].concat(), item);
        }
        if let Some(pair) = parsed::<(String, String)>(item) {
            let row = [(Part::Date, pair.0.as_str()), (Part::Name, pair.1.as_str())];
            return self.row(&[&row[..], &kind].concat(), item);
        }
        let Some(table) = parsed::<BTreeMap<String, Value>>(item) else {
            let why = "a day is a text or an object with a date".to_owned();
            let line = Some(self.line(item));
            return self.read.fault(self.file, line, DayFault::Form { why });
        };
        let mut row = kind;
        for (key, value) in &table {
            match (Part::called(key), value.as_str()) {
                (Some(part), Some(text)) => row.push((part, text)),
                (Some(_), None) if value.is_null() => (),
                (Some(_), None) => {
                    let why = format!("the value of {key:?} is no text");
                    let line = Some(self.line(item));
                    return self.read.fault(self.file, line, DayFault::Form { why });
                }
                (None, _) => {
                    let (file, line) = (self.file, self.line(item));
                    let notice = format!("{file}:{line}: {key:?} is not read");
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
        let why = error.to_string();
        self.read
            .fault(self.file, Some(error.line()), DayFault::Form { why });
    }

    /// The line on which a part of the text begins.
    fn line(&self, part: &RawValue) -> usize {
        let begins = part.get().as_ptr() as usize - self.text.as_ptr() as usize;
        let before = self.text.as_bytes().iter().take(begins);
        before.filter(|it| **it == b'\n').count() + 1
    }
}

fn parsed<T: DeserializeOwned>(value: &RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}
