//! Days, hours and terms, as papers write them.

use domain::Language;
use domain::calendar::Deadline;
use time::{Date, OffsetDateTime};

use crate::pages::{citation, reckoning};

/// Which form it is.
pub(super) fn form(language: Language, number: &str) -> String {
    language.pick(format!("Mẫu số {number}"), format!("Form {number}"))
}

/// A day in words; days below ten and the first two months have a zero, so that nobody adds a digit.
pub(super) fn day(language: Language, day: Date) -> String {
    let (year, month) = (day.year(), u8::from(day.month()));
    match language {
        Language::Vi if month < 3 => format!("ngày {:02} tháng {month:02} năm {year}", day.day()),
        Language::Vi => format!("ngày {:02} tháng {month} năm {year}", day.day()),
        Language::En => format!("{} {} {year}", day.day(), day.month()),
    }
}

/// A day in digits.
pub(super) fn short_day(day: Date) -> String {
    format!(
        "{:02}/{:02}/{}",
        day.day(),
        u8::from(day.month()),
        day.year()
    )
}

/// A moment.
pub(super) fn moment(language: Language, at: OffsetDateTime) -> String {
    let (hour, minute, date) = (at.hour(), at.minute(), day(language, at.date()));
    language.pick(
        format!("{hour:02} giờ {minute:02} phút, {date}"),
        format!("{hour:02}:{minute:02}, {date}"),
    )
}

/// A moment in digits.
pub(super) fn short_moment(at: OffsetDateTime) -> String {
    format!(
        "{:02}:{:02} {}",
        at.hour(),
        at.minute(),
        short_day(at.date())
    )
}

/// A term, and under which article.
pub(super) fn term(language: Language, deadline: &Deadline) -> String {
    let limit = reckoning::limit(language, deadline.limit);
    format!("{limit} ({})", act(language, &deadline.basis))
}

/// An article, in the language of the paper.
pub(super) fn act(language: Language, basis: &str) -> String {
    citation::basis(language, basis)
}

/// Things, one after the other.
pub(super) fn listed(things: impl Iterator<Item = String>) -> String {
    things.collect::<Vec<_>>().join("; ")
}
