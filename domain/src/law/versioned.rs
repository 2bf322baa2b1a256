//! Entries of which there are versions, each for the days on which it holds.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::NameError;

/// Which kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A province or a city of its rank.
    Territory,
    /// A form that an authority prescribed.
    Form,
    /// Something that is to be paid.
    Fee,
    /// An index by which authorities are measured.
    Index,
    /// A report that agencies owe.
    Report,
    /// A way of scoring how dossiers were handled.
    Scoring,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [EntryKind; 6] = [
        EntryKind::Territory,
        EntryKind::Form,
        EntryKind::Fee,
        EntryKind::Index,
        EntryKind::Report,
        EntryKind::Scoring,
    ];

    /// The name in a catalogue.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            EntryKind::Territory => "territory",
            EntryKind::Form => "form",
            EntryKind::Fee => "fee",
            EntryKind::Index => "index",
            EntryKind::Report => "report",
            EntryKind::Scoring => "scoring",
        }
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for EntryKind {
    type Err = NameError;

    fn from_str(name: &str) -> Result<Self, NameError> {
        let found = EntryKind::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or(NameError)
    }
}

/// Something of which the catalogue keeps every version.
pub trait Versioned {
    /// What kind of entry it is.
    const KIND: EntryKind;

    /// Its name through all versions.
    fn name(&self) -> &str;

    /// Which version this is, from 1.
    fn version(&self) -> u32;

    /// The first and the last day on which it holds; nothing where there is none.
    fn valid(&self) -> (Option<Date>, Option<Date>);
}

/// Every version of every entry of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions<T> {
    entries: BTreeMap<String, BTreeMap<u32, T>>,
    /// The last days of versions that were repealed.
    repealed: BTreeMap<(String, u32), Date>,
}

impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            repealed: BTreeMap::new(),
        }
    }
}

impl<T: Versioned> Versions<T> {
    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every version of every entry.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.entries.values().flat_map(BTreeMap::values)
    }

    /// One version.
    #[must_use]
    pub fn version(&self, name: &str, version: u32) -> Option<&T> {
        self.entries.get(name)?.get(&version)
    }

    /// The version that holds on the day: the newest that has begun, unless it has ended. What
    /// came before it does not come back.
    #[must_use]
    pub fn on(&self, name: &str, day: Date) -> Option<&T> {
        let begun = |it: &&T| it.valid().0.is_none_or(|it| it <= day);
        let newest = self.entries.get(name)?.values().rev().find(begun)?;
        let repealed = self.repealed(name, newest.version());
        let ends = newest.valid().1.into_iter().chain(repealed).min();
        ends.is_none_or(|it| day <= it).then_some(newest)
    }

    /// What holds on the day, of every entry.
    pub fn all_on(&self, day: Date) -> impl Iterator<Item = &T> {
        self.entries.keys().filter_map(move |it| self.on(it, day))
    }

    /// The last day of a version that was repealed.
    #[must_use]
    pub fn repealed(&self, name: &str, version: u32) -> Option<Date> {
        self.repealed.get(&(name.to_owned(), version)).copied()
    }

    pub(super) fn add(&mut self, entry: T) {
        let versions = self.entries.entry(entry.name().to_owned()).or_default();
        versions.insert(entry.version(), entry);
    }

    pub(super) fn repeal(&mut self, name: &str, version: u32, last_day: Date) {
        self.repealed.insert((name.to_owned(), version), last_day);
    }
}
