//! `hoso import`: histories of other systems, and exports of this one.

mod events;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use services::Clock;
use services::execute::chain;
use services::import::mapping::Mapping;
use services::import::{Absent, ImportError, Summary, import, xes};
use services::settings::Settings;

use super::progress::{Of, Progress};

/// How many traces a drafted mapping is made from.
const DRAFTED_FROM: usize = 1_000;

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Record each trace of an XES event log, plain or gzipped, as a case with its steps.
    ///
    /// Importing a log again does nothing to the traces that are there already, so an import that
    /// was interrupted is simply started again.
    Xes(Xes),
    /// Take the events of an export into an empty log: the same positions, bytes and root, or nothing.
    Events(events::Events),
}

#[derive(Debug, Args)]
pub(crate) struct Xes {
    /// The event log.
    file: PathBuf,
    /// The file that says what the attributes of the log mean.
    #[arg(long, required_unless_present = "draft_mapping")]
    mapping: Option<PathBuf>,
    /// Import even if the first 1,000 traces lack attributes that the mapping names: they are rare.
    #[arg(long)]
    allow_missing: bool,
    /// Print a first mapping for the log, guessed from its attributes, and import nothing.
    #[arg(long, conflicts_with_all = ["mapping", "no_project", "allow_missing"])]
    draft_mapping: bool,
    /// Leave it to a running server to bring the read models up to date.
    #[arg(long)]
    no_project: bool,
}

impl Import {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let xes = match self {
            Import::Xes(xes) => xes,
            Import::Events(events) => return events.run(settings).await,
        };
        match &xes.mapping {
            Some(mapping) => xes.import(mapping, settings).await,
            None => draft(&xes.file),
        }
    }
}

impl Xes {
    async fn import(&self, mapping: &Path, settings: &Settings) -> anyhow::Result<ExitCode> {
        let text = std::fs::read_to_string(mapping)
            .with_context(|| format!("reading {}", mapping.display()))?;
        let mapping =
            Mapping::parse(&text).with_context(|| format!("reading {}", mapping.display()))?;
        let log = open(&self.file)?;
        let read = log.progress.clone();

        let pool = settings.connect().await?;
        let app = settings.open(pool, Clock::Wall).await?;
        let mut progress = Progress::new("importing", read.length(), Of::Bytes);
        let absent = if self.allow_missing {
            Absent::Allowed
        } else {
            Absent::Refused
        };
        let outcome = import(&app, log, mapping, absent, |so_far| {
            progress.reached(read.read(), &counted(so_far));
        })
        .await;
        progress.clear();
        let (summary, stopped) = match outcome {
            Ok(summary) => (summary, None),
            Err(stopped) => (stopped.summary, Some(stopped.reason)),
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", counted(&summary))?;
        drop(out);
        if !self.no_project {
            super::project::catch_up(&app).await?;
        }
        app.store.close().await;

        let Some(reason) = stopped else {
            return Ok(ExitCode::SUCCESS);
        };
        eprintln!("hoso: {}: {}", self.file.display(), chain(&reason));
        eprintln!("hoso: {}", advice(&reason, &summary));
        Ok(ExitCode::FAILURE)
    }
}

/// What is in the log, and what to do.
fn advice(reason: &ImportError, summary: &Summary) -> String {
    if matches!(reason, ImportError::NotSeen(_)) {
        return "nothing was imported. Correct the mapping, or say --allow-missing if these \
                attributes are only rare: what is imported without them cannot be taken back."
            .to_owned();
    }
    let rest = if reason.is_of_missing_trace() {
        ", and nothing of that trace; importing again goes on where this ended"
    } else {
        ""
    };
    format!(
        "the import stopped there. {} cases of the file are in the log{rest}.",
        summary.imported + summary.known,
    )
}

fn draft(file: &Path) -> anyhow::Result<ExitCode> {
    let traces = open(file)?.traces.as_written().take(DRAFTED_FROM);
    let traces = traces
        .collect::<Result<Vec<_>, _>>()
        .with_context(|| format!("reading {}", file.display()))?;
    write!(std::io::stdout().lock(), "{}", Mapping::draft(&traces))?;
    Ok(ExitCode::SUCCESS)
}

fn open(file: &Path) -> anyhow::Result<xes::LogFile> {
    xes::open(file).with_context(|| format!("reading {}", file.display()))
}

fn counted(summary: &Summary) -> String {
    let Summary {
        imported,
        steps,
        known,
        known_steps,
    } = summary;
    format!(
        "{imported} cases with {steps} steps imported, \
         {known} cases with {known_steps} steps already there"
    )
}
