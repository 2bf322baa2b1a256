//! Recording a history that happened elsewhere.

use serde::{Deserialize, Serialize};

use super::intake::not_allowed;
use super::state::not_in_force;
use super::{Case, CaseEvent, CaseRejection, History, HistoryStep};
use crate::{Acting, Code, Law, Party, Role};

/// Where an imported case comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceTrace {
    /// Names the log.
    pub log: Code,
    /// Which trace of the log, from 1.
    pub ordinal: u64,
    /// What the log calls the trace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Case {
    pub(super) fn import(
        &self,
        history: &History,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        if *self != Case::Unfiled {
            return Err(CaseRejection::AlreadySubmitted);
        }
        if by.party != Party::System {
            return not_allowed(Role::System);
        }
        let procedure = law
            .newest_procedure(&history.procedure)
            .ok_or_else(|| not_in_force(&history.procedure))?;
        if procedure.rules().is_some() {
            return Err(CaseRejection::NotRecorded);
        }

        let imported = CaseEvent::HistoryImported {
            source: history.source.clone(),
            procedure: procedure.id.clone(),
            procedure_version: procedure.version,
            channel: history.channel.clone(),
            unit: history.unit.clone(),
            responsible: history.responsible,
            received_at: history.received_at,
            due_at: history.due_at,
            attributes: history.attributes.clone(),
        };
        let steps = history.steps.iter().map(HistoryStep::completed);
        let ended = (history.ended_at).map(|ended_at| CaseEvent::HistoryEnded { ended_at });
        Ok(std::iter::once(imported)
            .chain(steps)
            .chain(ended)
            .collect())
    }
}

impl HistoryStep {
    fn completed(&self) -> CaseEvent {
        CaseEvent::StepCompleted {
            step: self.step.clone(),
            label: self.label.clone(),
            at: self.at,
            by: self.by,
            unit: self.unit.clone(),
            transition: self.transition.clone(),
            attributes: self.attributes.clone(),
        }
    }
}
