//! The list of certificates.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::CertificateKind;
use domain::organisation::kinds_of_certificates;
use projections::certificate::{self, CertificateLine, Filter};
use serde::Deserialize;

use super::address::address;
use super::case::Paper;
use super::frame::{Frame, PageError, Place, Reader};
use super::names;
use super::registry::{self, PAGE, asked};
use crate::App;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    status: String,
    kind: String,
    home: String,
    field: String,
    province: String,
    before: String,
}

/// What the address may ask for.
const KNOWN: [&str; 7] = ["q", "status", "kind", "home", "field", "province", "before"];

#[derive(Template)]
#[template(path = "certificates.html")]
struct Certificates {
    frame: Frame,
    asked: Asked,
    filtered: bool,
    found: String,
    standings: Vec<(&'static str, String)>,
    kinds: Vec<(String, String)>,
    homes: Vec<(&'static str, &'static str)>,
    fields: Vec<(String, String)>,
    provinces: Vec<(String, String)>,
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
    let asked: Asked = reader.query(&KNOWN)?;
    let filter = asked.filter(reader)?;
    let before = registry::before(&asked.before)?;
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
    let last = lines.last().filter(|_| more);
    let counted = ("giấy đăng ký", "certificate", "certificates");
    Ok(Certificates {
        filtered: asked.filters(),
        found: registry::count(reader, count, counted),
        standings: registry::standings(reader),
        kinds: kinds(reader),
        homes: names::countries(reader.language),
        fields: registry::fields(reader),
        provinces: registry::provinces(reader),
        next: last.map(|it| asked.address(&it.position.to_string())),
        first: before.map(|_: i64| asked.address("")),
        lines: lines.iter().map(|it| Line::of(it, reader)).collect(),
        asked,
        frame,
    })
}

/// The kinds of certificates that the catalogue knows: id and name.
fn kinds(reader: &Reader) -> Vec<(String, String)> {
    let called = |it: &CertificateKind| {
        let name = names::certificate_kind(&reader.law, reader.language, it.as_str());
        (it.to_string(), name)
    };
    kinds_of_certificates(&reader.law).map(called).collect()
}

impl Asked {
    fn filter(&self, reader: &Reader) -> Result<Filter, PageError> {
        Ok(Filter {
            status: registry::asked_standing(&self.status)?,
            kind: asked(&self.kind),
            home: asked(&self.home),
            field: asked(&self.field),
            provinces: registry::asked_provinces(reader, &self.province),
            text: asked(&self.q),
            ..Filter::default()
        })
    }

    fn filters(&self) -> bool {
        let all = [
            &self.q,
            &self.status,
            &self.kind,
            &self.home,
            &self.field,
            &self.province,
        ];
        all.into_iter().any(|it| !it.trim().is_empty())
    }

    fn address(&self, before: &str) -> String {
        let query = [
            ("q", self.q.as_str()),
            ("status", &self.status),
            ("kind", &self.kind),
            ("home", &self.home),
            ("field", &self.field),
            ("province", &self.province),
            ("before", before),
        ];
        address("/certificates", &query)
    }
}

impl Line {
    fn of(line: &CertificateLine, reader: &Reader) -> Self {
        Self {
            name: line.name.clone(),
            case_href: format!("/cases/{}", line.case_id),
            paper: Paper::of(line, reader),
        }
    }
}
