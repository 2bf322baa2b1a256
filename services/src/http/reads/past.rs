//! A case as it was: answered from the log alone, never from a read model.

use domain::{CaseId, Role};
use projections::Fact;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::case::code;
use super::cases::CaseSummary;
use super::deadlines::DeadlineView;
use crate::history::{self, SETTLES_WITHIN, Until, is_settled};
use crate::http::Api;
use crate::http::problem::{Problem, bad, failed};
use crate::http::read::within_log;

/// A case as it was, and the events that led to it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PastCase {
    /// Where it stood; without the name of the applicant.
    case: CaseSummary,
    /// The code of the National Public Service Portal; none for what is only recorded here.
    portal_status: Option<u8>,
    /// In whose hands it was: `receiver` or `decider`.
    in_hands_of: Option<&'static str>,
    /// Its terms, in the order in which they were set.
    deadlines: Vec<DeadlineView>,
    /// What had happened to it, in order.
    events: Vec<PastEvent>,
    /// How many events came later.
    later_events: usize,
}

/// An event that had happened.
#[derive(Debug, Serialize, ToSchema)]
struct PastEvent {
    /// Where it stands in the log.
    position: i64,
    /// Where it stands in the case.
    version: i64,
    /// Its wire name.
    r#type: String,
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    recorded_at: OffsetDateTime,
    /// Who did it.
    actor: Uuid,
    /// On behalf of which agency.
    agency: Option<String>,
    /// In which role.
    role: String,
    /// By which command.
    command: String,
    /// The command's id.
    command_id: Uuid,
    /// The event's own data; it holds references in the stead of personal values.
    #[schema(value_type = Object)]
    data: Box<RawValue>,
}

/// The case as it was.
pub(super) async fn past(api: &Api, id: CaseId, until: Until) -> Result<PastCase, Problem> {
    match until {
        Until::Position(position) => within_log(api, position).await?,
        // What is to come may still change, and an answer about the past must not.
        Until::Time(time) if time > api.app.clock.now() => {
            return Err(Problem::new(&bad::IN_THE_FUTURE));
        }
        Until::Time(time) if !is_settled(time, api.app.clock.now()) => {
            let seconds = u16::try_from(SETTLES_WITHIN.whole_seconds()).unwrap_or(u16::MAX);
            return Err(Problem::new(&failed::NOT_SETTLED).retry_after(seconds));
        }
        Until::Now | Until::Time(_) => (),
    }
    let law = api.app.law.current();
    let history = history::of_case(&api.app.store, &law, id, until).await?;
    let history = history.ok_or_else(|| Problem::new(&bad::UNKNOWN_CASE))?;
    let standing = history.standing;
    let standing = standing.ok_or_else(|| Problem::new(&bad::NOT_THERE_THEN))?;
    let deadlines = standing.deadlines.into_iter();
    let events = history.facts.iter().map(PastEvent::of);
    Ok(PastCase {
        case: standing.line.into(),
        portal_status: history.case.portal_status().map(code),
        in_hands_of: history.case.in_hands_of().map(Role::name),
        deadlines: deadlines.map(|it| DeadlineView::of(it, &law)).collect(),
        events: events.collect::<Result<_, _>>()?,
        later_events: history.later,
    })
}

impl PastEvent {
    fn of(fact: &Fact) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        struct WithData {
            data: Box<RawValue>,
        }

        let document: WithData = serde_json::from_slice(&fact.recorded.document)?;
        let cause = &fact.envelope.cause;
        Ok(Self {
            position: fact.position(),
            version: fact.recorded.version.0,
            r#type: fact.recorded.name.clone(),
            recorded_at: fact.recorded.recorded_at,
            actor: cause.actor,
            agency: cause.agency.clone(),
            role: cause.role.clone(),
            command: cause.command.to_string(),
            command_id: cause.command_id,
            data: document.data,
        })
    }
}
