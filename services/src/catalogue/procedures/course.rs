//! What may be wrong with the course of a procedure: its steps, and what belongs to each.

use std::collections::BTreeSet;

use domain::StepId;
use domain::law::{Act, Effect, Procedure, Rules, Step};

use super::super::entry::Entry;
use super::super::entry::Step::{Item, Key};
use super::super::{CatalogueFault, Fault, TermFault};
use super::in_rules;

pub(super) fn check(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    steps(entry, rules, faults);
    reached(entry, &rules.steps, faults);
    belongings(entry, rules, faults);
}

/// Each act is done in one step; steps follow one another in the order of their acts.
fn steps(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    let mut acts = BTreeSet::new();
    for (number, step) in rules.steps.iter().enumerate() {
        let path = in_rules(&[Key("steps"), Item(number), Key("act")]);
        let act = step.act.name();
        if !acts.insert(step.act) {
            faults.extend(entry.fault_at(&path, Fault::ActTwice { act }));
        }
        let this = step;
        for (which, then) in step.then.iter().enumerate() {
            let path = in_rules(&[Key("steps"), Item(number), Key("then"), Item(which)]);
            let step = (rules.steps.iter()).find(|it| it.id == *then);
            let fault = match step {
                None => Fault::UnknownStep { step: then.clone() },
                Some(next) if !comes_after(next, this) => Fault::StepBackwards {
                    step: then.clone(),
                    act: next.act.name(),
                    after: act,
                },
                Some(_) => continue,
            };
            faults.extend(entry.fault_at(&path, fault));
        }
    }
    for needed in [Act::File, Act::Decide, Act::HandOver] {
        if !rules.steps.is_empty() && !acts.contains(&needed) {
            let act = needed.name();
            faults.extend(entry.fault_at(&in_rules(&[Key("steps")]), Fault::NoStepFor { act }));
        }
    }
}

/// Whether one step may follow another. The bodies meet before the dossier goes to the decider or
/// after, and not both.
fn comes_after(next: &Step, step: &Step) -> bool {
    let with_the_decider = step.act == Act::Forward && next.act == Act::Meet;
    next.act > step.act || with_the_decider && !next.then.contains(&step.id)
}

/// Every step can be reached from the filing of the dossier, and from each the end.
fn reached(entry: &Entry<'_, Procedure>, steps: &[Step], faults: &mut Vec<CatalogueFault>) {
    let from_start = closure(
        steps,
        |it| it.act == Act::File,
        |one, other| one.then.contains(&other.id),
    );
    let to_end = closure(
        steps,
        |it| it.act == Act::HandOver,
        |one, other| other.then.contains(&one.id),
    );
    for (number, step) in steps.iter().enumerate() {
        let path = in_rules(&[Key("steps"), Item(number)]);
        let step_id = step.id.clone();
        if !from_start.contains(&step.id) {
            faults.extend(entry.fault_at(&path, Fault::StepUnreachable { step: step_id }));
        } else if !to_end.contains(&step.id) {
            faults.extend(entry.fault_at(&path, Fault::StepLeadsNowhere { step: step_id }));
        }
    }
}

/// The steps that one comes to from those that it begins with.
fn closure(
    steps: &[Step],
    begins: impl Fn(&Step) -> bool,
    leads: impl Fn(&Step, &Step) -> bool,
) -> BTreeSet<&StepId> {
    let mut found: Vec<&Step> = steps.iter().filter(|it| begins(it)).collect();
    let mut next = 0;
    while let Some(step) = found.get(next).copied() {
        let new = steps.iter().filter(|it| leads(step, it));
        let new: Vec<_> = new
            .filter(|it| !found.iter().any(|known| known.id == it.id))
            .collect();
        found.extend(new);
        next += 1;
    }
    found.into_iter().map(|it| &it.id).collect()
}

/// What belongs to a step is there with the step, and only with it.
fn belongings(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    let limits = &rules.limits;
    let asked = &rules.consultees;
    let somebody = !asked.always.is_empty()
        || asked.field_managers
        || asked.province_committees
        || asked.seat_committee
        || !asked.also.is_empty();
    let belongs = [
        ("consultation", limits.consultation.is_some(), Act::Consult),
        ("opinion", limits.opinion.is_some(), Act::Consult),
        ("forwarding", limits.forwarding.is_some(), Act::Forward),
    ];
    for (limit, there, act) in belongs {
        let path = in_rules(&[Key("limits"), Key(limit)]);
        let (what, act_name) = (limit, act.name());
        let fault = match (rules.takes(act), there) {
            (true, false) => TermFault::Missing {
                what,
                act: act_name,
            },
            (false, true) => TermFault::WithoutStep {
                what,
                act: act_name,
            },
            (true, true) | (false, false) => continue,
        };
        faults.extend(entry.fault_at(&path, fault));
    }
    let consultees = in_rules(&[Key("consultees")]);
    match (rules.takes(Act::Consult), somebody) {
        (true, false) => faults.extend(entry.fault_at(&consultees, Fault::NobodyAsked)),
        (false, true) => faults.extend(entry.fault_at(&consultees, Fault::AskedWithoutStep)),
        (true, true) | (false, false) => (),
    }
    if rules.meeting.is_some() && !rules.takes(Act::Meet) {
        let act = Act::Meet.name();
        faults.extend(entry.fault_at(&in_rules(&[Key("meeting")]), Fault::NoStepFor { act }));
    }
    result(entry, rules, faults);
}

/// A result that changes a certificate is about one.
fn result(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    let effect = rules.result.effect;
    let path = in_rules(&[Key("result")]);
    let changes = !matches!(effect, Effect::Issue | Effect::Approve);
    if changes && rules.upon.is_none() {
        faults.extend(entry.fault_at(&path, Fault::UponNothing));
    }
    let because = matches!(effect, Effect::Suspend | Effect::Revoke);
    if because && rules.decision_grounds.is_empty() {
        let what = "decision_grounds";
        faults.extend(entry.fault_at(&path, Fault::Empty { what }));
    }
}
