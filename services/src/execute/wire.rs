//! Which agency and which procedure an event is filed under on the wire.

use domain::case::CaseEvent;
use domain::law::Procedure;
use eventstore::{EncodeError, NewEvent};
use serde::Serialize;

/// An event about a case: a consulted body hears of what concerns it, the decider of what is
/// with it, and the receiver of all else.
pub(super) fn case_event(
    event: &CaseEvent,
    procedure: &Procedure,
) -> Result<NewEvent, EncodeError> {
    let receiver = procedure.agency();
    let agency = match event {
        CaseEvent::ConsultationRequested { agency }
        | CaseEvent::ConsultationReceived { agency, .. }
        | CaseEvent::ConsultationEscalated { agency }
        | CaseEvent::OpinionGiven { agency, .. }
        | CaseEvent::DeadlineMissed { agency, .. } => agency,
        CaseEvent::DossierForwarded { decider, .. } | CaseEvent::CaseRipened { decider, .. } => {
            decider
        }
        CaseEvent::DossierSubmitted { .. }
        | CaseEvent::OfficerAssigned { .. }
        | CaseEvent::SupplementRequested { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::IntakeRefused { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::Reappointed { .. }
        | CaseEvent::CasePaused { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::DeadlinesRecounted { .. }
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
        | CaseEvent::HistoryEnded { .. } => receiver,
    };
    filed(event, Some(agency.as_str()), Some(procedure))
}

/// Any event, under an agency and a procedure.
pub(super) fn filed(
    event: &impl Serialize,
    agency: Option<&str>,
    procedure: Option<&Procedure>,
) -> Result<NewEvent, EncodeError> {
    let mut event = NewEvent::of(event)?;
    event.agency = agency.map(ToOwned::to_owned);
    event.procedure = procedure.map(|it| it.id.to_string());
    Ok(event)
}
