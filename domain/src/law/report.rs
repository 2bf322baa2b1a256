//! Reports that agencies owe one another, whatever is filed with them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month};

use super::{Bilingual, EntryKind, ReportPeriod, Versioned};
use crate::calendar::{Calendar, iso_date};
use crate::form::{Day, TEXT};
use crate::{AgencyId, CalendarId, FormId, ReportId};

/// A report that agencies owe, period after period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Names the report through all its versions.
    pub id: ReportId,
    /// Counts the versions, from 1.
    #[schemars(range(min = 1, max = 99_999_999))]
    pub version: u32,
    /// What is reported.
    pub title: Bilingual,
    /// Who owes it.
    pub owed_by: Owers,
    /// Whom it goes to. Nobody owes a report to itself.
    pub to: Vec<AgencyId>,
    /// The form on which it is made out; none where no text prescribes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormId>,
    /// How often it is owed.
    pub every: Every,
    /// The day on which the data of a year begin; the first of January when absent. On a later day
    /// the data of a year begin in the year before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_from: Option<YearDay>,
    /// By when: for every period the same, or for each period of a year in their order.
    pub due: Vec<ReportDue>,
    /// What becomes of a last day on which nobody works.
    pub day_off: DayOff,
    /// The calendar that says on which days nobody works.
    pub calendar: CalendarId,
    /// The first day on which it holds: it is owed for periods whose data end on it or later.
    #[serde(with = "iso_date")]
    #[schemars(with = "Day")]
    pub valid_from: Date,
    /// The last day on which it holds; nothing while it does.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_to: Option<Date>,
    /// The article.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// What of this entry nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TEXT)))]
    pub unverified: Vec<String>,
}

/// Who owes a report. A body that was dissolved by the last day owes nothing; its successor does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Owers {
    /// These agencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<AgencyId>,
    /// Whether every ministry does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ministries: bool,
    /// Whether every committee of a province does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provinces: bool,
}

/// How often a report is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// For each month.
    Month,
    /// For each half of a year.
    HalfYear,
    /// For each year.
    Year,
}

/// A day of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearDay {
    /// The month, from 1.
    #[schemars(range(min = 1, max = 12))]
    pub month: u8,
    /// The day of the month.
    #[schemars(range(min = 1, max = 31))]
    pub day: u8,
}

/// The last day for a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportDue {
    /// How many months after the last month of the period.
    #[schemars(range(max = 24))]
    pub months_after: u8,
    /// The day of that month; its last, where it is shorter.
    #[schemars(range(min = 1, max = 31))]
    pub day: u8,
}

/// What becomes of a last day on which nobody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayOff {
    /// It holds all the same.
    Stays,
    /// The next day that is worked takes its place.
    NextWorkingDay,
}

impl Every {
    /// How many periods a year has.
    #[must_use]
    pub fn a_year(self) -> usize {
        match self {
            Every::Month => 12,
            Every::HalfYear => 2,
            Every::Year => 1,
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Every::Month => "month",
            Every::HalfYear => "half_year",
            Every::Year => "year",
        }
    }
}

impl ReportDue {
    /// The last day for the report of a period; nothing beyond all calendars.
    #[must_use]
    pub fn after(self, period: ReportPeriod) -> Option<Date> {
        let last = period.last_day()?;
        let months = i32::from(u8::from(last.month())) - 1 + i32::from(self.months_after);
        let month = u8::try_from(months % 12 + 1).ok()?;
        let year = last.year() + months / 12;
        in_month(year, Month::try_from(month).ok()?, self.day)
    }
}

impl Report {
    /// The first and the last day of the data of a period; nothing beyond all calendars.
    #[must_use]
    pub fn window(&self, period: ReportPeriod) -> Option<(Date, Date)> {
        let (first, last) = (period.first_day()?, period.last_day()?);
        let begins = self.data_from.filter(|_| self.every == Every::Year);
        let Some(begins) = begins.filter(|it| *it != YearDay { month: 1, day: 1 }) else {
            return Some((first, last));
        };
        let on = |year: i32| in_month(year, Month::try_from(begins.month).ok()?, begins.day);
        let last = on(last.year())?.previous_day()?;
        Some((on(first.year() - 1)?, last))
    }

    /// The last day for the report of a period; nothing beyond all calendars.
    #[must_use]
    pub fn due(&self, period: ReportPeriod, calendar: &Calendar) -> Option<Date> {
        let due = self.due.get(period.ordinal()).or(self.due.first())?;
        let day = due.after(period)?;
        Some(match self.day_off {
            DayOff::Stays => day,
            DayOff::NextWorkingDay => calendar.first_working_day(day),
        })
    }
}

/// The day of the month, or its last.
fn in_month(year: i32, month: Month, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, month, day.min(month.length(year))).ok()
}

impl Calendar {
    /// The day, or the next one on which somebody works.
    fn first_working_day(&self, day: Date) -> Date {
        let days = (0..=31).filter_map(|it| day.checked_add(Duration::days(it)));
        let mut days = days.filter(|it| self.is_working_day(*it));
        days.next().unwrap_or(day)
    }
}

impl Versioned for Report {
    const KIND: EntryKind = EntryKind::Report;

    fn name(&self) -> &str {
        self.id.as_str()
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn valid(&self) -> (Option<Date>, Option<Date>) {
        (Some(self.valid_from), self.valid_to)
    }
}
