//! What is told about a term: the same facts as JSON and as text.

use std::io::{Result, Write};

use domain::Calendar;
use domain::calendar::{Deadline, HolidayKind, Limit, Skipped, Unit};
use serde::Serialize;
use services::holidays::{Holidays, Source};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

/// A term, with all that led to its end.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    due: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    weekday: String,
    count: u16,
    unit: &'static str,
    counted_from: String,
    counted_from_weekday: String,
    /// When it happened, where that moved the day from which is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<String>,
    skipped: Vec<Off>,
    worked: Vec<Worked>,
    calendar: Vec<Year>,
    basis: Vec<&'static str>,
    /// What was not read of the files, what looks left out in them, and what nobody knows.
    pub(super) warnings: Vec<String>,
    #[serde(skip)]
    years: (i32, i32),
}

/// A day that is not counted.
#[derive(Debug, Serialize)]
struct Off {
    date: String,
    weekday: String,
    /// `weekly_day_off`, `holiday`, `compensation` or `swapped`.
    kind: &'static str,
    vi: String,
    en: String,
}

/// A weekly day off that is counted.
#[derive(Debug, Serialize)]
struct Worked {
    date: String,
    weekday: String,
    basis: String,
}

/// Where the days of a year come from.
#[derive(Debug, Serialize)]
struct Year {
    year: i32,
    source: String,
}

impl Told {
    pub(super) fn in_days(
        calendar: &Calendar,
        event: Option<OffsetDateTime>,
        day: Date,
        deadline: &Deadline,
    ) -> Self {
        let Limit { count, unit } = deadline.limit;
        let (unit, mut basis) = match unit {
            Unit::WorkingHours => ("working_hours", vec![]),
            Unit::WorkingDays => ("working_days", vec![]),
            Unit::Days => ("days", vec![MOVED]),
            Unit::Months => ("months", vec![IN_MONTHS, MOVED]),
        };
        basis.insert(0, NOT_COUNTED);
        let moved = deadline.counted_from != day;
        if moved {
            basis.push(RECEPTION);
        }
        let looked_at = deadline.looked_at_from();
        // Whether the day of a late receipt was worked matters as well.
        let first = if moved { day.min(looked_at) } else { looked_at };
        let worked = match deadline.limit.unit {
            Unit::WorkingHours | Unit::WorkingDays => {
                calendar.worked_between(deadline.counted_from, deadline.due)
            }
            Unit::Days | Unit::Months => vec![],
        };
        Self {
            due: deadline.due.to_string(),
            due_at: None,
            weekday: deadline.due.weekday().to_string(),
            count,
            unit,
            counted_from: deadline.counted_from.to_string(),
            counted_from_weekday: deadline.counted_from.weekday().to_string(),
            received: event.filter(|_| moved).map(|it| moment(calendar, it)),
            skipped: off(calendar, looked_at, deadline.due),
            worked: worked.into_iter().map(Worked::of).collect(),
            calendar: vec![],
            basis,
            warnings: vec![],
            years: (first.year(), deadline.due.year()),
        }
    }

    pub(super) fn in_hours(
        calendar: &Calendar,
        (event, begins): (OffsetDateTime, OffsetDateTime),
        count: u16,
        due: OffsetDateTime,
    ) -> Self {
        let (first, last) = (calendar.day_of(begins), calendar.day_of(due));
        let mut basis = vec![FROM_THE_MOMENT];
        basis.extend((event != begins).then_some(RECEPTION));
        let before = first.previous_day().unwrap_or(first);
        let worked = calendar.worked_between(before, last);
        Self {
            due: last.to_string(),
            due_at: Some(moment(calendar, due)),
            weekday: last.weekday().to_string(),
            count,
            unit: "working_hours",
            counted_from: if event == begins {
                moment(calendar, begins)
            } else {
                first.to_string()
            },
            counted_from_weekday: first.weekday().to_string(),
            received: (event != begins).then(|| moment(calendar, event)),
            skipped: off(calendar, first, last),
            worked: worked.into_iter().map(Worked::of).collect(),
            calendar: vec![],
            basis,
            warnings: vec![],
            years: (first.year(), last.year()),
        }
    }

    pub(super) fn with_sources(
        mut self,
        calendar: &Calendar,
        given: &Holidays,
        delivered: &Calendar,
    ) -> Self {
        self.warnings.clone_from(&given.notices);
        for year in self.years.0..=self.years.1 {
            let source = match given.source(year, delivered) {
                Source::BuiltIn => delivered_as(delivered),
                Source::Files(files) => files.join(", "),
                Source::BuiltInAnd(files) => {
                    format!("{}, and {}", delivered_as(delivered), files.join(", "))
                }
                Source::Unknown => "not known".to_owned(),
            };
            self.calendar.push(Year { year, source });
        }
        let years = self.years.0..=self.years.1;
        let unknown: Vec<_> = years.filter(|it| !calendar.covers(*it)).collect();
        if let (Some(first), Some(last)) = (unknown.first(), unknown.last()) {
            let years = if first == last {
                first.to_string()
            } else {
                format!("{first} to {last}")
            };
            self.warnings.push(format!(
                "warning: the holidays of {years} are not known, only weekly days off were \
                 skipped; give them with --holidays FILE"
            ));
        }
        self
    }

