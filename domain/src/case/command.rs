//! What can be asked of a case.

use std::collections::BTreeMap;

use time::{Date, OffsetDateTime};

use super::{AidStanding, FiledDocument, OpinionKind, Particulars, SourceTrace};
use crate::law::PauseKind;
use crate::{
    ActorId, AgencyId, CertificateId, Channel, ComponentId, DossierCode, FeeId, FieldId, GroundId,
    PaperNumber, PersonalRef, ProcedureId, ProvinceId, SubjectId,
};

/// What someone asks of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseCommand {
    /// File a dossier; the applicant, or the receiver at its desk.
    SubmitDossier(Box<Submission>),
    /// Make an official responsible; the receiver or the decider.
    AssignOfficer {
        /// The official.
        officer: ActorId,
    },
    /// Ask for what is missing, once, completely and exactly (Decree 61/2018 Art. 15).
    RequestSupplement {
        /// The components that are missing or wrong.
        missing: Vec<ComponentId>,
        /// The guidance given.
        reason: Option<PersonalRef>,
    },
    /// Bring what was asked for.
    SupplementDossier {
        /// The components brought.
        components: Vec<ComponentId>,
    },
    /// Accept the dossier as full and valid: it gets its code and its due date.
    AcceptDossier {
        /// The code, taken from the unit's book of the day.
        code: DossierCode,
    },
    /// Refuse to take the dossier in.
    RefuseIntake(WrittenReason),
    /// Ask other bodies for their opinion, all at once.
    RequestConsultation {
        /// Bodies to ask beside those that must be asked.
        agencies: Vec<AgencyId>,
    },
    /// Confirm that the letter of consultation arrived; the consulted body's own time starts.
    ReceiveConsultation,
    /// Give an opinion, for oneself only.
    GiveOpinion {
        /// Its direction.
        opinion: OpinionKind,
        /// Its text.
        text: Option<PersonalRef>,
    },
    /// Name a body that is late to whoever can see to it.
    EscalateConsultation {
        /// Which body.
        agency: AgencyId,
    },
    /// Say that the bodies met.
    HoldMeeting {
        /// The minutes.
        minutes: Option<PersonalRef>,
    },
    /// Hand the dossier and all opinions to the decider.
    ForwardDossier,
    /// Decide in favour: the certificate is issued, or becomes what the procedure says.
    GrantCertificate(Grant),
    /// Decide against.
    RefuseApplication(WrittenReason),
    /// Take the dossier back.
    WithdrawDossier {
        /// The reason, where one is given.
        reason: Option<PersonalRef>,
    },
    /// End the processing without a decision.
    StopProcessing(WrittenReason),
    /// Say that the result lies ready at the desk, and that whoever applied was told.
    AnnounceResult,
    /// Hand the result over.
    ReturnResult {
        /// How it reached the applicant.
        channel: Channel,
    },
    /// Confirm that the holder did what the decision asked for, and reported it.
    ConfirmFollowUp,
    /// Add a file: a paper of the dossier, or the result.
    FileDocument(FiledDocument),
    /// Set another day for the result, with an apology; whoever has the dossier in hand.
    Reappoint {
        /// The new day.
        due: Date,
        /// The apology, with its reason.
        reason: Option<PersonalRef>,
    },
    /// Ask for a fee; the case waits for it.
    RequestPayment {
        /// Which fee.
        fee: FeeId,
    },
    /// Let the case wait for the applicant, or for something outside it.
    PauseCase {
        /// For what.
        kind: PauseKind,
        /// The explanation.
        reason: Option<PersonalRef>,
    },
    /// Let the case go on, what it waited for having come.
    ResumeCase {
        /// How the fee was paid, where one was waited for.
        paid_by: Option<Channel>,
    },
    /// Note what the passage of time brought.
    LetTimePass,
    /// Count open terms again, the calendar having been corrected.
    RecountDeadlines,
    /// Record a history that happened elsewhere.
    ImportHistory(Box<History>),
}

