//! `hoso rebuild`: a read model anew beside the live one, compared before it takes its place.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use eventstore::Position;
use projections::rebuild::{Comparison, Difference, WhenDifferent, rebuild};
use projections::{Projector, ReadModel};
use serde_json::{Map, Value};
use services::claims::{self, WhenWrong};
use services::settings::Settings;
use services::{App, Clock};
use sqlx::PgPool;

use super::progress::{Of, Progress};

/// What else can be built again: no read model, since decisions rest on them.
const CLAIMS: &str = "claims";

#[derive(Debug, Args)]
pub(crate) struct Rebuild {
    /// Which read model, or the claims.
    #[arg(
        required_unless_present = "all",
        help = format!("Which read model: {}; or {CLAIMS}: who holds what may exist only once", names())
    )]
    read_model: Option<String>,
    /// Every read model, one after another.
    #[arg(long, conflicts_with = "read_model")]
    all: bool,
    /// Put the rebuilt rows in the place of those that differ.
    #[arg(long)]
    replace: bool,
}

/// The names of the read models.
fn names() -> String {
    let all = projections::all();
    let names: Vec<_> = all.iter().map(|it| it.table()).collect();
    names.join(", ")
}

impl Rebuild {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        if self.read_model.as_deref() == Some(CLAIMS) {
            return self.claims(settings).await;
        }
        let models = self.models()?;
        let live = settings.connect().await?;
        let app = settings.open(live, Clock::Wall).await?;
        let beside = settings.connect_to_rebuild().await?;
        let mut all_right = true;
        for model in models {
            all_right &= self.rebuild(&app, &beside, model).await?;
        }
        app.store.close().await;
        if all_right {
            Ok(ExitCode::SUCCESS)
        } else {
            Ok(ExitCode::FAILURE)
        }
    }

    /// Says whether the claims are right in the end.
    async fn claims(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let store = settings.open_log(settings.connect().await?).await?;
        let when_wrong = if self.replace {
            WhenWrong::Replace
        } else {
            WhenWrong::Keep
        };
        let head = u64::try_from(store.head().await?.0)?;
        let mut progress = Progress::new("rebuilding the claims", head, Of::Events);
        let report = |it: Position| progress.reached(it.0.unsigned_abs(), "");
        let wrong = claims::rebuild(&store, when_wrong, report).await;
        progress.clear();
        store.close().await;
        let Some(wrong) = wrong.context("rebuilding the claims")? else {
            eprintln!("the claims are what the events say");
            return Ok(ExitCode::SUCCESS);
        };
        if self.replace {
            eprintln!("{wrong}: all claims are replaced by what the events say");
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!("{wrong}: --replace puts that right");
        Ok(ExitCode::FAILURE)
    }

    fn models(&self) -> anyhow::Result<Vec<Box<dyn ReadModel>>> {
        let Some(name) = &self.read_model else {
            return Ok(projections::all());
        };
        if let Some(model) = projections::named(name) {
            return Ok(vec![model]);
        }
        bail!("there is no read model {name}; there are {}", names())
    }

    /// Says whether the live one is right in the end.
    async fn rebuild(
        &self,
        app: &App,
        beside: &PgPool,
        model: Box<dyn ReadModel>,
    ) -> anyhow::Result<bool> {
        let name = model.name();
        let (store, vault) = (app.store.clone(), app.vault.clone());
        let model = vec![model];
        let live = Projector::new(store.clone(), vault.clone(), app.pool.clone(), model);
        live.catch_up()
            .await
            .with_context(|| format!("bringing {name} up to date"))?;

        let model = projections::named(name).context("it was there before")?;
        let when_different = if self.replace {
            WhenDifferent::Replace
        } else {
            WhenDifferent::Keep
        };
        let mut progress = Progress::new(format!("rebuilding {name}"), 0, Of::Events);
        let pools = (&app.pool, beside);
        let outcome = rebuild(&store, vault, pools, model.as_ref(), when_different, |it| {
            progress.set_total(it.of.unsigned_abs());
            progress.reached(it.applied.unsigned_abs(), "");
        });
        let outcome = outcome.await;
        progress.clear();
        let comparison = outcome.with_context(|| format!("rebuilding {name}"))?;
        let mut out = std::io::stdout().lock();
        tell(&mut out, name, &comparison)?;
        if comparison.difference.is_some() && self.replace {
            writeln!(out, "  the rebuilt rows are in their place now")?;
        }
        Ok(comparison.difference.is_none() || self.replace)
    }
}

fn tell(out: &mut impl Write, name: &str, comparison: &Comparison) -> anyhow::Result<()> {
    let Comparison {
        position,
        rows,
        held: (live, rebuilt),
        difference,
    } = comparison;
    match difference {
        None => writeln!(out, "{name}: equal, {rows} rows at position {position}")?,
        Some(difference) => {
            writeln!(
                out,
                "{name}: rows that differ: {}, of {rows} at position {position}; the first:",
                difference.rows,
            )?;
            tell_first(out, difference)?;
        }
    }
    if *live > 0 || *rebuilt > 0 {
        writeln!(
            out,
            "  streams held back: {live} by the live one, {rebuilt} by the rebuilt one; \
             `hoso retry` lists them and tries them again"
        )?;
    }
    Ok(())
}

/// Shows the row once, and both values of each column in which they differ.
fn tell_first(out: &mut impl Write, difference: &Difference) -> anyhow::Result<()> {
    let live = columns(difference.live.as_deref())?;
    let rebuilt = columns(difference.rebuilt.as_deref())?;
    if difference.live.is_none() {
        writeln!(out, "  missing in the live one, and it should be there:")?;
    }
    if difference.rebuilt.is_none() {
        writeln!(out, "  in the live one, and it should not be there:")?;
    }
    let names: BTreeSet<_> = live.keys().chain(rebuilt.keys()).collect();
    for name in names {
        match (live.get(name), rebuilt.get(name)) {
            (Some(live), Some(rebuilt)) if live != rebuilt => {
                writeln!(
                    out,
                    "! {name}: {live} in the live one, {rebuilt} by the log"
                )?;
            }
            (Some(value), _) | (None, Some(value)) => writeln!(out, "  {name}: {value}")?,
            (None, None) => (),
        }
    }
    Ok(())
}

fn columns(row: Option<&str>) -> serde_json::Result<Map<String, Value>> {
    row.map_or(Ok(Map::new()), serde_json::from_str)
}
