//! Tables with a head, and lists of days without one.

use super::day::{Part, Place, date, days, is_kind, is_weekday};
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
    let parts = head(first);
    let skipped = usize::from(parts.is_some());
    if let Some(parts) = &parts {
        if !parts.contains(&Some(Part::Date)) {
            let columns = first.cells.join(", ");
            read.fault(file, Some(first.line), DayFault::NoDateColumn { columns });
            return read;
        }
        for (name, _) in first.cells.iter().zip(parts).filter(|it| it.1.is_none()) {
            let notice = format!("{file}:{}: the column {name:?} is not read", first.line);
            read.notices.push(notice);
        }
    }
    for record in records.iter().skip(skipped) {
        let row = match &parts {
            Some(parts) => by_head(record, parts),
            None => by_place(record),
        };
        let place = Place {
            file: file.to_owned(),
            line: Some(record.line),
        };
        match days(&row, &place) {
            Ok(days) => read.days.extend(days),
            Err(fault) => read.fault(file, Some(record.line), fault),
        }
    }
    read
}

/// What the columns hold, if the record names columns and is no day.
fn head(record: &Record) -> Option<Vec<Option<Part>>> {
    let first = record.cells.first()?;
    let is_head = !first
        .trim_start()
        .starts_with(|it: char| it.is_ascii_digit());
    let parts = || record.cells.iter().map(|it| Part::called(it)).collect();
    let named = |it: &&String| Part::called(it).is_some();
    // A line that names nothing known is a broken day rather than a head.
    (is_head && record.cells.iter().any(|it| named(&it))).then(parts)
}

fn by_head<'a>(record: &'a Record, parts: &[Option<Part>]) -> Vec<(Part, &'a str)> {
    // Cells beyond the head belong to the last one: a text with a comma and no quotes.
    let cells = record.cells.iter().zip(parts);
    cells
        .filter_map(|(cell, part)| part.map(|it| (it, cell.as_str())))
        .collect()
}

/// A day, then its kind or day of the week if one stands there, then its names.
fn by_place(record: &Record) -> Vec<(Part, &str)> {
    let mut cells = record.cells.iter().map(|it| it.trim());
    let first = cells.next().unwrap_or("");
    let mut row = vec![];
    let mut names = [Part::Vi, Part::En, Part::Basis].into_iter();
    // `2027-01-01 New Year`: the name after a space.
    match first.split_once(char::is_whitespace) {
        Some((day, name)) if date(day).is_ok() => {
            row.push((Part::Date, day));
            row.extend(names.next().map(|it| (it, name)));
        }
        Some(_) | None => row.push((Part::Date, first)),
    }
    for cell in cells {
        let seen = |part| row.iter().any(|(it, _)| *it == part);
        if is_kind(cell) && !seen(Part::Kind) {
            row.push((Part::Kind, cell));
        } else if is_weekday(cell) && !seen(Part::Weekday) {
            row.push((Part::Weekday, cell));
        } else if let Some(part) = names.next() {
            row.push((part, cell));
        }
    }
    row
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
