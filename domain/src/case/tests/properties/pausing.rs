//! The laws under which random histories are played: with a fee, and with a rule for every pause.

use proptest::prelude::*;

use super::super::ids;
use crate::Law;
use crate::case::{Case, Waiting};
use crate::law::{ClockAfterSupplement, Fee, PauseKind, PauseRule};
use crate::testing::{delivered, law_with};

pub(super) fn laws() -> impl Strategy<Value = Law> {
    let each = prop::sample::select(POLICIES.to_vec());
    (each.clone(), each.clone(), each)
        .prop_map(|(supplement, total, steps)| law_with_pauses(supplement, total, steps))
}

pub(super) const POLICIES: [ClockAfterSupplement; 2] =
    [ClockAfterSupplement::Restart, ClockAfterSupplement::Resume];

/// The delivered law with a fee, and with these policies after every pause.
pub(super) fn law_with_pauses(
    supplement: ClockAfterSupplement,
    total: ClockAfterSupplement,
    steps: ClockAfterSupplement,
) -> Law {
    law_with(|it| {
        it.supplements.clock = supplement;
        it.pauses = rules_for_each(total, steps);
    })
    .with_fee(Fee {
        id: "FEE".parse().unwrap(),
        procedures: ids(&["FNGO-OP-ISSUE"]),
        ..delivered().fees[3].clone()
    })
}

/// A rule for every pause but that of a supplement, with one policy.
pub(super) fn rule_for_each(policy: ClockAfterSupplement) -> Vec<PauseRule> {
    rules_for_each(policy, policy)
}

fn rules_for_each(total: ClockAfterSupplement, steps: ClockAfterSupplement) -> Vec<PauseRule> {
    let kinds = [
        PauseKind::Payment,
        PauseKind::Applicant,
        PauseKind::Suspension,
    ];
    let rule = |pause| PauseRule {
        pause,
        total,
        steps,
        at_most: None,
        lapse_ground: None,
        basis: "Art. 1".to_owned(),
    };
    kinds.map(rule).to_vec()
}

pub(super) fn is_paused(case: &Case) -> bool {
    let waiting = case.dossier().and_then(|it| it.waiting.as_ref());
    matches!(waiting, Some(Waiting::Paused { .. }))
}

pub(super) fn asks_payment(case: &Case) -> bool {
    let waiting = case.dossier().and_then(|it| it.waiting.as_ref());
    matches!(waiting, Some(Waiting::Paused { pause, .. }) if pause.kind() == PauseKind::Payment)
}
