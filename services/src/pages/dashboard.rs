//! The overview: today's numbers, and charts whose every bar leads to the cases it counts.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::Calendar;
use projections::case_list::Status;
use projections::consultation::Waiting;
use projections::figures::{Count, Month};
use projections::{consultation, figures};
use serde::Deserialize;
use time::{Date, Duration, OffsetDateTime, Time};

use super::address::address;
use super::charts::{Bars, Caption, Columns, Part, Row, Shade};
use super::frame::{Frame, PageError, Place, Reader};
use super::names;
use super::reckoning;
use crate::App;

/// How many months the chart of months goes back, this one included.
const MONTHS: usize = 24;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    procedure: String,
}

#[derive(Template)]
#[template(path = "dashboard.html")]
struct Dashboard {
    frame: Frame,
    procedures: Vec<(String, String)>,
    procedure: String,
    figures: Vec<Figure>,
    by_status: Bars,
    by_month: Columns,
    waiting: Bars,
}

/// A number, large.
struct Figure {
    label: &'static str,
    value: String,
    href: String,
    /// Whether it calls for somebody to act.
    urgent: bool,
}

/// The overview.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Dashboard, PageError> {
    let Asked { procedure } = reader.query(&["procedure"])?;
    let chosen = (!procedure.is_empty()).then_some(procedure.as_str());
    let offset = chosen
        .and_then(|it| reader.calendar_of(it))
        .map_or(reader.offset, Calendar::offset);
    let frame = reader
        .frame(app, reader.w.overview, Place::Overview)
        .await?;
    let today = reader.now.to_offset(offset).date();
    let midnight = |day: Date| day.with_time(Time::MIDNIGHT).assume_offset(offset);
    let months = last_months(today);
    let since = midnight(months[0]);
    let (pool, from) = (&app.pool, midnight(today));
    let (day, registered, statuses, overdue, by_month, waiting) = tokio::try_join!(
        figures::day(pool, chosen, from, from + Duration::DAY),
        figures::registered(pool),
        figures::by_status(pool, chosen),
        figures::overdue(pool, chosen, reader.now),
        figures::by_month(pool, chosen, since, i32::from(offset.whole_hours())),
        consultation::waiting_by_agency(pool, chosen, reader.now),
    )?;
    let cx = Charts {
        reader,
        procedure: &procedure,
    };
    Ok(Dashboard {
        frame,
        procedures: procedures(reader),
        figures: cx.figures(today, day, registered, overdue, &statuses),
        by_status: cx.by_status(&statuses),
        by_month: cx.by_month(&months, &by_month),
        waiting: cx.waiting(&waiting),
        procedure,
    })
}

/// The procedures of the catalogue, to choose from: name and title.
pub(super) fn procedures(reader: &Reader) -> Vec<(String, String)> {
    let titled = reader.law.procedures().map(|it| {
        let title = reader.language.of(&it.title).to_owned();
        (it.id.to_string(), title)
    });
    titled.collect()
}

/// The first days of the last months, the oldest first.
fn last_months(today: Date) -> Vec<Date> {
    let first = |day: Date| day.replace_day(1).unwrap_or(day);
    let before = |day: &Date| first(*day).previous_day().map(first);
    let mut months: Vec<Date> = std::iter::successors(Some(first(today)), before)
        .take(MONTHS)
        .collect();
    months.reverse();
    months
}

/// Makes charts for a reader who chose a procedure, or none.
struct Charts<'a> {
    reader: &'a Reader,
    procedure: &'a str,
}

