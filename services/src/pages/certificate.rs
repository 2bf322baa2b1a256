//! A certificate: what it says, how it stands, and what became of it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use projections::{certificate, registry_entry};
use serde::Deserialize;
use uuid::Uuid;

use super::address::address;
use super::case::Paper;
use super::duties::{self, Line};
use super::frame::{Frame, PageError, Place, Reader};
use super::organisations::named;
use super::registry::{self, Happened, PAGE};
use crate::App;
use crate::duties::UnderKind;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    before: String,
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct Certificate {
    frame: Frame,
    id: Uuid,
    name: String,
    holder_href: String,
    case_href: String,
    paper: Paper,
    duties: Vec<Line>,
    entries: Vec<Happened>,
    next: Option<String>,
    first: Option<String>,
}

/// A certificate.
pub(super) async fn show(
    reader: Reader,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Response {
    let page = match id.parse() {
        Ok(id) => page(&reader, &app, id).await,
        Err(_) => Err(PageError::NotFound),
    };
    reader.answer(page)
}

async fn page(reader: &Reader, app: &App, id: Uuid) -> Result<Certificate, PageError> {
    let Asked { before } = reader.query(&["before"])?;
    let before = registry::before_entry(&before)?;
    let line = certificate::one(&app.pool, id).await?;
    let line = line.ok_or(PageError::NotFound)?;
    let title = line.number.clone();
    let frame = reader.frame(app, title, Place::Certificates).await?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let mut entries = registry_entry::of_certificate(&app.pool, id, before, limit).await?;
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let turned = |before: &str| address(&format!("/certificates/{id}"), &[("before", before)]);
    let last = entries.last().filter(|_| more);
    let next = last.map(|it| turned(&registry::ended_at(it)));
    Ok(Certificate {
        id,
        name: named(line.name.as_deref(), reader),
        holder_href: format!("/organisations/{}", line.holder),
        case_href: format!("/cases/{}", line.case_id),
        paper: Paper::of(&line, reader),
        duties: duties::under(reader, app, (UnderKind::Certificate, id)).await?,
        entries: registry::told(reader, app, &entries).await?,
        next,
        first: before.map(|_| turned("")),
        frame,
    })
}
