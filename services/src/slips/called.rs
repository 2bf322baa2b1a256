//! Which papers a case calls for: its events say, and what came before them.

use std::collections::HashMap;

use domain::slip::SlipKind;
use domain::{CaseId, Law};
use eventstore::{DecodeError, ReadError, Version};
use projections::Fact;

use super::compose::Matter;
use crate::{App, history};

/// Which papers a case calls for up to a version, by the versions of the events that do.
pub(crate) async fn of_case<E>(
    app: &App,
    case: CaseId,
    until: Version,
) -> Result<Vec<(u32, SlipKind)>, E>
where
    E: From<ReadError> + From<DecodeError>,
{
    let facts = facts_until::<E>(app, case, Some(until)).await?;
    let law = app.law.current();
    let called = all_called_for(&facts, &law);
    Ok(called.map(|it| (version(it.0), it.1)).collect())
}

/// Which of these events call for a paper, for which, and the numbers of the forms.
pub(super) fn all_called_for<'a>(
    facts: &'a [Fact],
    law: &'a Law,
) -> impl Iterator<Item = (&'a Fact, SlipKind, Option<String>)> {
    facts.iter().enumerate().filter_map(|(place, fact)| {
        let (kind, form) = called_for(&facts[..=place], law)?;
        Some((fact, kind, form))
    })
}

/// The paper that the last of these events calls for, and the number of its form.
pub(super) fn called_for(facts: &[Fact], law: &Law) -> Option<(SlipKind, Option<String>)> {
    let nothing = HashMap::new();
    let matter = Matter {
        facts,
        law,
        revealed: &nothing,
        held: None,
    };
    let kind = facts.last()?.event.case()?.slip()?;
    Some((kind, matter.handed_out(kind)?))
}

/// The version of its case that an event made.
pub(super) fn version(fact: &Fact) -> u32 {
    u32::try_from(fact.recorded.version.0).unwrap_or(u32::MAX)
}

/// What happened to a case, in order.
pub(super) async fn facts_of<E>(app: &App, case: CaseId) -> Result<Vec<Fact>, E>
where
    E: From<ReadError> + From<DecodeError>,
{
    facts_until(app, case, None).await
}

/// What happened to it, all or up to a version: what comes later may be something that cannot be
/// read.
async fn facts_until<E>(app: &App, case: CaseId, until: Option<Version>) -> Result<Vec<Fact>, E>
where
    E: From<ReadError> + From<DecodeError>,
{
    let recorded = app
        .store
        .load_stream(history::stream(case), Version(0))
        .await?;
    let shown = recorded
        .into_iter()
        .take_while(|it| until.is_none_or(|until| it.version <= until));
    let facts = shown.map(Fact::try_from);
    Ok(facts.collect::<Result<_, _>>()?)
}
