use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use domain::catalogue::Publish;
use services::clock::new_id;
use services::execute::{Envelope, publish};
use services::settings::Settings;
use services::{Clock, timers};

#[derive(Debug, Subcommand)]
pub(crate) enum Catalogue {
    /// Say what is wrong with a folder of catalogue files, with file and line. Ends with 0 when
    /// nothing is, with 1 when something is, and with 2 when not everything could be read.
    Check {
        /// The folder.
        dir: PathBuf,
    },
    /// Publish what the catalogue does not hold yet.
    Publish {
        /// The folder.
        dir: PathBuf,
    },
    /// Print the JSON Schema of catalogue files.
    Schema,
}

/// What a command ends with when not everything could be read.
const UNREADABLE: u8 = 2;

impl Catalogue {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        match self {
            Catalogue::Check { dir } => match read(&dir) {
                Ok(entries) => eprintln!("{}", counted(&entries)),
                Err(code) => return Ok(code),
            },
            Catalogue::Schema => {
                write!(std::io::stdout(), "{}", services::catalogue::schema::text())?;
            }
            Catalogue::Publish { dir } => {
                let entries = match read(&dir) {
                    Ok(entries) => entries,
                    Err(code) => return Ok(code),
                };
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

/// The entries of a folder; or every fault is told, and this is what to end with.
fn read(dir: &Path) -> Result<Publish, ExitCode> {
    services::catalogue::read(dir).map_err(|faults| {
        for fault in &faults.0 {
            eprintln!("{fault}");
        }
        let count = faults.0.len();
        let noun = if count == 1 { "fault" } else { "faults" };
        eprintln!("hoso: {count} {noun} in {}", dir.display());
        if faults.0.iter().any(|it| it.fault.is_about_reading()) {
            ExitCode::from(UNREADABLE)
        } else {
            ExitCode::FAILURE
        }
    })
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
