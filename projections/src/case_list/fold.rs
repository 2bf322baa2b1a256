//! What each event changes on the line of its case.

use std::collections::HashMap;

use domain::PersonalRef;
use domain::case::{CaseEvent, Clock};
use uuid::Uuid;

use super::{CaseLine, Status};
use crate::search::folded;
use crate::{Desk, Fact};

/// The name that the line shows, where the event brings one.
pub(super) fn name_of(event: &CaseEvent) -> Option<&PersonalRef> {
    match event {
        CaseEvent::DossierSubmitted { name, .. } => Some(name),
        CaseEvent::OfficerAssigned { .. }
        | CaseEvent::SupplementRequested { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::IntakeRefused { .. }
        | CaseEvent::ConsultationRequested { .. }
        | CaseEvent::ConsultationReceived { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
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
        | CaseEvent::HistoryEnded { .. } => None,
    }
}

/// Changes the lines to say that the event happened.
pub(crate) fn apply(
    lines: &mut HashMap<Uuid, CaseLine>,
    fact: &Fact,
    event: &CaseEvent,
    names: &HashMap<Uuid, String>,
    desk: &Desk,
) {
    if let Some(opened) = opened(fact, event, names) {
        lines.insert(opened.case_id, opened);
        return;
    }
    let Some(line) = lines.get_mut(&fact.recorded.stream_id) else {
        return;
    };
    line.position = fact.position();
    line.version = fact.recorded.version.0;
    change(line, fact, event, desk);
}

/// The line that the first event of a case begins.
fn opened(fact: &Fact, event: &CaseEvent, names: &HashMap<Uuid, String>) -> Option<CaseLine> {
    let mut line = match event {
        CaseEvent::DossierSubmitted { .. } => submitted(blank(fact), fact, event, names)?,
        CaseEvent::HistoryImported { .. } => imported(blank(fact), event)?,
        CaseEvent::OfficerAssigned { .. }
        | CaseEvent::SupplementRequested { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::IntakeRefused { .. }
        | CaseEvent::ConsultationRequested { .. }
        | CaseEvent::ConsultationReceived { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
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
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => return None,
    };
    make_searchable(&mut line);
    Some(line)
}

fn blank(fact: &Fact) -> CaseLine {
    let receiver = fact.envelope.agency.clone();
    CaseLine {
        case_id: fact.recorded.stream_id,
        opened_position: fact.position(),
        position: fact.position(),
        version: fact.recorded.version.0,
        procedure: String::new(),
        procedure_version: 0,
        status: String::new(),
        code: None,
        applicant: None,
        name: None,
        search: String::new(),
        channel: None,
        unit: None,
        receiver: receiver.clone(),
        agency: receiver,
        officer: None,
        received_at: None,
        accepted_at: None,
        due_at: None,
        waits_from: None,
        resumes_as: None,
        ended_at: None,
        outcome: None,
    }
}

fn submitted(
    blank: CaseLine,
    fact: &Fact,
    event: &CaseEvent,
    names: &HashMap<Uuid, String>,
) -> Option<CaseLine> {
    let CaseEvent::DossierSubmitted {
        procedure,
        procedure_version,
        channel,
        applicant,
        name,
        ..
    } = event
    else {
        return None;
    };
    Some(CaseLine {
        procedure: procedure.to_string(),
        procedure_version: i32::try_from(*procedure_version).unwrap_or(i32::MAX),
        status: Status::Submitted.name().to_owned(),
        applicant: Some(applicant.0),
        name: names.get(&name.value).cloned(),
        channel: Some(channel.to_string()),
        received_at: Some(fact.recorded.recorded_at),
        ..blank
    })
}

fn imported(blank: CaseLine, event: &CaseEvent) -> Option<CaseLine> {
    let CaseEvent::HistoryImported {
        source,
        procedure,
        procedure_version,
        channel,
        unit,
        responsible,
        received_at,
        due_at,
        ..
    } = event
    else {
        return None;
    };
    let unnamed = || format!("{}/{}", source.log, source.ordinal);
    Some(CaseLine {
        procedure: procedure.to_string(),
        procedure_version: i32::try_from(*procedure_version).unwrap_or(i32::MAX),
        status: Status::RecordedOpen.name().to_owned(),
        code: Some(source.name.clone().unwrap_or_else(unnamed)),
        channel: channel.clone(),
        unit: unit.clone(),
        officer: responsible.map(|it| it.0),
        received_at: *received_at,
        accepted_at: *received_at,
        due_at: *due_at,
        ..blank
    })
}

fn change(line: &mut CaseLine, fact: &Fact, event: &CaseEvent, desk: &Desk) {
    let at = fact.recorded.recorded_at;
    match event {
        CaseEvent::OfficerAssigned { officer } => line.officer = Some(officer.0),
        CaseEvent::SupplementRequested { waits_from, .. } => {
            line.waits_from = Some(*waits_from);
            line.resumes_as = Some(line.status.clone());
            stands(line, Status::SupplementRequested);
        }
        CaseEvent::DossierSupplemented { deadline, .. } => {
            line.waits_from = None;
            if line.accepted_at.is_some() {
                line.due_at = Some(desk.end_of_term(&line.procedure, deadline));
            }
            if let Some(status) = line.resumes_as.take() {
                line.status = status;
            }
        }
        CaseEvent::CasePaused { .. } | CaseEvent::CaseResumed { .. } => waits(line, event, desk),
        CaseEvent::Reappointed { deadline, .. } => {
            line.due_at = Some(desk.end_of_term(&line.procedure, deadline));
        }
        CaseEvent::DeadlinesRecounted { moved, .. } => {
            if let Some(total) = moved.iter().find(|it| it.clock == Clock::Total) {
                line.due_at = Some(desk.end_of_term(&line.procedure, &total.deadline));
            }
        }
        CaseEvent::DossierAccepted {
            code,
            procedure_version,
            deadline,
            ..
        } => {
            line.procedure_version = i32::try_from(*procedure_version).unwrap_or(i32::MAX);
            line.code = Some(code.to_string());
            make_searchable(line);
            line.accepted_at = Some(at);
            // Its book is that of the body which accepts it, though another one took it in.
            line.receiver.clone_from(&fact.envelope.agency);
            line.agency.clone_from(&fact.envelope.agency);
            line.due_at = Some(desk.end_of_term(&line.procedure, deadline));
            stands(line, Status::Accepted);
        }
        CaseEvent::ConsultationRequested { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::DossierForwarded { .. } => changes_hands(line, event),
        CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. } => decided(line, Status::Granted, fact),
        CaseEvent::ApplicationRefused { .. } => decided(line, Status::Refused, fact),
        CaseEvent::IntakeRefused { .. } => closes(line, Status::IntakeRefused, at),
        CaseEvent::DossierWithdrawn { .. } => closes(line, Status::Withdrawn, at),
        CaseEvent::ProcessingStopped { .. } => closes(line, Status::Stopped, at),
        CaseEvent::ResultReturned { .. } => {
            line.agency = None;
            stands(line, Status::Returned);
        }
        CaseEvent::HistoryEnded { ended_at } => closes(line, Status::RecordedEnded, *ended_at),
        // A supplement may be awaited while other bodies go on.
        CaseEvent::ConsultationReceived { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::DossierSubmitted { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. } => (),
    }
}

/// It goes to whoever decides, or back to the receiver, who asks anew.
fn changes_hands(line: &mut CaseLine, event: &CaseEvent) {
    if let CaseEvent::ConsultationRequested { .. } = event {
        line.agency = line.receiver.clone();
        stands(line, Status::InConsultation);
    }
    if let CaseEvent::DossierForwarded { decider, .. } | CaseEvent::CaseRipened { decider, .. } =
        event
    {
        line.agency = Some(decider.to_string());
        // Where nothing is accepted, it is decided on as it was filed.
        if line.accepted_at.is_some() {
            stands(line, Status::WithDecider);
        }
    }
}

/// It waits for something else than a supplement, or goes on.
fn waits(line: &mut CaseLine, event: &CaseEvent, desk: &Desk) {
    if let CaseEvent::CasePaused { waits_from, .. } = event {
        line.waits_from = Some(*waits_from);
    }
    if let CaseEvent::CaseResumed { terms, .. } = event {
        line.waits_from = None;
        if let Some(total) = terms.iter().find(|it| it.clock == Clock::Total) {
            line.due_at = Some(desk.end_of_term(&line.procedure, &total.deadline));
        }
    }
}

/// The result waits at the receiver's desk, which hears of it: its powers may have passed on since
/// the dossier was accepted.
fn decided(line: &mut CaseLine, status: Status, fact: &Fact) {
    line.agency.clone_from(&fact.envelope.agency);
    ends(line, status, fact.recorded.recorded_at);
}

fn stands(line: &mut CaseLine, status: Status) {
    status.name().clone_into(&mut line.status);
}

fn ends(line: &mut CaseLine, status: Status, at: time::OffsetDateTime) {
    stands(line, status);
    line.waits_from = None;
    line.resumes_as = None;
    line.ended_at = Some(at);
    line.outcome = Some(status.name().to_owned());
}

fn closes(line: &mut CaseLine, status: Status, at: time::OffsetDateTime) {
    ends(line, status, at);
    line.agency = None;
}

/// Forgets the applicant's name.
pub(super) fn forget(line: &mut CaseLine) {
    line.name = None;
    make_searchable(line);
}

fn make_searchable(line: &mut CaseLine) {
    let parts = [line.name.as_deref(), line.code.as_deref()];
    line.search = folded(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
}
