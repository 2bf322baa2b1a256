//! Reading days off and worked days from files of several forms.
//!
//! A file is read whole or not at all, and everything that is wrong with it is told at once, with
//! file, line and reason. Whether a day is off is never guessed from its name.

mod day;
mod delimited;
mod fault;
mod json;
mod merge;
mod part;
mod toml;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use domain::Calendar;

pub use self::day::{Day, DayKind, Place};
pub use self::fault::{DayFault, HolidayFault, HolidayFaults};
pub use self::merge::{Holidays, Source};
use crate::catalogue::read_text as read_catalogue;
use crate::text_file;

/// What a file says, and what of it was not read.
#[derive(Debug, Default)]
struct Read {
    days: Vec<Day>,
    faults: Vec<HolidayFault>,
    /// What its reader should know.
    notices: Vec<String>,
    /// The calendar that the file is, where it is a whole one.
    calendar: Option<Calendar>,
}

/// The calendar that is delivered with this build.
const DELIVERED: &str = include_str!("../../domain/catalogue/calendar-vn.toml");

/// The newest version of the calendar that is delivered with this build.
///
/// # Panics
/// Never in a build whose tests pass: they read the same text.
#[must_use]
pub fn delivered() -> Calendar {
    let entries = read_catalogue("calendar-vn.toml", DELIVERED);
    let calendars = entries.map(|it| it.calendars).unwrap_or_default();
    let newest = calendars.into_iter().max_by_key(|it| it.version);
    newest.expect("the delivered calendar is read by a test of the build")
}

/// The days of all the files together, or everything that is wrong with them.
pub fn read(paths: &[PathBuf]) -> Result<Holidays, HolidayFaults> {
    let mut all = Read::default();
    for path in paths {
        let file = path.display().to_string();
        match text_file::read(path) {
            Ok(text) => all.add(read_text(&file, &text)),
            Err(unread) => {
                let why = unread.why;
                all.fault(&file, unread.line, DayFault::Unreadable { why });
            }
        }
    }
    merge::together(all)
}

fn read_text(file: &str, text: &str) -> Read {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut read = match form(file, text) {
        Form::Toml => toml::read(file, text),
        Form::Json => json::read(file, text),
        Form::Delimited => delimited::read(file, text),
    };
    if read.days.is_empty() && read.faults.is_empty() {
        read.fault(file, None, DayFault::NoDays);
    }
    read
}

enum Form {
    Toml,
    Json,
    Delimited,
}

/// The form that the file's name says, or else the one that its text begins like.
fn form(file: &str, text: &str) -> Form {
    let extension = Path::new(file).extension().and_then(|it| it.to_str());
    let begins = text.trim_start();
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("toml") => Form::Toml,
        Some("json") => Form::Json,
        Some("csv" | "tsv") => Form::Delimited,
        _ if begins.starts_with("[[") && !begins.starts_with("[[\"") => Form::Toml,
        _ if begins.starts_with(['[', '{']) => Form::Json,
        _ => Form::Delimited,
    }
}

impl Read {
    fn add(&mut self, other: Read) {
        self.days.extend(other.days);
        self.faults.extend(other.faults);
        self.notices.extend(other.notices);
        self.calendar = other.calendar.or(self.calendar.take());
    }

    fn fault(&mut self, file: &str, line: Option<usize>, fault: DayFault) {
        let file = file.to_owned();
        self.faults.push(HolidayFault { file, line, fault });
    }
}
