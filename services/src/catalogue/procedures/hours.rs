//! Hours can be counted only where a calendar says when there is work.

use domain::Calendar;
use domain::calendar::{Limit, Unit};
use domain::law::{DutyTerm, Procedure, Rules};

use super::super::entry::Entry;
use super::super::entry::Step::{self, Item, Key};
use super::super::{CatalogueFault, TermFault};
use super::in_rules;

pub(super) fn check(
    entry: &Entry<'_, Procedure>,
    rules: &Rules,
    calendar: Option<&Calendar>,
    faults: &mut Vec<CatalogueFault>,
) {
    let Some(calendar) = calendar.filter(|it| it.hours.is_none()) else {
        return;
    };
    let counted = limits(rules).into_iter().chain(others(rules));
    let in_hours = counted.filter(|it| it.1.unit == Unit::WorkingHours);
    faults.extend(in_hours.filter_map(|(path, _)| {
        let calendar = calendar.id.clone();
        entry.fault_at(&in_rules(&path), TermFault::WithoutHours { calendar })
    }));
}

/// The terms of the steps, and of the whole.
fn limits(rules: &Rules) -> Vec<(Vec<Step>, Limit)> {
    let limits = &rules.limits;
    let each = [
        ("total", Some(&limits.total)),
        ("intake", Some(&limits.intake)),
        ("consultation", limits.consultation.as_ref()),
        ("opinion", limits.opinion.as_ref()),
        ("forwarding", limits.forwarding.as_ref()),
        ("decision", Some(&limits.decision)),
        ("delivery", limits.delivery.as_ref()),
    ];
    let each = each.into_iter();
    each.filter_map(|(name, term)| Some((vec![Key("limits"), Key(name)], term?.limit)))
        .collect()
}

/// The terms that run beside, before and after them.
fn others(rules: &Rules) -> Vec<(Vec<Step>, Limit)> {
    let supplements = &rules.supplements;
    let follow_up = rules.result.follow_up.as_ref();
    let named = [
        (
            ["supplements", "after_acceptance"],
            supplements.after_acceptance.as_ref(),
        ),
        (
            ["supplements", "answer_within"],
            supplements.answer_within.as_ref(),
        ),
        (
            ["reappointment", "notice"],
            rules.reappointment.as_ref().map(|it| &it.notice),
        ),
        (
            ["upon", "window"],
            rules.upon.as_ref().and_then(|it| it.window.as_ref()),
        ),
        (["result", "follow_up"], follow_up.map(|it| &it.term)),
    ];
    let named = named
        .into_iter()
        .filter_map(|([of, name], term)| Some((vec![Key(of), Key(name)], term?.limit)));
    let pauses = rules.pauses.iter().enumerate().filter_map(|(number, it)| {
        let path = vec![Key("pauses"), Item(number), Key("at_most")];
        Some((path, it.at_most.as_ref()?.limit))
    });
    let duties = rules.duties.iter().enumerate().filter_map(|(number, it)| {
        let path = vec![Key("duties"), Item(number), Key("due")];
        Some((path, length(it.due)?))
    });
    named.chain(pauses).chain(duties).collect()
}

/// How long a duty may take, where it has a term and not a day.
fn length(due: DutyTerm) -> Option<Limit> {
    match due {
        DutyTerm::AfterIssue(limit)
        | DutyTerm::AfterCertificate(limit)
        | DutyTerm::AfterReceipt(limit)
        | DutyTerm::AfterEachReceipt(limit)
        | DutyTerm::AfterChange(limit)
        | DutyTerm::AfterEnd(limit) => Some(limit),
        DutyTerm::Yearly { .. }
        | DutyTerm::BeforeEnd { .. }
        | DutyTerm::Within { .. }
        | DutyTerm::EachPeriod { .. } => None,
    }
}
