//! `hoso calendar due`: when a term ends and why, without a database.

use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::{Context as _, bail};
use clap::{ArgGroup, Args};
use domain::Calendar;
use domain::calendar::{Limit, Unit};
use services::holidays::{self, Holidays};
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use super::refused;
use super::told::Told;

/// Say when a term ends, and why.
///
/// The day of the event is not counted. A term in working days passes over weekly days off,
/// holidays, and the days that stand in for them, and counts a weekly day off that is worked. A
/// term in days or months counts every day; when it would end on a day off, it ends on the next
/// working day. Working hours run from the moment of the event. No database is needed.
///
/// The calendar is the one delivered with this program. A year of which a file given with
/// --holidays names a holiday is taken from the files alone: they are its whole calendar. Files
/// that name only swapped and worked days add these to what is there. Several files are joined,
/// and must not contradict each other.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("term").required(true))]
#[command(after_long_help = FORMS)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct Due {
    /// The day of the event, as 2026-02-10, or its moment, as 2026-02-10T14:30.
    #[arg(long, value_name = "DATE")]
    from: Event,
    /// The term in working days (ngày làm việc).
    #[arg(long, value_name = "N", group = "term", allow_negative_numbers = true)]
    working_days: Option<u16>,
    /// The term in days of the calendar (ngày).
    #[arg(long, value_name = "N", group = "term", allow_negative_numbers = true)]
    days: Option<u16>,
    /// The term in months (tháng).
    #[arg(long, value_name = "N", group = "term", allow_negative_numbers = true)]
    months: Option<u16>,
    /// The term in working hours (giờ làm việc); --from then says the time of day.
    #[arg(long, value_name = "N", group = "term", allow_negative_numbers = true)]
    working_hours: Option<u16>,
    /// Holidays and worked days from a file; may be given several times.
    #[arg(long, value_name = "FILE")]
    holidays: Vec<PathBuf>,
    /// The event is the receipt of a dossier: after 15:00, or on a day off, it counts as of the
    /// next working day (Decree 61/2018 Art. 18).
    #[arg(long)]
    received: bool,
    /// Print the date only, without the reasons.
    #[arg(long, conflicts_with = "json")]
    brief: bool,
    /// Print the reasons; this is what happens anyway.
    #[arg(long, hide = true, conflicts_with = "brief")]
    explain: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const FORMS: &str = "\
Forms of FILE:
  CSV with a head: date, and where known kind, weekday, name_vi, name_en (or name), basis. The
    kinds are holiday, compensatory, swap-off, and swap-work for a weekly day off that is worked;
    without a kind, a day is a holiday. A table of swaps has day_off and worked_saturday_instead.
    Commas, semicolons or tabs stand between the cells. With from and to, a row names several days.
    A last text may have commas; a row that is longer than the head is refused otherwise.
  Lines without a head: a date, and after a comma or a space its kind or name, or both.
  JSON: a list of dates or of objects with the keys above, or {\"holidays\": [...], \"worked\": [...]},
    or {\"2027-01-01\": \"name\"}.
  TOML: a [[calendar]] of the catalogue.
Dates are written as 2027-01-31. A broken file is refused with file, line and reason, status 2.";

/// The day of an event, with its time if that is known.
#[derive(Debug, Clone, Copy)]
struct Event {
    day: Date,
    at: Option<(Time, Option<OffsetDateTime>)>,
}

impl FromStr for Event {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        use time::format_description::well_known::Rfc3339;

        if let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) {
            return Self::new(at.date(), Some((at.time(), Some(at))));
        }
        let day = format_description!("[year]-[month]-[day]");
        if let Ok(day) = Date::parse(text, day) {
            return Self::new(day, None);
        }
        let minute = format_description!("[year]-[month]-[day]T[hour]:[minute]");
        let second = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
        let text = text.replace(' ', "T");
        let local = PrimitiveDateTime::parse(&text, minute)
            .or_else(|_| PrimitiveDateTime::parse(&text, second))
            .map_err(|_| "write a day as 2026-02-10, a moment as 2026-02-10T14:30".to_owned())?;
        Self::new(local.date(), Some((local.time(), None)))
    }
}

impl Event {
    fn new(day: Date, at: Option<(Time, Option<OffsetDateTime>)>) -> Result<Self, String> {
        // A year before the first can be parsed as well, and nobody ever wrote one.
        if (1..=9999).contains(&day.year()) {
            Ok(Self { day, at })
        } else {
            Err("years are from 0001 to 9999".to_owned())
        }
    }

    /// The moment; the midnight with which the day begins where no time was given.
    fn moment(self, calendar: &Calendar) -> OffsetDateTime {
        match self.at {
            Some((_, Some(at))) => at,
            Some((time, None)) => calendar.moment(self.day, time),
            None => calendar.moment(self.day, Time::MIDNIGHT),
        }
    }
}

impl Due {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let delivered = holidays::delivered();
        let mut given = match holidays::read(&self.holidays) {
            Ok(given) => given,
            Err(faults) => return Ok(refused(&faults)),
        };
        let calendar = match given.over(&delivered) {
            Ok(calendar) => calendar,
            Err(faults) => return Ok(refused(&faults)),
        };
        let told = self.told(&calendar, &given, &delivered)?;
        for warning in &told.warnings {
            eprintln!("hoso: {warning}");
        }
        let mut out = std::io::stdout().lock();
        if self.json {
            told.json(&mut out)?;
        } else if self.brief {
            told.brief(&mut out)?;
        } else {
            told.text(&mut out)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn told(
        &self,
        calendar: &Calendar,
        given: &Holidays,
        delivered: &Calendar,
    ) -> anyhow::Result<Told> {
        let event = self.from.moment(calendar);
        if self.received && self.from.at.is_none() {
            bail!("--received needs the time of day in --from, as 2026-02-10T14:30");
        }
        let day = calendar.day_of(event);
        let counted_from = if self.received {
            calendar.reception_day(event)
        } else {
            day
        };
        if let Some(count) = self.working_hours {
            if self.from.at.is_none() {
                bail!("--working-hours needs the time of day in --from, as 2026-02-10T14:30");
            }
            let begins = if counted_from == day {
                event
            } else {
                calendar.moment(counted_from, Time::MIDNIGHT)
            };
            let due = calendar.after_working_hours(begins, count);
            let due = due.context("the calendar says no hours, or ends before the term")?;
            return Ok(Told::in_hours(calendar, (event, begins), count, due)
                .with_sources(calendar, given, delivered));
        }
        let deadline = calendar.deadline(counted_from, self.limit(), "");
        if deadline.due == Date::MAX {
            bail!("the term does not end before the last day of the year 9999");
        }
        let event = self.from.at.map(|_| event);
        Ok(Told::in_days(calendar, event, day, &deadline).with_sources(calendar, given, delivered))
    }

    fn limit(&self) -> Limit {
        let (count, unit) = match (self.working_days, self.days) {
            (Some(count), _) => (count, Unit::WorkingDays),
            (None, Some(count)) => (count, Unit::Days),
            (None, None) => (self.months.unwrap_or_default(), Unit::Months),
        };
        Limit { count, unit }
    }
}
