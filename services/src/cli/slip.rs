use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use domain::CaseId;
use domain::slip::{Format, Language, SlipKind};
use projections::case_list;
use services::Clock;
use services::settings::Settings;
use services::slips::issue;
use sqlx::PgPool;

/// The papers that a case calls for.
#[derive(Debug, Args)]
pub(crate) struct Slip {
    /// The case: its id, or its dossier code.
    case: String,
    /// Which paper; the newest of that kind.
    kind: Kind,
    /// The file to write; how its name ends says in which form: .pdf or .html.
    #[arg(long)]
    out: PathBuf,
    /// In which language.
    #[arg(long, default_value = "vi")]
    language: LanguageName,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Receipt,
    SupplementRequest,
    Refusal,
    Apology,
    StoppingNotice,
    ControlSlip,
    Certificate,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageName {
    Vi,
    En,
}

impl Slip {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let extension = self.out.extension().and_then(|it| it.to_str());
        let format = Format::ALL
            .into_iter()
            .find(|it| Some(it.extension()) == extension);
        let format = format.context("the name of the file must end in .pdf or .html")?;
        let pool = settings.connect().await?;
        let case = case_id(&pool, &self.case).await?;
        let app = settings.open(pool, Clock::Wall).await?;
        let kind = SlipKind::from(self.kind);
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
        let kept = issue::kept(&app, &issued, self.language.into(), format).await?;
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

async fn case_id(pool: &PgPool, case: &str) -> anyhow::Result<CaseId> {
    if let Ok(id) = case.parse() {
        return Ok(CaseId(id));
    }
    let found = case_list::with_code(pool, case).await?;
    match found.as_slice() {
        [only] => Ok(CaseId(only.case_id)),
        [] => bail!("the read models know no case with the code {case}; `hoso project` helps"),
        _ => bail!("several cases have the code {case}; name one by its id"),
    }
}

impl From<Kind> for SlipKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Receipt => Self::Receipt,
            Kind::SupplementRequest => Self::SupplementRequest,
            Kind::Refusal => Self::Refusal,
            Kind::Apology => Self::Apology,
            Kind::StoppingNotice => Self::StoppingNotice,
            Kind::ControlSlip => Self::ControlSlip,
            Kind::Certificate => Self::Certificate,
        }
    }
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::Vi => Self::Vi,
            LanguageName::En => Self::En,
        }
    }
}
