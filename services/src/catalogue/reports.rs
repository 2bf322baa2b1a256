//! What may be wrong with a report that agencies owe.

use domain::Law;
use domain::law::{Every, Report, ReportDue, YearDay};
use time::Date;

use super::entry::Entry;
use super::entry::Step::{Item, Key};
use super::{BodyFault, CatalogueFault, Entries, Fault, FigureFault, versions};

/// A year that has every day.
const LEAP_YEAR: i32 = 2024;

pub(super) fn check(entries: &Entries<'_>, law: &Law, faults: &mut Vec<CatalogueFault>) {
    versions::check(&entries.reports, faults);
    for entry in &entries.reports {
        agencies(entry, law, entries, faults);
        faults.extend(papers(entry, entries));
        faults.extend(days(entry));
    }
}

/// Whoever owes it and whom it goes to are in the catalogue, and there when it begins, or somebody
/// holds their powers then.
fn agencies(
    entry: &Entry<'_, Report>,
    law: &Law,
    entries: &Entries<'_>,
    faults: &mut Vec<CatalogueFault>,
) {
    let report = &entry.value;
    let owers = &report.owed_by;
    if owers.agencies.is_empty() && !owers.ministries && !owers.provinces {
        faults.extend(entry.fault_at(&[Key("owed_by")], Fault::NobodyOwes));
    }
    if report.to.is_empty() {
        let what = "to";
        faults.extend(entry.fault_at(&[Key(what)], Fault::Empty { what }));
    }
    let owers = owers.agencies.iter().enumerate();
    let owers = owers.map(|(at, it)| (vec![Key("owed_by"), Key("agencies"), Item(at)], it));
    let to = report.to.iter().enumerate();
    let to = to.map(|(at, it)| (vec![Key("to"), Item(at)], it));
    for (path, agency) in owers.chain(to) {
        let day = report.valid_from;
        if entries.may_be(agency.as_str()) || law.holder_on(agency, day).is_some() {
            continue;
        }
        let known = law.agency(agency).is_some();
        let agency = agency.clone();
        let fault = if known {
            BodyFault::Gone { agency, day }.into()
        } else {
            Fault::UnknownAgency { agency }
        };
        faults.extend(entry.fault_at(&path, fault));
    }
}

/// Its form and its calendar are in the catalogue.
fn papers(entry: &Entry<'_, Report>, entries: &Entries<'_>) -> Vec<CatalogueFault> {
    let report = &entry.value;
    let mut faults = vec![];
    if let Some(form) = &report.form {
        let known = entries.forms.iter().any(|it| it.value.id == *form);
        if !known && !entries.may_be(form.as_str()) {
            let form = form.clone();
            faults.extend(entry.fault_at(&[Key("form")], Fault::UnknownForm { form }));
        }
    }
    let calendar = &report.calendar;
    let known = entries.calendars.iter().any(|it| it.value.id == *calendar);
    if !known && !entries.may_be(calendar.as_str()) {
        let calendar = calendar.clone();
        faults.extend(entry.fault_at(&[Key("calendar")], Fault::UnknownCalendar { calendar }));
    }
    faults
}

/// A last day that its month never has, in whatever year. Where a month is only shorter than others
/// of the same rule, its own last day is meant; so is 28 February for the 29th.
pub(super) fn no_such_day(every: Every, due: &[ReportDue]) -> Option<FigureFault> {
    let a_year = every.a_year();
    let months_each = 12 / a_year;
    let months = |number: usize, it: &ReportDue| {
        // With one rule for all periods its month is any of those; with one for each, its own.
        let periods = if due.len() == 1 {
            0..a_year
        } else {
            number..number + 1
        };
        let after = usize::from(it.months_after);
        periods.map(move |period| (period * months_each + months_each + after - 1) % 12 + 1)
    };
    due.iter().enumerate().find_map(|(number, it)| {
        let mut months = months(number, it).filter_map(|it| u8::try_from(it).ok());
        let month = months.clone().next()?;
        let never = !months.any(|month| is_in_some_year(month, it.day));
        let day = it.day;
        never.then_some(FigureFault::NoSuchDay { month, day })
    })
}

fn is_in_some_year(month: u8, day: u8) -> bool {
    let month = time::Month::try_from(month);
    month.is_ok_and(|it| Date::from_calendar_date(LEAP_YEAR, it, day).is_ok())
}

/// There is a last day for every period of a year, and the data begin on a day that there is.
fn days(entry: &Entry<'_, Report>) -> Vec<CatalogueFault> {
    let report = &entry.value;
    let mut faults = vec![];
    let (periods, due) = (report.every.a_year(), report.due.len());
    if due != 1 && due != periods {
        faults.extend(entry.fault_at(&[Key("due")], FigureFault::DueUnclear { periods, due }));
    } else if let Some(fault) = no_such_day(report.every, &report.due) {
        faults.extend(entry.fault_at(&[Key("due")], fault));
    }
    if let Some(YearDay { month, day }) = report.data_from {
        let path = [Key("data_from")];
        if !is_in_some_year(month, day) {
            faults.extend(entry.fault_at(&path, FigureFault::NoSuchDay { month, day }));
        }
        if report.every != Every::Year {
            faults.extend(entry.fault_at(&path, FigureFault::DataFromOfYears));
        }
    }
    faults
}
