//! What owners of approved aid owe, counted from what happened to the aid.

use domain::aid::{Aid, AidEvent};
use domain::{Law, replay};
use projections::aid_history::{self, AidEntry};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{DutyLine, Under, UnderKind, counted, each_once, stored};
use crate::App;

/// Everything that is owed under one aid, or under all.
pub(super) async fn listed<E>(app: &App, law: &Law, only: Option<Uuid>) -> Result<Vec<DutyLine>, E>
where
    E: From<sqlx::Error> + From<serde_json::Error>,
{
    let entries = aid_history::of_all(&app.pool, only).await?;
    let now = app.clock.now();
    Ok(counted(
        entries,
        |it| it.approval,
        |history| of_one(law, history, now),
    )?)
}

/// What is owed under the aid to which this happened.
fn of_one(
    law: &Law,
    history: &[AidEntry],
    now: OffsetDateTime,
) -> Result<Vec<DutyLine>, serde_json::Error> {
    let events: Vec<AidEvent> = (history.iter())
        .map(|it| stored(&it.name, &it.data))
        .collect::<Result<_, _>>()?;
    let aid: Aid = replay(&events);
    let (Some(first), Some(term)) = (history.first(), aid.term()) else {
        return Ok(vec![]);
    };
    let Some((_, calendar)) = aid.rules(law) else {
        return Ok(vec![]);
    };
    let today = calendar.day_of(now);
    let of = Under {
        kind: UnderKind::Aid,
        id: first.approval,
        number: first.number.clone().unwrap_or_default(),
        owner: first.owner,
        owner_name: first.owner_name.clone(),
        owed_to: each_once([&term.agency], law, today),
    };
    let owed = aid.owed(law).into_iter();
    Ok(owed
        .map(|(owed, state)| DutyLine::of(&of, &owed, state, today))
        .collect())
}
