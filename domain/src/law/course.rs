//! The course that a procedure takes, step by step.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Bilingual, Rules};
use crate::StepId;
use crate::form::TEXT;

/// A step of a procedure, as the people it concerns see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Names the step.
    pub id: StepId,
    /// What is done in it.
    pub act: Act,
    /// What people call it.
    pub title: Bilingual,
    /// The steps that may come next; none after the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<StepId>,
}

/// What may be done in a step, in the order in which it is done.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A dossier is filed.
    File,
    /// It is accepted as full and valid, and gets its code.
    Accept,
    /// Other bodies are asked for their opinion.
    Consult,
    /// They meet; before the dossier goes to the decider, or with it.
    Meet,
    /// The dossier goes to the decider.
    Forward,
    /// The decider decides.
    Decide,
    /// The result is handed over.
    HandOver,
}

impl Act {
    /// The name in a catalogue.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Act::File => "file",
            Act::Accept => "accept",
            Act::Consult => "consult",
            Act::Meet => "meet",
            Act::Forward => "forward",
            Act::Decide => "decide",
            Act::HandOver => "hand_over",
        }
    }
}

/// Who may file a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Filer {
    /// Whoever applies.
    Applicant,
    /// The receiver, at its desk or on its own motion.
    Receiver,
    /// The decider, on its own motion.
    Decider,
}

/// When the bodies that were asked meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// When there has to be a meeting.
    pub when: MeetingWhen,
    /// The article that asks for it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// When there has to be a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeetingWhen {
    /// When some are in favour and some against.
    OpinionsDiffer,
    /// In every case.
    Always,
    /// Never; there may be one.
    Optional,
}

impl Rules {
    /// Whether something is done at all in cases of this procedure.
    #[must_use]
    pub fn takes(&self, act: Act) -> bool {
        if self.steps.is_empty() {
            return act != Act::Meet || self.meeting.is_some();
        }
        self.steps.iter().any(|it| it.act == act)
    }

    /// Whether the decider meets with the bodies once it has the dossier, and not the receiver before it
    /// hands that on.
    #[must_use]
    pub fn meets_after_forwarding(&self) -> bool {
        let at = |act| self.steps.iter().position(|it| it.act == act);
        at(Act::Forward).is_some_and(|forward| at(Act::Meet).is_some_and(|it| forward < it))
    }

    /// Whether somebody in this part may file.
    #[must_use]
    pub fn filed_by(&self, filer: Filer) -> bool {
        if self.filers.is_empty() {
            return filer != Filer::Decider;
        }
        self.filers.contains(&filer)
    }
}
