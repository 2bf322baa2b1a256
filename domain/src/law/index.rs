//! Indices by which authorities are measured (Decision 766/QĐ-TTg).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Bilingual, EntryKind, Versioned};
use crate::IndexId;
use crate::calendar::iso_date;
use crate::form::{Day, TEXT};
use crate::money::Amount;

/// An index: a share of two counts, and the points that it gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Names the index through all its versions.
    pub id: IndexId,
    /// Counts the versions, from 1.
    #[schemars(range(min = 1, max = 99_999_999))]
    pub version: u32,
    /// Its number in the set, such as `2.1`.
    #[schemars(regex(pattern = TEXT))]
    pub number: String,
    /// The group it belongs to.
    pub group: Bilingual,
    /// What it measures.
    pub title: Bilingual,
    /// How many points it gives at most.
    pub points_max: Amount,
    /// What is measured.
    pub measure: Measure,
    /// The share at which all points are given; the whole when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_at: Option<Amount>,
    /// What is given when there is nothing to measure.
    #[serde(default, skip_serializing_if = "WhenNone::is_unknown")]
    pub when_none: WhenNone,
    /// For which times it is computed.
    pub periods: Vec<Period>,
    /// The first day on which it is computed.
    #[serde(with = "iso_date")]
    #[schemars(with = "Day")]
    pub valid_from: Date,
    /// The last day on which it is computed; nothing while it is.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_to: Option<Date>,
    /// The text that sets it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// What of this entry nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TEXT)))]
    pub unverified: Vec<String>,
}

/// What an index measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// How many of some there are among others.
    Share {
        /// What is counted.
        of: Counted,
        /// Among what.
        among: Counted,
    },
    /// Something that is not recorded here, so that nobody can compute it from events.
    NotRecorded {
        /// Why.
        why: Bilingual,
    },
}

/// What can be counted from events and from the catalogue.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Versions of procedures that came into force in the period and were announced.
    ProceduresAnnounced,
    /// Of these, those whose decision was signed early enough.
    ProceduresAnnouncedInTime,
    /// Of these, those that were entered in the national database, or whose time for it has ended.
    ProceduresEntryDue,
    /// Of these, those that were entered in time.
    ProceduresEnteredInTime,
    /// Procedures in force.
    Procedures,
    /// Of these, those of which every part that has to be public is.
    ProceduresPublicInFull,
    /// Procedures in force that were announced.
    ProceduresPublished,
    /// Of these, those of which every part that has to be public is.
    ProceduresPublishedInFull,
    /// Procedures in force for which a dossier can be filed online.
    ProceduresOnline,
    /// Of these, those with a dossier that was filed online in the period.
    ProceduresOnlineUsed,
    /// Procedures in force for which something is to be paid.
    ProceduresWithFee,
    /// Dossiers that were accepted in the period.
    DossiersAccepted,
    /// Of these, those that the portal confirmed.
    DossiersSynchronised,
    /// Of these, those that were settled in time, or still can be.
    DossiersInTime,
    /// Of these, those that were filed online.
    DossiersFiledOnline,
    /// Dossiers for which a payment was asked in the period.
    DossiersWithFee,
    /// Of these, those that were paid online.
    DossiersPaidOnline,
    /// Dossiers that were decided in the period.
    DossiersDecided,
    /// Of these, those with a file of the result.
    DossiersWithResultFile,
    /// Papers of dossiers that were accepted in the period.
    ComponentsFiled,
    /// Of these, those with a file.
    ComponentsDigitised,
}

/// What kind of thing a count is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// Procedures, or versions of them.
    Procedure,
    /// Dossiers.
    Dossier,
    /// Papers of dossiers.
    Component,
}

impl Counted {
    /// What kind of thing is counted: a share is of some among others of their kind.
    #[must_use]
    pub fn thing(self) -> Thing {
        match self {
            Counted::ProceduresAnnounced
            | Counted::ProceduresAnnouncedInTime
            | Counted::ProceduresEntryDue
            | Counted::ProceduresEnteredInTime
            | Counted::Procedures
            | Counted::ProceduresPublicInFull
            | Counted::ProceduresPublished
            | Counted::ProceduresPublishedInFull
            | Counted::ProceduresOnline
            | Counted::ProceduresOnlineUsed
            | Counted::ProceduresWithFee => Thing::Procedure,
            Counted::DossiersAccepted
            | Counted::DossiersSynchronised
            | Counted::DossiersInTime
            | Counted::DossiersFiledOnline
            | Counted::DossiersWithFee
            | Counted::DossiersPaidOnline
            | Counted::DossiersDecided
            | Counted::DossiersWithResultFile => Thing::Dossier,
            Counted::ComponentsFiled | Counted::ComponentsDigitised => Thing::Component,
        }
    }
}

/// For which time an index is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

/// What an index gives when there is nothing to measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenNone {
    /// Nobody can say.
    #[default]
    Unknown,
    /// No points.
    Nothing,
    /// All points.
    All,
}

impl WhenNone {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks with a reference"
    )]
    fn is_unknown(&self) -> bool {
        *self == WhenNone::Unknown
    }
}

impl Index {
    /// The points for so many among so many; nothing when nobody can say.
    #[must_use]
    pub fn points(&self, of: u64, among: u64) -> Option<Amount> {
        if among == 0 {
            return match self.when_none {
                WhenNone::Unknown => None,
                WhenNone::Nothing => Some(Amount::ZERO),
                WhenNone::All => Some(self.points_max),
            };
        }
        let whole = self.full_at.unwrap_or(Amount::ONE);
        let points = self.points_max.share(of, among, whole);
        Some(points.min(self.points_max))
    }
}

impl Period {
    /// The first day of the period that a day is in, and of the one after it.
    #[must_use]
    pub fn around(self, day: Date) -> (Date, Date) {
        let month = u8::from(day.month());
        let (first, months) = match self {
            Period::Month => (month, 1),
            Period::Quarter => ((month - 1) / 3 * 3 + 1, 3),
            Period::Year => (1, 12),
        };
        let begins = first_of(day.year(), first);
        let next = match first + months {
            next @ 1..=12 => first_of(day.year(), next),
            next => first_of(day.year() + 1, next - 12),
        };
        (begins, next)
    }
}

fn first_of(year: i32, month: u8) -> Date {
    let month = time::Month::try_from(month).unwrap_or(time::Month::January);
    Date::from_calendar_date(year, month, 1).unwrap_or(Date::MAX)
}

impl Versioned for Index {
    const KIND: EntryKind = EntryKind::Index;

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
