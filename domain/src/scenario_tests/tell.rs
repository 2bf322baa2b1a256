//! What happened, in words.

use crate::ProvinceId;
use crate::calendar::{Deadline, Unit};
use crate::case::{CaseEvent, CertificateChange, Pause};
use crate::law::TotalEnds;

pub(super) fn list<T: ToString>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(T::to_string).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

fn by(what: &str, deadline: &Deadline) -> String {
    format!(
        "; {what} by {} ({}, {})",
        deadline.due,
        counted(deadline),
        deadline.basis
    )
}

pub(super) fn counted(deadline: &Deadline) -> String {
    let unit = match deadline.limit.unit {
        Unit::WorkingHours => "working hours",
        Unit::WorkingDays => "working days",
        Unit::Days => "days",
        Unit::Months => "months",
    };
    format!(
        "{} {unit} from {}",
        deadline.limit.count, deadline.counted_from
    )
}

fn maybe(what: &str, deadline: Option<&Deadline>) -> String {
    deadline.map(|it| by(what, it)).unwrap_or_default()
}

#[expect(clippy::too_many_lines, reason = "one sentence for each event")]
pub(super) fn event(event: &CaseEvent) -> String {
    use CaseEvent as E;

    match event {
        E::DossierSubmitted { deadline, .. } => {
            format!("dossier filed{}", by("checked", deadline))
        }
        E::DossierAccepted {
            code,
            deadline,
            consultation_deadline,
            total_ends,
            ..
        } => format!(
            "dossier accepted as {code}{}{}",
            match total_ends {
                TotalEnds::Decision => by("decided", deadline),
                TotalEnds::Delivery => by("handed over", deadline),
            },
            maybe("letters", consultation_deadline.as_ref())
        ),
        E::SupplementRequested {
            missing, deadline, ..
        } => format!(
            "supplement requested: {}{}",
            list(missing),
            maybe("brought", deadline.as_ref())
        ),
        E::DossierSupplemented { deadline, .. } => {
            format!("dossier supplemented{}", by("the term now ends", deadline))
        }
        E::ConsultationRequested { agency } => format!("{agency} is asked"),
        E::ConsultationReceived { agency, deadline } => {
            format!("{agency} has the letter{}", by("opinion", deadline))
        }
        E::ConsultationEscalated { agency } => format!("{agency} is named as late"),
        E::MeetingHeld { .. } => "the bodies met".to_owned(),
        E::CaseRipened { decider, deadline } => {
            format!("{decider} has all it needs{}", by("decided", deadline))
        }
        E::ResultAnnounced {} => "the result lies ready, and the applicant is told".to_owned(),
        E::FollowUpConfirmed {} => "the holder has done what it had to".to_owned(),
        E::OpinionGiven {
            agency,
            opinion,
            forwarding_deadline,
            ..
        } => format!(
            "{agency} gives its opinion: {}{}",
            opinion.name(),
            maybe("forwarded", forwarding_deadline.as_ref())
        ),
        E::DossierForwarded { decider, deadline } => {
            format!("dossier forwarded to {decider}{}", by("decided", deadline))
        }
        E::CasePaused {
            pause, deadline, ..
        } => {
            let what = match pause {
                Pause::Payment { fee, sum, .. } => format!("a payment of {sum} ({fee})"),
                Pause::Applicant {} => "the applicant".to_owned(),
                Pause::Suspension {} => "something outside it".to_owned(),
            };
            format!(
                "the case waits for {what}{}",
                maybe("at most", deadline.as_ref())
            )
        }
        E::CaseResumed { paid_by, terms, .. } => {
            let paid = paid_by.as_ref().map(|it| format!(", paid by {it}"));
            let ends = terms
                .iter()
                .map(|it| by(&it.clock.to_string(), &it.deadline));
            let ends: String = ends.collect();
            format!("the case goes on{}{ends}", paid.unwrap_or_default())
        }
        E::Reappointed {
            was_due, deadline, ..
        } => format!("put off from {was_due}{}", by("due", deadline)),
        E::DeadlinesRecounted { moved, .. } => {
            let moved = moved
                .iter()
                .map(|it| by(&it.clock.to_string(), &it.deadline));
            format!("counted again{}", moved.collect::<String>())
        }
        E::DeadlineMissed {
            clock,
            agency,
            due,
            reported_to,
        } => {
            let told = reported_to.as_ref().map(|it| format!("; {it} is told"));
            format!(
                "{agency} missed {clock} of {due}{}",
                told.unwrap_or_default()
            )
        }
        E::CertificateGranted(terms) => format!(
            "{} {} granted, valid {} to {}; fields {}; provinces {}{}",
            terms.kind,
            terms.number,
            terms.valid_from,
            terms.valid_until,
            list(&terms.fields),
            list(&terms.provinces),
            seat_of(terms.seat.as_ref())
        ),
        E::CertificateChanged {
            change,
            delivery_deadline,
            ..
        } => format!(
            "certificate {}{}",
            become_of(change),
            maybe("handed over", delivery_deadline.as_ref())
        ),
        E::ApplicationApproved {
            paper,
            number,
            delivery_deadline,
        } => format!(
            "approved: {paper} {number}{}",
            maybe("handed over", delivery_deadline.as_ref())
        ),
        E::ApplicationRefused { ground, .. } => format!("application refused: {ground}"),
        E::IntakeRefused { ground, .. } => format!("dossier not taken in: {ground}"),
        E::DossierWithdrawn { .. } => "dossier withdrawn".to_owned(),
        E::ProcessingStopped { ground, .. } => format!("processing stopped: {ground}"),
        E::ResultReturned { channel, follow_up } => format!(
            "result handed over by {channel}{}",
            maybe("the holder has done what it has to", follow_up.as_ref())
        ),
        E::DocumentFiled { .. } => "a file was added".to_owned(),
        E::OfficerAssigned { .. } => "an official is responsible".to_owned(),
        E::HistoryImported { .. } | E::StepCompleted { .. } | E::HistoryEnded { .. } => {
            "recorded from elsewhere".to_owned()
        }
    }
}

fn seat_of(seat: Option<&ProvinceId>) -> String {
    seat.map(|it| format!("; seat {it}")).unwrap_or_default()
}

fn become_of(change: &CertificateChange) -> String {
    match change {
        CertificateChange::Extended { valid_until, .. } => format!("extended to {valid_until}"),
        CertificateChange::Amended {
            fields,
            provinces,
            seat,
        } => format!(
            "amended: fields {}; provinces {}{}",
            list(fields),
            list(provinces),
            seat_of(seat.as_ref())
        ),
        CertificateChange::Reissued { number } => format!("reissued as {number}"),
        CertificateChange::Suspended { ground } => format!("suspended: {ground}"),
        CertificateChange::Reactivated {} => "active again".to_owned(),
        CertificateChange::Revoked { ground } => format!("revoked: {ground}"),
        CertificateChange::Ended {} => "ended".to_owned(),
    }
}
