//! `hoso replay`: a case as it stood, from the log alone.

mod reveal;
mod text;

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use domain::CaseId;
use domain::law::Law;
use eventstore::{EventStore, Position};
use projections::Fact;
use projections::deadline::DeadlineLine;
use serde::Serialize;
use serde_json::{Map, Value};
use services::Clock;
use services::history::{self, History, SETTLES_WITHIN, Until, is_settled};
use services::settings::Settings;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use self::reveal::Revealed;
use super::case_named::case_named;

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The case: its id, its dossier code, or what its source calls it.
    case: String,
    /// Only what stands in the log up to this position.
    #[arg(long, value_name = "POSITION", conflicts_with = "as_of")]
    at: Option<i64>,
    /// Only what had been recorded at this time, such as 2026-03-02T17:00:00+07:00.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<OffsetDateTime>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Show personal values, and whether they are those that the events commit to. This needs the
    /// key of the vault.
    #[arg(long)]
    reveal: bool,
}

/// What the log says of a case, up to a point.
#[derive(Debug, Serialize)]
struct Report {
    case: Uuid,
    /// The last event that counts.
    position: i64,
    #[serde(with = "time::serde::rfc3339")]
    recorded_at: OffsetDateTime,
    /// How many events of the case came later.
    later_events: usize,
    state: Value,
    portal_status: Option<u8>,
    deadlines: Vec<DeadlineLine>,
    events: Vec<Happened>,
    /// Names of those who act, where they were to be revealed.
    #[serde(skip_serializing_if = "Map::is_empty")]
    persons: Map<String, Value>,
}

/// An event, as an auditor looks at it.
#[derive(Debug, Serialize)]
struct Happened {
    position: i64,
    version: i64,
    #[serde(with = "time::serde::rfc3339")]
    time: OffsetDateTime,
    r#type: String,
    actor: Uuid,
    agency: Option<String>,
    role: String,
    command: String,
    command_id: Uuid,
    data: Value,
}

impl Replay {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let pool = settings.connect().await?;
        let store = settings.log(&pool);
        self.is_past(&store).await?;
        let id = case_named(&pool, &self.case).await?;
        let (law, _) = projections::load_law(&store).await?;
        let history = history::of_case(&store, &law, id, self.until())
            .await
            .context("replaying the case")?;
        let Some(history) = history else {
            bail!("the log has no case {id}");
        };
        let Some(mut report) = report(id, &history)? else {
            bail!(
                "the case {id} had no event then: its first is at position {}",
                first_position(&store, &law, id).await?,
            );
        };
        if self.reveal {
            let vault = settings.vault(&pool).await?;
            Revealed::of(&vault, &report).await?.put_into(&mut report);
        }
        store.close().await;

        let mut out = std::io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &report)?;
            writeln!(out)?;
        } else {
            text::print(&mut out, &report)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Refuses what the log does not know yet: an answer about the past must not change.
    async fn is_past(&self, store: &EventStore) -> anyhow::Result<()> {
        let head = store.head().await?;
        if let Some(at) = self.at.filter(|it| *it > head.0) {
            bail!("the log ends at position {head}, before {at}");
        }
        if self
            .as_of
            .is_some_and(|it| !is_settled(it, Clock::Wall.now()))
        {
            bail!(
                "what was recorded by then may still come into the log: ask for a moment that is \
                 {SETTLES_WITHIN} ago at least, or leave --as-of out to see the case as it is"
            );
        }
        Ok(())
    }

    fn until(&self) -> Until {
        let position = self.at.map(|it| Until::Position(Position(it)));
        let time = self.as_of.map(Until::Time);
        position.or(time).unwrap_or(Until::Now)
    }
}

fn moment(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "a time is written like 2026-03-02T17:00:00+07:00".to_owned())
}

async fn first_position(store: &EventStore, law: &Law, id: CaseId) -> anyhow::Result<Position> {
    let whole = history::of_case(store, law, id, Until::Now).await?;
    let first = whole.and_then(|it| it.facts.first().map(|it| it.recorded.position));
    first.context("a case has a first event")
}

/// `None` before the first event of the case.
fn report(id: CaseId, history: &History) -> anyhow::Result<Option<Report>> {
    let (Some(last), Some(standing)) = (history.facts.last(), &history.standing) else {
        return Ok(None);
    };
    let events = history.facts.iter().map(happened);
    Ok(Some(Report {
        case: id.0,
        position: last.position(),
        recorded_at: last.recorded.recorded_at,
        later_events: history.later,
        state: serde_json::to_value(&standing.line)?,
        portal_status: history.case.portal_status().map(|it| it as u8),
        deadlines: standing.deadlines.clone(),
        events: events.collect::<Result<_, _>>()?,
        persons: Map::new(),
    }))
}

fn happened(fact: &Fact) -> anyhow::Result<Happened> {
    let cause = &fact.envelope.cause;
    let mut document: Value = serde_json::from_slice(&fact.recorded.document)?;
    Ok(Happened {
        position: fact.position(),
        version: fact.recorded.version.0,
        time: fact.recorded.recorded_at,
        r#type: fact.recorded.name.clone(),
        actor: cause.actor,
        agency: cause.agency.clone(),
        role: cause.role.clone(),
        command: cause.command.to_string(),
        command_id: cause.command_id,
        data: document["data"].take(),
    })
}
