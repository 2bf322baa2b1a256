//! `hoso portal`: what the National Public Service Portal was told, and what it refused.

use std::io::Write as _;

use anyhow::bail;
use clap::Subcommand;
use projections::portal;
use services::settings::Settings;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub(crate) enum Portal {
    /// List what the portal is told of a case, and what came of it.
    Show {
        /// The case's id.
        case: Uuid,
    },
    /// Let what the portal refused of a case be sent again, once the cause is mended.
    Retry {
        /// The case's id.
        case: Uuid,
    },
}

impl Portal {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let pool = settings.connect().await?;
        match self {
            Self::Show { case } => {
                let mut out = std::io::stdout().lock();
                for it in portal::of_case(&pool, case).await? {
                    let (version, kind, state) = (it.case_version, it.kind, it.state);
                    let trouble = it.trouble.unwrap_or_default();
                    writeln!(
                        out,
                        "{version}\t{kind}\t{state}\t{}\t{trouble}",
                        it.attempts
                    )?;
                }
            }
            Self::Retry { case } => match portal::retry(&pool, case).await? {
                0 => bail!("the portal has refused nothing of this case"),
                count => eprintln!("{count} will be sent again"),
            },
        }
        Ok(())
    }
}
