//! The audit trail: who did what, when, in which role, by which command, and why.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use projections::audit_trail::{self, Act, Filter};
use serde::Deserialize;
use uuid::Uuid;

use super::address::address;
use super::cases::agencies;
use super::frame::{Frame, PageError, Place, Reader};
use super::names;
use super::reckoning;
use super::telling::shortened;
use crate::App;

/// How many lines a page has.
const PAGE: usize = 100;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    case: String,
    actor: String,
    agency: String,
    before: String,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Audit {
    frame: Frame,
    asked: Asked,
    filtered: bool,
    agencies: Vec<(String, String)>,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
}

struct Line {
    position: String,
    when: String,
    what: String,
    /// Whose opinion it is about.
    consulted: Option<String>,
    command: String,
    actor: String,
    actor_href: String,
    agency: String,
    role: String,
    subject: String,
    subject_href: Option<String>,
    /// The ground that was named, and the text that explains it.
    ground: Option<String>,
    reason: Option<String>,
}

/// The audit trail.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Audit, PageError> {
    let asked: Asked = reader.query(&["case", "actor", "agency", "before"])?;
    // People know a case by its code.
    let (case_id, code) = match asked.case.trim() {
        "" => (None, None),
        text => text
            .parse()
            .map_or((None, Some(text)), |id| (Some(id), None)),
    };
    let filter = Filter {
        stream_id: case_id,
        code: code.map(ToOwned::to_owned),
        actor: id(&asked.actor)?,
        agency: (!asked.agency.is_empty()).then(|| asked.agency.clone()),
        command_id: None,
    };
    let before = match asked.before.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| PageError::BadAddress)?),
    };
    let frame = reader.frame(app, reader.w.audit, Place::Audit).await?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let mut acts = audit_trail::latest(&app.pool, &filter, before, limit).await?;
    let more = acts.len() > PAGE;
    acts.truncate(PAGE);
    let reasons: Vec<Uuid> = acts.iter().filter_map(|it| it.reason).collect();
    let reasons = super::revealed(app, &reasons).await?;
    let turned = |before: &str| {
        let query = [
            ("case", asked.case.trim()),
            ("actor", asked.actor.trim()),
            ("agency", &asked.agency),
            ("before", before),
        ];
        address("/audit", &query)
    };
    Ok(Audit {
        filtered: ![&asked.case, &asked.actor, &asked.agency]
            .iter()
            .all(|it| it.is_empty()),
        agencies: agencies(reader),
        next: acts
            .last()
            .filter(|_| more)
            .map(|it| turned(&it.position.to_string())),
        first: before.map(|_: i64| turned("")),
        lines: acts
            .iter()
            .map(|it| Line::of(it, &reasons, reader))
            .collect(),
        asked,
        frame,
    })
}

fn id(text: &str) -> Result<Option<Uuid>, PageError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| PageError::BadAddress),
    }
}

impl Line {
    fn of(act: &Act, reasons: &HashMap<Uuid, String>, reader: &Reader) -> Self {
        let language = reader.language;
        let kind = names::subject(language, &act.stream_kind);
        Self {
            position: reckoning::number(language, act.position),
            when: reckoning::moment(language, act.recorded_at, reader.offset),
            what: names::event(language, &act.r#type),
            consulted: act.consulted.as_deref().map(|it| reader.agency(it)),
            command: names::command(language, &act.command),
            actor: shortened(act.actor),
            actor_href: address("/audit", &[("actor", &act.actor.to_string())]),
            agency: act
                .agency
                .as_deref()
                .map_or_else(String::new, |it| reader.agency(it)),
            role: names::role(language, &act.role),
            subject: match &act.code {
                Some(code) => format!("{kind} {code}"),
                None => format!("{kind} {}", shortened(act.stream_id)),
            },
            subject_href: (act.stream_kind == "case").then(|| format!("/cases/{}", act.stream_id)),
            ground: act.ground.as_deref().map(|it| ground(act, it, reader)),
            reason: act.reason.map(|it| {
                let found = reasons.get(&it);
                found.map_or_else(|| reader.w.erased.to_owned(), Clone::clone)
            }),
        }
    }
}

/// What people call the ground, under the newest version of the procedure.
fn ground(act: &Act, id: &str, reader: &Reader) -> String {
    let procedure = act.procedure.as_deref().and_then(|it| it.parse().ok());
    let procedure = procedure.and_then(|it| reader.law.newest_procedure(&it));
    let grounds = procedure
        .and_then(|it| it.rules())
        .into_iter()
        .flat_map(|it| {
            let refusals = it.intake_grounds.iter().chain(&it.refusal_grounds);
            refusals.chain(&it.stop_grounds)
        });
    let found = grounds.into_iter().find(|it| it.id.as_str() == id);
    found
        .map_or(id, |it| reader.language.of(&it.title))
        .to_owned()
}
