//! How the handling of dossiers is scored, by month, quarter or year.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::law::Period;
use domain::money::Amount;
use domain::score::Sheet;
use projections::handling::By;
use serde::Deserialize;
use time::Date;
use time::macros::format_description;

use super::frame::{Frame, PageError, Place, Reader};
use super::{citation, reckoning};
use crate::App;
use crate::scores::{self, Scores, Wanted};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    period: String,
    on: String,
    by: String,
}

#[derive(Template)]
#[template(path = "scores.html")]
struct Page {
    frame: Frame,
    asked: Asked,
    filtered: bool,
    periods: [(&'static str, &'static str); 3],
    ways: [(&'static str, &'static str); 4],
    from: String,
    to: String,
    /// The way of scoring, and the text that sets it; nothing where none is for such a period.
    scoring: Option<(String, String)>,
    whose: &'static str,
    columns: Vec<Column>,
    rows: Vec<Row>,
    unverified: Vec<String>,
}

/// An index, as the head of the table and the words below it have it.
struct Column {
    number: String,
    title: String,
    /// Why it is not measured.
    why: Option<String>,
    unverified: Vec<String>,
}

/// Somebody's scores.
struct Row {
    who: String,
    dossiers: String,
    /// For each index its mean; nothing where there is none.
    indices: Vec<(String, Option<String>)>,
    sum: String,
    reachable: String,
    points_max: String,
    class: Option<String>,
}

/// The page of scores.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Page, PageError> {
    let asked: Asked = reader.query(&["period", "on", "by"])?;
    let w = reader.w;
    let by = match asked.by.as_str() {
        "" => By::Nothing,
        "agency" => By::Agency,
        "procedure" => By::Procedure,
        "official" => By::Officer,
        _ => return Err(PageError::UnknownValue("by")),
    };
    let period = match asked.period.as_str() {
        "" | "quarter" => Period::Quarter,
        "month" => Period::Month,
        "year" => Period::Year,
        _ => return Err(PageError::UnknownValue("period")),
    };
    let on = match asked.on.as_str() {
        "" => reader.today(),
        text => Date::parse(text, format_description!("[year]-[month]-[day]"))
            .map_err(|_| PageError::UnknownValue("on"))?,
    };
    let frame = reader.frame(app, w.scores_title, Place::Overview).await?;
    let wanted = Wanted {
        period,
        on,
        by,
        procedure: None,
        agency: None,
        position: projections::checkpoint::of_all(&app.pool).await?,
    };
    let scores = scores::compute(app, &wanted).await?;
    Ok(Page {
        frame,
        filtered: [&asked.period, &asked.on, &asked.by]
            .iter()
            .any(|it| !it.is_empty()),
        periods: [("quarter", w.quarter), ("month", w.month), ("year", w.year)],
        ways: [
            ("", w.scores_together),
            ("agency", w.scores_by_agency),
            ("procedure", w.scores_by_procedure),
            ("official", w.scores_by_official),
        ],
        from: reckoning::date(reader.language, scores.from),
        to: reckoning::date(reader.language, scores.to),
        scoring: scores.scoring.as_ref().map(|it| {
            let title = reader.language.of(&it.title).to_owned();
            (title, citation::basis(reader.language, &it.basis))
        }),
        whose: match by {
            By::Nothing => w.scores_of,
            By::Agency => w.agency,
            By::Procedure => w.procedure,
            By::Officer => w.official,
        },
        columns: columns(reader, &scores),
        rows: (scores.sheets())
            .map(|(of, sheet)| row(reader, by, of, &sheet))
            .collect(),
        unverified: scores.scoring.as_ref().map_or(vec![], |it| {
            let of_officials = it.officials.unverified.iter().filter(|_| by == By::Officer);
            it.unverified.iter().chain(of_officials).cloned().collect()
        }),
        asked,
    })
}

/// The indices of the first that is scored: they are the same for all.
fn columns(reader: &Reader, scores: &Scores) -> Vec<Column> {
    let first = scores.sheets().next();
    let indices = first.map_or(vec![], |(_, sheet)| sheet.indices);
    let each = indices.iter().map(|it| Column {
        number: it.criterion.number.clone(),
        title: reader.language.of(&it.criterion.title).to_owned(),
        why: it
            .not_recorded()
            .map(|it| reader.language.of(it).to_owned()),
        unverified: it.criterion.unverified.clone(),
    });
    each.collect()
}

fn row(reader: &Reader, by: By, of: Option<&str>, sheet: &Sheet<'_>) -> Row {
    let amount = |it: Amount| reckoning::amount(reader.language, &it.to_string());
    let indices = sheet.indices.iter().map(|it| {
        let number = it.criterion.number.clone();
        (number, it.index.map(amount))
    });
    let class = sheet.lowest.zip(sheet.highest).map(|(lowest, highest)| {
        let [low, high] = [lowest, highest].map(|it| reader.language.of(&it.title));
        if low == high {
            return low.to_owned();
        }
        format!("{low} – {high}")
    });
    Row {
        who: match (by, of) {
            (By::Nothing, _) => reader.w.scores_all.to_owned(),
            (_, None) => reader.w.nobody_named.to_owned(),
            (By::Agency, Some(id)) => reader.agency(id),
            (By::Procedure, Some(id)) => reader.procedure(id),
            (By::Officer, Some(id)) => id.to_owned(),
        },
        dossiers: reckoning::number(
            reader.language,
            i64::try_from(sheet.dossiers).unwrap_or(i64::MAX),
        ),
        indices: indices.collect(),
        sum: amount(sheet.points),
        reachable: amount(sheet.reachable),
        points_max: amount(sheet.points_max),
        class,
    }
}
