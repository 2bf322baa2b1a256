//! A case: where it stands, its deadlines and why they end where they end, and what happened.

mod parts;

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::case::{Case, CaseEvent};
use domain::law::Procedure;
use domain::slip::SlipKind;
use domain::{Calendar, CaseId, Law, replay};
use eventstore::Version;
use projections::case_list::{CaseLine, Status};
use projections::case_timeline::TimelineEntry;
use projections::certificate;
use projections::deadline::DeadlineLine;
use projections::held::Held;
use projections::{
    Fact, case_list, case_timeline, consultation, deadline, held, organisation, portal,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use time::{Date, OffsetDateTime, UtcOffset};
use uuid::Uuid;

pub(super) use self::parts::Paper;
use self::parts::{Asking, Entry, HeldBack};
use super::address::address;
use super::citation::basis;
use super::frame::{Frame, PageError, Place, Reader};
use super::names;
use super::procedure;
use super::reckoning::{self, Standing};
use super::scores;
use super::telling::{Teller, personal, shortened};
use super::terms::Term;
use crate::history::facts_of_case;
use crate::slips::called;
use crate::{App, succession};

/// How many events a page shows.
const PAGE: i64 = 100;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    after: i64,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    head: Head,
    held: Vec<HeldBack>,
    terms: Vec<Term>,
    opinions: Vec<Term>,
    consultations: Vec<Asking>,
    certificate: Option<Paper>,
    entries: Vec<Entry>,
    shown: String,
    previous: Option<String>,
    next: Option<String>,
}

