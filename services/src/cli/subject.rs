//! `hoso subject`: what is kept about somebody, or that it no longer is.

use std::io::Write as _;

use anyhow::bail;
use clap::Subcommand;
use domain::SubjectId;
use services::Clock;
use services::erasure::{Progress, progress};
use services::settings::Settings;
use services::subject_report::report;
use uuid::Uuid;

use super::erase::printed;
use super::project::catch_up;

/// Which id is meant, for whoever gave another one.
const ASKED: &str = "what is asked for is the `subject` of a reference in an event, not its `value`, \
    nor a case";

#[derive(Debug, Subcommand)]
pub(crate) enum Subject {
    /// Print the certificate of an erasure that is completed.
    Certificate {
        /// Whose data were erased.
        subject: Uuid,
    },
    /// Print everything that is kept about somebody, where it came from, and who dealt with it.
    Report {
        /// Who: the id that stands as `subject` in the references that events hold.
        subject: Uuid,
    },
}

impl Subject {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let app = settings
            .open(settings.connect().await?, Clock::Wall)
            .await?;
        match self {
            Subject::Report { subject } => {
                catch_up(&app).await?;
                let Some(report) = report(&app, SubjectId(subject)).await? else {
                    bail!("nothing was ever kept about {subject}: {ASKED}");
                };
                let mut out = std::io::stdout().lock();
                serde_json::to_writer_pretty(&mut out, &report)?;
                writeln!(out)?;
            }
            Subject::Certificate { subject } => {
                let certified = match progress(&app, SubjectId(subject)).await? {
                    Progress::Completed(certified) => certified,
                    Progress::Unknown => {
                        bail!("nothing was ever kept about {subject}: {ASKED}")
                    }
                    Progress::NotOrdered => bail!("what is kept about {subject} was not erased"),
                    Progress::Underway(remainder) => bail!(
                        "the erasure waits for the {}; a running server finishes it, or \
                         `hoso erase` given again",
                        remainder.name().replace('_', " ")
                    ),
                };
                writeln!(std::io::stdout(), "{}", printed(&certified)?)?;
            }
        }
        app.store.close().await;
        Ok(())
    }
}
