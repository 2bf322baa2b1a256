//! `hoso key rotate-master`: wraps every key anew, while the service runs.

use anyhow::{Context as _, bail};
use eventstore::{MasterKeys, Vault};
use services::settings::Settings;

use crate::cli::progress::{Of, Progress};

/// Changes to a new master key, or goes on with a change that was interrupted.
pub(super) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let pool = settings.connect().await?;
    // Closed at once: all that is needed is to know that the schema is that of this build.
    settings.open_log(pool.clone()).await?.close().await;
    let mut masters = settings.master_keys()?;
    let vault = open(&pool, &masters).await?;
    let file = settings.master_key_in_file();
    if !is_underway(&vault, &masters).await? {
        let Some(file) = file else {
            bail!(
                "HOSO_MASTER_KEY holds no other key to change to: put a new one and a space before \
                 the one that it holds, for every server first; `hoso key create FILE` makes one"
            );
        };
        masters.add_to_file(file).context("adding a new key")?;
        eprintln!("{} holds a new key beside the old one", file.display());
    }
    let vault = open(&pool, &masters).await?;
    let to = masters.keys()[0].id();
    let mut progress = Progress::new(
        "wrapping keys",
        vault.wrapped_otherwise(&to).await?,
        Of::Steps,
    );
    let done = vault.rotate_master(|done| progress.reached(done, "")).await;
    progress.clear();
    eprintln!(
        "{} keys were wrapped with the new key {to}",
        done.context("changing the key")?
    );
    match file {
        None => eprintln!("HOSO_MASTER_KEY needs to hold the first of its keys only"),
        Some(file) => {
            if let Some(retired) = masters
                .retire_in_file(file)
                .context("retiring the old key")?
            {
                eprintln!(
                    "the old key is in {}; destroy it with the last backup that was made before now",
                    retired.display()
                );
            }
        }
    }
    Ok(())
}

async fn open(pool: &sqlx::PgPool, masters: &MasterKeys) -> anyhow::Result<Vault> {
    let vault = Vault::open(pool.clone(), masters.clone()).await;
    vault.context("opening the vault")
}

/// Whether the first key is one that the vault has yet to change to, or is changing to.
async fn is_underway(vault: &Vault, masters: &MasterKeys) -> anyhow::Result<bool> {
    let first = masters.keys()[0].id();
    if vault.current_master().await? != Some(first) {
        return Ok(true);
    }
    Ok(masters.keys().len() > 1)
}
