//! What consulted bodies say.

use serde::{Deserialize, Serialize};

/// The direction of an opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpinionKind {
    /// In favour.
    Agree,
    /// In favour under conditions.
    AgreeWithConditions,
    /// Against.
    Disagree,
    /// Without a position.
    NoPosition,
}

impl OpinionKind {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            OpinionKind::Agree => "agree",
            OpinionKind::AgreeWithConditions => "agree_with_conditions",
            OpinionKind::Disagree => "disagree",
            OpinionKind::NoPosition => "no_position",
        }
    }
}
