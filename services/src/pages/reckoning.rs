//! Dates, times, numbers and the time that is left, in the form of a language.

use domain::calendar::{Limit, Unit};
use domain::{Calendar, Language};
use time::{Date, Duration, OffsetDateTime, UtcOffset};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A day, such as `10/02/2026` or `10 Feb 2026`.
pub(super) fn date(language: Language, day: Date) -> String {
    let (year, month, number) = (day.year(), u8::from(day.month()), day.day());
    match language {
        Language::Vi => format!("{number:02}/{month:02}/{year}"),
        Language::En => format!("{number} {} {year}", month_name(month)),
    }
}

/// A month, such as `02/2026` or `Feb 2026`.
pub(super) fn month(language: Language, day: Date) -> String {
    let (year, month) = (day.year(), u8::from(day.month()));
    match language {
        Language::Vi => format!("{month:02}/{year}"),
        Language::En => format!("{} {year}", month_name(month)),
    }
}

/// A month where there is little room, such as `02/26`.
pub(super) fn month_short(day: Date) -> String {
    format!("{:02}/{:02}", u8::from(day.month()), day.year() % 100)
}

/// A moment, to the minute, as clocks show it at that distance from UTC.
pub(super) fn moment(language: Language, at: OffsetDateTime, offset: UtcOffset) -> String {
    let at = at.to_offset(offset);
    let (hour, minute) = (at.hour(), at.minute());
    match language {
        Language::Vi => format!("{hour:02}:{minute:02} {}", date(language, at.date())),
        Language::En => format!("{}, {hour:02}:{minute:02}", date(language, at.date())),
    }
}

/// A time of day, to the second.
pub(super) fn clock(at: OffsetDateTime, offset: UtcOffset) -> String {
    let at = at.to_offset(offset);
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// A number with its thousands apart: `1.234` or `1,234`.
pub(super) fn number(language: Language, count: i64) -> String {
    let mark = language.pick('.', ',');
    let digits = count.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if count < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// An amount of money, with its thousands apart: `1.234,5` or `1,234.5`.
pub(super) fn amount(language: Language, amount: &str) -> String {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let mark = language.pick('.', ',');
    let mut text = String::with_capacity(amount.len() + amount.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    if !part.is_empty() {
        text.push(language.pick(',', '.'));
        text.push_str(part);
    }
    text
}

/// A number of days of some kind, such as `1 day` or `5 days`.
pub(super) fn days(language: Language, count: i64) -> String {
    let plural = if count == 1 { "day" } else { "days" };
    let count = number(language, count);
    language.pick(format!("{count} ngày"), format!("{count} {plural}"))
}

/// A number of working days.
pub(super) fn working_days(language: Language, count: i64) -> String {
    let plural = if count == 1 { "day" } else { "days" };
    let number = number(language, count);
    language.pick(
        format!("{number} ngày làm việc"),
        format!("{number} working {plural}"),
    )
}

/// How long a term is.
pub(crate) fn limit(language: Language, limit: Limit) -> String {
    let count = i64::from(limit.count);
    let plural = if count == 1 { "" } else { "s" };
    match limit.unit {
        Unit::WorkingHours => language.pick(
            format!("{count} giờ làm việc"),
            format!("{count} working hour{plural}"),
        ),
        Unit::WorkingDays => working_days(language, count),
        Unit::Days => days(language, count),
        Unit::Months => language.pick(format!("{count} tháng"), format!("{count} month{plural}")),
    }
}

/// How a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It runs, and there is time.
    Ahead,
    /// It runs, and ends today or on the next working day.
    Close,
    /// It has passed.
    Late,
    /// What it waits for was done in time.
    Kept,
    /// What it waits for was done too late.
    Missed,
}

impl Standing {
    /// The class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Standing::Ahead => "ahead",
            Standing::Close => "close",
            Standing::Late => "late",
            Standing::Kept => "kept",
            Standing::Missed => "missed",
        }
    }
}

/// The last day of a term that ends at this moment; 24:00 still belongs to the day.
pub(crate) fn last_day(due_at: OffsetDateTime, offset: UtcOffset) -> Date {
    (due_at - Duration::microseconds(1))
        .to_offset(offset)
        .date()
}

/// How much of a term is left, or by how much it was exceeded: how it stands, and in words.
///
/// What is left is counted in working days where there is a calendar of them, and lateness in days.
pub(super) fn remaining(
    language: Language,
    calendar: Option<&Calendar>,
    due_at: OffsetDateTime,
    now: OffsetDateTime,
    offset: UtcOffset,
) -> (Standing, String) {
    let (today, last) = (now.to_offset(offset).date(), last_day(due_at, offset));
    if now >= due_at {
        let late = (today - last).whole_days().max(1);
        let late = days(language, late);
        return (
            Standing::Late,
            language.pick(format!("quá hạn {late}"), format!("{late} late")),
        );
    }
    let left = calendar.map_or((last - today).whole_days(), |it| {
        i64::from(it.working_days_between(today, last))
    });
    if left == 0 {
        let text = language.pick("đến hạn hôm nay", "due today");
        return (Standing::Close, text.to_owned());
    }
    let standing = if left == 1 {
        Standing::Close
    } else {
        Standing::Ahead
    };
    let left = if calendar.is_some() {
        working_days(language, left)
    } else {
        days(language, left)
    };
    (
        standing,
        language.pick(format!("còn {left}"), format!("{left} left")),
    )
}

/// Whether something was done within its term: how it stands, and in words.
pub(super) fn outcome(
    language: Language,
    due_at: OffsetDateTime,
    done_at: OffsetDateTime,
    offset: UtcOffset,
) -> (Standing, String) {
    if done_at <= due_at {
        return (
            Standing::Kept,
            language.pick("đúng hạn", "on time").to_owned(),
        );
    }
    let done = done_at.to_offset(offset).date();
    let late = (done - last_day(due_at, offset)).whole_days().max(1);
    let late = days(language, late);
    (
        Standing::Missed,
        language.pick(format!("trễ hạn {late}"), format!("{late} late")),
    )
}

fn month_name(month: u8) -> &'static str {
    MONTHS[usize::from(month).saturating_sub(1)]
}

#[cfg(test)]
mod tests;
