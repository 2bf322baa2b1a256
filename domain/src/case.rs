//! A case, from the filing of its dossier to the handing over of the result.
//!
//! ```text
//! Unfiled ──submitted──▶ Intake ──accepted──▶ InProcess ──granted, refused──▶ Decided ──returned──▶ Closed
//!                        │  ▲                 │  ▲                                               ▲
//!                        └──┘ supplement      └──┘ supplement, consultation, forwarding          │
//!                        └── refused at the desk, withdrawn, stopped ────────────────────────────┘
//! Decided ──announced──▶ Decided
//! Decided ──returned, and the holder has something to do──▶ Returned ──confirmed──▶ Closed
//! Unfiled ──history imported──▶ Recorded
//! ```
//!
//! Who may do what is decided here and nowhere else: the receiver takes in and forwards, the
//! decider decides, a consulted body speaks for itself, an applicant acts on its own dossier.

mod acceptance;
mod aid;
mod clock;
mod clocks;
mod command;
mod competent;
mod consultation;
mod decision;
mod document;
mod dossier;
mod event;
mod history;
mod home;
mod intake;
mod meeting;
mod opinion;
mod particulars;
mod pause;
mod portal;
mod reach;
mod rejection;
mod ripening;
mod role;
mod state;
mod terms;
mod time_passes;

#[cfg(test)]
mod tests;

pub use self::aid::{AidStanding, Approval};
pub use self::clock::{Clock, ClockError};
pub use self::clocks::{Clocks, Moved, Running};
pub use self::command::{CaseCommand, Grant, History, HistoryStep, Submission, WrittenReason};
pub use self::document::{DocumentPart, FiledDocument, MediaType};
pub use self::event::CaseEvent;
pub use self::history::SourceTrace;
pub use self::home::HomeFault;
pub use self::opinion::OpinionKind;
pub use self::particulars::{CertificateChange, Holding, Particulars};
pub use self::pause::{GoesOn, Pause, Waiting};
pub use self::portal::{PortalMessage, PortalStatus};
pub use self::rejection::CaseRejection;
pub(crate) use self::state::holds;
pub use self::state::{Case, Consultation, Decided, Dossier, Ending, Outcome, Process};
pub use self::terms::CertificateTerms;
use crate::{Acting, Aggregate, Law};

impl Aggregate for Case {
    const KIND: &'static str = "case";

    type Command = CaseCommand;
    type Event = CaseEvent;
    type Rejection = CaseRejection;

    fn decide(
        &self,
        command: &CaseCommand,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        use CaseCommand as C;

        match command {
            C::SubmitDossier(submission) => self.submit(submission, by, law),
            C::AssignOfficer { officer } => self.assign(*officer, by, law),
            C::RequestSupplement { missing, reason } => {
                self.request_supplement(missing, reason.as_ref(), by, law)
            }
            C::SupplementDossier { components } => self.supplement(components, by, law),
            C::AcceptDossier { code } => self.accept(code, by, law),
            C::RefuseIntake(reason) => self.refuse_intake(reason, by, law),
            C::RequestConsultation { agencies } => self.request_consultation(agencies, by, law),
            C::ReceiveConsultation => self.receive_consultation(by, law),
            C::GiveOpinion { opinion, text } => self.give_opinion(*opinion, text.as_ref(), by, law),
            C::EscalateConsultation { agency } => self.escalate(agency, by, law),
            C::HoldMeeting { minutes } => self.hold_meeting(minutes.as_ref(), by, law),
            C::ForwardDossier => self.forward(by, law),
            C::GrantCertificate(grant) => self.grant(grant, by, law),
            C::RefuseApplication(reason) => self.refuse(reason, by, law),
            C::WithdrawDossier { reason } => self.withdraw(reason.as_ref(), by, law),
            C::StopProcessing(reason) => self.stop(reason, by, law),
            C::AnnounceResult => self.announce_result(by, law),
            C::ReturnResult { channel } => self.return_result(channel, by, law),
            C::ConfirmFollowUp => self.confirm_follow_up(by, law),
            C::FileDocument(filed) => self.file_document(filed, by, law),
            C::Reappoint { due, reason } => self.reappoint(*due, reason.as_ref(), by, law),
            C::RequestPayment { fee } => self.request_payment(fee, by, law),
            C::PauseCase { kind, reason } => self.pause(*kind, reason.as_ref(), by, law),
            C::ResumeCase { paid_by } => self.resume(paid_by.as_ref(), by, law),
            C::LetTimePass => self.let_time_pass(by, law),
            C::RecountDeadlines => self.recount(by, law),
            C::ImportHistory(history) => self.import(history, by, law),
        }
    }

    fn evolve(self, event: &CaseEvent) -> Self {
        self.after(event)
    }
}
