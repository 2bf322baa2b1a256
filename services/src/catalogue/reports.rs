//! What may be wrong with a report that agencies owe.

use domain::law::{Every, Report, YearDay};
use time::Date;

use super::entry::Entry;
use super::entry::Step::{Item, Key};
use super::{CatalogueFault, Entries, Fault, versions};

/// A year that has every day.
const LEAP_YEAR: i32 = 2024;

pub(super) fn check(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    versions::check(&entries.reports, faults);
    for entry in &entries.reports {
        agencies(entry, entries, faults);
        faults.extend(papers(entry, entries));
        faults.extend(days(entry));
    }
}

/// Whoever owes it and whom it goes to are in the catalogue.
fn agencies(entry: &Entry<'_, Report>, entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
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
        let known = entries.agencies.iter().any(|it| it.value.id == *agency);
        if !known && !entries.may_be(agency.as_str()) {
            let agency = agency.clone();
            faults.extend(entry.fault_at(&path, Fault::UnknownAgency { agency }));
        }
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

/// There is a last day for every period of a year, and the data begin on a day that there is.
fn days(entry: &Entry<'_, Report>) -> Vec<CatalogueFault> {
    let report = &entry.value;
    let mut faults = vec![];
    let (periods, due) = (report.every.a_year(), report.due.len());
    if due != 1 && due != periods {
        faults.extend(entry.fault_at(&[Key("due")], Fault::DueUnclear { periods, due }));
    }
    if let Some(YearDay { month, day }) = report.data_from {
        let path = [Key("data_from")];
        let there = time::Month::try_from(month)
            .is_ok_and(|it| Date::from_calendar_date(LEAP_YEAR, it, day).is_ok());
        if !there {
            faults.extend(entry.fault_at(&path, Fault::NoSuchDay { month, day }));
        }
        if report.every != Every::Year {
            faults.extend(entry.fault_at(&path, Fault::DataFromOfYears));
        }
    }
    faults
}
