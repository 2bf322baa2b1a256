//! The commands of `hoso`.

mod bench;
mod calendar;
mod case_named;
mod catalogue;
mod demo;
mod erase;
mod export;
mod figures;
mod import;
mod key;
mod portal;
mod progress;
mod project;
mod proof;
mod rebuild;
mod replay;
mod retention;
mod retry;
mod score;
mod serve;
mod slip;
mod subject;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use services::execute::chain;
use services::settings::Settings;

/// Event-sourced case processing for administrative procedures.
#[derive(Debug, Parser)]
#[command(name = "hoso", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// A TOML file with settings; the environment comes before it.
    #[arg(long, env = "HOSO_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the database to the current schema.
    Migrate,
    /// Serve: the API, the pages, the relay, the read models, the timers.
    Serve(serve::Serve),
    /// Play example data and serve it, with a key of its own: for a first look.
    Demo(demo::Demo),
    /// Count terms by the calendar of working days.
    #[command(subcommand)]
    Calendar(calendar::Calendar),
    /// Check and publish procedures, calendars and agencies.
    #[command(subcommand)]
    Catalogue(catalogue::Catalogue),
    /// Record cases that were conducted elsewhere.
    #[command(subcommand)]
    Import(import::Import),
    /// Bring the read models up to date, and end.
    Project,
    /// Count cases by status, by channel and against their due dates.
    Figures(figures::Figures),
    /// Score how dossiers were handled (Circular 01/2018/TT-VPCP): of a period, or of one case.
    Score(score::Score),
    /// Show what became of a case up to a point, from the log alone.
    Replay(replay::Replay),
    /// Build a read model again beside the live one, and compare the two.
    Rebuild(rebuild::Rebuild),
    /// Measure the log beside what the server can do at most, in databases of its own.
    Bench(bench::Bench),
    /// List what read models hold back, and have it tried again.
    Retry(retry::Retry),
    /// Write the log to a file that others can check.
    #[command(subcommand)]
    Export(export::Export),
    Verify(verify::Verify),
    /// See to what the National Public Service Portal is told.
    #[command(subcommand)]
    Portal(portal::Portal),
    /// Write a paper of a case to a file, as it was handed out.
    Slip(slip::Slip),
    /// Check what the log proves.
    #[command(subcommand)]
    Proof(proof::Command),
    Erase(erase::Erase),
    /// Tell what is kept about somebody, and what was erased.
    #[command(subcommand)]
    Subject(subject::Subject),
    /// Tell what has been kept for long enough.
    #[command(subcommand)]
    Retention(retention::Command),
    /// Make keys: of the vault, and of the log's signatures.
    #[command(subcommand)]
    Key(key::Key),
}

impl Cli {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let settings = Settings::read(self.config.as_deref())?;
        match self.command {
            Command::Migrate => migrate(&settings).await?,
            Command::Serve(serve) => serve.run(&settings).await?,
            Command::Demo(demo) => demo.run(settings).await?,
            Command::Calendar(command) => return command.run(&settings).await,
            Command::Catalogue(command) => return command.run(&settings).await,
            Command::Import(command) => return command.run(&settings).await,
            Command::Project => project::run(&settings).await?,
            Command::Figures(figures) => figures.run(&settings).await?,
            Command::Score(score) => score.run(&settings).await?,
            Command::Replay(replay) => return replay.run(&settings).await,
            Command::Rebuild(rebuild) => return rebuild.run(&settings).await,
            Command::Bench(bench) => bench.run(&settings).await?,
            Command::Retry(retry) => return retry.run(&settings).await,
            Command::Export(command) => command.run(&settings).await?,
            Command::Verify(verify) => return Ok(verify.run(&settings).await),
            Command::Portal(command) => command.run(&settings).await?,
            Command::Slip(slip) => slip.run(&settings).await?,
            Command::Proof(command) => return Ok(command.run()),
            Command::Erase(erase) => erase.run(&settings).await?,
            Command::Subject(command) => command.run(&settings).await?,
            Command::Retention(command) => command.run(&settings).await?,
            Command::Key(command) => command.run(&settings).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Brings the schema up to date, and says what the service may do with it.
async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    let pool = settings.connect().await?;
    Settings::migrate(&pool).await?;
    if let Err(error) = Settings::grant(&pool).await {
        eprintln!("hoso: {}", chain(error.as_ref()));
    }
    Ok(())
}
