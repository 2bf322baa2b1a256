//! Form 07: the book of a year, with a line for each dossier that a body accepted.

use domain::Language;
use domain::{AgencyId, Law};
use projections::tracking_book::BookLine;
use time::{Date, Month, OffsetDateTime, UtcOffset};

use super::words::{day, form, short_day};
use crate::pages::{names, reckoning};
use crate::slips::content::{Block, Paper, Sheet, Table};

/// What the book is of.
#[derive(Debug, Clone, Copy)]
pub struct Book<'a> {
    /// Whose it is.
    pub agency: &'a AgencyId,
    /// Which year's.
    pub year: i32,
    /// The law, as published.
    pub law: &'a Law,
    /// The distance from UTC of the body's clocks.
    pub offset: UtcOffset,
    /// When it is printed.
    pub at: OffsetDateTime,
}

/// The book as it stands.
#[must_use]
pub fn book(of: &Book<'_>, lines: &[BookLine], language: Language) -> Paper {
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let agency = of.law.agency(of.agency);
    let agency = agency.map_or_else(
        || of.agency.to_string(),
        |it| language.of(&it.name).to_owned(),
    );
    let columns = [
        (t("STT", "No."), 5),
        (t("Mã hồ sơ", "Dossier code"), 17),
        (t("Tổ chức, cá nhân", "Applicant"), 22),
        (t("Thủ tục", "Procedure"), 22),
        (t("Tiếp nhận", "Accepted"), 9),
        (t("Hẹn trả", "Due"), 9),
        (t("Kết thúc", "Ended"), 9),
        (t("Tình trạng", "Status"), 12),
    ];
    let at = of.at.to_offset(of.offset);
    Paper {
        language,
        sheet: Sheet::Across,
        form: numbered(of, at.date(), language),
        issuer: agency,
        number: language.pick(
            format!("Quyển số: {}", of.year),
            format!("Volume: {}", of.year),
        ),
        day: day(language, at.date()),
        at,
        title: t("SỔ THEO DÕI HỒ SƠ", "TRACKING BOOK OF DOSSIERS").to_owned(),
        subject: language.pick(format!("Năm {}", of.year), format!("Year {}", of.year)),
        blocks: vec![Block::Table(Table {
            columns: columns.map(|(name, share)| (name.to_owned(), share)).into(),
            rows: (1..)
                .zip(lines)
                .map(|(number, line)| row(of, number, line, language))
                .collect(),
        })],
        signatures: vec![],
        confirmation: None,
    }
}

/// The number of the form that the book is kept on: of the year's last day, or of today.
fn numbered(of: &Book<'_>, today: Date, language: Language) -> String {
    let last = Date::from_calendar_date(of.year, Month::December, 31);
    let on = last.map_or(today, |it| it.min(today));
    let kept = of.law.forms().on("DESK-BOOK", on);
    kept.map_or_else(String::new, |it| form(language, &it.number))
}

fn row(of: &Book<'_>, number: usize, line: &BookLine, language: Language) -> Vec<String> {
    let local = |at: OffsetDateTime| short_day(at.to_offset(of.offset).date());
    let erased = || language.pick("[đã xóa]", "[erased]").to_owned();
    let due = line
        .due_at
        .map(|it| short_day(reckoning::last_day(it, of.offset)));
    vec![
        format!("{number:02}"),
        line.code.clone(),
        line.name.clone().unwrap_or_else(erased),
        names::procedure(of.law, language, &line.procedure),
        local(line.accepted_at),
        due.unwrap_or_default(),
        line.ended_at.map(local).unwrap_or_default(),
        names::status(language, &line.status),
    ]
}
