//! Which papers a case calls for: its events say, and what came before them.

use std::collections::HashMap;

use domain::Law;
use domain::slip::SlipKind;
use projections::Fact;

use super::compose::Matter;

/// Which of these events call for a paper, for which, and the numbers of the forms.
pub(crate) fn all_called_for<'a>(
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
