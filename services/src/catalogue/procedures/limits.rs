//! Whether the terms of the steps fit into the whole.

use domain::Calendar;
use domain::calendar::{Limit, Unit};
use domain::law::{Act, Procedure, Rules, TotalEnds};
use time::{Date, Month};

use super::super::entry::Entry;
use super::super::entry::Step::Key;
use super::super::{CatalogueFault, TermFault};
use super::in_rules;

/// How long a working day is where no calendar says.
const HOURS_PER_DAY: u32 = 8;

/// No days off in a row are more than these, of the longest holiday and of a week-end at each end.
const DAYS_OFF_MAX: u32 = 14;

/// In so many years a term is tried, the newest of which the calendar has the holidays.
const YEARS_TRIED: usize = 3;

/// A longer term is compared by its sum alone: what holidays make of it hardly matters any more.
const COUNT_TRIED_MAX: u16 = 400;

/// What a procedure may take, in the light of its calendar.
struct Whole<'a> {
    limit: Limit,
    /// How long a working day is.
    hours: u32,
    calendar: Option<&'a Calendar>,
}

pub(super) fn check(
    entry: &Entry<'_, Procedure>,
    rules: &Rules,
    calendar: Option<&Calendar>,
    faults: &mut Vec<CatalogueFault>,
) {
    in_no_time(entry, rules, faults);
    let whole = Whole::of(rules, calendar);
    let limits = &rules.limits;
    let until_delivery = limits.total_ends == TotalEnds::Delivery;
    let steps = (limits.consultation.iter())
        .chain(&limits.opinion)
        .chain(&limits.forwarding)
        .chain([&limits.decision])
        .chain(limits.delivery.iter().filter(|_| until_delivery));
    let steps: Vec<_> = steps.map(|it| it.limit).collect();
    if let Some(fault) = whole.exceeded_by(&steps) {
        let path = in_rules(&[Key("limits"), Key("total")]);
        faults.extend(entry.fault_at(&path, fault));
    }
    let notice = rules.reappointment.as_ref().map(|it| it.notice.limit);
    let longer = |it: &Limit| rules.takes(Act::Accept) && whole.exceeded_by(&[*it]).is_some();
    if notice.as_ref().is_some_and(longer) {
        let what = "notice";
        let path = in_rules(&[Key("reappointment"), Key(what)]);
        faults.extend(entry.fault_at(&path, TermFault::LongerThanTotal { what }));
    }
}

/// Only where nothing is accepted, and all is done at the desk, a term ends on the day itself.
fn in_no_time(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    let limits = &rules.limits;
    let course = [
        ("total", Some(&limits.total)),
        ("intake", Some(&limits.intake)),
        ("consultation", limits.consultation.as_ref()),
        ("opinion", limits.opinion.as_ref()),
        ("forwarding", limits.forwarding.as_ref()),
        ("decision", Some(&limits.decision)),
        ("delivery", limits.delivery.as_ref()),
    ];
    let course = course.into_iter().filter(|_| rules.takes(Act::Accept));
    let course = course.map(|(name, term)| (["limits", name], term));
    let answer = (
        ["supplements", "answer_within"],
        rules.supplements.answer_within.as_ref(),
    );
    let follow_up = rules.result.follow_up.as_ref().map(|it| &it.term);
    let later = [answer, (["result", "follow_up"], follow_up)];
    for ([of, name], term) in course.chain(later) {
        if term.is_some_and(|it| it.limit.count == 0) {
            let path = in_rules(&[Key(of), Key(name)]);
            faults.extend(entry.fault_at(&path, TermFault::NoTime));
        }
    }
}

impl<'a> Whole<'a> {
    fn of(rules: &Rules, calendar: Option<&'a Calendar>) -> Self {
        let hours = calendar.and_then(|it| it.hours.as_ref());
        let hours = hours.and_then(|it| u32::try_from(it.per_day().whole_hours()).ok());
        Self {
            limit: rules.limits.total.limit,
            hours: hours.filter(|it| *it > 0).unwrap_or(HOURS_PER_DAY),
            calendar,
        }
    }