struct Head {
    id: Uuid,
    name: String,
    code: String,
    procedure: String,
    procedure_version: i32,
    procedure_href: String,
    basis: String,
    status: String,
    look: &'static str,
    portal: Option<(u8, &'static str)>,
    told: Option<(&'static str, String)>,
    turn: String,
    receiver: String,
    unit: Option<String>,
    officer: Option<(String, String)>,
    channel: String,
    filed: String,
    accepted: String,
    due: String,
    ended: bool,
    standing: &'static str,
    remaining: String,
    organisation: Option<String>,
    /// Where its points are shown; nothing where it is only recorded here.
    score: Option<String>,
}

/// A case.
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

async fn page(reader: &Reader, app: &App, id: Uuid) -> Result<CasePage, PageError> {
    let Asked { after } = reader.query(&["after"])?;
    let (line, held) = listed(app, id).await?;
    let line = succession::of_today(&reader.law, reader.now, line);
    let after = after.clamp(0, line.version);
    let title = line
        .code
        .clone()
        .unwrap_or_else(|| reader.w.case.to_owned());
    let frame = reader.frame(app, title, Place::Cases).await?;
    let certificates = certificate::Filter {
        case_id: Some(id),
        ..certificate::Filter::default()
    };
    let (terms, consultations, certificates, timeline) = tokio::try_join!(
        deadline::of_case(&app.pool, id),
        consultation::of_case(&app.pool, id),
        certificate::list(&app.pool, &certificates, None, 1),
        case_timeline::of_case(&app.pool, id, after, PAGE),
    )?;
    let events = decoded(&timeline)?;
    let confided = events.iter().flat_map(personal).map(|it| it.value);
    let revealed = super::revealed(app, &confided.collect::<Vec<_>>()).await?;
    let procedure = procedure(&line, reader);
    let teller = Teller {
        reader,
        rules: procedure.and_then(Procedure::rules),
        offset: offset(&line, reader),
        revealed: &revealed,
    };
    let (terms, opinions) = parted(terms);
    let shown = |terms: &[DeadlineLine]| terms.iter().map(|it| Term::of(it, reader)).collect();
    let facts = filed_here(app, &line).await?;
    let papers = papers(&facts, &reader.law);
    let head = head(app, &line, procedure, &facts, reader).await?;
    let entries = timeline.iter().zip(&events);
    let last = timeline.last().map_or(after, |it| it.version);
    let turned = |to: i64| address(&format!("/cases/{id}"), &[("after", &to.to_string())]);
    Ok(CasePage {
        frame,
        head,
        held: held.iter().map(|it| HeldBack::of(it, reader)).collect(),
        terms: shown(&terms),
        opinions: shown(&opinions),
        consultations: consultations
            .iter()
            .map(|it| Asking::of(it, &teller))
            .collect(),
        certificate: certificates.first().map(|it| Paper::of(it, reader)),
        entries: entries
            .map(|(entry, event)| {
                let paper = papers.get(&entry.version).copied();
                Entry::of(entry, event, paper, &teller)
            })
            .collect(),
        shown: format!(
            "{}–{} / {}",
            (after + 1).min(last),
            last,
            reckoning::number(reader.language, line.version)
        ),
        previous: (after > 0).then(|| turned((after - PAGE).max(0))),
        next: (last < line.version && !timeline.is_empty()).then(|| turned(last)),
    })
}

/// The case, as the list of cases has it, and where read models hold it back.
pub(super) async fn listed(app: &App, id: Uuid) -> Result<(CaseLine, Vec<Held>), PageError> {
    let line = case_list::one(&app.pool, id).await?;
    let held = held::of_stream(&app.pool, id).await?;
    let missing = if held.is_empty() {
        PageError::NotFound
    } else {
        PageError::HeldBack
    };
    Ok((line.ok_or(missing)?, held))
}

async fn head(
    app: &App,
    line: &CaseLine,
    procedure: Option<&Procedure>,
    facts: &[Fact],
    reader: &Reader,
) -> Result<Head, PageError> {
    let portal = portal_status(facts, reader);
    let messages = portal::of_case(&app.pool, line.case_id).await?;
    Ok(Head {
        told: told_to_portal(&messages, reader),
        organisation: entered(app, line).await?,
        ..Head::of(line, procedure, portal, reader)
    })
}

/// What happened in a case as far as the list has it; nothing where nobody filed it here.
async fn filed_here(app: &App, line: &CaseLine) -> Result<Vec<Fact>, PageError> {
    if line.applicant.is_none() {
        return Ok(vec![]);
    }
    let (case, until) = (CaseId(line.case_id), Some(Version(line.version)));
    facts_of_case(&app.store, case, until).await
}

/// The papers that a case calls for, by the versions of the events that do. Which those are depends on
/// what came before.
fn papers(facts: &[Fact], law: &Law) -> HashMap<i64, SlipKind> {
    called::all_called_for(facts, law)
        .map(|(fact, kind, _)| (fact.recorded.version.0, kind))
        .collect()
}

/// Where the applicant is entered in the registry, if it is.
async fn entered(app: &App, line: &CaseLine) -> Result<Option<String>, PageError> {
    let Some(applicant) = line.applicant else {
        return Ok(None);
    };
    let found = organisation::survivor_of(&app.pool, applicant).await?;
    Ok(found.map(|it| format!("/organisations/{it}")))
}

/// The terms of the case, the whole procedure's first, and apart from them those of opinions.
fn parted(terms: Vec<DeadlineLine>) -> (Vec<DeadlineLine>, Vec<DeadlineLine>) {
    let is_opinion = |it: &DeadlineLine| it.clock.starts_with("opinion:");
    let (opinions, mut terms): (Vec<_>, Vec<_>) = terms.into_iter().partition(is_opinion);
    terms.sort_by_key(|it| it.clock != "total");
    (terms, opinions)
}

/// The events of a timeline, as the domain knows them.
fn decoded(timeline: &[TimelineEntry]) -> Result<Vec<CaseEvent>, PageError> {
    let events = timeline.iter().map(|entry| {
        let data: &RawValue = serde_json::from_str(&entry.data)?;
        let event = serde_json::json!({ "type": entry.r#type, "data": data });
        serde_json::from_value(event)
    });
    Ok(events.collect::<Result<_, _>>()?)
}

fn procedure<'a>(line: &CaseLine, reader: &'a Reader) -> Option<&'a Procedure> {
    let version = u32::try_from(line.procedure_version).ok()?;
    reader.law.procedure(&line.procedure.parse().ok()?, version)
}

fn offset(line: &CaseLine, reader: &Reader) -> UtcOffset {
    let calendar = reader.calendar_of(&line.procedure);
    calendar.map_or(reader.offset, Calendar::offset)
}

/// The portal's status, which the domain tells from the events that the line stands on.
fn portal_status(facts: &[Fact], reader: &Reader) -> Option<(u8, &'static str)> {
    let case: Case = replay(facts.iter().filter_map(|it| it.event.case()));
    let status = case.portal_status();
    status.map(|it| names::portal_status(reader.language, it))
}

/// What came of what the portal was told: only what it confirmed is done.
fn told_to_portal(messages: &[portal::Message], reader: &Reader) -> Option<(&'static str, String)> {
    let w = reader.w;
    let refused = messages.iter().find(|it| it.state == "refused");
    if let Some(refused) = refused {
        let why = refused.trouble.as_deref().unwrap_or_default();
        return Some(("bad", format!("{}: {why}", w.portal_refused)));
    }
    let waiting = messages.iter().filter(|it| it.state == "waiting").count();
    if waiting > 0 {
        let count = reckoning::number(reader.language, i64::try_from(waiting).unwrap_or(i64::MAX));
        return Some(("waiting", format!("{} ({count})", w.portal_waiting)));
    }
    (!messages.is_empty()).then(|| ("good", w.portal_sent.to_owned()))
}

impl Head {
    fn of(
        line: &CaseLine,
        procedure: Option<&Procedure>,
        portal: Option<(u8, &'static str)>,
        reader: &Reader,
    ) -> Self {
        let language = reader.language;
        let offset = offset(line, reader);
        let moment = |at: Option<OffsetDateTime>| {
            at.map_or_else(String::new, |it| reckoning::moment(language, it, offset))
        };
        let (standing, remaining) = standing(line, reader, offset);
        let due = line.due_at.map(|it| reckoning::last_day(it, offset));
        Self {
            id: line.case_id,
            name: named(line, reader),
            code: line.code.clone().unwrap_or_default(),
            procedure: procedure.map_or_else(
                || reader.procedure(&line.procedure),
                |it| language.of(&it.title).to_owned(),
            ),
            procedure_version: line.procedure_version,
            procedure_href: procedure::href(&line.procedure, line.procedure_version),
            basis: procedure.map_or_else(String::new, |it| basis(language, &it.basis)),
            status: names::status(language, &line.status),
            look: names::look(&line.status),
            portal,
            told: None,
            turn: turn(line, reader),
            receiver: agency(line.receiver.as_deref(), reader),
            unit: line.unit.clone(),
            officer: line.officer.map(|it| {
                let href = address("/cases", &[("officer", &it.to_string())]);
                (shortened(it), href)
            }),
            channel: line
                .channel
                .as_deref()
                .map_or_else(String::new, |it| names::channel(language, it)),
            filed: moment(line.received_at),
            accepted: moment(line.accepted_at),
            due: due.map_or_else(String::new, |it| reckoning::date(language, it)),
            ended: line.ended_at.is_some(),
            standing,
            remaining,
            organisation: None,
            score: line.applicant.map(|_| scores::case::href(line.case_id)),
        }
    }
}

/// What a case is called: by its applicant, or by what its source calls it.
pub(super) fn named(line: &CaseLine, reader: &Reader) -> String {
    match (&line.name, line.applicant) {
        (Some(name), _) => name.clone(),
        (None, Some(_)) => reader.w.erased.to_owned(),
        (None, None) => {
            let code = line.code.as_deref().unwrap_or_default();
            format!("{} {code}", reader.w.case)
        }
    }
}

/// Where an event of a case is shown.
pub(super) fn href_of_event(case: Uuid, version: i64) -> String {
    let before = (version - 1).max(0) / PAGE * PAGE;
    let after = (before > 0).then(|| before.to_string());
    let page = address(
        &format!("/cases/{case}"),
        &[("after", after.as_deref().unwrap_or_default())],
    );
    format!("{page}#event-{version}")
}

/// Who has to do something next: the applicant, while a supplement is awaited; nobody, once it is over.
pub(super) fn turn(line: &CaseLine, reader: &Reader) -> String {
    if line.status == Status::SupplementRequested.name() {
        return reader.w.applicant.to_owned();
    }
    agency(line.agency.as_deref(), reader)
}

fn agency(id: Option<&str>, reader: &Reader) -> String {
    id.map_or_else(String::new, |it| reader.agency(it))
}

/// How the case stands against its due date: the class, and in words.
pub(super) fn standing(
    line: &CaseLine,
    reader: &Reader,
    offset: UtcOffset,
) -> (&'static str, String) {
    let (language, w) = (reader.language, reader.w);
    match (line.due_at, line.ended_at, line.waits_from) {
        (Some(due), Some(ended), _) => {
            let (standing, text) = reckoning::outcome(language, due, ended, offset);
            (standing.class(), text)
        }
        (due, None, Some(since)) if !late_before(due, since, offset) => {
            let since = reckoning::date(language, since);
            ("paused", format!("{} {since}", w.waits_since))
        }
        (Some(due), None, _) => {
            let calendar = reader.calendar_of(&line.procedure);
            let (standing, text) =
                reckoning::remaining(language, calendar, due, reader.now, offset);
            (standing.class(), text)
        }
        (None, Some(ended), _) => {
            let ended = reckoning::date(language, ended.to_offset(offset).date());
            (Standing::Kept.class(), format!("{} {ended}", w.ended))
        }
        (None, None, _) => ("", String::new()),
    }
}

/// Whether the term had passed when the case began to wait for its applicant.
fn late_before(due: Option<OffsetDateTime>, since: Date, offset: UtcOffset) -> bool {
    due.is_some_and(|it| reckoning::last_day(it, offset) < since)
}
