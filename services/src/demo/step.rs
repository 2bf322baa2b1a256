//! What is done in the scenario, one thing after the other.

use domain::agency_report::AgencyReportCommand;
use domain::case::{CaseCommand, Submission};
use domain::certificate::CertificateCommand;
use domain::focal_point::Naming;
use domain::organisation::Merge;
use domain::{Acting, CaseId, CertificateId, PersonalRef, SubjectId};
use eventstore::Subject;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::clock::derived_id;
use crate::execute::Order;

/// Everything that is done, in the order of time.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Follows from all steps: another plan has another one.
    pub id: Uuid,
    /// What is done.
    pub steps: Vec<Step>,
}

/// Something that is done at a moment.
#[derive(Debug, Clone)]
pub struct Step {
    /// When.
    pub at: OffsetDateTime,
    /// What.
    pub what: What,
}

/// What is done.
#[derive(Debug, Clone)]
pub enum What {
    /// Somebody asks something of a case.
    Case {
        /// Of which one.
        case: CaseId,
        /// Who asks.
        by: Acting,
        /// What is asked; personal values are left blank in it.
        order: Box<Order>,
        /// The personal values, in the order in which the command refers to them.
        texts: Vec<Text>,
    },
    /// Somebody says what became of something that is owed under a certificate.
    Duty {
        /// The case that granted it.
        case: CaseId,
        /// Which one.
        certificate: CertificateId,
        /// Who says so.
        by: Acting,
        /// What.
        command: Box<CertificateCommand>,
    },
    /// Somebody says what became of a report that an agency owes.
    Report {
        /// Who says so.
        by: Acting,
        /// What.
        command: Box<AgencyReportCommand>,
    },
    /// A province names somebody.
    FocalPoint {
        /// Who asks.
        by: Acting,
        /// Whom it names, and for what; personal values are left blank in it.
        naming: Box<Naming>,
        /// The name and the contact.
        texts: Vec<Text>,
    },
    /// An organisation that was entered twice is merged into itself.
    Merge {
        /// Who asks.
        by: Acting,
        /// What into what.
        merge: Box<Merge>,
    },
    /// Certificates have come to their end.
    Expiry,
}

/// A personal value on its way into a command.
#[derive(Debug, Clone)]
pub struct Text {
    /// Whom it is about.
    pub subject: Subject,
    /// What it is.
    pub label: &'static str,
    /// The value.
    pub value: String,
}

impl Plan {
    /// The plan of these steps.
    pub(super) fn of(steps: Vec<Step>) -> Self {
        let id = (steps.iter()).fold(super::DEMO, |id, step| derived_id(id, &format!("{step:?}")));
        Self { id, steps }
    }

    /// Whether one step is a command that has an id of its own.
    #[must_use]
    pub fn is_command(&self, index: usize) -> bool {
        !matches!(self.steps[index].what, What::Expiry)
    }

    /// Whether one step may be decided beside others: a command on a case, or on what it granted.
    #[must_use]
    pub fn is_about_a_case(&self, index: usize) -> bool {
        matches!(
            self.steps[index].what,
            What::Case { .. } | What::Duty { .. }
        )
    }

    /// Whether one step is the first of its kind in its month: the time to look for all that was
    /// missed, which on each day would take longer than everything else that is played.
    pub(super) fn opens_a_month(&self, index: usize) -> bool {
        let mut before = self.steps[..index].iter().rev();
        let last = before.find(|it| matches!(it.what, What::Expiry));
        last.is_none_or(|it| it.at.month() != self.steps[index].at.month())
    }

    /// The id of the command of one step.
    #[must_use]
    pub fn command_id(&self, index: usize) -> Uuid {
        derived_id(self.id, &index.to_string())
    }
}

impl Text {
    /// What stands in a command until the vault has the value.
    pub(super) fn blank(&self) -> PersonalRef {
        PersonalRef {
            value: Uuid::nil(),
            subject: SubjectId(self.subject.id),
            commitment: String::new(),
        }
    }
}

/// The places in a command that refer to personal values, in the order of a step's texts.
pub(super) fn references(command: &mut CaseCommand) -> Vec<&mut PersonalRef> {
    match command {
        CaseCommand::SubmitDossier(submission) => in_dossier(submission),
        CaseCommand::RequestSupplement { reason, .. }
        | CaseCommand::Reappoint { reason, .. }
        | CaseCommand::PauseCase { reason, .. }
        | CaseCommand::WithdrawDossier { reason } => reason.iter_mut().collect(),
        CaseCommand::GiveOpinion { text, .. } | CaseCommand::HoldMeeting { minutes: text } => {
            text.iter_mut().collect()
        }
        CaseCommand::RefuseIntake(reason)
        | CaseCommand::RefuseApplication(reason)
        | CaseCommand::StopProcessing(reason) => reason.text.iter_mut().collect(),
        CaseCommand::FileDocument(filed) => vec![&mut filed.document],
        CaseCommand::AssignOfficer { .. }
        | CaseCommand::RequestPayment { .. }
        | CaseCommand::ResumeCase { .. }
        | CaseCommand::EscalateConsultation { .. }
        | CaseCommand::SupplementDossier { .. }
        | CaseCommand::AcceptDossier { .. }
        | CaseCommand::RequestConsultation { .. }
        | CaseCommand::ReceiveConsultation
        | CaseCommand::ForwardDossier
        | CaseCommand::LetTimePass
        | CaseCommand::RecountDeadlines
        | CaseCommand::GrantCertificate(_)
        | CaseCommand::ReturnResult { .. }
        | CaseCommand::AnnounceResult
        | CaseCommand::ConfirmFollowUp
        | CaseCommand::ImportHistory(_) => vec![],
    }
}

/// The places in a dossier that refer to personal values.
pub(super) fn in_dossier(submission: &mut Submission) -> Vec<&mut PersonalRef> {
    let optional = [
        &mut submission.contact,
        &mut submission.representative,
        &mut submission.particulars.donor,
    ];
    std::iter::once(&mut submission.name)
        .chain(optional.into_iter().filter_map(Option::as_mut))
        .collect()
}
