mod text;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use domain::law::Period;
use domain::{AgencyId, ProcedureId};
use eventstore::Position;
use projections::checkpoint;
use projections::handling::By;
use services::scores::{self, Wanted};
use services::settings::Settings;
use services::{App, Clock};
use time::Date;
use time::macros::format_description;

use super::case_named::case_named;

#[derive(Debug, Args)]
pub(crate) struct Score {
    /// Show the points of this dossier and the events that they rest on: its id or its dossier code.
    #[arg(
        long,
        value_name = "CASE",
        conflicts_with_all = ["period", "on", "by", "procedure", "agency"]
    )]
    case: Option<String>,
    /// Score the dossiers of a month, a quarter or a year; a quarter when absent.
    #[arg(long, value_enum, value_name = "PERIOD", default_value = "quarter")]
    period: PeriodName,
    /// Score those of the period that this day is in, such as 2026-03-31; today when absent.
    #[arg(long, value_name = "DAY", value_parser = day)]
    on: Option<Date>,
    /// Score apart each agency, each procedure, or each official (these by quarters only).
    #[arg(long, value_enum, value_name = "WHOM")]
    by: Option<ByName>,
    /// Score dossiers of this procedure only.
    #[arg(long, value_name = "ID")]
    procedure: Option<ProcedureId>,
    /// Score dossiers that this body accepted only.
    #[arg(long, value_name = "ID")]
    agency: Option<AgencyId>,
    /// Heed only what stands in the log up to this position.
    #[arg(long, value_name = "POSITION")]
    at: Option<i64>,
    /// Score what the read models hold, without bringing them up to date first.
    #[arg(long)]
    as_is: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PeriodName {
    Month,
    Quarter,
    Year,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ByName {
    Agency,
    Procedure,
    Official,
}

impl Score {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let pool = settings.connect().await?;
        let app = settings.open(pool, Clock::Wall).await?;
        let shown = self.show(&app).await;
        app.store.close().await;
        shown
    }

    async fn show(&self, app: &App) -> anyhow::Result<()> {
        let head = app.store.head().await?;
        if let Some(at) = self.at.filter(|it| *it > head.0) {
            bail!("the log ends at position {head}, before {at}");
        }
        if !self.as_is {
            super::project::catch_up(app).await?;
        }
        let seen = checkpoint::of_all(&app.pool).await?;
        let position = self.at.map_or(seen, Position);
        if let Some(case) = &self.case {
            return one(app, case, position).await;
        }
        if position > seen {
            bail!("the read models are at position {seen}, before {position}: leave --as-is out");
        }
        let wanted = Wanted {
            period: match self.period {
                PeriodName::Month => Period::Month,
                PeriodName::Quarter => Period::Quarter,
                PeriodName::Year => Period::Year,
            },
            on: self.on.unwrap_or_else(|| app.today()),
            by: match self.by {
                None => By::Nothing,
                Some(ByName::Agency) => By::Agency,
                Some(ByName::Procedure) => By::Procedure,
                Some(ByName::Official) => By::Officer,
            },
            procedure: self.procedure.clone(),
            agency: self.agency.clone(),
            position,
        };
        let scores = scores::compute(app, &wanted).await?;
        text::scores(&mut std::io::stdout().lock(), &scores)?;
        Ok(())
    }
}

async fn one(app: &App, named: &str, position: Position) -> anyhow::Result<()> {
    let case = case_named(&app.pool, named).await?;
    let found = scores::of_case(&app.store, case, Some(position)).await?;
    let found =
        found.with_context(|| format!("there is no case {named} at position {position}"))?;
    text::case(&mut std::io::stdout().lock(), &found)?;
    Ok(())
}

fn day(text: &str) -> Result<Date, time::error::Parse> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
}
