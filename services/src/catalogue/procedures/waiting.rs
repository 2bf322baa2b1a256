//! What may be wrong with supplements and pauses: how a case waits, and how that ends.

use domain::GroundId;
use domain::law::{PauseKind, Procedure, Rules};

use super::super::entry::Step::{Item, Key};
use super::super::entry::{Entry, Step};
use super::super::{CatalogueFault, TermFault};
use super::in_rules;
use super::lists::repeated;

pub(super) fn check(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    let kinds = rules.pauses.iter().map(|it| it.pause.name());
    repeated(entry, &[Key("pauses")], kinds, faults);
    let supplements = &rules.supplements;
    let lapse =
        (supplements.lapse_ground.as_ref()).map(|it| (it, supplements.answer_within.is_some()));
    ends(
        entry,
        rules,
        &[Key("supplements")],
        ("answer_within", lapse),
        faults,
    );
    if supplements.answer_within.is_some() && supplements.lapse_ground.is_none() {
        let path = in_rules(&[Key("supplements"), Key("answer_within")]);
        faults.extend(entry.fault_at(&path, TermFault::NothingLapses));
    }
    for (number, rule) in rules.pauses.iter().enumerate() {
        let path = [Key("pauses"), Item(number)];
        if rule.pause == PauseKind::Supplement {
            let path = in_rules(&[&path[..], &[Key("pause")]].concat());
            faults.extend(entry.fault_at(&path, TermFault::PauseIsSupplement));
        }
        if rule.at_most.as_ref().is_some_and(|it| it.limit.count == 0) {
            let path = in_rules(&[&path[..], &[Key("at_most")]].concat());
            faults.extend(entry.fault_at(&path, TermFault::NoTime));
        }
        let lapse = rule
            .lapse_ground
            .as_ref()
            .map(|it| (it, rule.at_most.is_some()));
        ends(entry, rules, &path, ("at_most", lapse), faults);
    }
}

/// A case that waits too long is stopped on one of the grounds on which it may be, and too long is
/// after a term that somebody said.
fn ends(
    entry: &Entry<'_, Procedure>,
    rules: &Rules,
    of: &[Step],
    (term, lapse): (&'static str, Option<(&GroundId, bool)>),
    faults: &mut Vec<CatalogueFault>,
) {
    let Some((ground, has_term)) = lapse else {
        return;
    };
    let path = in_rules(&[of, &[Key("lapse_ground")]].concat());
    if !rules.stop_grounds.iter().any(|it| it.id == *ground) {
        let ground = ground.clone();
        faults.extend(entry.fault_at(&path, TermFault::UnknownStopGround { ground }));
    }
    if !has_term {
        faults.extend(entry.fault_at(&path, TermFault::LapseWithoutTerm { term }));
    }
}
