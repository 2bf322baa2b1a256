//! `hoso slip`: a paper as it was handed out.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use domain::Language;
use domain::slip::{Format, SlipKind};
use services::Clock;
use services::settings::Settings;
use services::slips::issue;

use super::case_named::case_named;

/// The papers that a case calls for.
#[derive(Debug, Args)]
pub(crate) struct Slip {
    /// The case: its id, or its dossier code.
    case: String,
    /// Which paper; the newest of that kind.
    #[arg(value_parser = kinds())]
    kind: SlipKind,
    /// The file to write; how its name ends says in which form: .pdf or .html.
    #[arg(long)]
    out: PathBuf,
    /// In which language.
    #[arg(long, default_value = "vi", value_parser = languages())]
    language: Language,
}

impl Slip {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let extension = self.out.extension().and_then(|it| it.to_str());
        let format = Format::ALL
            .into_iter()
            .find(|it| Some(it.extension()) == extension);
        let format = format.context("the name of the file must end in .pdf or .html")?;
        let pool = settings.connect().await?;
        let case = case_named(&pool, &self.case).await?;
        let app = settings.open(pool, Clock::Wall).await?;
        let kind = self.kind;
        let called = issue::of_case(&app, case).await?;
        let called = called.with_context(|| format!("the log has no case {case}"))?;
        let newest = called.iter().rfind(|it| it.kind == kind);
        let Some(newest) = newest else {
            let kinds: Vec<&str> = called.iter().map(|it| it.kind.name()).collect();
            bail!(
                "the case calls for no {}; it calls for: {}",
                kind.name(),
                kinds.join(", ")
            );
        };
        let issued = issue::issue(&app, case, newest.case_version).await?;
        let kept = issue::kept(&app, &issued, self.language, format).await?;
        std::fs::write(&self.out, kept.bytes())
            .with_context(|| format!("writing {}", self.out.display()))?;
        eprintln!(
            "{}, handed out at position {}, is in {}",
            kind.name(),
            issued.position,
            self.out.display()
        );
        app.store.close().await;
        Ok(())
    }
}

fn kinds() -> impl TypedValueParser<Value = SlipKind> {
    PossibleValuesParser::new(SlipKind::ALL.map(SlipKind::name))
        .try_map(|it| SlipKind::named(&it).ok_or("no such paper"))
}

fn languages() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::tag))
        .try_map(|it| Language::tagged(&it).ok_or("no such language"))
}
