//! From what several files say to one calendar.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::{Holiday, HolidayKind, WorkedDay};
use domain::{Calendar, CalendarId};
use time::Date;

use crate::located::Faults;

use super::{Day, DayFault, DayKind, HolidayFault, HolidayFaults, Read};

/// With fewer days off than this, a year of a file is hardly meant to be whole.
const DAYS_OFF_MIN: usize = 8;

/// The days of files that do not contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    days: BTreeMap<Date, Day>,
    calendar: Option<Calendar>,
    /// What whoever gave the files should know.
    pub notices: Vec<String>,
}

/// Where the days of a year come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// From the calendar that was there before.
    BuiltIn,
    /// From these files alone.
    Files(Vec<String>),
    /// From the calendar that was there before, with single days from these files.
    BuiltInAnd(Vec<String>),
    /// From nowhere: the holidays of the year are not known.
    Unknown,
}

/// Joins what the files say, or tells what contradicts itself.
pub(super) fn together(read: Read) -> Result<Holidays, HolidayFaults> {
    let mut faults = read.faults;
    let mut days: BTreeMap<Date, Day> = BTreeMap::new();
    for day in read.days {
        if let Some(fault) = day.fault() {
            let (file, line) = (day.place.file, day.place.line);
            faults.push(HolidayFault { file, line, fault });
            continue;
        }
        let Some(known) = days.get_mut(&day.date) else {
            days.insert(day.date, day);
            continue;
        };
        match conflict(known, &day) {
            Some(fault) => faults.push(fault),
            // What one file calls a holiday, another may know more of.
            None if day.kind_said && !known.kind_said => *known = day.named_as(known),
            None => (),
        }
    }
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    Ok(Holidays {
        days,
        calendar: read.calendar,
        notices: read.notices,
    })
}

/// A day is off or worked, and within one file it is of one kind.
fn conflict(known: &Day, day: &Day) -> Option<HolidayFault> {
    let worked = |it: &Day| it.kind == DayKind::Worked;
    let one_file = known.place.file == day.place.file && known.kind_said && day.kind_said;
    let conflicts = worked(known) != worked(day) || (one_file && known.kind != day.kind);
    conflicts.then(|| HolidayFault {
        file: day.place.file.clone(),
        line: day.place.line,
        fault: DayFault::Conflict {
            date: day.date,
            kind: day.kind.name(),
            other: known.kind.name(),
            place: known.place.to_string(),
        },
    })
}

impl Day {
    fn named_as(mut self, other: &Day) -> Self {
        if self.vi.is_empty() {
            self.vi.clone_from(&other.vi);
        }
        if self.en.is_empty() {
            self.en.clone_from(&other.en);
        }
        self
    }
}

impl Holidays {
    /// The name of the calendar that a file is, where one is a whole calendar.
    #[must_use]
    pub fn calendar(&self) -> Option<&CalendarId> {
        self.calendar.as_ref().map(|it| &it.id)
    }

    /// The calendar with these days: they are the whole of each year of which they name a
    /// holiday, and single days of the others. What a file that is a whole calendar says beside its
    /// days, such as the hours of work, holds too.
    pub fn over(&mut self, calendar: &Calendar) -> Result<Calendar, HolidayFaults> {
        let mut changed = self.frame(calendar);
        self.each_worked_day_would_be_off(&changed)?;
        let years = self.years();
        let kept = |date: Date| !years.contains(&date.year()) && !self.days.contains_key(&date);
        changed.holidays.retain(|it| kept(it.date));
        changed.worked.retain(|it| kept(it.date));
        for day in self.days.values() {
            day.enter(&mut changed);
        }
        changed.holidays.sort_by_key(|it| it.date);
        changed.worked.sort_by_key(|it| it.date);
        self.notices.extend(self.doubts(&years));
        Ok(changed)
    }

    fn frame(&self, calendar: &Calendar) -> Calendar {
        let mut changed = calendar.clone();
        if let Some(given) = &self.calendar {
            changed.utc_offset_hours = given.utc_offset_hours;
            changed.weekly_days_off.clone_from(&given.weekly_days_off);
            // A file that leaves them out says nothing of them.
            changed.hours = given.hours.clone().or(changed.hours);
            changed.reception = given.reception.clone().or(changed.reception);
        }
        changed
    }

    /// Where the days of a year come from, if the files stand over this calendar.
    #[must_use]
    pub fn source(&self, year: i32, built_in: &Calendar) -> Source {
        let days = self.days.values().filter(|it| it.date.year() == year);
        let files: BTreeSet<_> = days.map(|it| it.place.file.clone()).collect();
        let files: Vec<_> = files.into_iter().collect();
        if self.years().contains(&year) {
            Source::Files(files)
        } else if !built_in.covers(year) {
            Source::Unknown
        } else if files.is_empty() {
            Source::BuiltIn
        } else {
            Source::BuiltInAnd(files)
        }
    }

    /// The years of which they name a holiday.
    fn years(&self) -> BTreeSet<i32> {
        let holiday = DayKind::Off(HolidayKind::Holiday);
        let holidays = self.days.values().filter(|it| it.kind == holiday);
        holidays.map(|it| it.date.year()).collect()
    }

    fn each_worked_day_would_be_off(&self, calendar: &Calendar) -> Result<(), HolidayFaults> {
        let anyway = self.days.values().filter(|it| {
            it.kind == DayKind::Worked && !calendar.is_weekly_day_off(it.date.weekday())
        });
        let faults: Vec<_> = anyway
            .map(|it| HolidayFault {
                file: it.place.file.clone(),
                line: it.place.line,
                fault: DayFault::WorkedAnyway {
                    date: it.date,
                    weekday: it.date.weekday(),
                },
            })
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Faults(faults))
        }
    }

    /// What looks as if something was left out.
    fn doubts(&self, years: &BTreeSet<i32>) -> Vec<String> {
        let of = |year: i32| self.days.values().filter(move |it| it.date.year() == year);
        let off = |it: &&Day| it.kind != DayKind::Worked;
        let few = years.iter().filter_map(|year| {
            let count = of(*year).filter(off).count();
            (count < DAYS_OFF_MIN).then(|| match count {
                1 => format!("only 1 day off is given for {year}; it is taken for all of it"),
                _ => format!(
                    "only {count} days off are given for {year}; they are taken for all of it"
                ),
            })
        });
        let swapped = |it: &&Day| it.kind == DayKind::Off(HolidayKind::Swapped);
        let worked = self.days.values().any(|it| it.kind == DayKind::Worked);
        let alone = self.days.values().filter(swapped).filter(|_| !worked);
        let alone = alone.map(|it| {
            let (place, date) = (&it.place, it.date);
            format!("{place}: {date} is swapped for a day that is worked, and none is given")
        });
        few.chain(alone).collect()
    }
}

impl Day {
    fn enter(&self, calendar: &mut Calendar) {
        let date = self.date;
        let place = self.place.in_its_folder();
        let basis = match self.basis.as_str() {
            "" => place.to_string(),
            said => format!("{said} ({place})"),
        };
        match self.kind {
            DayKind::Worked => calendar.worked.push(WorkedDay { date, basis }),
            DayKind::Off(kind) => {
                let name = |text: &str| match text {
                    "" => kind.name().to_owned(),
                    said => said.to_owned(),
                };
                calendar.holidays.push(Holiday {
                    date,
                    kind,
                    vi: name(&self.vi),
                    en: name(&self.en),
                    weekly_day_off: calendar.is_weekly_day_off(date.weekday()),
                    basis,
                });
            }
        }
    }
}
