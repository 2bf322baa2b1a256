//! Whether a paper is one that was handed out: for anybody, with the log's own proof.
//!
//! Without what only the paper tells, the page shows nothing about anybody: which paper, which
//! dossier, when.

mod on_it;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::case::CaseEvent;

use eventstore::checkpoint::Checkpoint;
use eventstore::merkle::Hash;
use eventstore::{Position, Version};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use self::on_it::OnIt;
use super::frame::{Frame, PageError, Place, Reader};
use super::names;
use super::reckoning;
use super::wording::PublicWording;
use crate::App;
use crate::history::events_of_case;
use crate::slips::holds_paper;
use crate::slips::issue::{self, Issued, SlipError};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    key: String,
}

#[derive(Template)]
#[template(path = "verify.html")]
struct Confirmed {
    frame: Frame,
    p: &'static PublicWording,
    paper: &'static str,
    form: Option<String>,
    issuer: String,
    code: String,
    dated: String,
    at: String,
    position: i64,
    has_wrong_key: bool,
    held: Option<Held>,
    proof: Option<Proof>,
    base: String,
}

/// What only whoever has the paper is shown.
struct Held {
    name: String,
    certificate: Option<OnIt>,
    files: Vec<(String, String, String)>,
}

/// What proves that the log says so.
struct Proof {
    size: u64,
}

/// The pages that anybody may see.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/verify/{slip}", get(show))
        .route("/verify/{slip}/proof.json", get(proof))
        .route("/verify/{slip}/event.json", get(event))
}

async fn show(reader: Reader, State(app): State<App>, Path(slip): Path<String>) -> Response {
    let page = page(&reader, &app, &slip).await;
    reader.answer(page)
}

async fn page(reader: &Reader, app: &App, slip: &str) -> Result<Confirmed, PageError> {
    let Asked { key } = reader.query(&["key"])?;
    let issued = find(app, slip).await?;
    let until = Some(Version(issued.issue.case_version.into()));
    let told = events_of_case::<PageError>(&app.store, issued.issue.case, until);
    let (recorded, events): (Vec<_>, Vec<_>) = told.await?.into_iter().unzip();
    // What called for the paper was done by the body whose paper it is.
    let called_for = recorded.last();
    let agency = called_for.map(eventstore::Recorded::envelope);
    let agency = agency
        .transpose()?
        .and_then(|it| it.cause.agency.or(it.agency));
    let dated = called_for.map_or(issued.at, |it| it.recorded_at);
    let held = if holds_paper(&app.vault, issued.slip, &key) {
        Some(held(reader, app, &issued, &events).await?)
    } else {
        None
    };
    let kind = issued.issue.kind;
    Ok(Confirmed {
        frame: reader
            .frame(app, reader.public().verify, Place::Elsewhere)
            .await?,
        p: reader.public(),
        paper: names::slip(reader.language, kind),
        form: issue::form(app, &issued).await.map_err(missing)?,
        issuer: agency.map_or_else(String::new, |it| reader.agency(&it)),
        code: code(&events),
        dated: reckoning::date(reader.language, dated.to_offset(reader.offset).date()),
        at: reckoning::moment(reader.language, issued.at, reader.offset),
        position: issued.position.0,
        has_wrong_key: held.is_none() && !key.is_empty(),
        held,
        proof: size(app, issued.position).await?.map(|size| Proof { size }),
        base: format!("/verify/{}", issued.slip.simple()),
    })
}

/// The paper with this id.
async fn find(app: &App, slip: &str) -> Result<Issued, PageError> {
    let slip: Uuid = slip.parse().map_err(|_| PageError::NotFound)?;
    let issued = issue::issued(app, slip).await.map_err(missing)?;
    issued.ok_or(PageError::NotFound)
}

