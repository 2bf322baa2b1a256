//! `hoso bench`: what the log can do, against what the server can do in the same run.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use services::bench::{self, Options, Report};
use services::settings::Settings;

#[derive(Debug, Args)]
pub(crate) struct Bench {
    #[command(subcommand)]
    what: What,
    /// How many seconds one measurement of one thing takes.
    #[arg(long, default_value_t = 0.5, global = true)]
    seconds: f64,
    /// How often it is taken; the median counts.
    #[arg(long, default_value_t = 5, global = true)]
    rounds: usize,
    /// How many events there are to replay or to build read models of; `growth` takes ten times
    /// as many.
    #[arg(long, default_value_t = 1_000_000, global = true)]
    events: u32,
    /// Make every flush to disk this many milliseconds slower, for the log and for the limit. Takes
    /// a superuser.
    #[arg(long, default_value_t = 0.0, global = true)]
    simulate_flush_ms: f64,
    /// Add the results to this file, as JSON lines.
    #[arg(long, global = true)]
    json: Option<PathBuf>,
}

#[derive(Debug, Clone, Subcommand)]
enum What {
    /// Appending events, against one statement per append and many rows in a statement; and by
    /// several processes, against one.
    Append,
    /// Loading a history of 100 events, against a plain select.
    Load,
    /// Replaying the log through a handler that decodes, against COPY OUT.
    Replay,
    /// Building every read model again, against 100,000 events a second.
    Rebuild,
    /// From the commit to the read models, at 1,000 events a second.
    EndToEnd,
    /// Appending and loading in a long log, against a log of 100,000 events.
    Growth,
    /// One of the processes that append at once.
    #[command(hide = true)]
    AppendBeside {
        /// The database of the measurement.
        #[arg(long)]
        database: String,
        /// How many callers it has.
        #[arg(long)]
        callers: usize,
    },
}

impl Bench {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let database_url = settings.database_url.clone();
        let options = Options {
            database_url: database_url.context("DATABASE_URL is not set: name the server")?,
            time: Duration::try_from_secs_f64(self.seconds).context("reading --seconds")?,
            rounds: self.rounds.max(1),
            events: match self.what {
                What::Growth => i64::from(self.events) * 10,
                What::Append
                | What::Load
                | What::Replay
                | What::Rebuild
                | What::EndToEnd
                | What::AppendBeside { .. } => i64::from(self.events),
            },
            slower_flush: Duration::try_from_secs_f64(self.simulate_flush_ms / 1e3)
                .context("reading --simulate-flush-ms")?,
            json: self.json,
        };
        let mut report = Report::default();
        match self.what {
            What::Append => bench::append(&options, &mut report).await?,
            What::Load => bench::load(&options, &mut report).await?,
            What::Replay => bench::replay(&options, &mut report).await?,
            What::Rebuild => bench::rebuild(&options, &mut report).await?,
            What::EndToEnd => bench::end_to_end(&options, &mut report).await?,
            What::Growth => bench::growth(&options, &mut report).await?,
            What::AppendBeside { database, callers } => {
                bench::append_beside(&options, &database, callers).await?;
            }
        }
        if let Some(file) = &options.json {
            report
                .save(file)
                .with_context(|| format!("writing {}", file.display()))?;
        }
        Ok(())
    }
}
