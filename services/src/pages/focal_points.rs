//! The directory of focal points: three for each province, vacant ones among them.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::focal_point::FocalRole;
use projections::focal_point::{self, Filter, FocalPointLine};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::{Frame, PageError, Place, Reader};
use super::registry::{self, asked};
use super::{names, reckoning};
use crate::App;

/// How many lines are read: there are not that many focal points, nor former ones of a province.
const LINES: i64 = 1_000;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    province: String,
}

#[derive(Template)]
#[template(path = "focal_points.html")]
struct FocalPoints {
    frame: Frame,
    asked: Asked,
    provinces: Vec<(String, String)>,
    roles: [&'static str; 3],
    lines: Vec<Line>,
    former: Vec<(String, Person)>,
}

struct Line {
    province: String,
    href: String,
    /// One for each role.
    points: Vec<(&'static str, Option<Person>)>,
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
    let asked_for: Asked = reader.query(&["province"])?;
    let chosen = asked(&asked_for.province);
    let filter = Filter {
        former: chosen.is_some(),
        province: chosen.clone(),
        role: None,
    };
    let w = reader.w;
    let title = w.focal_points_title;
    let frame = reader.frame(app, title, Place::FocalPoints).await?;
    let named = focal_point::list(&app.pool, &filter, None, LINES).await?;
    let refs = named.iter().flat_map(|it| [Some(it.name), it.contact]);
    let refs: Vec<Uuid> = refs.flatten().collect();
    let revealed = super::revealed(app, &refs).await?;
    let provinces = registry::provinces(reader);
    let is_shown = |it: &&(String, String)| chosen.as_ref().is_none_or(|chosen| *chosen == it.0);
    let shown = provinces.iter().filter(is_shown);
    let lines = shown.map(|it| Line::of(it, &named, &revealed, reader));
    let former = named.iter().filter(|it| it.until_at.is_some());
    Ok(FocalPoints {
        roles: FocalRole::ALL.map(|it| names::focal_role(reader.language, it)),
        lines: lines.collect(),
        former: former
            .map(|it| (role_of(it, reader), Person::of(it, &revealed, reader)))
            .collect(),
        asked: asked_for,
        provinces,
        frame,
    })
}

fn role_of(line: &FocalPointLine, reader: &Reader) -> String {
    FocalRole::named(&line.role).map_or_else(
        || line.role.clone(),
        |it| names::focal_role(reader.language, it).to_owned(),
    )
}

impl Line {
    fn of(
        (id, name): &(String, String),
        named: &[FocalPointLine],
        revealed: &HashMap<Uuid, String>,
        reader: &Reader,
    ) -> Self {
        let points = FocalRole::ALL.iter().map(|role| {
            let mut named = named.iter().filter(|it| it.until_at.is_none());
            let found = named.find(|it| it.province == *id && it.role == role.name());
            let called = names::focal_role(reader.language, *role);
            (called, found.map(|it| Person::of(it, revealed, reader)))
        });
        Self {
            province: name.clone(),
            href: super::address::address("/focal-points", &[("province", id)]),
            points: points.collect(),
        }
    }
}

impl Person {
    fn of(line: &FocalPointLine, revealed: &HashMap<Uuid, String>, reader: &Reader) -> Self {
        let language = reader.language;
        let told = |it: &Uuid| revealed.get(it).cloned();
        let day = |at: time::OffsetDateTime| {
            reckoning::date(language, at.to_offset(reader.offset).date())
        };
        let office = names::office(language, &line.office);
        Self {
            name: told(&line.name).unwrap_or_else(|| reader.w.erased.to_owned()),
            contact: line.contact.as_ref().and_then(told).unwrap_or_default(),
            office: format!("{office}, {}", reader.agency(&line.agency)),
            since: day(line.named_at),
            until: line.until_at.map_or_else(String::new, day),
        }
    }
}
