//! When the terms of a case stand still, beside a supplement.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClockAfterSupplement, Rules, TermLimit};
use crate::GroundId;
use crate::form::TEXT;

/// Why the terms of a case stand still.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PauseKind {
    /// The applicant is to bring papers that are missing.
    Supplement,
    /// The applicant is to pay.
    Payment,
    /// The applicant is to do something else: to come, to explain, to show a place.
    Applicant,
    /// Something that nobody in the case can bring about has to come first.
    Suspension,
}

impl PauseKind {
    /// The name in a catalogue and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PauseKind::Supplement => "supplement",
            PauseKind::Payment => "payment",
            PauseKind::Applicant => "applicant",
            PauseKind::Suspension => "suspension",
        }
    }
}

/// What becomes of the terms of a case in a pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseRule {
    /// Of which pause; how a supplement goes, `supplements` says.
    pub pause: PauseKind,
    /// What becomes of the legal term of the case when it goes on.
    pub total: ClockAfterSupplement,
    /// What becomes of the terms of the single steps.
    pub steps: ClockAfterSupplement,
    /// How long it may last; without end when no text says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<TermLimit>,
    /// The ground on which the case is stopped when that has passed; it waits on when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse_ground: Option<GroundId>,
    /// The article; says so when it was not verified.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

impl Rules {
    /// How a pause of this kind goes, if the procedure has one.
    #[must_use]
    pub fn pause(&self, kind: PauseKind) -> Option<&PauseRule> {
        self.pauses.iter().find(|it| it.pause == kind)
    }

    /// What becomes of the legal term after a pause of this kind, or of the terms of steps.
    #[must_use]
    pub fn after(&self, kind: PauseKind, total: bool) -> ClockAfterSupplement {
        match self.pause(kind) {
            Some(rule) if total => rule.total,
            Some(rule) => rule.steps,
            None if kind == PauseKind::Supplement => self.supplements.clock,
            // A rule that is not there any more takes no day from anybody.
            None => ClockAfterSupplement::Resume,
        }
    }
}
