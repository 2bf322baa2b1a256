//! Terms, each with its reason.

use axum::extract::State;
use domain::calendar::{Skipped, SkippedDay};
use domain::{AgencyId, Law};
use projections::case_list;
use projections::deadline::{self, DeadlineLine, Place};
use serde::{Deserialize, Serialize};
use time::macros::datetime;
use time::{Date, OffsetDateTime, UtcOffset};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::rules::Bilingual;
use super::{All, iso_date};
use crate::http::Api;
use crate::http::cursor::{Cursor, cursor, micros};
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::Problem;
use crate::http::query::{Limit, Moment, agency};
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Page, Read, Shown, missing_case};
use crate::http::texts::Token;
use crate::pages::terms::explanation;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(of_case))
}

/// A term of a case, and why it ends where it ends.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Deadline)]
pub(super) struct DeadlineView {
    /// Which case.
    case_id: Uuid,
    /// Which term: `intake`, `supplement`, `consultation`, `opinion:AGENCY`, `forwarding`, `decision`, `total`,
    /// `delivery`, `follow_up`, `pause`.
    clock: String,
    /// Who has to keep it.
    agency: String,
    /// The day that started it; not counted itself.
    #[serde(with = "iso_date")]
    counted_from: Date,
    /// How long it is.
    limit: Length,
    /// Its last day.
    #[serde(with = "iso_date")]
    due_on: Date,
    /// The moment it ends.
    #[serde(with = "time::serde::rfc3339")]
    due_at: OffsetDateTime,
    /// The article that sets it.
    basis: String,
    /// The calendar it was counted with; absent where the law does not name one.
    calendar: Option<String>,
    /// The version of the calendar it was counted with.
    calendar_version: i32,
    /// The days it passes over, with the reason of each.
    skipped: Vec<DayOff>,
    /// All of this in a sentence.
    because: String,
    /// The same for whoever waits for the result, in both languages.
    explanation: Bilingual,
    /// How often it moved.
    moved: i32,
    /// What moved it last: `supplement`, `pause`, `reappointment` or
    /// `calendar`.
    moved_by: Option<String>,
    /// Its last day as it was set first.
    #[serde(with = "iso_date")]
    first_due_on: Date,
    /// The event that set it last.
    set_position: i64,
    /// Since when it stands still, waiting for the applicant.
    #[serde(with = "iso_date::option")]
    paused_from: Option<Date>,
    /// When what it waits for was done.
    #[serde(with = "time::serde::rfc3339::option")]
    met_at: Option<OffsetDateTime>,
    /// Whether it no longer applies: the case ended before it, or another body was asked anew.
    dropped: bool,
    /// When it was noted to have ended unmet.
    #[serde(with = "time::serde::rfc3339::option")]
    missed_at: Option<OffsetDateTime>,
    /// Whether it is met only when the result is handed over, or lies ready for whoever applied.
    until_delivery: bool,
}

/// How long a term is.
#[derive(Debug, Serialize, ToSchema)]
struct Length {
    /// How many of the unit.
    count: i32,
    /// `working_hours`, `working_days`, `days` or `months`.
    unit: String,
}

/// A day that a term passes over.
#[derive(Debug, Serialize, ToSchema)]
struct DayOff {
    /// The day.
    #[serde(with = "iso_date")]
    date: Date,
    /// The holiday in Vietnamese; nothing when the day is a weekly day off.
    vi: Option<String>,
    /// The holiday in English.
    en: Option<String>,
}

impl DeadlineView {
    /// A term, explained by the calendar it was counted with.
    pub(super) fn of(line: DeadlineLine, law: &Law) -> Self {
        let skipped = skipped(&line, law);
        Self {
            because: because(&line, &skipped),
            explanation: Bilingual::from(&explanation(&line, line.counted_with(law), &skipped)),
            skipped: skipped.into_iter().map(DayOff::from).collect(),
            case_id: line.case_id,
            clock: line.clock,
            agency: line.agency,
            counted_from: line.counted_from,
            limit: Length {
                count: line.limit_count,
                unit: line.limit_unit,
            },
            due_on: line.due_on,
            due_at: line.due_at.to_offset(UtcOffset::UTC),
            basis: line.basis,
            calendar: line.calendar,
            calendar_version: line.calendar_version,
            moved: line.moved,
            moved_by: line.moved_by,
            missed_at: line.missed_at,
            first_due_on: line.first_due_on,
            set_position: line.set_position,
            paused_from: line.paused_from,
            met_at: line.met_at,
            dropped: line.dropped,
            until_delivery: line.until_delivery,
        }
    }
}

impl From<SkippedDay> for DayOff {
    fn from(day: SkippedDay) -> Self {
        let (vi, en) = match day.why {
            Skipped::WeeklyDayOff => (None, None),
            Skipped::Holiday { vi, en, .. } => (Some(vi), Some(en)),
        };
        let date = day.date;
        Self { date, vi, en }
    }
}

