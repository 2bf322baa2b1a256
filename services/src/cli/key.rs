use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use eventstore::MasterKey;

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Make a master key in a new file that only this account can read.
    Create {
        /// The file.
        file: PathBuf,
    },
}

impl Key {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Key::Create { file } => {
                MasterKey::create_file(&file)
                    .with_context(|| format!("making {}", file.display()))?;
                Ok(())
            }
        }
    }
}
