//! Whether the terms of the steps fit into the whole.

use domain::Calendar;
use domain::calendar::{Limit, Unit};
use domain::law::{Act, Procedure, Rules};

use super::super::entry::Entry;
use super::super::entry::Step::Key;
use super::super::{CatalogueFault, Fault};
use super::in_rules;

/// How long a working day is where no calendar says.
const HOURS_PER_DAY: u32 = 8;

/// No days off in a row are more than these, of the longest holiday and of a week-end at each end.
const DAYS_OFF_MAX: u32 = 14;

/// The steps after acceptance follow one another, so together they fit into the whole.
pub(super) fn check(
    entry: &Entry<'_, Procedure>,
    rules: &Rules,
    calendar: Option<&Calendar>,
    faults: &mut Vec<CatalogueFault>,
) {
    in_no_time(entry, rules, faults);
    let hours = calendar.and_then(|it| it.hours.as_ref());
    let hours = hours.and_then(|it| u32::try_from(it.per_day().whole_hours()).ok());
    let hours = hours.filter(|it| *it > 0).unwrap_or(HOURS_PER_DAY);
    let limits = &rules.limits;
    let steps = (limits.consultation.iter())
        .chain(&limits.opinion)
        .chain(&limits.forwarding)
        .chain([&limits.decision]);
    let whole = limits.total.limit;
    let inner = steps.map(|it| at_least(it.limit, whole.unit, hours)).sum();
    let total = at_most(whole);
    if inner > total {
        let path = in_rules(&[Key("limits"), Key("total")]);
        faults.extend(entry.fault_at(&path, Fault::LimitsExceedTotal { inner, total }));
    }
}

/// Only where nothing is accepted, and all is done at the desk, a term ends on the day itself.
fn in_no_time(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    if !rules.takes(Act::Accept) {
        return;
    }
    let limits = &rules.limits;
    let named = [
        ("total", Some(&limits.total)),
        ("intake", Some(&limits.intake)),
        ("consultation", limits.consultation.as_ref()),
        ("opinion", limits.opinion.as_ref()),
        ("forwarding", limits.forwarding.as_ref()),
        ("decision", Some(&limits.decision)),
        ("delivery", limits.delivery.as_ref()),
    ];
    for (name, _) in named
        .into_iter()
        .filter(|it| it.1.is_some_and(|it| it.limit.count == 0))
    {
        let path = in_rules(&[Key("limits"), Key(name)]);
        faults.extend(entry.fault_at(&path, Fault::NoTime));
    }
}

/// How many working hours, working days, or else days, a step may take at the very least when a
/// whole is counted in the unit. How many working days lie in some days, holidays decide: no fewer
/// than half, but for one long holiday.
fn at_least(step: Limit, whole: Unit, hours: u32) -> u32 {
    let count = u32::from(step.count);
    let working_days = |days: u32| days.saturating_sub(DAYS_OFF_MAX) / 2;
    match (step.unit, whole) {
        (Unit::WorkingDays, Unit::WorkingDays | Unit::Days | Unit::Months)
        | (Unit::WorkingHours, Unit::WorkingHours)
        | (Unit::Days, Unit::Days | Unit::Months) => count,
        (Unit::WorkingDays, Unit::WorkingHours) => count * hours,
        (Unit::WorkingHours, Unit::WorkingDays | Unit::Days | Unit::Months) => count / hours,
        (Unit::Months, Unit::Days | Unit::Months) => count * 28,
        (Unit::Days, Unit::WorkingDays) => working_days(count),
        (Unit::Months, Unit::WorkingDays) => working_days(count * 28),
        (Unit::Days, Unit::WorkingHours) => working_days(count) * hours,
        (Unit::Months, Unit::WorkingHours) => working_days(count * 28) * hours,
    }
}

fn at_most(whole: Limit) -> u32 {
    let count = u32::from(whole.count);
    match whole.unit {
        Unit::WorkingHours | Unit::WorkingDays | Unit::Days => count,
        Unit::Months => count * 31,
    }
}
