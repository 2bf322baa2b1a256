//! What each event sets, moves or ends of the terms of its case.

mod pause;

use std::collections::HashMap;

use domain::CalendarId;
use domain::calendar::Deadline;
use domain::case::{CaseEvent, Moved};
use domain::law::TotalEnds;
use time::{Date, OffsetDateTime};

use super::DeadlineLine;
use crate::{Desk, Event, Fact};

const INTAKE: &str = "intake";
const CONSULTATION: &str = "consultation";
const FORWARDING: &str = "forwarding";
const DECISION: &str = "decision";
const TOTAL: &str = "total";
const DELIVERY: &str = "delivery";
const FOLLOW_UP: &str = "follow_up";
const SUPPLEMENT: &str = "supplement";

/// Why a term moved.
const SUPPLEMENTED: &str = "supplement";
const REAPPOINTED: &str = "reappointment";
const CORRECTED: &str = "calendar";

type Terms = HashMap<String, DeadlineLine>;

/// Whether the event sets, moves or ends a term.
pub(super) fn touches(event: &CaseEvent) -> bool {
    match event {
        CaseEvent::OfficerAssigned { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => false,
        CaseEvent::DossierSubmitted { .. }
        | CaseEvent::SupplementRequested { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::IntakeRefused { .. }
        | CaseEvent::ConsultationRequested { .. }
        | CaseEvent::ConsultationReceived { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::CasePaused { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::Reappointed { .. }
        | CaseEvent::DeadlinesRecounted { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::ApplicationRefused { .. }
        | CaseEvent::DossierWithdrawn { .. }
        | CaseEvent::ProcessingStopped { .. }
        | CaseEvent::ResultReturned { .. } => true,
    }
}

/// Changes the terms of a case to say that the event happened.
pub(crate) fn change(terms: &mut Terms, fact: &Fact, event: &CaseEvent, desk: &Desk) {
    let at = fact.recorded.recorded_at;
    let mut set = |clock: &str, agency: Option<&str>, deadline: &Deadline| {
        set(terms, fact, desk, clock, agency, deadline);
    };
    match event {
        CaseEvent::DossierSubmitted { deadline, .. } => set(INTAKE, None, deadline),
        CaseEvent::SupplementRequested {
            waits_from,
            deadline,
            ..
        } => waits(terms, fact, desk, *waits_from, deadline.as_ref()),
        CaseEvent::DossierSupplemented { .. } => {
            meet(terms, SUPPLEMENT, at);
            supplemented(terms, fact, event, desk);
        }
        CaseEvent::CasePaused { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::Reappointed { .. }
        | CaseEvent::DeadlinesRecounted { .. }
        | CaseEvent::DeadlineMissed { .. } => time_passed(terms, fact, event, desk),
        CaseEvent::DossierAccepted { .. } => accepted(terms, fact, event, desk),
        CaseEvent::ConsultationRequested { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::DossierForwarded { .. } => changes_hands(terms, fact, event, desk),
        CaseEvent::ConsultationReceived { agency, deadline } => {
            let agency = agency.as_str();
            set(&opinion_of(agency), Some(agency), deadline);
        }
        CaseEvent::OpinionGiven {
            agency,
            forwarding_deadline,
            ..
        } => {
            if let Some(deadline) = forwarding_deadline {
                // The last opinion comes from a body that has nothing to forward.
                set_receivers(terms, fact, desk, FORWARDING, deadline);
            }
            meet(terms, &opinion_of(agency.as_str()), at);
        }
        CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::ApplicationRefused { .. } => decided(terms, fact, event, desk),
        CaseEvent::ResultReturned { follow_up, .. } => {
            returned(terms, fact, desk, follow_up.as_ref());
        }
        CaseEvent::ResultAnnounced {} => meet(terms, TOTAL, at),
        CaseEvent::FollowUpConfirmed {} => meet(terms, FOLLOW_UP, at),
        CaseEvent::IntakeRefused { .. } => {
            meet(terms, INTAKE, at);
            drop_open(terms);
        }
        CaseEvent::DossierWithdrawn { .. } | CaseEvent::ProcessingStopped { .. } => {
            drop_open(terms);
        }
        CaseEvent::OfficerAssigned { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => (),
    }
}

/// The dossier goes to whoever decides, or back to the receiver: whoever is asked anew is waited for,
/// so that nothing has to be handed on or decided yet.
fn changes_hands(terms: &mut Terms, fact: &Fact, event: &CaseEvent, desk: &Desk) {
    let at = fact.recorded.recorded_at;
    if let CaseEvent::ConsultationRequested { .. } = event {
        meet(terms, CONSULTATION, at);
        rest(terms, FORWARDING);
        rest(terms, DECISION);
    }
    if let CaseEvent::CaseRipened { decider, deadline }
    | CaseEvent::DossierForwarded { decider, deadline } = event
    {
        let decider = Some(decider.as_str());
        set(terms, fact, desk, DECISION, decider, deadline);
    }
    if let CaseEvent::DossierForwarded { .. } = event {
        meet(terms, FORWARDING, at);
        meet(terms, CONSULTATION, at);
    }
}

/// The legal term runs, and where somebody is asked that of the letters.
fn accepted(terms: &mut Terms, fact: &Fact, event: &CaseEvent, desk: &Desk) {
    let CaseEvent::DossierAccepted {
        deadline,
        consultation_deadline,
        total_ends,
        ..
    } = event
    else {
        return;
    };
    set(terms, fact, desk, TOTAL, None, deadline);
    if let Some(total) = terms.get_mut(TOTAL) {
        total.until_delivery = *total_ends == TotalEnds::Delivery;
    }
    if let Some(deadline) = consultation_deadline {
        set(terms, fact, desk, CONSULTATION, None, deadline);
    }
    meet(terms, INTAKE, fact.recorded.recorded_at);
}

/// A decision ends every term of the procedure but a legal one that lasts until the result is there,
/// and may begin that of its hand-over.
fn decided(terms: &mut Terms, fact: &Fact, event: &CaseEvent, desk: &Desk) {
    let at = fact.recorded.recorded_at;
    // Where nothing is accepted, the check ends with the decision.
    for clock in [INTAKE, DECISION] {
        meet(terms, clock, at);
    }
    for term in terms.values_mut().filter(|it| !it.until_delivery) {
        if term.clock == TOTAL {
            term.met_at = term.met_at.or(Some(at));
        }
        end(term);
    }
    if let CaseEvent::CertificateChanged {
        delivery_deadline: Some(deadline),
        ..
    }
    | CaseEvent::ApplicationApproved {
        delivery_deadline: Some(deadline),
        ..
    } = event
    {
        set_receivers(terms, fact, desk, DELIVERY, deadline);
    }
}

/// The hand-over ends the terms that last until it, and may begin that of what the holder has to do.
fn returned(terms: &mut Terms, fact: &Fact, desk: &Desk, follow_up: Option<&Deadline>) {
    if let Some(deadline) = follow_up {
        set_receivers(terms, fact, desk, FOLLOW_UP, deadline);
    }
    for clock in [TOTAL, DELIVERY] {
        meet(terms, clock, fact.recorded.recorded_at);
    }
}

/// What the receiver and the decider have to do waits for a full dossier; those asked for an opinion
/// may give it meanwhile.
fn waits(terms: &mut Terms, fact: &Fact, desk: &Desk, from: Date, answer: Option<&Deadline>) {
    if let Some(deadline) = answer {
        set_receivers(terms, fact, desk, SUPPLEMENT, deadline);
    }
    meet(terms, INTAKE, fact.recorded.recorded_at);
    for clock in [TOTAL, CONSULTATION, FORWARDING, DECISION] {
        pause(terms, clock, from);
    }
}

/// What time brought to the terms, and what was done about it.
fn time_passed(terms: &mut Terms, fact: &Fact, event: &CaseEvent, desk: &Desk) {
    pause::paused(terms, fact, event, desk);
    if let CaseEvent::Reappointed { deadline, .. } = event {
        set_receivers(terms, fact, desk, TOTAL, deadline);
        because(terms, TOTAL, REAPPOINTED);
    }
    if let CaseEvent::DeadlinesRecounted { moved, .. } = event {
        recounted(terms, fact, moved, desk);
    }
    if let CaseEvent::DeadlineMissed { clock, .. } = event
        && let Some(term) = terms.get_mut(&clock.to_string())
    {
        term.missed_at = Some(fact.recorded.recorded_at);
    }
}

/// A supplement sets the term that runs on, and those that had to wait for a full dossier.
fn supplemented(terms: &mut Terms, fact: &Fact, event: &CaseEvent, desk: &Desk) {
    let CaseEvent::DossierSupplemented {
        deadline,
        consultation_deadline,
        forwarding_deadline,
        ..
    } = event
    else {
        return;
    };
    let accepted = terms.contains_key(TOTAL);
    let runs_on = if accepted { TOTAL } else { INTAKE };
    set(terms, fact, desk, runs_on, None, deadline);
    because(terms, runs_on, SUPPLEMENTED);
    if let Some(deadline) = consultation_deadline {
        set(terms, fact, desk, CONSULTATION, None, deadline);
    }
    if let Some(deadline) = forwarding_deadline {
        set(terms, fact, desk, FORWARDING, None, deadline);
    }
    for term in terms.values_mut() {
        term.paused_from = None;
    }
}

/// A corrected calendar moves terms; what was known of them beside their ends stays.
fn recounted(terms: &mut Terms, fact: &Fact, moved: &[Moved], desk: &Desk) {
    for Moved {
        clock, deadline, ..
    } in moved
    {
        let clock = clock.to_string();
        let Some(before) = terms.get(&clock).cloned() else {
            continue;
        };
        set(terms, fact, desk, &clock, Some(&before.agency), deadline);
        because(terms, &clock, CORRECTED);
        if let Some(term) = terms.get_mut(&clock) {
            term.paused_from = before.paused_from;
        }
    }
}

/// Says what moved a term.
fn because(terms: &mut Terms, clock: &str, why: &str) {
    if let Some(term) = terms.get_mut(clock).filter(|it| it.moved > 0) {
        term.moved_by = Some(why.to_owned());
    }
}

/// Sets a term of whoever has to keep the total one, or the check of the components before.
fn set_receivers(terms: &mut Terms, fact: &Fact, desk: &Desk, clock: &str, deadline: &Deadline) {
    let keeper = terms.get(TOTAL).or_else(|| terms.get(INTAKE));
    let receiver = keeper.map(|it| it.agency.clone());
    set(terms, fact, desk, clock, receiver.as_deref(), deadline);
}

/// Sets a term, or moves it when it was set before.
fn set(
    terms: &mut Terms,
    fact: &Fact,
    desk: &Desk,
    clock: &str,
    agency: Option<&str>,
    deadline: &Deadline,
) {
    let procedure = fact.envelope.procedure.clone().unwrap_or_default();
    let responsible = agency.map(ToOwned::to_owned);
    let calendar = calendar_of(terms, fact, desk);
    let before = terms.remove(clock);
    let line = DeadlineLine {
        case_id: fact.recorded.stream_id,
        clock: clock.to_owned(),
        agency: responsible
            .or_else(|| fact.envelope.agency.clone())
            .unwrap_or_default(),
        due_at: desk.ends_by(calendar.as_ref(), deadline),
        calendar: calendar.map(|it| it.to_string()),
        procedure,
        counted_from: deadline.counted_from,
        limit_count: i32::from(deadline.limit.count),
        limit_unit: deadline.limit.unit.name().to_owned(),
        due_on: deadline.due,
        calendar_version: i32::try_from(deadline.calendar_version).unwrap_or(i32::MAX),
        basis: deadline.basis.clone(),
        set_position: fact.position(),
        first_due_on: before.as_ref().map_or(deadline.due, |it| it.first_due_on),
        moved: before.as_ref().map_or(0, |it| it.moved + 1),
        paused_from: None,
        met_at: None,
        dropped: false,
        moved_by: None,
        missed_at: None,
        until_delivery: before.as_ref().is_some_and(|it| it.until_delivery),
    };
    terms.insert(clock.to_owned(), line);
}

/// The calendar of the procedure in the version that the case keeps.
fn calendar_of(terms: &Terms, fact: &Fact, desk: &Desk) -> Option<CalendarId> {
    if let Event::Case(
        CaseEvent::DossierSubmitted {
            procedure_version, ..
        }
        | CaseEvent::DossierAccepted {
            procedure_version, ..
        },
    ) = &fact.event
    {
        let procedure = fact.envelope.procedure.as_deref()?;
        return desk.calendar_of(procedure, *procedure_version);
    }
    let known = terms.get(TOTAL).or_else(|| terms.get(INTAKE))?;
    known.calendar.as_deref()?.parse().ok()
}

fn pause(terms: &mut Terms, clock: &str, from: Date) {
    if let Some(term) = terms.get_mut(clock) {
        let runs = term.met_at.is_none() && !term.dropped;
        term.paused_from = runs.then_some(from);
    }
}

fn meet(terms: &mut Terms, clock: &str, at: OffsetDateTime) {
    if let Some(term) = terms.get_mut(clock) {
        term.met_at = term.met_at.or(Some(at));
    }
}

/// A term does not run any more, though what it was set for was not done.
fn rest(terms: &mut Terms, clock: &str) {
    if let Some(term) = terms.get_mut(clock) {
        term.dropped = term.met_at.is_none();
    }
}

fn drop_open(terms: &mut Terms) {
    terms.values_mut().for_each(end);
}

/// A term that was not met does not apply any more.
fn end(term: &mut DeadlineLine) {
    term.dropped |= term.met_at.is_none();
    term.paused_from = None;
}

fn opinion_of(agency: &str) -> String {
    format!("opinion:{agency}")
}