/// The days that the term passes over; none known where its calendar is not.
fn skipped(line: &DeadlineLine, law: &Law) -> Vec<SkippedDay> {
    let deadline = line.term();
    let calendar = line.counted_with(law);
    deadline
        .zip(calendar)
        .map(|(deadline, calendar)| calendar.skipped(&deadline))
        .unwrap_or_default()
}

/// Why the term ends where it ends, in a sentence.
fn because(line: &DeadlineLine, skipped: &[SkippedDay]) -> String {
    let unit = line.limit_unit.replace('_', " ");
    let (count, from, due) = (line.limit_count, line.counted_from, line.due_on);
    let weekly = skipped
        .iter()
        .filter(|it| it.why == Skipped::WeeklyDayOff)
        .count();
    let holidays = skipped.len() - weekly;
    let over = match (weekly, holidays) {
        (0, 0) => "no day off".to_owned(),
        (_, 0) => counted(weekly, "weekly rest day"),
        (0, _) => counted(holidays, "holiday"),
        (_, _) => {
            let weekly = counted(weekly, "weekly rest day");
            format!("{weekly} and {}", counted(holidays, "holiday"))
        }
    };
    let moved = match line.moved {
        0 => String::new(),
        1 => format!(" It moved once, from {}.", line.first_due_on),
        times => format!(
            " It moved {times} times; at first it was {}.",
            line.first_due_on
        ),
    };
    let basis = &line.basis;
    let every_day = line.limit().is_some_and(|it| it.unit.counts_every_day());
    if every_day {
        let last = skipped.first().map(|it| it.date);
        let on = last.map_or_else(String::new, |last| {
            format!(", the next working day, because {last} is a day off")
        });
        return format!("{count} {unit} after {from} end on {due}{on} ({basis}).{moved}");
    }
    format!("{count} {unit} after {from}, passing over {over}, end on {due} ({basis}).{moved}")
}

/// So many of something.
fn counted(number: usize, of: &str) -> String {
    match number {
        1 => format!("one {of}"),
        _ => format!("{number} {of}s"),
    }
}

/// Which terms to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Ending before this moment; all open ones when absent.
    before: Option<Moment>,
    /// That this agency has to keep.
    #[param(value_type = Option<Token>)]
    agency: Option<AgencyId>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists open terms, the most urgent first.
#[utoipa::path(
    get, path = "/v1/deadlines", tag = "Lists", operation_id = "list_deadlines",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<DeadlineView>), Problems)
)]
async fn list(
    State(api): State<Api>,
    read: Read<Which>,
) -> Result<Shown<Page<DeadlineView>>, Problem> {
    let which = &read.query;
    let before = which
        .before
        .map_or(datetime!(9999-12-31 0:00 UTC), |it| it.0);
    let after = which.cursor.as_ref().map(place).transpose()?;
    let (agency, limit) = (agency(which.agency.as_ref()), which.limit.0);
    let pool = &api.app.pool;
    let lines = deadline::open_page(pool, before, agency.as_deref(), after.as_ref(), limit + 1);
    let law = api.app.law.current();
    let lines = lines.await?;
    Ok(read.page(lines, limit, ended_at, |it| DeadlineView::of(it, &law)))
}

fn place(cursor: &Cursor) -> Result<Place, Problem> {
    let (due_at, case_id, clock) = cursor.moment_id_and_name("deadlines")?;
    Ok(Place {
        due_at,
        case_id,
        clock,
    })
}

fn ended_at(line: &DeadlineLine) -> String {
    let (due_at, case) = (micros(line.due_at), line.case_id.to_string());
    cursor("deadlines", &[&due_at, &case, &line.clock])
}

/// Lists the terms of a case, in the order in which they were set.
#[utoipa::path(
    get, path = "/v1/cases/{case_id}/deadlines", tag = "Cases", operation_id = "list_case_deadlines",
    params(("case_id" = Uuid, Path, description = "The case."), AtLeast, AtLeastHeader),
    responses((status = OK, body = All<DeadlineView>), Problems)
)]
async fn of_case(
    State(api): State<Api>,
    Path(case): Path<Uuid>,
    read: Read<Nothing>,
) -> Result<Shown<All<DeadlineView>>, Problem> {
    let pool = &api.app.pool;
    let line = case_list::one(pool, case).await?;
    if line.is_none() {
        return Err(missing_case(&api, case).await);
    }
    let law = api.app.law.current();
    let lines = deadline::of_case(pool, case).await?.into_iter();
    let items = lines.map(|it| DeadlineView::of(it, &law)).collect();
    Ok(read.show(All { items }))
}
