//! Reading the catalogue from its TOML files.
//!
//! A folder is read whole or not at all, and everything that is wrong with it is told at once,
//! each fault with its file, its line and what to do about it. Nothing is published here.

mod agencies;
mod calendars;
mod differing;
mod entries;
mod entry;
mod fault;
mod form;
mod procedures;
mod publicity;
mod reports;
mod retention;
pub mod schema;
mod scoring;
mod torn;
mod versions;

#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use domain::catalogue::Publish;
use domain::law::{
    Agency, Fee, Form, Index, Procedure, Publicity, Report, RetentionClass, Scoring, Territory,
};
use domain::{Calendar, Law};

pub use self::differing::{differing, without};
use self::entry::{Entry, Source};
use crate::located::Faults;
use crate::text_file::{self, Unread};

pub use self::fault::{
    BodyFault, CalendarFault, CatalogueFault, CatalogueFaults, Fault, FigureFault, ScoringFault,
    TermFault,
};

/// What the files of a folder hold, each entry with its place.
#[derive(Default)]
struct Entries<'a> {
    agencies: Vec<Entry<'a, Agency>>,
    calendars: Vec<Entry<'a, Calendar>>,
    procedures: Vec<Entry<'a, Procedure>>,
    publicity: Vec<Entry<'a, Publicity>>,
    retention: Vec<Entry<'a, RetentionClass>>,
    territories: Vec<Entry<'a, Territory>>,
    forms: Vec<Entry<'a, Form>>,
    fees: Vec<Entry<'a, Fee>>,
    indexes: Vec<Entry<'a, Index>>,
    reports: Vec<Entry<'a, Report>>,
    scorings: Vec<Entry<'a, Scoring>>,
    /// Whether a file could not be read, so that any name may be one of its own.
    unread: bool,
    /// The lines that are not TOML.
    torn: Vec<String>,
}

impl Entries<'_> {
    /// Whether a name that no entry has may be that of one which could not be read. What follows
    /// from a fault is not told as a fault of its own.
    fn may_be(&self, name: &str) -> bool {
        self.unread || self.torn.iter().any(|it| it.contains(name))
    }
}

/// Everything in the folder's `*.toml` files, or everything that is wrong with them.
pub fn read(dir: &Path) -> Result<Publish, CatalogueFaults> {
    let paths = toml_files(dir).map_err(|fault| Faults(vec![fault]))?;
    let mut faults = vec![];
    let mut texts = vec![];
    for path in paths {
        let file = (path.file_name().unwrap_or_default())
            .to_string_lossy()
            .into_owned();
        match text_file::read_regular(&path) {
            Ok(text) => texts.push((file, text)),
            Err(unread) => faults.push(unreadable(file, unread)),
        }
    }
    read_texts(&texts, faults)
}

/// The same for one file that is in memory.
pub(crate) fn read_text(file: &str, text: &str) -> Result<Publish, CatalogueFaults> {
    read_texts(&[(file.to_owned(), text.to_owned())], vec![])
}

/// The same for files that are in memory, each a name and a text.
fn read_texts(
    texts: &[(String, String)],
    mut faults: Vec<CatalogueFault>,
) -> Result<Publish, CatalogueFaults> {
    let mut entries = Entries {
        unread: !faults.is_empty(),
        ..Entries::default()
    };
    let schema = schema::schema();
    for (file, text) in texts {
        entry::parse(Source { file, text }, &schema, &mut entries, &mut faults);
    }
    agencies::check(&entries, &mut faults);
    calendars::check(&entries, &mut faults);
    let law = law_of(&entries);
    procedures::check(&entries, &law, &mut faults);
    publicity::check(&entries, &mut faults);
    retention::check(&entries, &mut faults);
    entries::check(&entries, &mut faults);
    reports::check(&entries, &law, &mut faults);
    scoring::check(&entries, &mut faults);
    if !faults.is_empty() {
        faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        faults.dedup();
        return Err(Faults(faults));
    }
    Ok(Publish {
        agencies: values(entries.agencies),
        calendars: values(entries.calendars),
        procedures: values(entries.procedures),
        publicity: values(entries.publicity),
        retention: values(entries.retention),
        territories: values(entries.territories),
        forms: values(entries.forms),
        fees: values(entries.fees),
        indexes: values(entries.indexes),
        reports: values(entries.reports),
        scorings: values(entries.scorings),
    })
}

/// The bodies and calendars, as whoever asks the law about them sees them.
fn law_of(entries: &Entries<'_>) -> Law {
    let agencies = entries.agencies.iter().map(|it| it.value.clone());
    let calendars = entries.calendars.iter().map(|it| it.value.clone());
    let law = agencies.fold(Law::default(), Law::with_agency);
    calendars.fold(law, Law::with_calendar)
}

fn values<T>(entries: Vec<Entry<'_, T>>) -> Vec<T> {
    entries.into_iter().map(|it| it.value).collect()
}

/// The folder's files in the order of their names.
fn toml_files(dir: &Path) -> Result<Vec<PathBuf>, CatalogueFault> {
    let name = dir.display().to_string();
    let mut paths = vec![];
    for item in fs::read_dir(dir).map_err(|it| unreadable(name.clone(), it.into()))? {
        let path = item
            .map_err(|it| unreadable(name.clone(), it.into()))?
            .path();
        if path.extension().is_some_and(|it| it == "toml") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(CatalogueFault {
            file: name,
            line: None,
            fault: Fault::NoFiles,
        });
    }
    paths.sort();
    Ok(paths)
}

fn unreadable(file: String, unread: Unread) -> CatalogueFault {
    let Unread { line, why } = unread;
    CatalogueFault {
        file,
        line,
        fault: Fault::Unreadable { why },
    }
}