impl CaseCommand {
    /// The command's name in the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            CaseCommand::SubmitDossier(_) => "submit_dossier",
            CaseCommand::AssignOfficer { .. } => "assign_officer",
            CaseCommand::RequestSupplement { .. } => "request_supplement",
            CaseCommand::SupplementDossier { .. } => "supplement_dossier",
            CaseCommand::AcceptDossier { .. } => "accept_dossier",
            CaseCommand::RefuseIntake(_) => "refuse_intake",
            CaseCommand::RequestConsultation { .. } => "request_consultation",
            CaseCommand::ReceiveConsultation => "receive_consultation",
            CaseCommand::GiveOpinion { .. } => "give_opinion",
            CaseCommand::EscalateConsultation { .. } => "escalate_consultation",
            CaseCommand::HoldMeeting { .. } => "hold_meeting",
            CaseCommand::ForwardDossier => "forward_dossier",
            CaseCommand::GrantCertificate(_) => "grant_certificate",
            CaseCommand::RefuseApplication(_) => "refuse_application",
            CaseCommand::WithdrawDossier { .. } => "withdraw_dossier",
            CaseCommand::StopProcessing(_) => "stop_processing",
            CaseCommand::AnnounceResult => "announce_result",
            CaseCommand::ReturnResult { .. } => "return_result",
            CaseCommand::ConfirmFollowUp => "confirm_follow_up",
            CaseCommand::FileDocument(_) => "file_document",
            CaseCommand::Reappoint { .. } => "reappoint",
            CaseCommand::RequestPayment { .. } => "request_payment",
            CaseCommand::PauseCase { .. } => "pause_case",
            CaseCommand::ResumeCase { .. } => "resume_case",
            CaseCommand::LetTimePass => "let_time_pass",
            CaseCommand::RecountDeadlines => "recount_deadlines",
            CaseCommand::ImportHistory(_) => "import_history",
        }
    }
}

/// A dossier as it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What is applied for.
    pub procedure: ProcedureId,
    /// How the dossier reached the receiver.
    pub channel: Channel,
    /// Who applies.
    pub applicant: SubjectId,
    /// The applicant's name.
    pub name: PersonalRef,
    /// How to reach the applicant.
    pub contact: Option<PersonalRef>,
    /// Who is to represent the applicant.
    pub representative: Option<PersonalRef>,
    /// The papers that were filed.
    pub components: Vec<ComponentId>,
    /// The fields of operation applied for.
    pub fields: Vec<FieldId>,
    /// The provinces of operation applied for.
    pub provinces: Vec<ProvinceId>,
    /// The last day of the applicant's registration under the law where it was founded.
    pub home_registration_until: Option<Date>,
    /// What else the procedure asks for.
    pub particulars: Particulars,
    /// The certificate that it names, be it one that was never issued.
    pub certificate: Option<CertificateId>,
    /// As whom the applicant is entered, where it was merged into another organisation.
    pub merged_into: Option<SubjectId>,
    /// How the aid stands that it is about, where it is about any.
    pub aid: Option<AidStanding>,
}

/// A ground from the procedure's list, and the text that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenReason {
    /// The ground.
    pub ground: GroundId,
    /// The explanation.
    pub text: Option<PersonalRef>,
}

/// What the decider grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Names the certificate to be.
    pub certificate: CertificateId,
    /// The number on the paper.
    pub number: PaperNumber,
    /// The last day of validity; the longest the law allows when absent.
    pub valid_until: Option<Date>,
    /// The ground, where the procedure has grounds for a decision that nobody applied for.
    pub ground: Option<GroundId>,
    /// Who is to hold it, where the applicant was merged into another organisation since.
    pub holder: Option<SubjectId>,
}

/// A case that was conducted elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Where it comes from.
    pub source: SourceTrace,
    /// Under which procedure it is recorded.
    pub procedure: ProcedureId,
    /// How the dossier arrived.
    pub channel: Option<String>,
    /// The unit that handled it.
    pub unit: Option<String>,
    /// Who was responsible.
    pub responsible: Option<ActorId>,
    /// When it arrived.
    pub received_at: Option<OffsetDateTime>,
    /// When it was to end.
    pub due_at: Option<OffsetDateTime>,
    /// When it ended.
    pub ended_at: Option<OffsetDateTime>,
    /// What else is known of it.
    pub attributes: BTreeMap<String, String>,
    /// What was done, in the order of the source.
    pub steps: Vec<HistoryStep>,
}

/// A step that was completed elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryStep {
    /// What was done.
    pub step: String,
    /// What people call it.
    pub label: Option<String>,
    /// When.
    pub at: Option<OffsetDateTime>,
    /// By whom.
    pub by: Option<ActorId>,
    /// In which unit.
    pub unit: Option<String>,
    /// Which transition of its life cycle the source recorded.
    pub transition: Option<String>,
    /// What else is known of it.
    pub attributes: BTreeMap<String, String>,
}
