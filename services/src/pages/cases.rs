//! The list of cases: searched, filtered, page by page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::Calendar;
use projections::case_list::{self, CaseLine, Cursor, Filter, Milestone, Order, Status, Within};
use serde::Deserialize;

use super::address::{address, cursor, cursor_text};
use super::case::{standing, turn};
use super::dashboard::{procedures, span};
use super::frame::{Frame, PageError, Place, Reader};
use super::names;
use super::{reckoning, scores};
use crate::{App, succession};

/// How many lines a page has.
const PAGE: usize = 50;

/// Counting stops here; a page says "more than" then.
const COUNT_MAX: i64 = 10_000;

/// What an address may ask for.
const FIELDS: [&str; 13] = [
    "q",
    "status",
    "procedure",
    "agency",
    "officer",
    "channel",
    "time",
    "awaiting",
    "opinion",
    "milestone",
    "on",
    "order",
    "after",
];

/// What the address asks for. Empty fields are those of a form that were left alone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    status: String,
    procedure: String,
    agency: String,
    officer: String,
    channel: String,
    time: String,
    awaiting: String,
    opinion: String,
    milestone: String,
    on: String,
    order: String,
    after: String,
}

#[derive(Template)]
#[template(path = "cases.html")]
struct Cases {
    frame: Frame,
    asked: Asked,
    filtered: bool,
    more_open: bool,
    statuses: Vec<(&'static str, &'static str)>,
    procedures: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    channels: Vec<(&'static str, &'static str)>,
    condition: Option<String>,
    found: String,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
}

struct Line {
    href: String,
    name: Option<String>,
    recorded: bool,
    code: String,
    procedure: String,
    status: String,
    look: &'static str,
    turn: String,
    filed: String,
    due: String,
    standing: &'static str,
    remaining: String,
    /// Where its points are shown, once it has ended.
    score: Option<String>,
}

/// The list of cases.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Cases, PageError> {
    let asked: Asked = reader.query(&FIELDS)?;
    let filter = asked.filter(reader)?;
    let order = asked.order()?;
    let after = match asked.after.as_str() {
        "" => None,
        text => Some(cursor(text).ok_or(PageError::BadAddress)?),
    };
    let frame = reader.frame(app, reader.w.cases, Place::Cases).await?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let (mut lines, count) = tokio::try_join!(
        case_list::list(&app.pool, &filter, order, after, reader.now, limit),
        case_list::count(&app.pool, &filter, reader.now, COUNT_MAX + 1),
    )?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let today = |it| succession::of_today(&reader.law, reader.now, it);
    let lines: Vec<_> = lines.into_iter().map(today).collect();
    let next = lines
        .last()
        .filter(|_| more)
        .map(|it| asked.after(it, order));
    let procedures = procedures(reader);
    let one_procedure = procedures.len() == 1 || !asked.procedure.is_empty();
    Ok(Cases {
        filtered: asked.filters(),
        more_open: asked.filters_more(),
        statuses: Status::ALL
            .map(|it| (it.name(), names::of_status(reader.language, it)))
            .into(),
        procedures,
        agencies: agencies(reader),
        channels: names::channels(reader.language),
        condition: asked.condition(reader),
        found: found(reader, count),
        lines: lines
            .iter()
            .map(|it| Line::of(it, reader, one_procedure))
            .collect(),
        next,
        first: after.map(|_| asked.address("")),
        asked,
        frame,
    })
}

impl Asked {
    fn filter(&self, reader: &Reader) -> Result<Filter, PageError> {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let all = |it: String| succession::with_ceased(&reader.law, reader.now, &it);
        let (overdue, on_time) = match self.time.as_str() {
            "" => (None, None),
            "overdue" => (Some(true), None),
            "not_overdue" => (Some(false), None),
            "on_time" => (None, Some(true)),
            "late" => (None, Some(false)),
            _ => return Err(PageError::UnknownValue("time")),
        };
        let opinion_late = match self.opinion.as_str() {
            "" => None,
            "late" => Some(true),
            "in_term" => Some(false),
            _ => return Err(PageError::UnknownValue("opinion")),
        };
        let officer = match self.officer.trim() {
            "" => None,
            text => {
                let id = text.parse();
                Some(id.map_err(|_| PageError::UnknownValue("officer"))?)
            }
        };
        let known = |it: &Status| it.name() == self.status;
        if !self.status.is_empty() && !Status::ALL.iter().any(known) {
            return Err(PageError::UnknownValue("status"));
        }
        Ok(Filter {
            status: given(&self.status),
            procedure: given(&self.procedure),
            agency: given(&self.agency).map(all),
            officer,
            channel: given(&self.channel),
            overdue,
            on_time,
            ended: None,
            text: given(&self.q).filter(|it| !it.trim().is_empty()),
            within: self.within(reader)?,
            awaiting: given(&self.awaiting).map(all),
            opinion_late,
        })
    }

    fn within(&self, reader: &Reader) -> Result<Option<Within>, PageError> {
        let milestone = match self.milestone.as_str() {
            "" => return Ok(None),
            "filed" => Milestone::Filed,
            "accepted" => Milestone::Accepted,
            "ended" => Milestone::Ended,
            "due" => Milestone::Due,
            _ => return Err(PageError::UnknownValue("milestone")),
        };
        let (from, to) = span(&self.on, reader).ok_or(PageError::UnknownValue("on"))?;
        Ok(Some(Within {
            milestone,
            from,
            to,
        }))
    }

