//! `hoso retention`: what has been kept for long enough.

use std::io::Write as _;

use clap::Subcommand;
use services::Clock;
use services::retention::{Retention, due};
use services::settings::Settings;
use time::Date;
use time::macros::format_description;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the cases whose personal data have been kept for as long as the catalogue says.
    ///
    /// What is erased is decided by people: `hoso erase` with the ground `retention_over` does it.
    Due {
        /// As of this day, such as 2046-01-31, instead of today.
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: Option<Date>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

impl Command {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let Command::Due { on, json } = self;
        let app = settings
            .open(settings.connect().await?, Clock::Wall)
            .await?;
        let on = on.unwrap_or_else(|| app.clock.now().date());
        let retention = due(&app, on).await?;
        let mut out = std::io::stdout().lock();
        if json {
            serde_json::to_writer_pretty(&mut out, &retention)?;
            writeln!(out)?;
        } else {
            print(&mut out, &retention)?;
        }
        eprintln!(
            "{} cases are due on {on}; {} ended cases belong to no class",
            retention.due.len(),
            retention.unclassified
        );
        drop(out);
        app.store.close().await;
        Ok(())
    }
}

fn print(out: &mut impl std::io::Write, retention: &Retention) -> std::io::Result<()> {
    for it in &retention.due {
        let code = it.code.as_deref().unwrap_or("without a code");
        let doubt = if it.unverified.is_empty() {
            String::new()
        } else {
            format!(" (nobody has checked: {})", it.unverified.join(", "))
        };
        writeln!(
            out,
            "{} {code}: {} on {}, kept until {} by {} [{}]{doubt}",
            it.case, it.outcome, it.ended_on, it.kept_until, it.basis, it.class
        )?;
        for subject in &it.subjects {
            writeln!(out, "  erase {subject}")?;
        }
        if let Some(stays) = it.stays {
            writeln!(
                out,
                "  {stays} stays: a case or a certificate of theirs goes on"
            )?;
        }
    }
    Ok(())
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .map_err(|_| "a day is written like 2046-01-31".to_owned())
}
