//! Aid that was approved, for as long as it runs.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{Acting, AgencyId, Aggregate, CaseId, Law};

/// What happened to aid after its approval. The wire names never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum AidEvent {
    /// Its closing report was approved.
    #[serde(rename = "aid.closed.v1")]
    Closed {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case in which the closing report was.
        case: CaseId,
    },
    /// What was approved was changed.
    #[serde(rename = "aid.changed.v1")]
    Changed {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case in which the change was.
        case: CaseId,
        /// Who decided on the change, and decides on the next one.
        decider: AgencyId,
    },
}

/// What someone asks of aid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AidCommand {
    /// Let it end, as a case decided.
    Close {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case that decided so.
        case: CaseId,
    },
    /// Note that a case changed it.
    Change {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case that changed it.
        case: CaseId,
        /// Who decided on the change.
        decider: AgencyId,
    },
}

/// Why a command was refused. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AidRejection {
    /// Aid ends once.
    #[error("the aid was closed already")]
    AlreadyClosed,
}

/// Where aid stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Aid {
    /// It runs, as far as is known.
    #[default]
    Running,
    /// It ended.
    Closed,
}

impl Aid {
    /// The name of the stream of aid, by the case that approved it.
    #[must_use]
    pub fn stream_name(approval: CaseId) -> String {
        format!("aid/{approval}")
    }
}

impl Aggregate for Aid {
    const KIND: &'static str = "aid";

    type Command = AidCommand;
    type Event = AidEvent;
    type Rejection = AidRejection;

    fn decide(
        &self,
        command: &AidCommand,
        _: &Acting,
        _: &Law,
    ) -> Result<Vec<AidEvent>, AidRejection> {
        match (self, command) {
            (Aid::Running, AidCommand::Close { approval, case }) => {
                let (approval, case) = (*approval, *case);
                Ok(vec![AidEvent::Closed { approval, case }])
            }
            (Aid::Closed, AidCommand::Close { .. }) => Err(AidRejection::AlreadyClosed),
            (
                Aid::Running | Aid::Closed,
                AidCommand::Change {
                    approval,
                    case,
                    decider,
                },
            ) => Ok(vec![AidEvent::Changed {
                approval: *approval,
                case: *case,
                decider: decider.clone(),
            }]),
        }
    }

    fn evolve(self, event: &AidEvent) -> Self {
        match event {
            AidEvent::Closed { .. } => Aid::Closed,
            AidEvent::Changed { .. } => self,
        }
    }
}
