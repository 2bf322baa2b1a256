//! `hoso portal`: what the National Public Service Portal was told, and what it refused.

use std::io::Write as _;

use anyhow::bail;
use clap::Subcommand;
use domain::CaseId;
use projections::{case_list, portal};
use services::settings::Settings;
use sqlx::PgPool;
use uuid::Uuid;

use super::case_named::case_named;

#[derive(Debug, Subcommand)]
pub(crate) enum Portal {
    /// List what the portal is told of a case, and what came of it.
    Show {
        /// The case: its id, or its dossier code.
        case: String,
    },
    /// Let what the portal refused of a case be sent again, once the cause is mended.
    Retry {
        /// The case: its id, or its dossier code.
        case: String,
    },
}

impl Portal {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let pool = settings.connect().await?;
        match self {
            Self::Show { case } => show(&pool, &case).await,
            Self::Retry { case } => match portal::retry(&pool, known(&pool, &case).await?).await? {
                0 => bail!("the portal has refused nothing of this case"),
                count => {
                    eprintln!("{count} will be sent again");
                    Ok(())
                }
            },
        }
    }
}

async fn show(pool: &PgPool, name: &str) -> anyhow::Result<()> {
    let messages = portal::of_case(pool, known(pool, name).await?).await?;
    if messages.is_empty() {
        eprintln!("the portal is told nothing of this case");
    }
    let mut out = std::io::stdout().lock();
    for it in messages {
        let (version, kind, state) = (it.case_version, it.kind, it.state);
        let trouble = it.trouble.unwrap_or_default();
        writeln!(
            out,
            "{version}\t{kind}\t{state}\t{}\t{trouble}",
            it.attempts
        )?;
    }
    Ok(())
}

/// The case that is named, if the list of cases has it.
async fn known(pool: &PgPool, name: &str) -> anyhow::Result<Uuid> {
    let CaseId(id) = case_named(pool, name).await?;
    if case_list::one(pool, id).await?.is_none() {
        bail!("the read models know no case {id}; `hoso project` brings them up to date");
    }
    Ok(id)
}
