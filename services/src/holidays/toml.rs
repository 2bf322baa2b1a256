//! A calendar as the catalogue has it.

use super::day::{Day, DayKind, Place};
use super::{DayFault, Read};
use crate::catalogue::read_text;

pub(super) fn read(file: &str, text: &str) -> Read {
    let mut read = Read::default();
    let calendars = match read_text(file, text) {
        Ok(entries) => entries.calendars,
        Err(faults) => {
            for fault in faults.0 {
                let why = fault.fault.to_string();
                read.fault(file, fault.line, DayFault::Form { why });
            }
            return read;
        }
    };
    // A file may keep the versions that were corrected; the newest is the calendar.
    let Some(calendar) = calendars.iter().max_by_key(|it| it.version) else {
        return read;
    };
    if let Some(other) = calendars.iter().find(|it| it.id != calendar.id) {
        let why = format!(
            "{} and {} are two calendars; give one",
            calendar.id, other.id
        );
        read.fault(file, None, DayFault::Form { why });
        return read;
    }
    read.calendar = Some(calendar.clone());
    let place = Place {
        file: file.to_owned(),
        line: None,
    };
    let off = calendar.holidays.iter().map(|it| Day {
        date: it.date,
        kind: DayKind::Off(it.kind),
        kind_said: true,
        vi: it.vi.clone(),
        en: it.en.clone(),
        basis: it.basis.clone(),
        place: place.clone(),
    });
    let worked = calendar.worked.iter().map(|it| Day {
        date: it.date,
        kind: DayKind::Worked,
        kind_said: true,
        vi: String::new(),
        en: String::new(),
        basis: it.basis.clone(),
        place: place.clone(),
    });
    read.days = off.chain(worked).collect();
    read
}
