//! The terms that a case can have, and their names on the wire.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{AgencyId, NameError};

/// Which term of a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Clock {
    /// From receipt to the check of the components.
    Intake,
    /// From a request for a supplement to the applicant's answer.
    Supplement,
    /// From the full and valid dossier to the letters of consultation.
    Consultation,
    /// From the receipt of such a letter to the opinion of that body.
    Opinion(AgencyId),
    /// From the last opinion to the hand-over to the decider.
    Forwarding,
    /// From a pause to what is waited for.
    Pause,
    /// From the hand-over to the decision; where nothing is handed on, from when whoever decides has
    /// all it needs.
    Decision,
    /// From the full and valid dossier to the decision, or to its hand-over: the legal term.
    Total,
    /// From the decision to its hand-over, where a text says.
    Delivery,
    /// From the hand-over to what the holder has to do then.
    FollowUp,
}

/// The name of no term.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// There is no such term.
    #[error("there is no term {name:?}")]
    Unknown {
        /// What was named.
        name: String,
    },
    /// The term of a body whose name is none.
    #[error(transparent)]
    Agency(#[from] NameError),
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clock::Intake => f.write_str("intake"),
            Clock::Supplement => f.write_str("supplement"),
            Clock::Consultation => f.write_str("consultation"),
            Clock::Opinion(agency) => write!(f, "opinion:{agency}"),
            Clock::Forwarding => f.write_str("forwarding"),
            Clock::Pause => f.write_str("pause"),
            Clock::Decision => f.write_str("decision"),
            Clock::Total => f.write_str("total"),
            Clock::Delivery => f.write_str("delivery"),
            Clock::FollowUp => f.write_str("follow_up"),
        }
    }
}

impl FromStr for Clock {
    type Err = ClockError;

    fn from_str(name: &str) -> Result<Self, ClockError> {
        match name {
            "intake" => Ok(Clock::Intake),
            "supplement" => Ok(Clock::Supplement),
            "consultation" => Ok(Clock::Consultation),
            "forwarding" => Ok(Clock::Forwarding),
            "pause" => Ok(Clock::Pause),
            "decision" => Ok(Clock::Decision),
            "total" => Ok(Clock::Total),
            "delivery" => Ok(Clock::Delivery),
            "follow_up" => Ok(Clock::FollowUp),
            other => match other.strip_prefix("opinion:") {
                Some(agency) => Ok(Clock::Opinion(agency.parse()?)),
                None => Err(ClockError::Unknown {
                    name: other.to_owned(),
                }),
            },
        }
    }
}

impl From<Clock> for String {
    fn from(clock: Clock) -> Self {
        clock.to_string()
    }
}

impl TryFrom<String> for Clock {
    type Error = ClockError;

    fn try_from(name: String) -> Result<Self, ClockError> {
        name.parse()
    }
}