/// What the page says when a paper cannot be looked up.
fn missing(error: SlipError) -> PageError {
    match error {
        SlipError::Read(error) => PageError::Log(error),
        SlipError::Decode(error) => PageError::Decode(error),
        SlipError::NoEvent
        | SlipError::NotCalledFor
        | SlipError::Erased
        | SlipError::Changed { .. }
        | SlipError::Law(_)
        | SlipError::Vault(_)
        | SlipError::Pdf(_)
        | SlipError::Html(_)
        | SlipError::Record(_) => PageError::NotFound,
    }
}

/// The name on the paper, and what its files are checked with.
async fn held(
    reader: &Reader,
    app: &App,
    issued: &Issued,
    events: &[CaseEvent],
) -> Result<Held, PageError> {
    let name = events.iter().find_map(|event| {
        if let CaseEvent::DossierSubmitted { name, .. } = event {
            return Some(name.value);
        }
        None
    });
    let names: Vec<Uuid> = name.into_iter().collect();
    let revealed = super::revealed(app, &names).await?;
    let name = revealed.into_values().next().unwrap_or_default();
    let mut files = vec![];
    for file in &issued.issue.files {
        let Ok(kept) = issue::kept(app, issued, file.language, file.format).await else {
            continue;
        };
        let called = format!("{}.{}", file.language.tag(), file.format.extension());
        let salt = URL_SAFE_NO_PAD.encode(kept.salt());
        files.push((called, file.digest.clone(), salt));
    }
    Ok(Held {
        name,
        certificate: on_it::on_it(reader, app, issued, events).await?,
        files,
    })
}

fn code(events: &[CaseEvent]) -> String {
    let code = events.iter().find_map(|event| {
        if let CaseEvent::DossierAccepted { code, .. } = event {
            return Some(code.to_string());
        }
        None
    });
    code.unwrap_or_default()
}

/// The size of the latest checkpoint, where it covers the position.
async fn size(app: &App, position: Position) -> Result<Option<u64>, PageError> {
    let Some(note) = app.store.latest_checkpoint().await? else {
        return Ok(None);
    };
    let size = Checkpoint::of(&note).map_or(0, |it| it.size);
    Ok(Some(size).filter(|it| *it >= position.0.unsigned_abs()))
}

/// The proof that the log says so, in the shape that `hoso proof check` takes.
async fn proof(reader: Reader, State(app): State<App>, Path(slip): Path<String>) -> Response {
    let found = async {
        let issued = find(&app, &slip).await?;
        let size = size(&app, issued.position).await?;
        let size = size.ok_or(PageError::NotFound)?;
        let proof = app.store.inclusion_proof(issued.position, size).await?;
        let joined = |it: &[Hash]| it.iter().map(ToString::to_string).collect::<String>();
        let json = json!({
            "leafIdx": issued.position.0 - 1,
            "treeSize": size,
            "root": joined(&proof.roots),
            "leafHash": joined(proof.leaf.as_slice()),
            "proof": proof.hashes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        });
        Ok::<_, PageError>(json.to_string().into_bytes())
    };
    file(&reader, found.await, "proof.json")
}

/// The event that says so, in the very bytes that the proof is about.
async fn event(reader: Reader, State(app): State<App>, Path(slip): Path<String>) -> Response {
    let found = async {
        let issued = find(&app, &slip).await?;
        let before = Position(issued.position.0 - 1);
        let events = app.store.read_after(before, 1).await?;
        let event = events.into_iter().next().ok_or(PageError::NotFound)?;
        Ok::<_, PageError>(event.document.to_vec())
    };
    file(&reader, found.await, "event.json")
}

fn file(reader: &Reader, found: Result<Vec<u8>, PageError>, name: &str) -> Response {
    match found {
        Ok(bytes) => {
            let disposition = format!("attachment; filename=\"{name}\"");
            let headers = [
                (CONTENT_TYPE, "application/json"),
                (CACHE_CONTROL, "no-store"),
                (CONTENT_DISPOSITION, &disposition),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => reader.explain(&error),
    }
}
