use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use domain::catalogue::Publish;
use services::clock::new_id;
use services::execute::{Envelope, publish};
use services::settings::Settings;
use services::{Clock, timers};

#[derive(Debug, Subcommand)]
pub(crate) enum Catalogue {
    /// Say what is wrong with a folder of catalogue files, with file and line.
    Check {
        /// The folder.
        dir: PathBuf,
    },
    /// Publish what the catalogue does not hold yet.
    Publish {
        /// The folder.
        dir: PathBuf,
    },
}

impl Catalogue {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let (Catalogue::Check { dir } | Catalogue::Publish { dir }) = &self;
        let entries = match services::catalogue::read(dir) {
            Ok(entries) => entries,
            Err(faults) => {
                for fault in &faults.0 {
                    eprintln!("{fault}");
                }
                eprintln!("hoso: {} faults in {}", faults.0.len(), dir.display());
                return Ok(ExitCode::FAILURE);
            }
        };
        match &self {
            Catalogue::Check { .. } => eprintln!("{}", counted(&entries)),
            Catalogue::Publish { .. } => {
                let pool = settings.connect().await?;
                let app = settings.open(pool, Clock::Wall).await?;
                let by = timers::system(app.clock.now());
                let command_id = new_id();
                let envelope = Envelope {
                    command_id,
                    fingerprint: app.vault.fingerprint("publish", command_id.as_bytes()),
                    confide: vec![],
                    if_match: None,
                };
                let published = publish(&app, &entries, &by, envelope).await?;
                eprintln!("{}; {} of them new", counted(&entries), published.len());
                app.store.close().await;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn counted(entries: &Publish) -> String {
    format!(
        "{} procedures, {} calendars, {} agencies, {} retention classes",
        entries.procedures.len(),
        entries.calendars.len(),
        entries.agencies.len(),
        entries.retention.len(),
    )
}
