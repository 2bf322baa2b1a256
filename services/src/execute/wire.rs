//! Which agency and which procedure an event is filed under on the wire.

use domain::case::{Case, CaseEvent};
use domain::law::{Competent, Procedure};
use domain::{AgencyId, Law};
use eventstore::{EncodeError, NewEvent};
use serde::Serialize;
use time::{Date, OffsetDateTime};

/// The bodies that have to do with a case, on the day on which something happens to it.
#[derive(Clone, Copy)]
pub(super) struct Bodies<'a> {
    law: &'a Law,
    day: Date,
    pub(super) competent: &'a Competent,
}

impl<'a> Bodies<'a> {
    pub(super) fn on(day: Date, law: &'a Law, competent: &'a Competent) -> Self {
        Self {
            law,
            day,
            competent,
        }
    }

    /// The body itself, or whom its powers came to.
    fn holder(&self, agency: &'a AgencyId) -> &'a AgencyId {
        self.law.holder_or_itself(agency, self.day)
    }
}

/// Who is competent for a case that something happens to: by what it says, and where it says
/// nothing, by its procedure.
pub(super) fn competent(
    (before, after): (&Case, &Case),
    procedure: &Procedure,
    at: OffsetDateTime,
    law: &Law,
) -> Competent {
    let by_case = after
        .competent(at, law)
        .or_else(|| before.competent(at, law));
    by_case.unwrap_or_else(|| {
        let named = procedure.agency();
        let agency = law.holder_or_itself(named, day(procedure, at, law));
        Competent {
            receiver: agency.clone(),
            decider: agency.clone(),
        }
    })
}

/// The day it is where cases of a procedure are conducted.
pub(super) fn day(procedure: &Procedure, at: OffsetDateTime, law: &Law) -> Date {
    let calendar = procedure.rules().and_then(|it| law.calendar(&it.calendar));
    calendar.map_or_else(|| law.day_of(at), |it| it.day_of(at))
}

/// An event about a case: a consulted body hears of what concerns it, the decider of what is
/// with it, and the receiver of all else. For a body that was dissolved its successor hears.
pub(super) fn case_event(
    event: &CaseEvent,
    procedure: &Procedure,
    bodies: Bodies<'_>,
) -> Result<NewEvent, EncodeError> {
    let receiver = &bodies.competent.receiver;
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
        | CaseEvent::ResultAnnounced {}
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
    let agency = bodies.holder(agency);
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
