//! Tables with a head, and lists of days without one.

use super::day::{Day, Place, date, days, is_kind, is_weekday};
use super::part::{self, Part};
use super::{DayFault, Read};

/// A line of a table, or several where a cell in quotes goes on.
struct Record {
    line: usize,
    cells: Vec<String>,
}

pub(super) fn read(file: &str, text: &str) -> Read {
    let mut read = Read::default();
    let records = match records(text) {
        Ok(records) => records,
        Err(line) => {
            let why = "a quotation mark is opened here and never closed".to_owned();
            read.fault(file, Some(line), DayFault::Form { why });
            return read;
        }
    };
    let Some(first) = records.first() else {
        return read;
    };
    let parts = match head(first) {
        Ok(parts) => parts,
        Err(fault) => {
            read.fault(file, Some(first.line), fault);
            return read;
        }
    };
    let not_read = (first.cells.iter().zip(parts.iter().flatten())).filter(|it| it.1.is_none());
    for (name, _) in not_read {
        let notice = format!("{file}:{}: the column {name:?} is not read", first.line);
        read.notices.push(notice);
    }
    for record in records.iter().skip(usize::from(parts.is_some())) {
        let place = Place {
            file: file.to_owned(),
            line: Some(record.line),
        };
        match record.days(parts.as_deref(), &place) {
            Ok(days) => read.days.extend(days),
            Err(fault) => read.fault(file, Some(record.line), fault),
        }
    }
    read
}

/// What the columns hold, if the record names columns and is no day.
fn head(record: &Record) -> Result<Option<Vec<Option<Part>>>, DayFault> {
    let first = record.cells.first().map_or("", |it| it.trim_start());
    let is_day = first.starts_with(|it: char| it.is_ascii_digit());
    let named = |it: &String| Part::called(it).is_some();
    // A line that names nothing known is a broken day rather than a head.
    if is_day || !record.cells.iter().any(named) {
        return Ok(None);
    }
    let names: Vec<_> = record.cells.iter().map(String::as_str).collect();
    let parts = part::parts(&names)?;
    if parts.contains(&Some(Part::Date)) {
        return Ok(Some(parts));
    }
    let columns = names.iter().map(|it| it.escape_debug().to_string());
    let columns = columns.collect::<Vec<_>>().join(", ");
    Err(DayFault::NoDateColumn { columns })
}

impl Record {
    fn days(&self, parts: Option<&[Option<Part>]>, place: &Place) -> Result<Vec<Day>, DayFault> {
        let Some(parts) = parts else {
            return days(&by_place(self)?, place);
        };
        let rest = self.cells.get(parts.len()..).unwrap_or_default();
        let cells = self.cells.iter().map(String::as_str);
        let mut row: Vec<_> = (cells.zip(parts))
            .filter_map(|(cell, part)| part.map(|it| (it, cell)))
            .collect();
        if rest.iter().all(|it| it.trim().is_empty()) {
            return days(&row, place);
        }
        // A last text with a comma and no quotation marks goes on in the cells beyond the head.
        let last = parts.last().copied().flatten();
        let goes_on = last.is_none_or(Part::is_text) && !rest.iter().any(|it| date(it).is_ok());
        if !goes_on {
            return Err(self.surplus(parts.len()));
        }
        let whole = self.cells[parts.len() - 1..].join(",");
        if let Some(last) = row.last_mut().filter(|it| Some(it.0) == last) {
            last.1 = &whole;
        }
        days(&row, place)
    }

    fn surplus(&self, columns: usize) -> DayFault {
        DayFault::Surplus {
            cells: self.cells.len(),
            columns,
        }
    }
}

/// A line without a head: the day, its kind, its day of the week, two names and the basis.
const CELLS_MAX: usize = 6;

/// A day, then its kind or day of the week if one stands there, then its names.
fn by_place(record: &Record) -> Result<Vec<(Part, &str)>, DayFault> {
    let mut cells = record.cells.iter().map(|it| it.trim());
    let (day, beside) = beside_the_day(cells.next().unwrap_or(""));
    let mut row = vec![(Part::Date, day)];
    let mut names = [Part::Vi, Part::En, Part::Basis].into_iter();
    for cell in beside.into_iter().flatten().chain(cells) {
        let seen = |part| row.iter().any(|(it, _)| *it == part);
        if is_kind(cell) && !seen(Part::Kind) {
            row.push((Part::Kind, cell));
        } else if is_weekday(cell) && !seen(Part::Weekday) {
            row.push((Part::Weekday, cell));
        } else if let Some(part) = names.next() {
            row.push((part, cell));
        } else if !cell.is_empty() {
            return Err(record.surplus(CELLS_MAX));
        }
    }
    Ok(row)
}

/// The day, and what stands behind it after a space: `2027-01-01 New Year`, `2027-07-03 swap-work`, or
/// a kind and then a name.
fn beside_the_day(cell: &str) -> (&str, [Option<&str>; 2]) {
    let Some((day, rest)) = cell.split_once(char::is_whitespace) else {
        return (cell, [None, None]);
    };
    if date(day).is_err() {
        return (cell, [None, None]);
    }
    let rest = rest.trim_start();
    match rest.split_once(char::is_whitespace) {
        Some((kind, name)) if is_kind(kind) => (day, [Some(kind), Some(name.trim_start())]),
        Some(_) | None => (day, [Some(rest), None]),
    }
}

/// The lines that are not empty and no comments; or the line of a quotation mark without its pair.
fn records(text: &str) -> Result<Vec<Record>, usize> {
    let delimiter = delimiter(text);
    let mut records = vec![];
    let mut lines = text.lines().enumerate();
    while let Some((number, first)) = lines.next() {
        if first.trim().is_empty() || first.trim_start().starts_with('#') {
            continue;
        }
        let mut record = first.to_owned();
        while has_open_quote(&record) {
            let (_, next) = lines.next().ok_or(number + 1)?;
            record.push('\n');
            record.push_str(next);
        }
        records.push(Record {
            line: number + 1,
            cells: cells(&record, delimiter),
        });
    }
    Ok(records)
}

/// What stands most often between the cells of the first line.
fn delimiter(text: &str) -> char {
    let is_row = |it: &&str| !it.trim().is_empty() && !it.trim_start().starts_with('#');
    let first = text.lines().find(is_row).unwrap_or("");
    let by_count = |it: &char| first.matches(*it).count();
    [';', '\t', ',']
        .into_iter()
        .max_by_key(by_count)
        .unwrap_or(',')
}

fn has_open_quote(record: &str) -> bool {
    record.matches('"').count() % 2 == 1
}

fn cells(record: &str, delimiter: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut characters = record.chars().peekable();
    while let Some(character) = characters.next() {
        let Some(cell) = cells.last_mut() else { break };
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            it if it == delimiter && !quoted => cells.push(String::new()),
            it => cell.push(it),
        }
    }
    cells
}
