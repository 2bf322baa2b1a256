//! `hoso retry`: what read models hold back, and another try at it.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use projections::held::{self, Held};
use services::settings::Settings;
use services::{App, Clock};
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

#[derive(Debug, Args)]
pub(crate) struct Retry {
    /// The case or other stream to try again; without it, and without --all, what is held back is
    /// listed.
    stream: Option<Uuid>,
    /// Try again everything that is held back.
    #[arg(long, conflicts_with = "stream")]
    all: bool,
    /// Only what this read model holds back.
    #[arg(long, value_name = "READ_MODEL")]
    read_model: Option<String>,
}

impl Retry {
    /// Fails where something is still held back afterwards.
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let pool = settings.connect().await?;
        let app = settings.open(pool, Clock::Wall).await?;
        let held = self.asked_for(held::list(&app.pool, i64::MAX).await?)?;
        let mut out = std::io::stdout().lock();
        let done = if self.all || self.stream.is_some() {
            retry(&mut out, &app, &held).await?
        } else {
            list(&mut out, &held)?;
            true
        };
        app.store.close().await;
        Ok(if done {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    fn asked_for(&self, mut held: Vec<Held>) -> anyhow::Result<Vec<Held>> {
        if let Some(name) = &self.read_model {
            let model = projections::named(name);
            let model = model.with_context(|| format!("there is no read model {name}"))?;
            held.retain(|it| it.model == model.name());
        }
        if let Some(stream) = self.stream {
            held.retain(|it| it.stream_id == stream);
            if held.is_empty() {
                bail!("nothing of {stream} is held back; `hoso retry` lists what is");
            }
        }
        Ok(held)
    }
}

fn list(out: &mut impl Write, held: &[Held]) -> anyhow::Result<()> {
    if held.is_empty() {
        writeln!(out, "no read model holds anything back")?;
    }
    for it in held {
        tell(out, it)?;
    }
    Ok(())
}

/// Says whether everything was let go.
async fn retry(out: &mut impl Write, app: &App, held: &[Held]) -> anyhow::Result<bool> {
    let mut still = 0;
    for it in held {
        let model = projections::named(&it.model).context("it was listed by this build")?;
        let (store, vault) = (&app.store, app.vault.clone());
        let outcome = held::retry(store, vault, &app.pool, model.as_ref(), it.stream_id).await;
        let name = format!("{} {} in {}", it.stream_kind, it.stream_id, it.model);
        match outcome.with_context(|| format!("trying {name} again"))? {
            None => writeln!(out, "{name}: applied")?,
            Some(held) => {
                still += 1;
                tell(out, &held)?;
            }
        }
    }
    if held.is_empty() {
        writeln!(out, "no read model holds anything back")?;
    }
    if still > 0 {
        writeln!(out, "still held back: {still}")?;
    }
    Ok(still == 0)
}

fn tell(out: &mut impl Write, held: &Held) -> anyhow::Result<()> {
    writeln!(
        out,
        "{model} holds {kind} {id} back since {since}\n  \
         at {type} (version {version}, position {position}): {error}",
        model = held.model,
        kind = held.stream_kind,
        id = held.stream_id,
        since = held.since.format(&Rfc3339)?,
        r#type = held.r#type,
        version = held.version,
        position = held.position,
        error = held.error,
    )?;
    Ok(())
}
