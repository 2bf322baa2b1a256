//! The list of organisations, and of those that may be one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use projections::organisation::{self, Filter, Listed, Suspected};
use serde::Deserialize;

use super::address::address;
use super::frame::{Frame, PageError, Place, Reader};
use super::names;
use super::registry::{self, PAGE, asked};
use crate::App;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    home: String,
    status: String,
    field: String,
    province: String,
    before: String,
}

#[derive(Template)]
#[template(path = "organisations.html")]
struct Organisations {
    frame: Frame,
    asked: Asked,
    filtered: bool,
    found: String,
    homes: Vec<(&'static str, &'static str)>,
    standings: Vec<(&'static str, String)>,
    fields: Vec<(String, String)>,
    provinces: Vec<(String, String)>,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
}

struct Line {
    name: String,
    asked_for: Option<String>,
    href: String,
    home: String,
    certificates: i64,
    fields: String,
    provinces: String,
}

#[derive(Template)]
#[template(path = "duplicates.html")]
struct Duplicates {
    frame: Frame,
    found: String,
    pairs: Vec<Pair>,
    next: Option<String>,
    first: Option<String>,
}

struct Pair {
    later: One,
    earlier: One,
    why: Vec<String>,
}

struct One {
    name: String,
    href: String,
    home: String,
}

/// The list of organisations.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Organisations, PageError> {
    let asked_for: Asked = reader.query(&["q", "home", "status", "field", "province", "before"])?;
    let filter = Filter {
        home: asked(&asked_for.home),
        field: asked(&asked_for.field),
        provinces: registry::asked_provinces(reader, &asked_for.province),
        status: registry::asked_standing(&asked_for.status)?,
        text: asked(&asked_for.q),
        organisation: None,
    };
    let before = registry::before(&asked_for.before)?;
    let title = reader.w.registry_organisations;
    let frame = reader.frame(app, title, Place::Organisations).await?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let (mut lines, count) = tokio::try_join!(
        organisation::list(&app.pool, &filter, before, limit),
        organisation::count(&app.pool, &filter),
    )?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let turned = |before: &str| {
        let query = [
            ("q", asked_for.q.as_str()),
            ("home", &asked_for.home),
            ("status", &asked_for.status),
            ("field", &asked_for.field),
            ("province", &asked_for.province),
            ("before", before),
        ];
        address("/organisations", &query)
    };
    let last = lines.last().filter(|_| more);
    Ok(Organisations {
        filtered: !filter.provinces.is_empty()
            || [&filter.home, &filter.field, &filter.status, &filter.text]
                .iter()
                .any(|it| it.is_some()),
        found: registry::count(reader, count, ("tổ chức", "organisation", "organisations")),
        homes: names::countries(reader.language),
        standings: registry::standings(reader),
        fields: registry::fields(reader),
        provinces: registry::provinces(reader),
        next: last.map(|it| turned(&it.position.to_string())),
        first: before.map(|_: i64| turned("")),
        lines: lines.iter().map(|it| Line::of(it, reader)).collect(),
        asked: asked_for,
        frame,
    })
}

impl Line {
    fn of(line: &Listed, reader: &Reader) -> Self {
        let language = reader.language;
        let fields = line
            .fields
            .iter()
            .map(|it| names::field(&reader.law, language, it));
        let provinces = line.provinces.iter().map(|it| reader.province(it));
        Self {
            name: named(line.name.as_deref(), reader),
            asked_for: line.name_asked_for.clone(),
            href: format!("/organisations/{}", line.organisation_id),
            home: home(line.home.as_deref(), reader),
            certificates: line.certificates,
            fields: fields.collect::<Vec<_>>().join(", "),
            provinces: provinces.collect::<Vec<_>>().join(", "),
        }
    }
}

/// Organisations that may be one, two by two.
pub(super) async fn duplicates(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(pairs(&reader, &app).await)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AskedPairs {
    /// How many pairs come before the page.
    after: String,
}

async fn pairs(reader: &Reader, app: &App) -> Result<Duplicates, PageError> {
    let AskedPairs { after } = reader.query(&["after"])?;
    let after = asked(&after).map(|it| it.parse::<usize>());
    let after = after.transpose().map_err(|_| PageError::BadAddress)?;
    let skipped = after.unwrap_or_default();
    let title = reader.w.duplicates;
    let frame = reader.frame(app, title, Place::Organisations).await?;
    let all = organisation::suspected(&app.pool, None).await?;
    let turned = |after: usize| {
        let after = if after == 0 {
            String::new()
        } else {
            after.to_string()
        };
        address("/organisations/duplicates", &[("after", &after)])
    };
    let end = skipped.saturating_add(PAGE);
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let shown = all.iter().skip(skipped).take(PAGE);
    Ok(Duplicates {
        found: registry::count(reader, count, ("cặp", "pair", "pairs")),
        pairs: shown.map(|it| Pair::of(it, reader)).collect(),
        next: (end < all.len()).then(|| turned(end)),
        first: (skipped > 0).then(|| turned(0)),
        frame,
    })
}

impl Pair {
    fn of(pair: &Suspected, reader: &Reader) -> Self {
        let one = |id, name: &str, at: Option<&str>| One {
            name: name.to_owned(),
            href: format!("/organisations/{id}"),
            home: home(at, reader),
        };
        let why = [pair.likeness.name.name(), pair.likeness.home.name()];
        let why = why.map(|it| names::likeness(reader.language, it));
        Self {
            later: one(pair.organisation_id, &pair.name, pair.home.as_deref()),
            earlier: one(pair.other_id, &pair.other_name, pair.other_home.as_deref()),
            why: why.into(),
        }
    }
}

/// A name, if it is still kept.
pub(super) fn named(name: Option<&str>, reader: &Reader) -> String {
    name.unwrap_or(reader.w.erased).to_owned()
}

/// A home, if it was told.
pub(super) fn home(home: Option<&str>, reader: &Reader) -> String {
    home.map_or_else(
        || reader.w.not_told.to_owned(),
        |it| names::country(reader.language, it),
    )
}
