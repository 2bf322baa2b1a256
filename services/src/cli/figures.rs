//! `hoso figures`: what is published, with the checkpoint it can be counted from again.

mod index;

use std::io::Write;

use clap::Args;
use domain::AgencyId;
use domain::law::Period;
use projections::checkpoint;
use projections::figures::{Count, Timeliness, by_channel, by_status, timeliness};
use serde::Serialize;
use services::indices::{Computed, Wanted, compute};
use services::settings::Settings;
use services::{App, Clock};
use sqlx::PgPool;
use time::Date;
use time::macros::format_description;

#[derive(Debug, Args)]
pub(crate) struct Figures {
    /// Count the cases of this procedure only.
    #[arg(long, value_name = "ID")]
    procedure: Option<String>,
    /// Compute the indices of Decision 766/QĐ-TTg as well: of a month, a quarter or a year.
    #[arg(long, value_name = "PERIOD", value_parser = index::period)]
    index: Option<Period>,
    /// Compute them for the period that this day is in, such as 2026-03-31; today when absent.
    #[arg(long, value_name = "DAY", value_parser = day, requires = "index")]
    on: Option<Date>,
    /// Compute them for this body only.
    #[arg(long, value_name = "ID", requires = "index", conflicts_with = "json")]
    agency: Option<AgencyId>,
    /// Print JSON; it has no indices.
    #[arg(long)]
    json: bool,
    /// Count what the read models hold, without bringing them up to date first.
    #[arg(long)]
    as_is: bool,
}

#[derive(Debug, Serialize)]
struct Counted {
    /// How far the read models had come.
    position: i64,
    /// Where the log ended.
    head: i64,
    procedure: Option<String>,
    cases: i64,
    by_status: Vec<Count>,
    by_channel: Vec<Count>,
    timeliness: Timeliness,
}

impl Figures {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let pool = settings.connect().await?;
        let app = settings.open(pool.clone(), Clock::Wall).await?;
        if !self.as_is {
            super::project::catch_up(&app).await?;
        }
        let position = checkpoint::of_all(&pool).await?.0;
        let head = app.store.head().await?.0;
        let counted = self.count(&pool, position, head).await?;
        let indices = self.indices(&app).await?;
        app.store.close().await;

        let mut out = std::io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &counted)?;
            writeln!(out)?;
        } else {
            print(&mut out, &counted)?;
            if let Some((from, to, computed)) = indices {
                index::print(&mut out, (from, to), &computed)?;
            }
        }
        Ok(())
    }

    async fn indices(&self, app: &App) -> anyhow::Result<Option<(Date, Date, Vec<Computed>)>> {
        let Some(period) = self.index else {
            return Ok(None);
        };
        let procedure = self.procedure.as_deref().map(str::parse).transpose()?;
        let wanted = Wanted {
            period,
            on: self.on.unwrap_or_else(|| app.clock.now().date()),
            procedure,
            agency: self.agency.clone(),
        };
        Ok(Some(compute(app, &wanted).await?))
    }

    async fn count(&self, pool: &PgPool, position: i64, head: i64) -> sqlx::Result<Counted> {
        let procedure = self.procedure.as_deref();
        let by_status = by_status(pool, procedure).await?;
        Ok(Counted {
            position,
            head,
            procedure: self.procedure.clone(),
            cases: by_status.iter().map(|it| it.cases).sum(),
            by_status,
            by_channel: by_channel(pool, procedure).await?,
            timeliness: timeliness(pool, procedure, Clock::Wall.now()).await?,
        })
    }
}

fn print(out: &mut impl Write, counted: &Counted) -> std::io::Result<()> {
    let procedure = counted.procedure.as_deref().unwrap_or("all procedures");
    let Counted { position, head, .. } = counted;
    writeln!(out, "{procedure}, as of position {position} of {head}\n")?;
    line(out, "cases", counted.cases)?;
    writeln!(out, "\nby status")?;
    for count in &counted.by_status {
        line(out, &count.of, count.cases)?;
    }
    writeln!(out, "\nby channel")?;
    for count in &counted.by_channel {
        let channel = if count.of.is_empty() {
            "(not said)"
        } else {
            &count.of
        };
        line(out, channel, count.cases)?;
    }
    let against = &counted.timeliness;
    writeln!(out, "\nagainst the due date")?;
    line(out, "ended on time", against.on_time)?;
    line(out, "ended late", against.late)?;
    line(out, "not ended", against.without_end)?;
    line(out, "not ended and overdue", against.overdue)?;
    line(out, "ended without a due date", against.without_due)
}

fn line(out: &mut impl Write, of: &str, cases: i64) -> std::io::Result<()> {
    writeln!(out, "  {of:<28}{cases:>10}")
}

fn day(text: &str) -> Result<Date, time::error::Parse> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
}
