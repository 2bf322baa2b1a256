//! `hoso calendar correct`: shows what a correction moves, or makes it.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use domain::catalogue::{CatalogueCommand, Publish};
use domain::{Calendar, CalendarId};
use serde::Serialize;
use services::correction::{CaseMoves, DutyMoves, preview, preview_of_duties, recount};
use services::execute::publish;
use services::holidays;
use services::settings::Settings;
use services::{App, Clock};

use super::told::many;

/// Correct a calendar, and count open terms again.
///
/// The correction is a new version of the published calendar: the days of the years of which a
/// file names a holiday are taken from the files alone, and other days are added. What was
/// published stands, and each deadline says with which version it was counted. With --preview
/// nothing is changed; it says which open terms and duties would move, and by how much.
#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// Holidays and worked days, in the forms that `hoso calendar due --help` lists.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The calendar.
    #[arg(long, value_name = "ID", default_value = "VN")]
    calendar: CalendarId,
    /// Say what would move, and change nothing.
    #[arg(long)]
    preview: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Told {
    calendar: String,
    version: u32,
    applied: bool,
    /// How many cases have a term that moves.
    cases: usize,
    moves: Vec<Move>,
    /// What is owed under certificates and aid by another day.
    duties: Vec<DutyMove>,
}

#[derive(Debug, Serialize)]
struct Move {
    case_id: String,
    code: Option<String>,
    clock: String,
    was_due: String,
    due: String,
    /// By how many days of the calendar; less than zero when it ends earlier.
    days: i64,
}

#[derive(Debug, Serialize)]
struct DutyMove {
    /// The certificate, or the case that approved the aid.
    under: String,
    number: String,
    duty: String,
    counted_from: String,
    was_due: String,
    due: String,
    days: i64,
}

impl Correct {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let mut given = match holidays::read(&self.files) {
            Ok(given) => given,
            Err(faults) => return Ok(super::refused(&faults)),
        };
        if let Some(other) = given.calendar().filter(|it| **it != self.calendar) {
            let calendar = &self.calendar;
            eprintln!(
                "hoso: the calendar in these files is {other}, and {calendar} is to be corrected; \
                 give --calendar {other}, or another file"
            );
            return Ok(ExitCode::from(2));
        }
        let pool = settings.connect().await?;
        let app = settings.open(pool, Clock::Wall).await?;
        crate::cli::project::catch_up(&app).await?;
        let law = app.law.current();
        let published = law.calendar(&self.calendar);
        let published = published.with_context(|| {
            let calendar = &self.calendar;
            format!("the catalogue has no calendar {calendar}; publish a catalogue first")
        })?;
        let calendar = match given.over(published) {
            Ok(calendar) => Calendar {
                version: published.version + 1,
                ..calendar
            },
            Err(faults) => return Ok(super::refused(&faults)),
        };
        for notice in &given.notices {
            eprintln!("hoso: {notice}");
        }
        let same = days(&calendar) == days(published);
        if same {
            eprintln!("hoso: the calendar has these days already; nothing is corrected");
            return Ok(ExitCode::SUCCESS);
        }
        let moves = preview(&app, &calendar).await?;
        let duties = preview_of_duties(&app, &calendar).await?;
        if !self.preview {
            apply(&app, &calendar).await?;
        }
        app.store.close().await;
        self.tell(&calendar, &moves, &duties)?;
        Ok(ExitCode::SUCCESS)
    }

    fn tell(
        &self,
        calendar: &Calendar,
        moves: &[CaseMoves],
        duties: &[DutyMoves],
    ) -> anyhow::Result<()> {
        let told = Told {
            calendar: calendar.id.to_string(),
            version: calendar.version,
            applied: !self.preview,
            cases: moves.len(),
            moves: moves.iter().flat_map(each).collect(),
            duties: duties.iter().map(DutyMove::of).collect(),
        };
        let mut out = std::io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &told)?;
            writeln!(out)?;
            return Ok(());
        }
        for it in &told.moves {
            let name = it.code.as_ref().unwrap_or(&it.case_id);
            line(&mut out, (name, &it.clock), (&it.was_due, &it.due, it.days))?;
        }
        for it in &told.duties {
            line(
                &mut out,
                (&it.number, &it.duty),
                (&it.was_due, &it.due, it.days),
            )?;
        }
        let verb = if told.applied { "moved" } else { "would move" };
        let terms = many(told.moves.len(), "open term", "open terms");
        let mut what = match told.cases {
            0 => terms,
            cases => format!("{terms} of {}", many(cases, "case", "cases")),
        };
        if !told.duties.is_empty() {
            let duties = many(told.duties.len(), "duty", "duties");
            what = format!("{what} and {duties}");
        }
        let (id, version) = (&told.calendar, told.version);
        writeln!(out, "calendar {id}, version {version}: {what} {verb}")?;
        Ok(())
    }
}

fn line(
    out: &mut impl Write,
    (of, what): (&str, &str),
    (was_due, due, days): (&str, &str, i64),
) -> std::io::Result<()> {
    let unit = if days.abs() == 1 { "day" } else { "days" };
    writeln!(out, "{of}  {what}: {was_due} to {due} ({days:+} {unit})")
}

/// Publishes the calendar and counts open terms again. If it is interrupted, the timers go on.
async fn apply(app: &App, calendar: &Calendar) -> anyhow::Result<()> {
    let entries = Publish {
        calendars: vec![calendar.clone()],
        ..Publish::default()
    };
    publish(app, &CatalogueCommand::Publish(entries)).await?;
    recount(app, calendar).await?;
    crate::cli::project::catch_up(app).await
}

fn each(of: &CaseMoves) -> impl Iterator<Item = Move> {
    of.moved.iter().map(|it| Move {
        case_id: of.case.to_string(),
        code: of.code.clone(),
        clock: it.clock.to_string(),
        was_due: it.was_due.to_string(),
        due: it.deadline.due.to_string(),
        days: (it.deadline.due - it.was_due).whole_days(),
    })
}

impl DutyMove {
    fn of(it: &DutyMoves) -> Self {
        Self {
            under: it.under.to_string(),
            number: it.number.clone(),
            duty: it.duty.to_string(),
            counted_from: it.counted_from.to_string(),
            was_due: it.was_due.to_string(),
            due: it.due.to_string(),
            days: (it.due - it.was_due).whole_days(),
        }
    }
}

/// What decides when there is work.
fn days(calendar: &Calendar) -> impl PartialEq {
    let off = calendar
        .holidays
        .iter()
        .map(|it| (it.date, Some(it.kind.name())));
    let worked = calendar.worked.iter().map(|it| (it.date, None));
    let days: BTreeSet<_> = off.chain(worked).collect();
    let hours = (calendar.hours.clone(), calendar.reception.clone());
    let week = (calendar.weekly_days_off.clone(), calendar.utc_offset_hours);
    (days, week, hours)
}
