//! Whoever works with the service.

use domain::{Acting, ActorId, AgencyId, Party};
use services::clock::derived_id;
use time::OffsetDateTime;
use uuid::Uuid;

/// Somebody, and on whose behalf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// An opaque id.
    pub actor: ActorId,
    /// On whose behalf they act.
    pub party: Party,
}

/// An official of the Committee, which receives dossiers.
#[must_use]
pub fn receiver() -> Person {
    body("COMINGO")
}

/// An official of the Ministry, which decides.
#[must_use]
pub fn decider() -> Person {
    body("MOFA")
}

/// An official of any body, such as one that is consulted.
#[must_use]
pub fn body(agency: &str) -> Person {
    let agency: AgencyId = agency.parse().unwrap();
    Person {
        actor: actor(agency.as_str()),
        party: Party::Agency(agency),
    }
}

/// Whoever files dossiers.
#[must_use]
pub fn applicant() -> Person {
    Person {
        actor: actor("applicant"),
        party: Party::Applicant,
    }
}

impl Person {
    /// This person, acting at a moment.
    #[must_use]
    pub fn acting(&self, at: OffsetDateTime) -> Acting {
        Acting {
            actor: self.actor,
            party: self.party.clone(),
            at,
        }
    }
}

fn actor(name: &str) -> ActorId {
    ActorId(derived_id(Uuid::nil(), name))
}
