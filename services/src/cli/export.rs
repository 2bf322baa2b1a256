//! `hoso export`: the log as a file that proves itself.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use eventstore::checkpoint::Checkpoint;
use services::export::{Beside, Compression, export};
use services::seal::seal_now;
use services::settings::Settings;

use super::progress::{Of, Progress};

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Write the log as JSON lines, each the exact bytes of an event.
    ///
    /// Beside the file stand, as FILE.checkpoint, the signed checkpoint that covers it, and, as
    /// FILE.leaves, the hashes of its events, from which `hoso verify` tells which one is wrong. A
    /// file that is there already is gone on with, once every byte of it has been checked.
    Events(Events),
}

#[derive(Debug, Args)]
pub(crate) struct Events {
    /// The file.
    #[arg(long)]
    out: PathBuf,
    /// The first position to write.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    from: u64,
    /// Compress it with gzip.
    #[arg(long)]
    compress: bool,
}

impl Export {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let Export::Events(events) = self;
        let store = settings.open_log(settings.connect().await?).await?;
        seal_now(&store, &settings.trust()?).await?;
        let head = u64::try_from(store.head().await?.0)?;
        let mut progress = Progress::new("exporting", head, Of::Steps);
        let compression = if events.compress {
            Compression::Gzip
        } else {
            Compression::None
        };
        let exported = export(&store, &events.out, events.from, compression, |done, _| {
            progress.reached(done, "");
        })
        .await;
        progress.clear();
        let exported = exported?;
        let checkpoint = Checkpoint::of(&exported.checkpoint)?;
        eprintln!(
            "positions {} to {} are in {} ({} were there already), covered by {}; the root is {}",
            events.from,
            exported.last,
            events.out.display(),
            exported.kept,
            Beside::Checkpoint.path(&events.out).display(),
            checkpoint.root,
        );
        store.close().await;
        Ok(())
    }
}
