//! An organisation as the registries know it. It is entered by its first dossier; all that happens
//! to it on a stream of its own is that it turns out to be another one.
//!
//! Invariant: whoever was merged is never merged again and takes nobody in, so that from each
//! organisation exactly one way leads to the one that survives, and none goes in a circle.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::case::holds;
use crate::law::Effect;
use crate::{
    Acting, Aggregate, CertificateKind, Law, PaperNumber, Party, PersonalRef, Role, SubjectId,
};

/// What happened to an organisation. The wire names never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum OrganisationEvent {
    /// It is another one: whatever was its own is the other's from now on.
    #[serde(rename = "organisation.merged.v1")]
    Merged {
        /// Which one it was.
        organisation: SubjectId,
        /// Which one it is.
        into: SubjectId,
        /// Why.
        ground: MergeGround,
        /// The number of the decision.
        decision: PaperNumber,
        /// The explanation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<PersonalRef>,
    },
    /// Another one was merged into it.
    #[serde(rename = "organisation.absorbed.v1")]
    Absorbed {
        /// Which one it is.
        organisation: SubjectId,
        /// Which one was merged into it.
        other: SubjectId,
    },
}

/// Why two organisations are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeGround {
    /// They were the same from the beginning, and entered twice.
    SameOrganisation,
    /// They were two, and united under the law of their country.
    Union,
}

impl MergeGround {
    /// Every ground.
    pub const ALL: [Self; 2] = [Self::SameOrganisation, Self::Union];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SameOrganisation => "same_organisation",
            Self::Union => "union",
        }
    }
}

/// What someone asks of an organisation's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganisationCommand {
    /// Merge it into another one.
    Merge(Merge),
    /// Take in one that was merged into it, in the same breath.
    Absorb {
        /// Which one it is.
        organisation: SubjectId,
        /// Which one is merged into it.
        other: SubjectId,
    },
}

/// What is to be merged into what, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Which one it was.
    pub organisation: SubjectId,
    /// Which one survives.
    pub into: SubjectId,
    /// Why.
    pub ground: MergeGround,
    /// The number of the decision.
    pub decision: PaperNumber,
    /// The explanation.
    pub reason: Option<PersonalRef>,
    /// A kind of certificate that both of them hold, as the log has it.
    pub both_hold: Option<CertificateKind>,
}

impl OrganisationCommand {
    /// The command's name in the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Merge(_) => "merge_organisation",
            Self::Absorb { .. } => "absorb_organisation",
        }
    }
}

/// Why a command was refused. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationRejection {
    /// Only who keeps the registries may do this.
    #[error("only the {} may do this", needed.name())]
    NotAllowed {
        /// Who may.
        needed: Role,
    },
    /// Nothing is merged with itself.
    #[error("an organisation is not merged into itself")]
    IntoItself,
    /// What was merged is no organisation of its own any more.
    #[error("the organisation was merged into {into} already")]
    AlreadyMerged {
        /// Which one it is.
        into: SubjectId,
    },
    /// What was merged takes nobody in.
    #[error("the organisation that is to survive was itself merged into {into}")]
    SurvivorMerged {
        /// Which one it is.
        into: SubjectId,
    },
    /// Nobody holds two certificates of a kind.
    #[error("both of them hold a certificate of the kind {kind}")]
    BothHold {
        /// Which kind.
        kind: CertificateKind,
    },
}

/// How an organisation stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Organisation {
    /// It stands for itself.
    #[default]
    Itself,
    /// It is another one.
    Merged {
        /// Which one.
        into: SubjectId,
    },
}

impl Organisation {
    /// Which organisation it was merged into.
    #[must_use]
    pub fn merged_into(&self) -> Option<SubjectId> {
        match self {
            Self::Itself => None,
            Self::Merged { into } => Some(*into),
        }
    }
}

/// The part that somebody plays in the registries: whoever decides today on certificates keeps them
/// (Decree 58/2022 Art. 6, 22).
#[must_use]
pub fn role_in_registries(by: &Acting, law: &Law) -> Role {
    match by.party {
        Party::Applicant => Role::Applicant,
        Party::System => Role::System,
        Party::Agency(_) => {
            let mut rules = law.procedures().filter_map(|it| it.rules());
            let keeps = rules
                .any(|it| it.result.effect == Effect::Issue && holds(law, it, &it.decider, by));
            if keeps {
                Role::Registrar
            } else {
                Role::Outsider
            }
        }
    }
}

/// The kinds of certificates that somebody can hold only one of.
pub fn kinds_of_certificates(law: &Law) -> impl Iterator<Item = &CertificateKind> {
    let rules = law.versions().filter_map(|it| it.rules());
    let kinds = rules.flat_map(|it| {
        let upon = it.upon.iter().flat_map(|it| &it.kinds);
        let issued = (it.result.effect == Effect::Issue).then_some(&it.result.certificate);
        upon.chain(issued)
    });
    let each: std::collections::BTreeSet<_> = kinds.collect();
    each.into_iter()
}

impl Aggregate for Organisation {
    const KIND: &'static str = "organisation";

    type Command = OrganisationCommand;
    type Event = OrganisationEvent;
    type Rejection = OrganisationRejection;

    fn decide(
        &self,
        command: &OrganisationCommand,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<OrganisationEvent>, OrganisationRejection> {
        let needed = Role::Registrar;
        if role_in_registries(by, law) != needed {
            return Err(OrganisationRejection::NotAllowed { needed });
        }
        match (self, command) {
            (_, OrganisationCommand::Merge(it)) if it.organisation == it.into => {
                Err(OrganisationRejection::IntoItself)
            }
            (Self::Merged { into }, OrganisationCommand::Merge(_)) => {
                Err(OrganisationRejection::AlreadyMerged { into: *into })
            }
            (Self::Merged { into }, OrganisationCommand::Absorb { .. }) => {
                Err(OrganisationRejection::SurvivorMerged { into: *into })
            }
            (Self::Itself, OrganisationCommand::Merge(it)) => match &it.both_hold {
                Some(kind) => Err(OrganisationRejection::BothHold { kind: kind.clone() }),
                None => Ok(vec![OrganisationEvent::Merged {
                    organisation: it.organisation,
                    into: it.into,
                    ground: it.ground,
                    decision: it.decision.clone(),
                    reason: it.reason.clone(),
                }]),
            },
            (
                Self::Itself,
                OrganisationCommand::Absorb {
                    organisation,
                    other,
                },
            ) => Ok(vec![OrganisationEvent::Absorbed {
                organisation: *organisation,
                other: *other,
            }]),
        }
    }

    fn evolve(self, event: &OrganisationEvent) -> Self {
        match event {
            OrganisationEvent::Merged { into, .. } => Self::Merged { into: *into },
            OrganisationEvent::Absorbed { .. } => self,
        }
    }
}
