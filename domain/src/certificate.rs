//! A certificate, from its issue to its end. It lives longer than the case that issued it.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::case::CertificateTerms;
use crate::{Acting, Aggregate, CaseId, Law, Party, Role};

/// What happened to a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum CertificateEvent {
    /// It was issued.
    #[serde(rename = "certificate.granted.v1")]
    Granted {
        /// The case in which it was granted.
        case: CaseId,
        /// What it says.
        terms: Box<CertificateTerms>,
    },
    /// Its last day has passed.
    #[serde(rename = "certificate.expired.v1")]
    Expired {},
}

/// What someone asks of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateCommand {
    /// Issue it, as a case decided.
    Grant {
        /// The case in which it was granted.
        case: CaseId,
        /// What it says.
        terms: Box<CertificateTerms>,
    },
    /// Let it end, its last day having passed.
    Expire {
        /// The day it is.
        today: Date,
    },
}

impl CertificateCommand {
    /// The command's name in the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            CertificateCommand::Grant { .. } => "grant_certificate",
            CertificateCommand::Expire { .. } => "expire_certificate",
        }
    }
}

/// Why a command was refused. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRejection {
    /// A certificate is issued once.
    #[error("the certificate has already been issued")]
    AlreadyGranted,
    /// There is no such certificate.
    #[error("there is no such certificate")]
    NotGranted,
    /// It is still valid.
    #[error("the certificate is valid until {valid_until}")]
    StillValid {
        /// Its last day.
        valid_until: Date,
    },
    /// Only the passage of time ends a certificate in this way.
    #[error("only the {} may do this", needed.name())]
    NotAllowed {
        /// Who may.
        needed: Role,
    },
}

/// Where a certificate stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Certificate {
    /// It does not exist.
    #[default]
    Unissued,
    /// Its holder may operate under it.
    Valid(Box<CertificateTerms>),
    /// Its last day has passed.
    Expired(Box<CertificateTerms>),
}

impl Aggregate for Certificate {
    const KIND: &'static str = "certificate";

    type Command = CertificateCommand;
    type Event = CertificateEvent;
    type Rejection = CertificateRejection;

    fn decide(
        &self,
        command: &CertificateCommand,
        by: &Acting,
        _: &Law,
    ) -> Result<Vec<CertificateEvent>, CertificateRejection> {
        use CertificateCommand::{Expire, Grant};

        match (self, command) {
            (Certificate::Unissued, Grant { case, terms }) => Ok(vec![CertificateEvent::Granted {
                case: *case,
                terms: terms.clone(),
            }]),
            (_, Grant { .. }) => Err(CertificateRejection::AlreadyGranted),
            (_, Expire { .. }) if by.party != Party::System => {
                Err(CertificateRejection::NotAllowed {
                    needed: Role::System,
                })
            }
            (Certificate::Unissued, Expire { .. }) => Err(CertificateRejection::NotGranted),
            (Certificate::Valid(terms), Expire { today }) if *today <= terms.valid_until => {
                Err(CertificateRejection::StillValid {
                    valid_until: terms.valid_until,
                })
            }
            (Certificate::Valid(_), Expire { .. }) => Ok(vec![CertificateEvent::Expired {}]),
            (Certificate::Expired(_), Expire { .. }) => Ok(vec![]),
        }
    }

    fn evolve(self, event: &CertificateEvent) -> Self {
        match (self, event) {
            (_, CertificateEvent::Granted { terms, .. }) => Certificate::Valid(terms.clone()),
            (Certificate::Valid(terms), CertificateEvent::Expired {}) => {
                Certificate::Expired(terms)
            }
            (state, CertificateEvent::Expired {}) => state,
        }
    }
}
