//! The course of a procedure: its steps, the meeting, and another day for the result.

use domain::law::{self, Act, Filer, MeetingWhen};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Bilingual, Term, names};

/// A step of a procedure.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Step {
    /// Names the step.
    id: String,
    /// What is done in it: `file`, `accept`, `consult`, `meet`, `forward`, `decide` or `hand_over`.
    #[schema(value_type = String, example = "accept")]
    act: &'static str,
    /// What people call it.
    title: Bilingual,
    /// The steps that may come next; none after the last.
    then: Vec<String>,
}

/// When the bodies that were asked meet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Meeting {
    /// When there has to be a meeting.
    #[schema(value_type = MeetingNeeded)]
    when: MeetingWhen,
    /// The article that asks for it.
    basis: String,
}

/// When there has to be a meeting.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes domain::law::MeetingWhen in OpenAPI")]
enum MeetingNeeded {
    /// When some are in favour and some against.
    OpinionsDiffer,
    /// In every case.
    Always,
    /// Never; there may be one.
    Optional,
}

/// How another day may be set for the result.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReappointmentRule)]
pub(super) struct Reappointment {
    /// How often.
    times_max: u32,
    /// How long before the day the applicant is told, with an apology.
    notice: Term,
    /// The article that allows it.
    basis: String,
}

/// Everything that is done, in the order of a procedure that names no steps.
const ACTS: [Act; 7] = [
    Act::File,
    Act::Accept,
    Act::Consult,
    Act::Meet,
    Act::Forward,
    Act::Decide,
    Act::HandOver,
];

pub(super) fn acts(rules: &law::Rules) -> Vec<&'static str> {
    // Where it names its steps, they are in their order: the bodies may meet once it was forwarded.
    if !rules.steps.is_empty() {
        return rules.steps.iter().map(|it| it.act.name()).collect();
    }
    let taken = ACTS.into_iter().filter(|it| rules.takes(*it));
    taken.map(Act::name).collect()
}

pub(super) fn filers(rules: &law::Rules) -> Vec<&'static str> {
    let each = [
        (Filer::Applicant, "applicant"),
        (Filer::Receiver, "receiver"),
        (Filer::Decider, "decider"),
    ];
    let may = each.into_iter().filter(|it| rules.filed_by(it.0));
    may.map(|it| it.1).collect()
}

impl From<&law::Step> for Step {
    fn from(it: &law::Step) -> Self {
        Self {
            id: it.id.to_string(),
            act: it.act.name(),
            title: (&it.title).into(),
            then: names(&it.then),
        }
    }
}

impl From<&law::Meeting> for Meeting {
    fn from(it: &law::Meeting) -> Self {
        Self {
            when: it.when,
            basis: it.basis.clone(),
        }
    }
}

impl From<&law::Reappointment> for Reappointment {
    fn from(it: &law::Reappointment) -> Self {
        Self {
            times_max: it.times_max,
            notice: (&it.notice).into(),
            basis: it.basis.clone(),
        }
    }
}