    /// What is wrong when these terms follow one another: added up they are longer, or on no day of
    /// the years that the calendar knows do they end with the whole.
    fn exceeded_by(&self, steps: &[Limit]) -> Option<TermFault> {
        let each = steps.iter().map(|it| self.at_least(*it));
        let (inner, total) = (each.sum(), self.at_most());
        if inner > total {
            return Some(TermFault::ExceedTotal { inner, total });
        }
        // In one unit the sum says it all.
        let mixed = steps.iter().any(|it| it.unit != self.limit.unit);
        let short = self.limit.count <= COUNT_TRIED_MAX;
        self.calendar
            .filter(|_| mixed && short)
            .and_then(|it| self.never_reached(steps, it))
    }

    /// The day from which the steps come nearest to the end of the whole, unless from some day they
    /// end with it.
    fn never_reached(&self, steps: &[Limit], calendar: &Calendar) -> Option<TermFault> {
        let steps = self.in_whole_days(steps);
        let ends = |from| steps.iter().fold(from, |day, it| calendar.due(day, *it));
        let mut nearest: Option<(Date, Date, Date)> = None;
        for from in known_days(calendar) {
            let (inner, total) = (ends(from), calendar.due(from, self.limit));
            if inner <= total {
                return None;
            }
            let nearer = |it: &(Date, Date, Date)| inner - total < it.1 - it.2;
            if nearest.as_ref().is_none_or(nearer) {
                nearest = Some((from, inner, total));
            }
        }
        let (from, inner, total) = nearest?;
        Some(TermFault::NeverFit { from, inner, total })
    }

    /// The terms, those in hours together as working days: one that ends in the middle of a day lets
    /// the next begin on it.
    fn in_whole_days(&self, steps: &[Limit]) -> Vec<Limit> {
        let (hours, mut others): (Vec<Limit>, Vec<Limit>) =
            steps.iter().partition(|it| it.unit == Unit::WorkingHours);
        let hours: u32 = hours.iter().map(|it| u32::from(it.count)).sum();
        let count = u16::try_from(hours / self.hours).unwrap_or(u16::MAX);
        if count > 0 {
            let unit = Unit::WorkingDays;
            others.push(Limit { count, unit });
        }
        others
    }

    /// How many working hours, working days, or else days, a step may take at the very least, in the
    /// unit of the whole. How many working days lie in some days, holidays decide: no fewer than
    /// half, but for one long holiday.
    fn at_least(&self, step: Limit) -> u32 {
        let (count, hours) = (u32::from(step.count), self.hours);
        let working_days = |days: u32| days.saturating_sub(DAYS_OFF_MAX) / 2;
        match (step.unit, self.limit.unit) {
            (Unit::WorkingDays, Unit::WorkingDays | Unit::Days | Unit::Months)
            | (Unit::WorkingHours, Unit::WorkingHours)
            | (Unit::Days, Unit::Days | Unit::Months) => count,
            (Unit::WorkingDays, Unit::WorkingHours) => count * hours,
            (Unit::WorkingHours, Unit::WorkingDays | Unit::Days | Unit::Months) => count / hours,
            (Unit::Months, Unit::Days) => count * 28,
            // Months are added to months, and to nothing else.
            (Unit::Months, Unit::Months) => count * 31,
            (Unit::Days, Unit::WorkingDays) => working_days(count),
            (Unit::Months, Unit::WorkingDays) => working_days(count * 28),
            (Unit::Days, Unit::WorkingHours) => working_days(count) * hours,
            (Unit::Months, Unit::WorkingHours) => working_days(count * 28) * hours,
        }
    }

    fn at_most(&self) -> u32 {
        let count = u32::from(self.limit.count);
        match self.limit.unit {
            Unit::WorkingHours | Unit::WorkingDays | Unit::Days => count,
            Unit::Months => count * 31,
        }
    }
}

/// Every day of some years of which the calendar has the holidays. Of others nobody can say how many
/// days are worked.
fn known_days(calendar: &Calendar) -> impl Iterator<Item = Date> {
    let mut years: Vec<i32> = (calendar.holidays.iter())
        .map(|it| it.date.year())
        .filter(|it| calendar.covers(*it))
        .collect();
    years.sort_unstable();
    years.dedup();
    years.into_iter().rev().take(YEARS_TRIED).flat_map(|year| {
        let first = Date::from_calendar_date(year, Month::January, 1).ok();
        let days = std::iter::successors(first, |it| it.next_day());
        days.take_while(move |it| it.year() == year)
    })
}
