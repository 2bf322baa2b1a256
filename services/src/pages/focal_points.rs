//! The directory of focal points: three for each province, vacant ones among them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::focal_point::FocalRole;
use projections::focal_point::Filter;
use serde::Deserialize;

use super::frame::{Frame, PageError, Place, Reader};
use super::registry::{self, asked};
use super::{names, reckoning};
use crate::App;
use crate::focal_points::{self, Named};

/// How many lines are read: there are not that many focal points, nor former ones of a province.
const LINES: i64 = 1_000;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    role: String,
    province: String,
}

#[derive(Template)]
#[template(path = "focal_points.html")]
struct FocalPoints {
    frame: Frame,
    asked: Asked,
    filtered: bool,
    provinces: Vec<(String, String)>,
    roles: Vec<(&'static str, &'static str)>,
    shown_roles: Vec<&'static str>,
    lines: Vec<Line>,
    former: Vec<Former>,
}

struct Line {
    province: String,
    href: String,
    /// One for each role.
    points: Vec<(&'static str, Option<Person>)>,
}

/// Somebody who is none any more.
struct Former {
    role: String,
    province: String,
    /// The province that theirs belongs to now, where it is none any more.
    merged_into: Option<String>,
    person: Person,
}

struct Person {
    name: String,
    contact: String,
    office: String,
    since: String,
    until: String,
}

/// The directory.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<FocalPoints, PageError> {
    let asked_for: Asked = reader.query(&["q", "role", "province"])?;
    let (text, chosen) = (asked(&asked_for.q), asked(&asked_for.province));
    let role = asked(&asked_for.role).map(|it| FocalRole::named(&it).ok_or(it));
    let role = role
        .transpose()
        .map_err(|_| PageError::UnknownValue("role"))?;
    let filter = Filter {
        former: chosen.is_some() || text.is_some(),
        province: chosen.clone(),
        role: role.map(|it| it.name().to_owned()),
    };
    let title = reader.w.focal_points_title;
    let frame = reader.frame(app, title, Place::FocalPoints).await?;
    let named = focal_points::list(app, &filter, text.as_deref(), None, LINES).await?;
    let (now, former): (Vec<_>, Vec<_>) = (named.iter()).partition(|it| it.line.until_at.is_none());
    let provinces = registry::provinces(reader);
    let roles = shown(role);
    // Whoever looks for somebody does not look for places that nobody has.
    let is_shown = |it: &&(String, String)| match (&chosen, &text) {
        (Some(chosen), None) => *chosen == it.0,
        (None, None) => true,
        (Some(_) | None, Some(_)) => now.iter().any(|found| found.line.province == it.0),
    };
    let lines = provinces.iter().filter(is_shown);
    let called = |it: FocalRole| names::focal_role(reader.language, it);
    Ok(FocalPoints {
        filtered: chosen.is_some() || text.is_some() || role.is_some(),
        roles: FocalRole::ALL.map(|it| (it.name(), called(it))).into(),
        lines: lines.map(|it| Line::of(it, &roles, &now, reader)).collect(),
        shown_roles: roles.iter().map(|it| called(*it)).collect(),
        former: former.iter().map(|it| Former::of(it, reader)).collect(),
        asked: asked_for,
        provinces,
        frame,
    })
}

/// The roles that have a column.
fn shown(role: Option<FocalRole>) -> Vec<FocalRole> {
    role.map_or_else(|| FocalRole::ALL.into(), |it| vec![it])
}

impl Line {
    fn of(
        (id, name): &(String, String),
        roles: &[FocalRole],
        now: &[&Named],
        reader: &Reader,
    ) -> Self {
        let points = roles.iter().map(|role| {
            let held = |it: &&&Named| it.line.province == *id && it.line.role == role.name();
            let found = now.iter().find(held);
            let called = names::focal_role(reader.language, *role);
            (called, found.map(|it| Person::of(it, reader)))
        });
        Self {
            province: name.clone(),
            href: super::address::address("/focal-points", &[("province", id)]),
            points: points.collect(),
        }
    }
}

impl Former {
    fn of(named: &Named, reader: &Reader) -> Self {
        let role = FocalRole::named(&named.line.role);
        Self {
            role: role.map_or_else(
                || named.line.role.clone(),
                |it| names::focal_role(reader.language, it).to_owned(),
            ),
            province: reader.province(&named.line.province),
            merged_into: named.line.heir.as_ref().map(|it| reader.province(it)),
            person: Person::of(named, reader),
        }
    }
}

impl Person {
    fn of(named: &Named, reader: &Reader) -> Self {
        let (language, line) = (reader.language, &named.line);
        let day = |at: time::OffsetDateTime| {
            reckoning::date(language, at.to_offset(reader.offset).date())
        };
        let office = names::office(language, &line.office);
        // Who was is shown with the body as it was then.
        let now = named
            .agency_now
            .as_ref()
            .filter(|_| line.until_at.is_none());
        let agency = now.unwrap_or(&line.agency);
        // A province ends with the last moment of a day, and that is the day to show.
        let last = |it: time::OffsetDateTime| day(it - time::Duration::SECOND);
        Self {
            name: (named.name.clone()).unwrap_or_else(|| reader.w.erased.to_owned()),
            contact: named.contact.clone().unwrap_or_default(),
            office: format!("{office}, {}", reader.agency(agency)),
            since: day(line.named_at),
            until: line.until_at.map_or_else(String::new, last),
        }
    }
}