impl Charts<'_> {
    fn cases(&self, query: &[(&str, &str)]) -> String {
        let mut fields = query.to_vec();
        fields.push(("procedure", self.procedure));
        address("/cases", &fields)
    }

    fn number(&self, count: i64) -> String {
        reckoning::number(self.reader.language, count)
    }

    fn figures(
        &self,
        today: Date,
        day: figures::Day,
        registered: figures::Registered,
        overdue: i64,
        statuses: &[Count],
    ) -> Vec<Figure> {
        let w = self.reader.w;
        let today = today.to_string();
        let on = |milestone| self.cases(&[("milestone", milestone), ("on", &today)]);
        let waits = Status::SupplementRequested.name();
        let waiting = statuses.iter().find(|it| it.of == waits);
        let figure = |label, count, href, urgent| Figure {
            label,
            value: self.number(count),
            href,
            urgent: urgent && count > 0,
        };
        let mut shown = vec![
            figure(w.filed_today, day.filed, on("filed"), false),
            figure(w.accepted_today, day.accepted, on("accepted"), false),
            figure(w.ended_today, day.ended, on("ended"), false),
            figure(w.due_today, day.due, on("due"), false),
            figure(
                w.overdue,
                overdue,
                self.cases(&[("time", "overdue"), ("order", "due")]),
                true,
            ),
            figure(
                w.waiting_applicant,
                waiting.map_or(0, |it| it.cases),
                self.cases(&[("status", waits)]),
                false,
            ),
        ];
        // Counted under whichever procedure, they would not be of the one that was chosen.
        if self.procedure.is_empty() {
            let certificates = address("/certificates", &[("status", "valid")]);
            shown.extend([
                figure(
                    w.organisations,
                    registered.organisations,
                    String::new(),
                    false,
                ),
                figure(w.active, registered.active, certificates, false),
            ]);
        }
        shown
    }

    /// Bars in the order of a case's life, and not of their length.
    fn by_status(&self, counts: &[Count]) -> Bars {
        let (language, w) = (self.reader.language, self.reader.w);
        let rows = Status::ALL.into_iter().filter_map(|status| {
            let count = counts.iter().find(|it| it.of == status.name())?.cases;
            let label = names::of_status(language, status).to_owned();
            let href = self.cases(&[("status", status.name())]);
            let number = self.number(count);
            Some(Row {
                parts: vec![Part {
                    count,
                    says: format!("{label}: {number}"),
                    href: href.clone(),
                    shade: Shade::Good,
                }],
                label,
                href,
                cells: vec![number],
            })
        });
        let caption = Caption {
            id: "by-status",
            title: w.by_status,
            about: w.by_status_about,
            heads: vec![w.status, w.count],
            legend: vec![],
        };
        Bars::new(w, caption, rows.collect())
    }

    fn by_month(&self, months: &[Date], counted: &[Month]) -> Columns {
        let (language, w) = (self.reader.language, self.reader.w);
        let rows = months.iter().map(|first| {
            let found = counted.iter().find(|it| it.month == *first);
            let (on_time, late) = found.map_or((0, 0), |it| (it.on_time, it.late));
            let label = reckoning::month(language, *first);
            let on = format!("{:04}-{:02}", first.year(), u8::from(first.month()));
            let part = |count, time: &str, called: &str, shade| Part {
                count,
                says: format!("{label}, {called}: {}", self.number(count)),
                href: self.cases(&[("milestone", "ended"), ("on", &on), ("time", time)]),
                shade,
            };
            Row {
                parts: vec![
                    part(on_time, "on_time", w.on_time, Shade::Good),
                    part(late, "late", w.late, Shade::Late),
                ],
                href: self.cases(&[("milestone", "ended"), ("on", &on)]),
                cells: vec![
                    self.number(on_time),
                    self.number(late),
                    share(on_time, on_time + late),
                ],
                label,
            }
        });
        let caption = Caption {
            id: "by-month",
            title: w.by_month,
            about: w.by_month_about,
            heads: vec![w.month, w.on_time, w.late, w.share_on_time],
            legend: vec![(Shade::Good, w.on_time), (Shade::Late, w.late)],
        };
        let short: Vec<String> = months
            .iter()
            .map(|it| reckoning::month_short(*it))
            .collect();
        Columns::new(w, caption, rows.collect(), &short, |it| self.number(it))
    }

    fn waiting(&self, waiting: &[Waiting]) -> Bars {
        let w = self.reader.w;
        let rows = waiting.iter().map(|it| {
            let label = self.reader.agency(&it.agency);
            let part = |count, opinion: &str, called: &str, shade| Part {
                count,
                says: format!("{label}, {called}: {}", self.number(count)),
                href: self.cases(&[("awaiting", &it.agency), ("opinion", opinion)]),
                shade,
            };
            let in_term = it.waiting - it.late;
            Row {
                parts: vec![
                    part(it.late, "late", w.past_term, Shade::Late),
                    part(in_term, "in_term", w.in_term, Shade::Good),
                ],
                href: self.cases(&[("awaiting", &it.agency)]),
                cells: vec![self.number(it.waiting), self.number(it.late)],
                label,
            }
        });
        let caption = Caption {
            id: "waiting",
            title: w.waiting,
            about: w.waiting_about,
            heads: vec![w.agency, w.awaited, w.past_term],
            legend: vec![(Shade::Late, w.past_term), (Shade::Good, w.in_term)],
        };
        Bars::new(w, caption, rows.collect())
    }
}

fn share(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{} %", (part * 100 + whole / 2) / whole)
}

/// The beginning and the end of a day or a month, such as `2026-03-05` or `2026-03`.
pub(super) fn span(text: &str, reader: &Reader) -> Option<(OffsetDateTime, OffsetDateTime)> {
    let mut numbers = text.splitn(3, '-').map(str::parse::<u16>);
    let (year, month) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
    let (first, next) = if let Some(day) = numbers.next() {
        let day = u8::try_from(day.ok()?).ok()?;
        let first = Date::from_calendar_date(year.into(), month, day).ok()?;
        (first, first.next_day()?)
    } else {
        let first = Date::from_calendar_date(year.into(), month, 1).ok()?;
        let length = i64::from(month.length(year.into()));
        (first, first.checked_add(Duration::days(length))?)
    };
    let midnight = |day: Date| day.with_time(Time::MIDNIGHT).assume_offset(reader.offset);
    Some((midnight(first), midnight(next)))
}