    pub(super) fn json(&self, out: &mut impl Write) -> anyhow::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        Ok(writeln!(out)?)
    }

    pub(super) fn brief(&self, out: &mut impl Write) -> Result<()> {
        writeln!(out, "{}", self.due_at.as_ref().unwrap_or(&self.due))
    }

    pub(super) fn text(&self, out: &mut impl Write) -> Result<()> {
        let unit = self.unit.replace('_', " ");
        let due = self.due_at.as_ref().unwrap_or(&self.due);
        let from = &self.counted_from;
        writeln!(
            out,
            "{due} ({}): {} {unit} from {from}",
            self.weekday, self.count
        )?;

        let weekday = &self.counted_from_weekday;
        let excluded = match self.due_at {
            Some(_) => "time runs from then on",
            None => "the day itself is not counted",
        };
        writeln!(out, "\ncounted from  {from} ({weekday}); {excluded}")?;
        if let Some(received) = &self.received {
            writeln!(
                out,
                "received      {received}, counted as of the next working day"
            )?;
        }
        writeln!(
            out,
            "\nskipped       {}",
            many(self.skipped.len(), "day off", "days off")
        )?;
        for day in &self.skipped {
            writeln!(out, "  {} {:<9}  {}", day.date, day.weekday, day.named())?;
        }
        if !self.worked.is_empty() {
            let count = many(self.worked.len(), "weekly day off", "weekly days off");
            writeln!(out, "\ncounted       {count} worked for another day")?;
            for day in &self.worked {
                writeln!(out, "  {} {:<9}  {}", day.date, day.weekday, day.basis)?;
            }
        }
        writeln!(out, "\ncalendar")?;
        for Year { year, source } in &self.calendar {
            writeln!(out, "  {year}        {source}")?;
        }
        writeln!(out, "\nrules")?;
        self.basis.iter().try_for_each(|it| writeln!(out, "  {it}"))
    }
}

const NOT_COUNTED: &str = "the day of the event is not counted (Civil Code 2015 Art. 147)";
const FROM_THE_MOMENT: &str = "hours run from the moment of the event (Civil Code 2015 Art. 147.1)";
const IN_MONTHS: &str = "months end on the corresponding day, or on the month's last (Art. 148)";
const MOVED: &str = "a term that would end on a day off ends on the next working day (Art. 148.5)";
const RECEPTION: &str =
    "a dossier that comes late in the day counts as of the next (Decree 61/2018 Art. 18)";

impl Off {
    fn named(&self) -> String {
        match (self.kind, self.vi == self.en) {
            ("weekly_day_off", _) => "weekly day off".to_owned(),
            (kind, true) => format!("{} ({kind})", self.vi),
            (kind, false) => format!("{} / {} ({kind})", self.vi, self.en),
        }
    }
}

impl Worked {
    fn of(day: &domain::calendar::WorkedDay) -> Self {
        Self {
            date: day.date.to_string(),
            weekday: day.date.weekday().to_string(),
            basis: day.basis.clone(),
        }
    }
}

fn off(calendar: &Calendar, first: Date, last: Date) -> Vec<Off> {
    let days = std::iter::successors(Some(first), |it| it.next_day());
    let days = days.take_while(|it| *it <= last);
    days.filter_map(|date| {
        let (kind, vi, en) = match calendar.why_off(date)? {
            Skipped::WeeklyDayOff => ("weekly_day_off", "nghỉ hằng tuần", "weekly day off"),
            Skipped::Holiday { kind, vi, en } => return Some(day_off(date, kind, vi, en)),
        };
        Some(Off {
            date: date.to_string(),
            weekday: date.weekday().to_string(),
            kind,
            vi: vi.to_owned(),
            en: en.to_owned(),
        })
    })
    .collect()
}

fn day_off(date: Date, kind: HolidayKind, vi: String, en: String) -> Off {
    Off {
        date: date.to_string(),
        weekday: date.weekday().to_string(),
        kind: kind.name(),
        vi,
        en,
    }
}

fn delivered_as(calendar: &Calendar) -> String {
    format!(
        "delivered calendar {}, version {}",
        calendar.id, calendar.version
    )
}

fn moment(calendar: &Calendar, at: OffsetDateTime) -> String {
    let local = calendar.local(at);
    local.format(&Rfc3339).unwrap_or_else(|_| local.to_string())
}

pub(super) fn many(count: usize, one: &str, more: &str) -> String {
    match count {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {more}"),
    }
}
