//! The key of the demo's vault.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use eventstore::{MasterKey, VaultError};
use services::App;
use services::settings::Settings;

/// Where the key comes from.
pub(super) enum Key {
    /// From the operator.
    Given,
    /// From an earlier start.
    Kept(PathBuf),
    /// Made just now.
    Made(PathBuf),
}

impl Key {
    /// Finds the key that the settings name, or that is kept with the demo's data, or makes one.
    pub(super) fn settle(settings: &mut Settings, data: &Path) -> anyhow::Result<Self> {
        if settings.master_key_file.is_some() || std::env::var_os("HOSO_MASTER_KEY").is_some() {
            return Ok(Self::Given);
        }
        let path = data.join("master.key");
        let known = path.exists();
        if !known {
            MasterKey::create_file(&path).with_context(|| format!("making {}", path.display()))?;
        }
        settings.master_key_file = Some(path.clone());
        Ok(if known {
            Self::Kept(path)
        } else {
            Self::Made(path)
        })
    }

    /// Says what to do where the database has another key.
    pub(super) fn judge(self, opened: anyhow::Result<App>) -> anyhow::Result<App> {
        let wrong = |it: &(dyn std::error::Error + 'static)| {
            matches!(it.downcast_ref(), Some(VaultError::WrongMasterKey))
        };
        let Some(error) = opened.as_ref().err().filter(|it| it.chain().any(wrong)) else {
            return opened;
        };
        match self {
            Self::Given => opened,
            Self::Kept(path) => bail!(
                "{}: {} is not it. Put the right key there, or start anew: make clean-demo",
                error.root_cause(),
                path.display(),
            ),
            Self::Made(path) => {
                // A key that opens nothing would only mislead the next start.
                std::fs::remove_file(&path)
                    .with_context(|| format!("removing {}", path.display()))?;
                bail!(
                    "the database holds data whose key is gone: there is no {}. Put the key back \
                     there, or start anew: make clean-demo",
                    path.display(),
                )
            }
        }
    }
}
