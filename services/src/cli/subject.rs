use std::io::Write as _;

use anyhow::bail;
use clap::Subcommand;
use domain::SubjectId;
use services::Clock;
use services::erasure::{Progress, progress};
use services::settings::Settings;
use uuid::Uuid;

use super::erase::printed;

#[derive(Debug, Subcommand)]
pub(crate) enum Subject {
    /// Print the certificate of an erasure that is completed.
    Certificate {
        /// Whose data were erased.
        subject: Uuid,
    },
}

impl Subject {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let app = settings
            .open(settings.connect().await?, Clock::Wall)
            .await?;
        match self {
            Subject::Certificate { subject } => {
                let certified = match progress(&app, SubjectId(subject)).await? {
                    Progress::Completed(certified) => certified,
                    Progress::Unknown => bail!("nothing was ever kept about {subject}"),
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
