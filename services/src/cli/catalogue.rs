//! `hoso catalogue`: checks, publishes and repeals what the law says.

mod entering;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use domain::catalogue::{CatalogueCommand, Publish, Repeal, RepealEntry};
use domain::law::EntryKind;
use domain::{Calendar, Code, Law};
use services::Clock;
use services::execute::publish;
use services::settings::Settings;
use time::Date;
use time::macros::format_description;

#[derive(Debug, Subcommand)]
pub(crate) enum Catalogue {
    /// Say what is wrong with a folder of catalogue files, with file and line. Ends with 0 when
    /// nothing is, with 1 when something is, and with 2 when not everything could be read.
    Check {
        /// The folder.
        dir: PathBuf,
    },
    /// Publish what the catalogue does not hold yet. Where a version was published with another
    /// content, nothing is published and the difference is told.
    Publish {
        /// The folder.
        dir: PathBuf,
        /// Leave versions that were published with another content as they are, and publish the rest.
        #[arg(long)]
        keep_published: bool,
    },
    /// Let a published version of a procedure end, or of a territory, form, fee, index, report or
    /// scoring; cases that were accepted under it keep it.
    Repeal {
        /// The procedure, or the entry of another kind.
        id: Code,
        /// Its version.
        version: u32,
        /// The last day on which dossiers are accepted under it, such as 2026-12-31.
        #[arg(long, value_parser = day)]
        last_day: Date,
        /// The text that repeals it.
        #[arg(long)]
        basis: String,
        /// The kind, where it is no procedure: territory, form, fee, index, report or scoring.
        #[arg(long)]
        kind: Option<EntryKind>,
    },
    /// Say of each procedure of a folder which parts of it are public, and whether it was announced
    /// and entered in the national database in time (Decree 63/2010 Art. 8.2, 15, 24).
    Publicity {
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
            Catalogue::Publish {
                dir,
                keep_published,
            } => {
                let entries = match read(&dir) {
                    Ok(entries) => entries,
                    Err(code) => return Ok(code),
                };
                let counted = counted(&entries);
                let entered = entering::enter(settings, entries, keep_published).await?;
                let Some(new) = entered else {
                    return Ok(ExitCode::FAILURE);
                };
                eprintln!("{counted}; {new} of them new");
            }
            Catalogue::Repeal {
                id,
                version,
                last_day,
                basis,
                kind,
            } => {
                let told = format!("{id}, version {version}, ends on {last_day}");
                let command = match kind {
                    None => CatalogueCommand::Repeal(Repeal {
                        procedure: id.as_str().parse()?,
                        version,
                        last_day,
                        basis,
                    }),
                    Some(kind) => CatalogueCommand::RepealEntry(RepealEntry {
                        kind,
                        id,
                        version,
                        last_day,
                        basis,
                    }),
                };
                let new = enter(settings, &command).await?;
                let known = if new == 0 { ", as it did before" } else { "" };
                eprintln!("{told}{known}");
            }
            Catalogue::Publicity { dir } => match read(&dir) {
                Ok(entries) => tell_publicity(&entries)?,
                Err(code) => return Ok(code),
            },
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Carries a command out, and says how many events came of it.
async fn enter(settings: &Settings, command: &CatalogueCommand) -> anyhow::Result<usize> {
    let pool = settings.connect().await?;
    let app = settings.open(pool, Clock::Wall).await?;
    let entered = publish(&app, command).await;
    app.store.close().await;
    Ok(entered?.len())
}

/// One line a procedure: what is public of it, and whether that was so in time.
fn tell_publicity(entries: &Publish) -> anyhow::Result<()> {
    let law = entries.calendars.iter().cloned();
    let law = law.fold(Law::default(), Law::with_calendar);
    let publicity = entries.publicity.iter().cloned();
    let law = publicity.fold(law, Law::with_publicity);
    let now = Clock::Wall.now();
    let mut out = std::io::stdout().lock();
    for procedure in &entries.procedures {
        let publicity = law.publicity(&procedure.id, procedure.version);
        let missing = procedure.parts_missing(publicity);
        let letters: Vec<_> = missing.iter().map(|it| it.letter()).collect();
        let full = match letters.as_slice() {
            [] => "published in full".to_owned(),
            letters => format!("not public: {}", letters.join(", ")),
        };
        let calendar = procedure.rules().and_then(|it| law.calendar(&it.calendar));
        let announced = calendar.and_then(|it| procedure.announced_on_time(publicity, it));
        let in_time = |it: &Calendar| publicity?.entered_on_time(it, it.day_of(now));
        let entered = calendar.and_then(in_time);
        writeln!(
            out,
            "{} version {}: {full}; announced {}; entered {}",
            procedure.id,
            procedure.version,
            when(announced),
            when(entered),
        )?;
    }
    Ok(())
}

fn when(in_time: Option<bool>) -> &'static str {
    match in_time {
        Some(true) => "in time",
        Some(false) => "late",
        None => "not known when",
    }
}

fn day(text: &str) -> Result<Date, time::error::Parse> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
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
        "{} procedures, {} calendars, {} agencies, {} retention classes, {} territories, {} forms, \
         {} fees, {} indices, {} reports, {} ways of scoring",
        entries.procedures.len(),
        entries.calendars.len(),
        entries.agencies.len(),
        entries.retention.len(),
        entries.territories.len(),
        entries.forms.len(),
        entries.fees.len(),
        entries.indexes.len(),
        entries.reports.len(),
        entries.scorings.len(),
    )
}
