//! The list of certificates.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use projections::certificate::{self, Filter};
use serde::Deserialize;

use super::address::address;
use super::case::Paper;
use super::frame::{Frame, PageError, Place, Reader};
use super::{names, reckoning};
use crate::App;

/// How certificates may stand.
const STANDINGS: [&str; 5] = ["valid", "suspended", "expired", "revoked", "ended"];

/// How many lines a page has.
const PAGE: usize = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    status: String,
    before: String,
}

#[derive(Template)]
#[template(path = "certificates.html")]
struct Certificates {
    frame: Frame,
    asked: Asked,
    filtered: bool,
    found: String,
    standings: Vec<(&'static str, String)>,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
}

struct Line {
    name: Option<String>,
    case_href: String,
    paper: Paper,
}

/// The list of certificates.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Certificates, PageError> {
    let asked: Asked = reader.query(&["q", "status", "before"])?;
    let status = match asked.status.as_str() {
        "" => None,
        status if STANDINGS.contains(&status) => Some(asked.status.clone()),
        _ => return Err(PageError::UnknownValue("status")),
    };
    let before = match asked.before.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| PageError::BadAddress)?),
    };
    let filter = Filter {
        status,
        text: (!asked.q.trim().is_empty()).then(|| asked.q.clone()),
        ..Filter::default()
    };
    let frame = reader
        .frame(app, reader.w.certificates, Place::Certificates)
        .await?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let (mut lines, count) = tokio::try_join!(
        certificate::list(&app.pool, &filter, before, limit),
        certificate::count(&app.pool, &filter),
    )?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let turned = |before: &str| {
        let query = [
            ("q", asked.q.as_str()),
            ("status", &asked.status),
            ("before", before),
        ];
        address("/certificates", &query)
    };
    Ok(Certificates {
        filtered: filter.status.is_some() || filter.text.is_some(),
        found: found(reader, count),
        standings: STANDINGS
            .map(|it| (it, names::standing(reader.language, it)))
            .into(),
        next: lines
            .last()
            .filter(|_| more)
            .map(|it| turned(&it.position.to_string())),
        first: before.map(|_: i64| turned("")),
        lines: lines
            .iter()
            .map(|it| Line {
                name: it.name.clone(),
                case_href: format!("/cases/{}", it.case_id),
                paper: Paper::of(it, reader),
            })
            .collect(),
        asked,
        frame,
    })
}

/// How many there are.
fn found(reader: &Reader, count: i64) -> String {
    let language = reader.language;
    let number = reckoning::number(language, count);
    let plural = if count == 1 {
        "certificate"
    } else {
        "certificates"
    };
    language.pick(
        format!("{number} giấy đăng ký"),
        format!("{number} {plural}"),
    )
}