    fn order(&self) -> Result<Order, PageError> {
        match self.order.as_str() {
            "" | "newest" => Ok(Order::Newest),
            "due" => Ok(Order::Due),
            _ => Err(PageError::UnknownValue("order")),
        }
    }

    /// The conditions that come with a link from a chart, in words; the form has no field for them.
    fn condition(&self, reader: &Reader) -> Option<String> {
        let (language, w) = (reader.language, reader.w);
        let mut words = vec![];
        let called = match self.milestone.as_str() {
            "filed" => Some(language.pick("nộp", "filed")),
            "accepted" => Some(language.pick("tiếp nhận", "accepted")),
            "ended" => Some(language.pick("kết thúc", "ended")),
            "due" => Some(language.pick("đến hạn", "due")),
            _ => None,
        };
        if let (Some(called), Some((from, _))) = (called, span(&self.on, reader)) {
            let day = from.date();
            words.push(if self.on.len() > "2026-01".len() {
                let day = reckoning::date(language, day);
                language.pick(format!("{called} ngày {day}"), format!("{called} on {day}"))
            } else {
                let month = reckoning::month(language, day);
                language.pick(
                    format!("{called} trong tháng {month}"),
                    format!("{called} in {month}"),
                )
            });
        }
        if !self.awaiting.is_empty() {
            let agency = reader.agency(&self.awaiting);
            let term = match self.opinion.as_str() {
                "late" => format!(", {}", w.past_term.to_lowercase()),
                "in_term" => format!(", {}", w.in_term.to_lowercase()),
                _ => String::new(),
            };
            words.push(language.pick(
                format!("đang chờ ý kiến của {agency}{term}"),
                format!("waiting for the opinion of {agency}{term}"),
            ));
        }
        (!words.is_empty()).then(|| words.join("; "))
    }

    fn filters(&self) -> bool {
        let basic = [&self.q, &self.status, &self.procedure, &self.time];
        let linked = [&self.awaiting, &self.milestone];
        let filled = |it: &&String| !it.is_empty();
        basic.iter().any(filled) || linked.iter().any(filled) || self.filters_more()
    }

    fn filters_more(&self) -> bool {
        let more = [&self.agency, &self.officer, &self.channel];
        more.iter().any(|it| !it.is_empty())
    }

    fn after(&self, line: &CaseLine, order: Order) -> String {
        let at = match order {
            Order::Newest => line.received_at,
            Order::Due => line.due_at,
        };
        self.address(&cursor_text(Cursor {
            at,
            opened_position: line.opened_position,
        }))
    }

    fn address(&self, after: &str) -> String {
        let fields = [
            ("q", self.q.as_str()),
            ("status", &self.status),
            ("procedure", &self.procedure),
            ("agency", &self.agency),
            ("officer", &self.officer),
            ("channel", &self.channel),
            ("time", &self.time),
            ("awaiting", &self.awaiting),
            ("opinion", &self.opinion),
            ("milestone", &self.milestone),
            ("on", &self.on),
            ("order", &self.order),
            ("after", after),
        ];
        address("/cases", &fields)
    }
}

impl Line {
    fn of(line: &CaseLine, reader: &Reader, one_procedure: bool) -> Self {
        let language = reader.language;
        let calendar = reader.calendar_of(&line.procedure);
        let offset = calendar.map_or(reader.offset, Calendar::offset);
        let day = |at: time::OffsetDateTime| reckoning::date(language, at.to_offset(offset).date());
        let due = line
            .due_at
            .map(|it| reckoning::date(language, reckoning::last_day(it, offset)));
        let (standing, remaining) = standing(line, reader, offset);
        let scored = line.applicant.is_some() && line.ended_at.is_some();
        Self {
            href: format!("/cases/{}", line.case_id),
            name: line.name.clone(),
            recorded: line.applicant.is_none(),
            code: line.code.clone().unwrap_or_default(),
            // Where every line has the same, none needs to say so.
            procedure: if one_procedure {
                String::new()
            } else {
                reader.procedure(&line.procedure)
            },
            status: names::status(language, &line.status),
            look: names::look(&line.status),
            turn: turn(line, reader),
            filed: line.received_at.map_or_else(String::new, day),
            due: due.unwrap_or_default(),
            standing,
            remaining,
            score: scored.then(|| scores::case::href(line.case_id)),
        }
    }
}

/// The bodies that have a part in procedures, by name.
pub(super) fn agencies(reader: &Reader) -> Vec<(String, String)> {
    let named = reader.law.agencies();
    let mut named: Vec<(String, String)> = named
        .map(|it| (it.id.to_string(), reader.language.of(&it.name).to_owned()))
        .collect();
    named.sort_by_cached_key(|it| projections::search::folded(&it.1));
    named
}

/// How many there are, as far as they were counted.
fn found(reader: &Reader, count: i64) -> String {
    let language = reader.language;
    let number = reckoning::number(language, count.min(COUNT_MAX));
    if count > COUNT_MAX {
        return language.pick(
            format!("Hơn {number} hồ sơ"),
            format!("More than {number} cases"),
        );
    }
    let plural = if count == 1 { "case" } else { "cases" };
    language.pick(format!("{number} hồ sơ"), format!("{number} {plural}"))
}
