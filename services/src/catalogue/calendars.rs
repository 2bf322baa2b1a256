//! What may be wrong with a calendar.

use std::collections::BTreeSet;

use domain::Calendar;
use time::Date;

use super::entry::Step::{Item, Key};
use super::entry::{Entry, twice};
use super::{CalendarFault, CatalogueFault, Entries, Fault, FigureFault};

pub(super) fn check(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    let name = |it: &Calendar| format!("version {} of calendar {}", it.version, it.id);
    twice(&entries.calendars, name, faults);
    for entry in &entries.calendars {
        clock_and_week(entry, faults);
        faults.extend(reception(entry));
        holidays(entry, faults);
        worked_days(entry, faults);
    }
}

fn clock_and_week(entry: &Entry<'_, Calendar>, faults: &mut Vec<CatalogueFault>) {
    let hours = entry.value.utc_offset_hours;
    if !(-12..=14).contains(&hours) {
        let path = [Key("utc_offset_hours")];
        faults.extend(entry.fault_at(&path, CalendarFault::UtcOffset { hours }));
    }
    let days: BTreeSet<u8> = entry.value.weekly_days_off.iter().copied().collect();
    if days.len() > 6 || days.iter().any(|it| !(1..=7).contains(it)) {
        faults.extend(entry.fault_at(&[Key("weekly_days_off")], CalendarFault::WeeklyDaysOff));
    }
    let hours = entry.value.hours.as_ref();
    if hours.is_some_and(|it| !it.are_in_order()) {
        faults.extend(entry.fault_at(&[Key("hours")], CalendarFault::OfficeHours));
    }
}

/// Something can be received before it is too late for the day.
fn reception(entry: &Entry<'_, Calendar>) -> Option<CatalogueFault> {
    let calendar = &entry.value;
    let (reception, hours) = (calendar.reception.as_ref()?, calendar.hours.as_ref()?);
    let begins = hours.sessions.first()?.from;
    (reception.until <= begins)
        .then(|| entry.fault_at(&[Key("reception")], FigureFault::ReceivedBeforeWork))?
}

fn holidays(entry: &Entry<'_, Calendar>, faults: &mut Vec<CatalogueFault>) {
    let calendar = &entry.value;
    let mut seen = BTreeSet::new();
    for (number, holiday) in calendar.holidays.iter().enumerate() {
        let (date, weekday) = (holiday.date, holiday.date.weekday());
        let mut fault =
            |it: Fault| faults.extend(entry.fault_at(&[Key("holidays"), Item(number)], it));
        match (weekly_day_off(calendar, date), holiday.weekly_day_off) {
            (true, false) => fault(CalendarFault::HolidayOnDayOff { date, weekday }.into()),
            (false, true) => fault(CalendarFault::HolidayOnWorkingDay { date, weekday }.into()),
            (true, true) | (false, false) => (),
        }
        if calendar.worked.iter().any(|it| it.date == date) {
            fault(CalendarFault::OffAndWorked { date }.into());
        }
        if !seen.insert(date) {
            fault(Fault::Twice {
                what: format!("the holiday {date}"),
                first: "another line of this list".to_owned(),
            });
        }
    }
}

fn worked_days(entry: &Entry<'_, Calendar>, faults: &mut Vec<CatalogueFault>) {
    let calendar = &entry.value;
    let mut seen = BTreeSet::new();
    for (number, worked) in calendar.worked.iter().enumerate() {
        let (date, weekday) = (worked.date, worked.date.weekday());
        let mut fault =
            |it: Fault| faults.extend(entry.fault_at(&[Key("worked"), Item(number)], it));
        if !weekly_day_off(calendar, date) {
            fault(CalendarFault::WorkedAnyway { date, weekday }.into());
        }
        if !seen.insert(date) {
            fault(Fault::Twice {
                what: format!("the worked day {date}"),
                first: "another line of this list".to_owned(),
            });
        }
    }
}

fn weekly_day_off(calendar: &Calendar, date: Date) -> bool {
    let day = date.weekday().number_from_monday();
    calendar.weekly_days_off.contains(&day)
}
