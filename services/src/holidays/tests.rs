mod differential;
mod forms;

use domain::Calendar;
use time::Date;

use super::{Holidays, delivered, merge, read_text};

/// The files together, each a name and a text; or all that is wrong with them.
fn together(files: &[(&str, &str)]) -> Result<Holidays, String> {
    let mut all = super::Read::default();
    for (file, text) in files {
        all.add(read_text(file, text));
    }
    merge::together(all).map_err(|it| it.to_string())
}

/// The delivered calendar under the files.
fn calendar(files: &[(&str, &str)]) -> Calendar {
    together(files).unwrap().over(&delivered()).unwrap()
}

/// What is wrong with one file.
fn faults(file: &str, text: &str) -> String {
    let over = |mut it: Holidays| it.over(&delivered()).map_err(|it| it.to_string());
    together(&[(file, text)]).and_then(over).unwrap_err()
}

fn day(text: &str) -> Date {
    super::day::date(text).unwrap()
}

fn is_off(calendar: &Calendar, text: &str) -> bool {
    !calendar.is_working_day(day(text))
}
