//! How the handling of dossiers is scored (Circular 01/2018/TT-VPCP Art. 13–15).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Bilingual, EntryKind, Period, Versioned};
use crate::ScoringId;
use crate::calendar::iso_date;
use crate::form::{Day, TEXT};
use crate::money::Amount;

/// The most points that a dossier is given for one thing.
pub const POINTS_MAX: u8 = 2;

/// A way of scoring: points for each dossier, and classes for whoever handled them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// Names it through all its versions.
    pub id: ScoringId,
    /// Counts the versions, from 1.
    #[schemars(range(min = 1))]
    pub version: u32,
    /// What people call it.
    pub title: Bilingual,
    /// For what points are given.
    pub criteria: Vec<Criterion>,
    /// How a dossier has to have ended to be scored.
    pub outcomes: Vec<Scored>,
    /// The classes of agencies, by the sum of all indices.
    pub agencies: Vec<ScoreClass>,
    /// How officials are scored.
    pub officials: OfficialScoring,
    /// For which times agencies are scored.
    pub periods: Vec<Period>,
    /// The first day on which it is used.
    #[serde(with = "iso_date")]
    #[schemars(with = "Day")]
    pub valid_from: Date,
    /// The last day on which it is used; nothing while it is.
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
    pub unverified: Vec<String>,
}

/// Something for which a dossier is given points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its number in the text.
    #[schemars(regex(pattern = TEXT))]
    pub number: String,
    /// What people call it.
    pub title: Bilingual,
    /// What is measured.
    pub measure: ScoreMeasure,
    /// How many points each value gives. Where nothing can be measured there may be none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// The article that sets it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// What of it nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unverified: Vec<String>,
}

/// What of a dossier's events is measured. Every value is a whole number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ScoreMeasure {
    /// How many days after the due day what the legal term was set for was done; negative before it.
    /// A term in hours that was missed on its last day counts as a day late.
    DaysLate,
    /// How many terms of the bodies that took part were not kept.
    TermsMissed,
    /// How often the applicant was asked for a supplement.
    Requests,
    /// With how many bodies the applicant had to deal.
    Bodies,
    /// What the applicant had to do with the authority was at the desk in so many of a hundred cases.
    DeskShare,
    /// How many of the parts that have to be public were not, and how many times were not kept.
    PublicityFaults,
    /// 2 where the dossier was filed online, 1 where it could have been, 0 where it could not.
    Online,
    /// Something that is not recorded here, so that nobody can measure it in events.
    NotRecorded {
        /// Why.
        why: Bilingual,
    },
}

/// How many points the values between two bounds give, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// How many points.
    #[schemars(range(min = 0, max = POINTS_MAX))]
    pub points: u8,
    /// The lowest value; none where there is no lowest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// The highest value; none where there is no highest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
}

/// What somebody is called whose sum is between two bounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreClass {
    /// What it is called.
    pub title: Bilingual,
    /// The lowest sum; none where there is no lowest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Amount>,
    /// The sum that is already too high; none where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Amount>,
}

/// How officials are scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficialScoring {
    /// The numbers of the criteria that tell of an official.
    pub criteria: Vec<String>,
    /// The classes of officials, by the sum of these indices.
    pub classes: Vec<ScoreClass>,
    /// For which times officials are scored.
    pub periods: Vec<Period>,
    /// The article that sets it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// What of it nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unverified: Vec<String>,
}

/// How a dossier that was accepted may have ended.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scored {
    /// It was granted, and the result handed over.
    Granted,
    /// It was refused, and that handed over.
    Refused,
    /// It was stopped.
    Stopped,
    /// The applicant took it back.
    Withdrawn,
}

impl Scored {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Scored::Granted => "granted",
            Scored::Refused => "refused",
            Scored::Stopped => "stopped",
            Scored::Withdrawn => "withdrawn",
        }
    }
}

impl ScoreMeasure {
    /// The lowest and the highest value that there can be.
    #[must_use]
    pub fn values(&self) -> (Option<i64>, Option<i64>) {
        match self {
            ScoreMeasure::DaysLate => (None, None),
            ScoreMeasure::TermsMissed | ScoreMeasure::Requests | ScoreMeasure::PublicityFaults => {
                (Some(0), None)
            }
            ScoreMeasure::Bodies => (Some(1), None),
            // What cannot be measured is a share where the text says how much of it is enough.
            ScoreMeasure::DeskShare | ScoreMeasure::NotRecorded { .. } => (Some(0), Some(100)),
            ScoreMeasure::Online => (Some(0), Some(2)),
        }
    }
}

impl Criterion {
    /// The points for a value; nothing where no band has it.
    #[must_use]
    pub fn points(&self, value: i64) -> Option<u8> {
        let in_it = |it: &&Band| {
            it.from.is_none_or(|from| from <= value) && it.to.is_none_or(|to| value <= to)
        };
        self.bands.iter().find(in_it).map(|it| it.points)
    }

    /// Why it cannot be measured, where it cannot.
    #[must_use]
    pub fn not_recorded(&self) -> Option<&Bilingual> {
        match &self.measure {
            ScoreMeasure::NotRecorded { why } => Some(why),
            ScoreMeasure::DaysLate
            | ScoreMeasure::TermsMissed
            | ScoreMeasure::Requests
            | ScoreMeasure::Bodies
            | ScoreMeasure::DeskShare
            | ScoreMeasure::PublicityFaults
            | ScoreMeasure::Online => None,
        }
    }
}

impl ScoreClass {
    /// Whether the sum is of this class.
    #[must_use]
    pub fn has(&self, sum: Amount) -> bool {
        self.from.is_none_or(|it| it <= sum) && self.below.is_none_or(|it| sum < it)
    }
}

impl Versioned for Scoring {
    const KIND: EntryKind = EntryKind::Scoring;

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
