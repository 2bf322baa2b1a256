//! How the handling of dossiers is scored, by month, quarter or year.

pub(super) mod case;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::law::Period;
use domain::money::Amount;
use domain::score::Sheet;
use domain::{AgencyId, ProcedureId};
use projections::handling::{By, Dossier};
use serde::Deserialize;
use time::Date;
use time::macros::format_description;
use uuid::Uuid;

use super::address::address;
use super::cases::agencies;
use super::dashboard::procedures;
use super::frame::{Frame, PageError, Place, Reader};
use super::telling::shortened;
use super::wording::ScoreWording;
use super::{citation, reckoning};
use crate::App;
use crate::scores::{self, Scores, Wanted};

/// How many dossiers a page lists.
const PAGE: usize = 50;

/// What an address may ask for.
const FIELDS: [&str; 6] = ["period", "on", "by", "procedure", "agency", "before"];

/// What the address asks for. Empty fields are those of a form that were left alone.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    period: String,
    on: String,
    by: String,
    procedure: String,
    agency: String,
    before: String,
}

#[derive(Template)]
#[template(path = "scores.html")]
struct Page {
    frame: Frame,
    s: &'static ScoreWording,
    asked: Asked,
    filtered: bool,
    periods: [(&'static str, &'static str); 3],
    ways: [(&'static str, &'static str); 4],
    procedures: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    from: String,
    to: String,
    /// The way of scoring, and the text that sets it; nothing where none is for such a period.
    scoring: Option<(String, String)>,
    whose: &'static str,
    columns: Vec<Column>,
    rows: Vec<Row>,
    dossiers: Vec<Line>,
    unverified: Vec<String>,
    next: Option<String>,
    first: Option<String>,
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
    /// Where more is to be seen of them.
    href: Option<String>,
    dossiers: String,
    /// For each index its number and title, and its mean; nothing where there is none.
    indices: Vec<(String, Option<String>)>,
    sum: Sum,
    class: Option<String>,
}

/// A dossier that was scored.
struct Line {
    href: String,
    /// The applicant's name; none once erased.
    name: Option<String>,
    code: String,
    over: String,
    sum: Sum,
}

/// The points that were given, and that could have been.
struct Sum {
    points: String,
    reachable: String,
    points_max: String,
}

/// The page of scores.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Page, PageError> {
    let asked: Asked = reader.query(&FIELDS)?;
    let (w, s) = (reader.w, reader.about_scores());
    let by = asked.by()?;
    let before = asked.before()?;
    let frame = reader.frame(app, w.scores_title, Place::Overview).await?;
    let position = projections::checkpoint::of_all(&app.pool).await?;
    let wanted = Wanted {
        position,
        ..asked.wanted(by, reader)?
    };
    let scores = scores::compute(app, &wanted).await?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let mut dossiers = scores.dossiers(app, &wanted, (before, limit)).await?;
    let more = dossiers.len() > PAGE;
    dossiers.truncate(PAGE);
    let last = dossiers.last().filter(|_| more);
    let dossiers = dossiers.iter().filter_map(|(dossier, tally)| {
        let sheet = scores.sheet(tally)?;
        Some(Line::of(dossier, &sheet, reader))
    });
    Ok(Page {
        frame,
        s,
        filtered: asked.filters(),
        periods: [("quarter", s.quarter), ("month", w.month), ("year", w.year)],
        ways: [
            ("", s.together),
            ("agency", s.by_agency),
            ("procedure", s.by_procedure),
            ("official", s.by_official),
        ],
        procedures: procedures(reader),
        agencies: agencies(reader),
        from: reckoning::date(reader.language, scores.from),
        to: reckoning::date(reader.language, scores.to),
        scoring: scores.scoring.as_ref().map(|it| {
            let title = reader.language.of(&it.title).to_owned();
            (title, citation::basis(reader.language, &it.basis))
        }),
        whose: match by {
            By::Nothing => s.whose,
            By::Agency => w.agency,
            By::Procedure => w.procedure,
            By::Officer => s.official,
        },
        columns: columns(reader, &scores),
        rows: (scores.sheets())
            .map(|(of, sheet)| Row::of((by, of), &sheet, &asked, reader))
            .collect(),
        dossiers: dossiers.collect(),
        unverified: unverified(&scores, by),
        next: last.map(|it| asked.address(&it.0.over_position.to_string())),
        first: before.map(|_| asked.address("")),
        asked,
    })
}

impl Asked {
    fn by(&self) -> Result<By, PageError> {
        match self.by.as_str() {
            "" => Ok(By::Nothing),
            "agency" => Ok(By::Agency),
            "procedure" => Ok(By::Procedure),
            "official" => Ok(By::Officer),
            _ => Err(PageError::UnknownValue("by")),
        }
    }

    fn before(&self) -> Result<Option<i64>, PageError> {
        let given = (!self.before.is_empty()).then(|| self.before.parse());
        given
            .transpose()
            .map_err(|_| PageError::UnknownValue("before"))
    }

