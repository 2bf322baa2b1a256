//! What may exist only once, whoever asks first.
//!
//! A claim follows from an event alone, so that all claims can be rebuilt from the log.

#[cfg(test)]
mod tests;

use crate::case::{CaseEvent, CertificateChange, CertificateTerms};
use crate::certificate::{Certificate, CertificateEvent};
use crate::{CertificateKind, PaperNumber, SubjectId};

/// The names that an event takes or sets free.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// Names taken by the stream of the event.
    pub taken: Vec<String>,
    /// Names set free.
    pub released: Vec<String>,
}

impl CaseEvent {
    /// The dossier code belongs to one case for ever.
    #[must_use]
    pub fn claims(&self) -> Claims {
        match self {
            CaseEvent::DossierAccepted { code, .. } => Claims {
                taken: vec![format!("dossier-code/{code}")],
                released: vec![],
            },
            CaseEvent::DossierSubmitted { .. }
            | CaseEvent::OfficerAssigned { .. }
            | CaseEvent::SupplementRequested { .. }
            | CaseEvent::DossierSupplemented { .. }
            | CaseEvent::IntakeRefused { .. }
            | CaseEvent::ConsultationRequested { .. }
            | CaseEvent::ConsultationReceived { .. }
            | CaseEvent::ConsultationEscalated { .. }
            | CaseEvent::MeetingHeld { .. }
            | CaseEvent::CaseRipened { .. }
            | CaseEvent::ResultAnnounced {}
            | CaseEvent::FollowUpConfirmed {}
            | CaseEvent::OpinionGiven { .. }
            | CaseEvent::DossierForwarded { .. }
            | CaseEvent::Reappointed { .. }
            | CaseEvent::CasePaused { .. }
            | CaseEvent::CaseResumed { .. }
            | CaseEvent::DeadlinesRecounted { .. }
            | CaseEvent::DeadlineMissed { .. }
            | CaseEvent::CertificateGranted(_)
            | CaseEvent::CertificateChanged { .. }
            | CaseEvent::ApplicationApproved { .. }
            | CaseEvent::ApplicationRefused { .. }
            | CaseEvent::DossierWithdrawn { .. }
            | CaseEvent::ProcessingStopped { .. }
            | CaseEvent::ResultReturned { .. }
            | CaseEvent::DocumentFiled { .. }
            | CaseEvent::HistoryImported { .. }
            | CaseEvent::StepCompleted { .. }
            | CaseEvent::HistoryEnded { .. } => Claims::default(),
        }
    }
}

impl Certificate {
    /// A holder has one certificate of a kind at a time; a number is given once, in whichever case
    /// its letters are written.
    #[must_use]
    pub fn claims(&self, event: &CertificateEvent) -> Claims {
        match (self, event) {
            (_, CertificateEvent::Granted { terms, .. }) => Claims {
                taken: vec![
                    one_of_a_kind(&terms.kind, terms.holder),
                    number(&terms.kind, &terms.number),
                ],
                released: vec![],
            },
            (
                Certificate::Issued {
                    terms, standing, ..
                },
                CertificateEvent::Expired {},
            ) if standing.is_held() => released(terms),
            (
                Certificate::Issued {
                    terms, standing, ..
                },
                CertificateEvent::Changed { change, .. },
            ) => match change {
                CertificateChange::Reissued { number: new } => Claims {
                    taken: vec![number(&terms.kind, new)],
                    released: vec![],
                },
                CertificateChange::Revoked { .. } | CertificateChange::Ended {}
                    if standing.is_held() =>
                {
                    released(terms)
                }
                CertificateChange::Extended { .. }
                | CertificateChange::Amended { .. }
                | CertificateChange::Suspended { .. }
                | CertificateChange::Reactivated {}
                | CertificateChange::Revoked { .. }
                | CertificateChange::Ended {} => Claims::default(),
            },
            // Whoever holds it now is the one who may have no other of its kind.
            (
                Certificate::Issued {
                    terms, standing, ..
                },
                CertificateEvent::Passed { from, to },
            ) if standing.is_held() => Claims {
                taken: vec![one_of_a_kind(&terms.kind, *to)],
                released: vec![one_of_a_kind(&terms.kind, *from)],
            },
            (
                Certificate::Issued { .. } | Certificate::Unissued,
                CertificateEvent::Expired {} | CertificateEvent::Passed { .. },
            )
            | (Certificate::Unissued, CertificateEvent::Changed { .. })
            | (
                _,
                CertificateEvent::DutyFulfilled { .. }
                | CertificateEvent::DutyWaived { .. }
                | CertificateEvent::DutyMissed { .. },
            ) => Claims::default(),
        }
    }
}

fn released(terms: &CertificateTerms) -> Claims {
    Claims {
        taken: vec![],
        released: vec![one_of_a_kind(&terms.kind, terms.holder)],
    }
}

fn number(kind: &CertificateKind, number: &PaperNumber) -> String {
    let capitals = number.as_str().to_uppercase();
    format!("certificate-number/{kind}/{capitals}")
}

/// The name under which the one certificate of a kind is found that somebody holds.
#[must_use]
pub fn one_of_a_kind(kind: &CertificateKind, holder: SubjectId) -> String {
    format!("certificate/{kind}/{holder}")
}
