//! `hoso key`: the keys of the vault and of checkpoints.

mod rotate_master;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use eventstore::MasterKey;
use eventstore::note::SigningKey;
use services::settings::Settings;

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Make a master key in a new file that only this account can read.
    Create {
        /// The file.
        file: PathBuf,
    },
    /// Make a key that signs checkpoints, in a new file that only this account can read, and print
    /// its verifier key.
    CreateSigning {
        /// The file.
        file: PathBuf,
    },
    /// Print the verifier keys of the log, the current one last.
    Verifiers,
    /// Change to a new signing key, which takes the place of the one in `HOSO_SIGNING_KEY_FILE`.
    ///
    /// The old one is kept beside it, with the size of the first checkpoint that it does not sign.
    /// What it has signed stays valid. A server that is running takes the new one by itself.
    RotateSigning,
    /// Change to a new master key while the service runs.
    ///
    /// The new key is written before the old one into `HOSO_MASTER_KEY_FILE`, from which running
    /// servers take it by themselves; every key of the vault is wrapped with it; and the old one goes
    /// to a file beside it, which only backups from before need. Interrupted, it goes on when it is
    /// given again. Where `HOSO_MASTER_KEY` holds the key itself, it must hold the new one and the old
    /// one, with a space between them, here and for every server, before this is run.
    RotateMaster,
}

impl Key {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        match self {
            Key::Create { file } => {
                MasterKey::create_file(&file)
                    .with_context(|| format!("making {}", file.display()))?;
            }
            Key::CreateSigning { file } => {
                let key = SigningKey::create_file(&file, settings.source())
                    .with_context(|| format!("making {}", file.display()))?;
                writeln!(std::io::stdout(), "{}", key.verifier())?;
            }
            Key::Verifiers => {
                let store = settings.open_log(settings.connect().await?).await?;
                let keys = store.log_keys().await?;
                if keys.is_empty() {
                    bail!(
                        "the log was never signed: set HOSO_SIGNING_KEY_FILE, and start the server"
                    );
                }
                for it in keys {
                    writeln!(std::io::stdout(), "{}", it.key)?;
                }
            }
            Key::RotateSigning => rotate(settings).await?,
            Key::RotateMaster => rotate_master::run(settings).await?,
        }
        Ok(())
    }
}

async fn rotate(settings: &Settings) -> anyhow::Result<()> {
    let Some(file) = &settings.signing_key_file else {
        bail!("HOSO_SIGNING_KEY_FILE is not set: there is no key to change");
    };
    let store = settings.open_log(settings.connect().await?).await?;
    let fresh = with_suffix(file, ".new");
    // One that an earlier attempt left is as good as another.
    let key = if fresh.exists() {
        SigningKey::read_file(&fresh, store.origin())
    } else {
        SigningKey::create_file(&fresh, store.origin())
    };
    let key = key.with_context(|| format!("making {}", fresh.display()))?;
    let current = store.log_keys().await?.pop();
    let from = match current {
        Some(it) if it.key == *key.verifier() => it.from_size,
        Some(_) | None => store.adopt_key(key.verifier()).await?,
    };
    if file.exists() {
        std::fs::rename(file, with_suffix(file, &format!(".until-{from}")))?;
    }
    std::fs::rename(&fresh, file)?;
    writeln!(std::io::stdout(), "{}", key.verifier())?;
    eprintln!("checkpoints from {from} events on are signed with the new key");
    store.close().await;
    Ok(())
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
