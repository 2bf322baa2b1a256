//! `hoso import events`: an export into an empty log, byte for byte.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use services::export::{Beside, Materials, restore};
use services::settings::Settings;

use crate::cli::progress::{Of, Progress};
use crate::cli::verify::materials;

#[derive(Debug, Args)]
pub(crate) struct Events {
    /// The export.
    file: PathBuf,
    /// A checkpoint that must cover it; the one beside it, where keys are named.
    #[arg(long, value_name = "FILE", requires = "key")]
    checkpoint: Vec<PathBuf>,
    /// A file with the verifier keys whose checkpoints are believed.
    #[arg(long, value_name = "FILE")]
    key: Vec<PathBuf>,
}

impl Events {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let materials = if self.key.is_empty() {
            Materials::default()
        } else {
            materials(&self.file, &self.checkpoint, &self.key, None)?
        };
        if !self.key.is_empty() && materials.checkpoints.is_empty() {
            let missing = Beside::Checkpoint.path(&self.file);
            anyhow::bail!(
                "there is no checkpoint: neither is one named, nor is there {}",
                missing.display()
            );
        }
        let store = settings.open_log(settings.connect().await?).await?;
        let bytes = std::fs::metadata(&self.file).map_or(0, |it| it.len());
        let mut progress = Progress::new("importing", bytes / 700 + 1, Of::Steps);
        let restored = restore(&store, &self.file, &materials, |done| {
            progress.reached(done, "");
        })
        .await;
        progress.clear();
        let restored = restored?;
        eprintln!(
            "{} events are in the log; the root is {}",
            restored.size, restored.root
        );
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
