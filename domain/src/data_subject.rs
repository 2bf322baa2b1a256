//! Whoever personal values are about, as far as the log knows: whether they were erased, and why.
//!
//! The values are not here. This says only who may have them destroyed, and that it was done.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::case::{CaseEvent, holds};
use crate::{Acting, Aggregate, Law, PaperNumber, Party, Role, SubjectId};

/// What happened to what is kept about somebody. The wire names never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum DataSubjectEvent {
    /// The key and the values were destroyed, in one transaction with this event.
    #[serde(rename = "data_subject.personal_data_erased.v1")]
    PersonalDataErased {
        /// Whose.
        subject: SubjectId,
        /// Why that had to be done.
        ground: ErasureGround,
        /// The number of the decision that orders it.
        decision: PaperNumber,
    },
    /// Nothing is left of them anywhere: not in read models, not among the files.
    #[serde(rename = "data_subject.erasure_completed.v1")]
    ErasureCompleted {
        /// Whose.
        subject: SubjectId,
        /// How many values were destroyed.
        values: u64,
        /// How many files were destroyed.
        documents: u64,
        /// SHA-256 of the certificate, in unpadded base64url.
        certificate: String,
    },
}

/// Why personal data must be destroyed (Law 91/2025/QH15 Art. 14, as reported; the text itself was
/// not at hand).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureGround {
    /// Those whom it is about ask for it, and accept what follows.
    SubjectRequest,
    /// What it was collected for is done.
    PurposeFulfilled,
    /// The time for which it is kept is over.
    RetentionOver,
    /// A competent body decided so.
    CompetentDecision,
    /// It was agreed.
    Agreement,
    /// Another law says so.
    OtherLaw,
}

impl ErasureGround {
    /// Every ground.
    pub const ALL: [ErasureGround; 6] = [
        ErasureGround::SubjectRequest,
        ErasureGround::PurposeFulfilled,
        ErasureGround::RetentionOver,
        ErasureGround::CompetentDecision,
        ErasureGround::Agreement,
        ErasureGround::OtherLaw,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ErasureGround::SubjectRequest => "subject_request",
            ErasureGround::PurposeFulfilled => "purpose_fulfilled",
            ErasureGround::RetentionOver => "retention_over",
            ErasureGround::CompetentDecision => "competent_decision",
            ErasureGround::Agreement => "agreement",
            ErasureGround::OtherLaw => "other_law",
        }
    }
}

/// What someone asks to be done with what is kept about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataSubjectCommand {
    /// Destroy it.
    ErasePersonalData {
        /// Whose.
        subject: SubjectId,
        /// Why.
        ground: ErasureGround,
        /// The number of the decision that orders it.
        decision: PaperNumber,
    },
    /// Record that nothing is left.
    CompleteErasure {
        /// How many values were destroyed.
        values: u64,
        /// How many files were destroyed.
        documents: u64,
        /// SHA-256 of the certificate, in unpadded base64url.
        certificate: String,
    },
}

impl DataSubjectCommand {
    /// The command's name in the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            DataSubjectCommand::ErasePersonalData { .. } => "erase_personal_data",
            DataSubjectCommand::CompleteErasure { .. } => "complete_erasure",
        }
    }
}

/// Why a command was refused. Nothing was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DataSubjectRejection {
    /// Somebody else has to do this.
    #[error("only the {} may do this", needed.name())]
    NotAllowed {
        /// Who may.
        needed: Role,
    },
    /// They have nothing to do with the cases in which the log refers to the subject.
    #[error("only a body that receives or decides a case about somebody may do this")]
    NotTheirs,
    /// Only what was begun can be completed.
    #[error("nobody has ordered this erasure")]
    NotErased,
}

/// Where the erasure of somebody's data stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DataSubject {
    /// Nobody has ordered it.
    #[default]
    Kept,
    /// Key and values are destroyed; read models and files follow.
    Erased {
        /// Whose data it was.
        subject: SubjectId,
        /// Why.
        ground: ErasureGround,
        /// The number of the decision.
        decision: PaperNumber,
    },
    /// Nothing is left.
    Completed {
        /// SHA-256 of the certificate, in unpadded base64url.
        certificate: String,
    },
}

impl DataSubject {
    /// The part that somebody plays when it is about erasing. Whoever receives or decides under a
    /// procedure today answers for what is kept about those who apply.
    #[must_use]
    pub fn role_of(by: &Acting, law: &Law) -> Role {
        match by.party {
            Party::Applicant => Role::Applicant,
            Party::System => Role::System,
            Party::Agency(_) => {
                let mut rules = law.procedures().filter_map(|it| it.rules());
                let answers = rules
                    .any(|it| holds(law, it, &it.receiver, by) || holds(law, it, &it.decider, by));
                if answers {
                    Role::Controller
                } else {
                    Role::Outsider
                }
            }
        }
    }
}

/// Whether somebody receives or decides the case that begins with this event: they answer for what is
/// kept about those whom the case is about, also when it has long ended.
#[must_use]
pub fn answers_for(by: &Acting, begun: &CaseEvent, law: &Law) -> bool {
    let CaseEvent::DossierSubmitted {
        procedure,
        procedure_version,
        particulars,
        ..
    } = begun
    else {
        return false;
    };
    let found = law.procedure(procedure, *procedure_version);
    found.and_then(|it| it.rules()).is_some_and(|rules| {
        let bodies = [
            rules.receiver_of(particulars),
            rules.decider_of(particulars),
        ];
        bodies.into_iter().any(|it| holds(law, rules, it, by))
    })
}

impl Aggregate for DataSubject {
    const KIND: &'static str = "data_subject";

    type Command = DataSubjectCommand;
    type Event = DataSubjectEvent;
    type Rejection = DataSubjectRejection;

    fn decide(
        &self,
        command: &DataSubjectCommand,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<DataSubjectEvent>, DataSubjectRejection> {
        use DataSubjectCommand::{CompleteErasure, ErasePersonalData};

        let needed = match command {
            ErasePersonalData { .. } => Role::Controller,
            CompleteErasure { .. } => Role::System,
        };
        if Self::role_of(by, law) != needed {
            return Err(DataSubjectRejection::NotAllowed { needed });
        }
        match (self, command) {
            (
                DataSubject::Kept,
                ErasePersonalData {
                    subject,
                    ground,
                    decision,
                },
            ) => Ok(vec![DataSubjectEvent::PersonalDataErased {
                subject: *subject,
                ground: *ground,
                decision: decision.clone(),
            }]),
            (DataSubject::Kept, CompleteErasure { .. }) => Err(DataSubjectRejection::NotErased),
            (
                DataSubject::Erased { subject, .. },
                CompleteErasure {
                    values,
                    documents,
                    certificate,
                },
            ) => Ok(vec![DataSubjectEvent::ErasureCompleted {
                subject: *subject,
                values: *values,
                documents: *documents,
                certificate: certificate.clone(),
            }]),
            // What is destroyed cannot be destroyed again.
            (
                DataSubject::Erased { .. } | DataSubject::Completed { .. },
                ErasePersonalData { .. },
            )
            | (DataSubject::Completed { .. }, CompleteErasure { .. }) => Ok(vec![]),
        }
    }

    fn evolve(self, event: &DataSubjectEvent) -> Self {
        match event {
            DataSubjectEvent::PersonalDataErased {
                subject,
                ground,
                decision,
            } => DataSubject::Erased {
                subject: *subject,
                ground: *ground,
                decision: decision.clone(),
            },
            DataSubjectEvent::ErasureCompleted { certificate, .. } => DataSubject::Completed {
                certificate: certificate.clone(),
            },
        }
    }
}
