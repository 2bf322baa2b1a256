//! Who does something, on whose behalf, and which part that gives them in a case.

use std::fmt;

use time::OffsetDateTime;

use crate::{ActorId, AgencyId};

/// Who asks, for whom, and when. Every decision is about somebody acting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    /// The person or the machine; an opaque id whose name is in the vault.
    pub actor: ActorId,
    /// On whose behalf.
    pub party: Party,
    /// When they asked.
    pub at: OffsetDateTime,
}

/// On whose behalf somebody acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// Whoever files dossiers.
    Applicant,
    /// A public body.
    Agency(AgencyId),
    /// Hoso itself: the passage of time, an import.
    System,
}

/// The part somebody plays in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Files, supplements and withdraws the dossier.
    Applicant,
    /// Takes dossiers in, consults, forwards, and hands over the result.
    Receiver,
    /// Decides.
    Decider,
    /// Gives an opinion for itself.
    Consultee,
    /// Answers for what is kept about those who apply.
    Controller,
    /// Keeps the registries.
    Registrar,
    /// Owes a report to another body.
    Reporter,
    /// Has no part in the case.
    Outsider,
    /// Hoso itself.
    System,
}

impl Role {
    /// The name on the wire and in the audit trail.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Applicant => "applicant",
            Role::Receiver => "receiver",
            Role::Decider => "decider",
            Role::Consultee => "consultee",
            Role::Controller => "controller",
            Role::Registrar => "registrar",
            Role::Reporter => "reporter",
            Role::Outsider => "outsider",
            Role::System => "system",
        }
    }
}

impl Party {
    /// The agency, when the party is one.
    #[must_use]
    pub fn agency(&self) -> Option<&AgencyId> {
        match self {
            Party::Agency(agency) => Some(agency),
            Party::Applicant | Party::System => None,
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Applicant => f.write_str("applicant"),
            Party::Agency(agency) => agency.fmt(f),
            Party::System => f.write_str("system"),
        }
    }
}
