//! A version of a procedure: everything about it that texts may change.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

use super::{
    Competence, Consultees, Duty, Filer, Home, Meeting, PauseRule, Reappointment, ResultKind, Seat,
    Step, Trait, Under, Upon, Valued,
};
use crate::calendar::{Limit, iso_date};
use crate::form::{Day, IDENTIFIER, TEXT};
use crate::{AgencyId, CalendarId, Channel, ComponentId, GroundId, ProcedureId, TraitId};

/// A text in the two languages of pages and slips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// In Vietnamese.
    #[schemars(regex(pattern = TEXT))]
    pub vi: String,
    /// In English.
    #[schemars(regex(pattern = TEXT))]
    pub en: String,
}

/// One version of a procedure: who does what, with which papers, in what time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Names the procedure through all its versions.
    pub id: ProcedureId,
    /// Counts the versions, from 1.
    #[schemars(range(min = 1, max = 99_999_999))]
    pub version: u32,
    /// What people call it.
    pub title: Bilingual,
    /// The first day on which it is in force.
    #[serde(with = "iso_date")]
    #[schemars(with = "Day")]
    pub valid_from: Date,
    /// The last day on which it is in force; nothing while it is.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_to: Option<Date>,
    /// The text that sets it out.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// How cases of this procedure are conducted.
    pub conduct: Conduct,
    /// Whether the entry is a draft: shown and checked, but nothing can be filed under it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// What of this entry nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TEXT)))]
    pub unverified: Vec<String>,
}

/// How cases are conducted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Conduct {
    /// Under rules that decide who may do what, and when.
    Ruled(Box<Rules>),
    /// Elsewhere; the history is only recorded here.
    Recorded {
        /// Who conducted the cases.
        agency: AgencyId,
    },
}

/// The rules of a procedure in which one body receives, others are consulted, and one decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Who takes dossiers in and hands over the result.
    pub receiver: AgencyId,
    /// Who decides.
    pub decider: AgencyId,
    /// The calendar in which time is counted.
    pub calendar: CalendarId,
    /// What dossier codes begin with where whoever receives has no identifier of its own.
    #[schemars(regex(pattern = IDENTIFIER))]
    pub dossier_prefix: String,
    /// The ways in which a dossier may be filed.
    pub channels: Vec<Channel>,
    /// What a dossier consists of.
    pub components: Vec<Component>,
    /// How long everything may take.
    pub limits: Limits,
    /// Who is asked for an opinion.
    pub consultees: Consultees,
    /// How often and how a dossier may be supplemented.
    pub supplements: Supplements,
    /// What becomes of the terms while a case waits for something else than a supplement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<PauseRule>,
    /// How another day may be set for the result; it may not when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reappointment: Option<Reappointment>,
    /// What is owed after a favourable decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
    /// What a favourable decision issues.
    pub result: ResultKind,
    /// The steps, in the order in which they follow one another. Without them a dossier is filed,
    /// accepted, sent to consultees, forwarded, decided and handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Who may file. Without them the applicant, and the receiver at its desk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filers: Vec<Filer>,
    /// The certificate that a case is about, where there has to be one already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upon: Option<Upon>,
    /// The approval of aid that a case is about, where there has to be one already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<Under>,
    /// Where the applicant is to have its seat, where it is to have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<Seat>,
    /// Where applicants may be at home, where that matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Home>,
    /// What an application may declare, for rules to depend on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<Trait>,
    /// Who receives and who decides where others do than `receiver` and `decider`. The first that
    /// fits is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub competences: Vec<Competence>,
    /// The value that an application states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Valued>,
    /// When the bodies that were asked meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<Meeting>,
    /// On what grounds the decision is taken that somebody did not apply for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decision_grounds: Vec<Ground>,
    /// On what grounds a dossier is not taken in.
    pub intake_grounds: Vec<Ground>,
    /// On what grounds an application is refused.
    pub refusal_grounds: Vec<Ground>,
    /// On what grounds processing is stopped.
    pub stop_grounds: Vec<Ground>,
}

/// A paper that belongs to a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Names the paper.
    pub id: ComponentId,
    /// What people call it.
    pub title: Bilingual,
    /// Whether a dossier without it is incomplete.
    pub required: bool,
    /// What has to be declared for it to be required; nothing where it always is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<TraitId>,
    /// What, when it is declared, it is not required for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<TraitId>,
    /// The article that asks for it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

impl Component {
    /// Whether a dossier that declares this is incomplete without the paper.
    #[must_use]
    pub fn is_needed(&self, declared: &[TraitId]) -> bool {
        let says = |it: &TraitId| declared.contains(it);
        self.required
            && self.when.as_ref().is_none_or(says)
            && !self.unless.as_ref().is_some_and(says)
    }
}

/// The terms of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// From the full and valid dossier to the result.
    pub total: TermLimit,
    /// With what that ends.
    #[serde(default, skip_serializing_if = "TotalEnds::is_decision")]
    pub total_ends: TotalEnds,
    /// From receipt to the check of the components.
    pub intake: TermLimit,
    /// From the full and valid dossier to the letters of consultation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultation: Option<TermLimit>,
    /// From the receipt of such a letter to the opinion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<TermLimit>,
    /// From the last opinion to the hand-over to the decider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarding: Option<TermLimit>,
    /// From the hand-over to the decision.
    pub decision: TermLimit,
    /// From the decision to its hand-over, where a text says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<TermLimit>,
}

/// With what the legal term of a case ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TotalEnds {
    /// With the decision.
    #[default]
    Decision,
    /// With the hand-over of the result, or as soon as it lies ready at the desk and whoever applied
    /// was told.
    Delivery,
}

impl TotalEnds {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TotalEnds::Decision => "decision",
            TotalEnds::Delivery => "delivery",
        }
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    pub(crate) fn is_decision(&self) -> bool {
        *self == TotalEnds::Decision
    }
}

/// A limit and the article that sets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermLimit {
    /// How long.
    pub limit: Limit,
    /// The article.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// How a dossier may be supplemented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Supplements {
    /// How many requests there may be.
    #[schemars(range(min = 1, max = 99))]
    pub requests_max: u32,
    /// How long after acceptance one may still be requested; nothing when no text says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_acceptance: Option<TermLimit>,
    /// How long the applicant has to answer; without end when no text says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_within: Option<TermLimit>,
    /// The ground on which the case is stopped when that has passed; it waits on when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse_ground: Option<GroundId>,
    /// What becomes of the total term when the applicant comes back.
    pub clock: ClockAfterSupplement,
    /// The articles that set this.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// What becomes of a term that waited for the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockAfterSupplement {
    /// It starts again with its full length.
    Restart,
    /// It goes on with what was left of it.
    Resume,
}

/// A reason that may be given for a refusal or a stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Names the ground.
    pub id: GroundId,
    /// What people call it.
    pub title: Bilingual,
    /// The article it rests on.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

impl Procedure {
    /// Whether the version is in force on the day.
    #[must_use]
    pub fn in_force_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|it| day <= it)
    }

    /// The rules, unless cases are only recorded.
    #[must_use]
    pub fn rules(&self) -> Option<&Rules> {
        match &self.conduct {
            Conduct::Ruled(rules) => Some(rules),
            Conduct::Recorded { .. } => None,
        }
    }

    /// The body that answers for cases of this procedure.
    #[must_use]
    pub fn agency(&self) -> &AgencyId {
        match &self.conduct {
            Conduct::Ruled(rules) => &rules.receiver,
            Conduct::Recorded { agency } => agency,
        }
    }
}
