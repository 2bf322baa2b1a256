//! What has to be public of a procedure (Decree 63/2010 Art. 8.2, 15, 24).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, Duration};

use super::{Bilingual, Procedure};
use crate::calendar::{Limit, Unit, iso_date};
use crate::form::{Day, TEXT};
use crate::{Calendar, ProcedureId};

/// What was made public of a procedure beside its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publicity {
    /// Of which procedure.
    pub procedure: ProcedureId,
    /// Of which version of it.
    #[schemars(range(min = 1, max = 99_999_999))]
    pub version: u32,
    /// The field under which the national list of procedures has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<NationalField>,
    /// In what order the steps follow, for people (part b).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Bilingual>,
    /// In what ways it is done, for people (part c).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ways: Option<Bilingual>,
    /// How many sets of the dossier are filed (part d).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub sets: Option<u8>,
    /// Who may apply (part e).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicants: Option<Bilingual>,
    /// What has to be fulfilled (part h, where it is so).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Bilingual>,
    /// What is to be paid (part h, where it is so).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<PublicFee>,
    /// The decision that announced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announcement: Option<Announcement>,
    /// What of this entry nobody has checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TEXT)))]
    pub unverified: Vec<String>,
}

/// A field of the national list of procedures, such as `G08-NG09`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NationalField {
    /// Its code.
    #[schemars(regex(pattern = TEXT))]
    pub code: String,
    /// What people call it.
    pub title: Bilingual,
}

/// Something that is to be paid, as it was made public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicFee {
    /// What for.
    pub title: Bilingual,
    /// How much.
    pub amount: crate::money::Money,
    /// The article that sets it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// The decision by which an authority announced the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// What kind of authority announced it.
    pub authority: Authority,
    /// The number of the decision.
    #[schemars(regex(pattern = TEXT))]
    pub decision: String,
    /// The day it was signed.
    #[serde(with = "iso_date")]
    #[schemars(with = "Day")]
    pub signed: Date,
    /// The day it was entered in the national database; nothing while it is not.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub entered: Option<Date>,
    /// How long before the procedure comes into force it is announced at the latest.
    pub announce_before: Limit,
    /// In what time after the decision it is entered.
    pub enter_within: Limit,
    /// The articles that set these times.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// Who announces a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// A ministry.
    Ministry,
    /// The people's committee of a province.
    Province,
}

/// A part that has to be public (Decree 63/2010 Art. 8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// (a) Its name.
    Name,
    /// (b) The order of steps.
    Order,
    /// (c) The ways in which it is done.
    Ways,
    /// (d) The components and the number of sets of the dossier.
    Dossier,
    /// (đ) The time it may take.
    Time,
    /// (e) Who may apply.
    Applicants,
    /// (g) The body that settles it.
    Agency,
}

impl Part {
    /// Every part, in the order of the decree.
    pub const ALL: [Part; 7] = [
        Part::Name,
        Part::Order,
        Part::Ways,
        Part::Dossier,
        Part::Time,
        Part::Applicants,
        Part::Agency,
    ];

    /// The letter in the decree.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Part::Name => "a",
            Part::Order => "b",
            Part::Ways => "c",
            Part::Dossier => "d",
            Part::Time => "đ",
            Part::Applicants => "e",
            Part::Agency => "g",
        }
    }
}

impl Procedure {
    /// The parts of which nothing is public.
    #[must_use]
    pub fn parts_missing(&self, publicity: Option<&Publicity>) -> Vec<Part> {
        let all = Part::ALL.into_iter();
        all.filter(|it| !self.has_public(*it, publicity)).collect()
    }

    fn has_public(&self, part: Part, publicity: Option<&Publicity>) -> bool {
        let Some(rules) = self.rules() else {
            return matches!(part, Part::Name | Part::Agency);
        };
        match part {
            Part::Name | Part::Agency | Part::Time => true,
            Part::Order => {
                !rules.steps.is_empty() || publicity.is_some_and(|it| !it.steps.is_empty())
            }
            Part::Ways => publicity.is_some_and(|it| it.ways.is_some()),
            Part::Dossier => {
                !rules.components.is_empty() && publicity.is_some_and(|it| it.sets.is_some())
            }
            Part::Applicants => publicity.is_some_and(|it| it.applicants.is_some()),
        }
    }

    /// Whether it was announced in time before it came into force; nothing while nobody announced
    /// it. Working days are counted back in the calendar.
    #[must_use]
    pub fn announced_on_time(
        &self,
        publicity: Option<&Publicity>,
        calendar: &Calendar,
    ) -> Option<bool> {
        let announced = publicity?.announcement.as_ref()?;
        let latest = calendar.before(self.valid_from, announced.announce_before);
        Some(announced.signed <= latest)
    }
}

impl Publicity {
    /// Whether it is known if the procedure was entered in time: it was entered, or the time has ended.
    #[must_use]
    pub fn is_entry_due(&self, calendar: &Calendar, today: Date) -> bool {
        self.announcement.as_ref().is_some_and(|it| {
            it.entered.is_some() || calendar.due(it.signed, it.enter_within) < today
        })
    }

    /// Whether the procedure was entered in the national database in time; nothing while nobody
    /// announced it. What is not entered is in time as long as the time runs.
    #[must_use]
    pub fn entered_on_time(&self, calendar: &Calendar, today: Date) -> Option<bool> {
        let announced = self.announcement.as_ref()?;
        let latest = calendar.due(announced.signed, announced.enter_within);
        Some(announced.entered.unwrap_or(today) <= latest)
    }
}

impl Calendar {
    /// The last day from which the whole term fits before the day.
    #[must_use]
    pub fn before(&self, day: Date, limit: Limit) -> Date {
        let mut latest = day;
        while self.term_end(latest, limit) > day {
            latest = latest.saturating_sub(Duration::DAY);
        }
        latest
    }

    fn term_end(&self, from: Date, limit: Limit) -> Date {
        if limit.unit == Unit::WorkingDays {
            return self.due(from, limit);
        }
        // A day off at the end moves a term on, but not back.
        from.saturating_add(Duration::days(i64::from(limit.count)))
    }
}