    /// What is asked for, as of the beginning of the log.
    fn wanted(&self, by: By, reader: &Reader) -> Result<Wanted, PageError> {
        let period = match self.period.as_str() {
            "" | "quarter" => Period::Quarter,
            "month" => Period::Month,
            "year" => Period::Year,
            _ => return Err(PageError::UnknownValue("period")),
        };
        let on = match self.on.as_str() {
            "" => reader.today(),
            text => Date::parse(text, format_description!("[year]-[month]-[day]"))
                .map_err(|_| PageError::UnknownValue("on"))?,
        };
        Ok(Wanted {
            period,
            on,
            by,
            procedure: self.procedure(reader)?,
            agency: self.agency(reader)?,
            position: eventstore::Position(0),
        })
    }

    /// A name that the catalogue does not have would find nothing, as if nothing had happened.
    fn procedure(&self, reader: &Reader) -> Result<Option<ProcedureId>, PageError> {
        if self.procedure.is_empty() {
            return Ok(None);
        }
        let id = self.procedure.parse().ok();
        let known = id.filter(|it| reader.law.newest_procedure(it).is_some());
        known.ok_or(PageError::UnknownValue("procedure")).map(Some)
    }

    fn agency(&self, reader: &Reader) -> Result<Option<AgencyId>, PageError> {
        if self.agency.is_empty() {
            return Ok(None);
        }
        let id = self.agency.parse().ok();
        let known = id.filter(|it| reader.law.agency(it).is_some());
        known.ok_or(PageError::UnknownValue("agency")).map(Some)
    }

    fn filters(&self) -> bool {
        let all = [
            &self.period,
            &self.on,
            &self.by,
            &self.procedure,
            &self.agency,
        ];
        all.iter().any(|it| !it.is_empty())
    }

    fn address(&self, before: &str) -> String {
        let fields = [
            ("period", self.period.as_str()),
            ("on", &self.on),
            ("by", &self.by),
            ("procedure", &self.procedure),
            ("agency", &self.agency),
            ("before", before),
        ];
        address("/scores", &fields)
    }

    /// The same of one of those that are told apart.
    fn only(&self, by: By, id: &str) -> Option<String> {
        let (procedure, agency) = match by {
            By::Nothing | By::Officer => return None,
            By::Agency => (self.procedure.clone(), id.to_owned()),
            By::Procedure => (id.to_owned(), self.agency.clone()),
        };
        let only = Self {
            by: String::new(),
            procedure,
            agency,
            ..self.clone()
        };
        Some(only.address(""))
    }
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

/// What nobody has checked of how points are given.
fn unverified(scores: &Scores, by: By) -> Vec<String> {
    scores.scoring.as_ref().map_or(vec![], |it| {
        let of_officials = it.officials.unverified.iter().filter(|_| by == By::Officer);
        it.unverified.iter().chain(of_officials).cloned().collect()
    })
}

impl Row {
    fn of((by, of): (By, Option<&str>), sheet: &Sheet<'_>, asked: &Asked, reader: &Reader) -> Self {
        let s = reader.about_scores();
        let indices = sheet.indices.iter().map(|it| {
            let title = reader.language.of(&it.criterion.title);
            let name = format!("{}. {title}", it.criterion.number);
            (name, it.index.map(|it| amount(it, reader)))
        });
        let class = sheet.lowest.zip(sheet.highest).map(|(lowest, highest)| {
            let [low, high] = [lowest, highest].map(|it| reader.language.of(&it.title));
            if low == high {
                return low.to_owned();
            }
            format!("{low} – {high}")
        });
        let official = of.and_then(|it| it.parse::<Uuid>().ok());
        let count = i64::try_from(sheet.dossiers).unwrap_or(i64::MAX);
        Self {
            who: match (by, of) {
                (By::Nothing, _) => s.all.to_owned(),
                (_, None) => s.nobody_named.to_owned(),
                (By::Agency, Some(id)) => reader.agency(id),
                (By::Procedure, Some(id)) => reader.procedure(id),
                (By::Officer, Some(id)) => official.map_or_else(|| id.to_owned(), shortened),
            },
            href: match (by, of) {
                (By::Officer, Some(id)) => Some(address("/cases", &[("officer", id)])),
                (_, Some(id)) => asked.only(by, id),
                (_, None) => None,
            },
            dossiers: reckoning::number(reader.language, count),
            indices: indices.collect(),
            sum: Sum::of(sheet, reader),
            class,
        }
    }
}

impl Line {
    fn of(dossier: &Dossier, sheet: &Sheet<'_>, reader: &Reader) -> Self {
        let day = dossier.over_at.to_offset(reader.offset).date();
        Self {
            href: case::href(dossier.case_id),
            name: dossier.name.clone(),
            code: dossier.code.clone().unwrap_or_default(),
            over: reckoning::date(reader.language, day),
            sum: Sum::of(sheet, reader),
        }
    }
}

impl Sum {
    fn of(sheet: &Sheet<'_>, reader: &Reader) -> Self {
        Self {
            points: amount(sheet.points, reader),
            reachable: amount(sheet.reachable, reader),
            points_max: amount(sheet.points_max, reader),
        }
    }
}

fn amount(it: Amount, reader: &Reader) -> String {
    reckoning::amount(reader.language, &it.to_string())
}
