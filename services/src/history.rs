//! What became of a case up to a position or a moment, from the log alone.

use domain::case::{Case, CaseEvent};
use domain::{Aggregate as _, CaseId, Law, replay};
use eventstore::{DecodeError, EventStore, Position, ReadError, Recorded, Stream, Version};
use projections::{Fact, ProjectionError, Standing};
use time::{Duration, OffsetDateTime};

/// How long after a moment the log may still be given what happened then: an event has the time at
/// which its command was given, and is recorded a little later.
pub const SETTLES_WITHIN: Duration = Duration::seconds(10);

/// Whether the log has everything that was given to it by this moment, so that an answer about it
/// stays the same.
#[must_use]
pub fn is_settled(moment: OffsetDateTime, now: OffsetDateTime) -> bool {
    moment <= now - SETTLES_WITHIN
}

/// How much of a history to replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// All of it.
    Now,
    /// What stands in the log up to a position.
    Position(Position),
    /// What had been recorded at a moment.
    Time(OffsetDateTime),
}

/// What became of a case.
#[derive(Debug, Clone)]
pub struct History {
    /// Its events up to there, in order.
    pub facts: Vec<Fact>,
    /// How many more there are.
    pub later: usize,
    /// Where the rules had it.
    pub case: Case,
    /// Where the read models had it; none before its first event.
    pub standing: Option<Standing>,
}

/// The log's stream of a case.
#[must_use]
pub fn stream(case: CaseId) -> Stream {
    Stream {
        kind: Case::KIND,
        id: case.0,
    }
}

/// The events of a case, all or those up to a version; none if there is no such case.
pub async fn events_of_case<E>(
    store: &EventStore,
    case: CaseId,
    until: Option<Version>,
) -> Result<Vec<(Recorded, CaseEvent)>, E>
where
    E: From<ReadError> + From<DecodeError>,
{
    let recorded = recorded_of_case(store, case, until).await?;
    let events = recorded.map(|it| it.decode().map(|event| (it, event)));
    Ok(events.collect::<Result<_, _>>()?)
}

/// The same with all that surrounds each of them.
pub async fn facts_of_case<E>(
    store: &EventStore,
    case: CaseId,
    until: Option<Version>,
) -> Result<Vec<Fact>, E>
where
    E: From<ReadError> + From<DecodeError>,
{
    let recorded = recorded_of_case(store, case, until).await?;
    let facts = recorded.map(Fact::try_from);
    Ok(facts.collect::<Result<_, _>>()?)
}

/// What comes later than wanted is not decoded: it may be something that cannot be read.
async fn recorded_of_case(
    store: &EventStore,
    case: CaseId,
    until: Option<Version>,
) -> Result<impl Iterator<Item = Recorded>, ReadError> {
    let recorded = store.load_stream(stream(case), Version(0)).await?;
    Ok(recorded
        .into_iter()
        .take_while(move |it| until.is_none_or(|until| it.version <= until)))
}

/// Replays the history of a case; `None` if there is no such case.
pub async fn of_case(
    store: &EventStore,
    law: &Law,
    id: CaseId,
    until: Until,
) -> Result<Option<History>, ProjectionError> {
    let recorded = store.load_stream(stream(id), Version(0)).await?;
    if recorded.is_empty() {
        return Ok(None);
    }
    let all = recorded.len();
    let facts = recorded
        .into_iter()
        // A clock that was set back does not bring back what was recorded after it.
        .take_while(|it| match until {
            Until::Now => true,
            Until::Position(position) => it.position <= position,
            Until::Time(time) => it.recorded_at <= time,
        })
        .map(Fact::try_from)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Some(History {
        later: all - facts.len(),
        case: replay(facts.iter().filter_map(|it| it.event.case())),
        standing: Standing::after(&facts, law),
        facts,
    }))
}
