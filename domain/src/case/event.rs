//! What can happen to a case, as it is stored.
//!
//! A variant that was released stays as it is; what changes is a new version of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::{
    CertificateChange, CertificateTerms, Clock, DocumentPart, GoesOn, MediaType, Moved,
    OpinionKind, Particulars, Pause, SourceTrace,
};
use crate::calendar::{Deadline, iso_date};
use crate::law::{PauseKind, TotalEnds};
use crate::{
    ActorId, AgencyId, CalendarId, CertificateId, CertificateKind, Channel, ComponentId,
    DossierCode, FieldId, GroundId, PaperNumber, PersonalRef, ProcedureId, ProvinceId, SubjectId,
};

/// What happened to a case. The wire name of a variant never changes once stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum CaseEvent {
    /// A dossier was filed. Its components are to be checked by the deadline.
    #[serde(rename = "case.dossier_submitted.v1")]
    DossierSubmitted {
        /// What is applied for.
        procedure: ProcedureId,
        /// The version in force on that day.
        procedure_version: u32,
        /// How the dossier reached the receiver.
        channel: Channel,
        /// Who filed it.
        filed_by: ActorId,
        /// Who applies.
        applicant: SubjectId,
        /// The applicant's name.
        name: PersonalRef,
        /// How to reach the applicant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<PersonalRef>,
        /// Who is to represent the applicant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        representative: Option<PersonalRef>,
        /// The papers that were filed.
        components: Vec<ComponentId>,
        /// The fields of operation applied for.
        fields: Vec<FieldId>,
        /// The provinces of operation applied for.
        provinces: Vec<ProvinceId>,
        /// The last day of the applicant's registration at home.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "iso_date::option"
        )]
        home_registration_until: Option<Date>,
        /// What the dossier says beside, where the procedure asks for it.
        #[serde(default, skip_serializing_if = "Particulars::is_empty")]
        particulars: Box<Particulars>,
        /// By when the components are to be checked.
        deadline: Deadline,
    },
    /// An official became responsible.
    #[serde(rename = "case.officer_assigned.v1")]
    OfficerAssigned {
        /// The official.
        officer: ActorId,
    },
    /// The applicant was asked for what is missing; the case waits.
    #[serde(rename = "case.supplement_requested.v1")]
    SupplementRequested {
        /// The components that are missing or wrong.
        missing: Vec<ComponentId>,
        /// The guidance given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<PersonalRef>,
        /// The day from which the case waits.
        #[serde(with = "iso_date")]
        waits_from: Date,
        /// By when the applicant is to answer, if the procedure says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Deadline>,
    },
    /// The applicant brought what was asked for.
    #[serde(rename = "case.dossier_supplemented.v1")]
    DossierSupplemented {
        /// The components brought.
        components: Vec<ComponentId>,
        /// The term that runs on: of the check before acceptance, of the whole case after it.
        deadline: Deadline,
        /// By when the letters are to be sent, if none was before: only now the dossier is full.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consultation_deadline: Option<Deadline>,
        /// By when the dossier is to be handed on, if the last opinion came while it waited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forwarding_deadline: Option<Deadline>,
    },
    /// The dossier is full and valid; the legal term runs.
    #[serde(rename = "case.dossier_accepted.v1")]
    DossierAccepted {
        /// The dossier's code.
        code: DossierCode,
        /// The version of the procedure that the case keeps.
        procedure_version: u32,
        /// By when the result is due.
        deadline: Deadline,
        /// By when the letters of consultation are to be sent, where somebody is asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consultation_deadline: Option<Deadline>,
        /// With what the legal term ends. Events that were stored before do not say, as it ended with
        /// the decision then.
        #[serde(default, skip_serializing_if = "TotalEnds::is_decision")]
        total_ends: TotalEnds,
    },
    /// The dossier was not taken in.
    #[serde(rename = "case.intake_refused.v1")]
    IntakeRefused {
        /// The ground.
        ground: GroundId,
        /// The explanation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<PersonalRef>,
    },
    /// A body was asked for its opinion.
    #[serde(rename = "case.consultation_requested.v1")]
    ConsultationRequested {
        /// The body asked.
        agency: AgencyId,
    },
    /// The letter of consultation arrived.
    #[serde(rename = "case.consultation_received.v1")]
    ConsultationReceived {
        /// The body asked.
        agency: AgencyId,
        /// By when its opinion is due.
        deadline: Deadline,
    },
    /// A body that did not answer in time was named to whoever can see to it.
    #[serde(rename = "case.consultation_escalated.v1")]
    ConsultationEscalated {
        /// The body asked.
        agency: AgencyId,
    },
    /// The bodies met.
    #[serde(rename = "case.meeting_held.v1")]
    MeetingHeld {
        /// The minutes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<PersonalRef>,
    },
    /// A body gave its opinion.
    #[serde(rename = "case.opinion_given.v1")]
    OpinionGiven {
        /// The body asked.
        agency: AgencyId,
        /// The direction of its opinion.
        opinion: OpinionKind,
        /// Its text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<PersonalRef>,
        /// By when the dossier is to be handed on; set by the last opinion that was awaited,
        /// unless the case waits for the applicant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forwarding_deadline: Option<Deadline>,
    },
    /// The dossier and the opinions went to the decider.
    #[serde(rename = "case.dossier_forwarded.v1")]
    DossierForwarded {
        /// The decider.
        decider: AgencyId,
        /// By when it is to decide.
        deadline: Deadline,
    },
    /// Whoever decides has all it needs, though nothing is handed on: its time runs.
    #[serde(rename = "case.ripened.v1")]
    CaseRipened {
        /// The decider.
        decider: AgencyId,
        /// By when it is to decide.
        deadline: Deadline,
    },
    /// Another day was set for the result, because the first could not be kept.
    #[serde(rename = "case.reappointed.v1")]
    Reappointed {
        /// The day that could not be kept.
        #[serde(with = "iso_date")]
        was_due: Date,
        /// By when the result is due now.
        deadline: Deadline,
        /// The apology, with its reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<PersonalRef>,
    },
    /// The case waits for a payment, for the applicant or for something outside it; its terms stand
    /// still.
    #[serde(rename = "case.paused.v1")]
    CasePaused {
        /// What it waits for.
        pause: Pause,
        /// The explanation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<PersonalRef>,
        /// The day from which it waits.
        #[serde(with = "iso_date")]
        waits_from: Date,
        /// By when it is to come, if the procedure says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Deadline>,
    },
    /// What the case waited for has come; its terms go on.
    #[serde(rename = "case.resumed.v1")]
    CaseResumed {
        /// What it waited for.
        pause: PauseKind,
        /// The day from which it goes on.
        #[serde(with = "iso_date")]
        on: Date,
        /// How the fee was paid, where one was waited for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paid_by: Option<Channel>,
        /// The terms that go on, and those that begin.
        terms: Vec<GoesOn>,
    },
    /// The calendar was corrected, and terms end on other days.
    #[serde(rename = "case.deadlines_recounted.v1")]
    DeadlinesRecounted {
        /// Which calendar.
        calendar: CalendarId,
        /// Its version.
        calendar_version: u32,
        /// The terms that moved.
        moved: Vec<Moved>,
    },
    /// A term ended, and what it was set for was not done.
    #[serde(rename = "case.deadline_missed.v1")]
    DeadlineMissed {
        /// Which term.
        clock: Clock,
        /// Who had to keep it.
        agency: AgencyId,
        /// Its last day.
        #[serde(with = "iso_date")]
        due: Date,
        /// To whom a late opinion is reported.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reported_to: Option<AgencyId>,
    },
    /// The decider decided in favour.
    #[serde(rename = "case.certificate_granted.v1")]
    CertificateGranted(CertificateTerms),
    /// The decider decided that something becomes of a certificate.
    #[serde(rename = "case.certificate_changed.v1")]
    CertificateChanged {
        /// Which certificate.
        certificate: CertificateId,
        /// What becomes of it.
        change: CertificateChange,
        /// By when the decision is to be handed over, where a text says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delivery_deadline: Option<Deadline>,
    },
    /// The decider decided in favour, and no certificate comes of it.
    #[serde(rename = "case.application_approved.v1")]
    ApplicationApproved {
        /// The kind of paper.
        paper: CertificateKind,
        /// The number of the decision or the paper.
        number: PaperNumber,
        /// By when it is to be handed over, where a text says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delivery_deadline: Option<Deadline>,
    },
    /// The decider decided against.
    #[serde(rename = "case.application_refused.v1")]
    ApplicationRefused {
        /// The ground.
        ground: GroundId,
        /// The explanation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<PersonalRef>,
    },
    /// The applicant took the dossier back.
    #[serde(rename = "case.dossier_withdrawn.v1")]
    DossierWithdrawn {
        /// The reason, where one was given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<PersonalRef>,
    },
    /// Processing ended without a decision.
    #[serde(rename = "case.processing_stopped.v1")]
    ProcessingStopped {
        /// The ground.
        ground: GroundId,
        /// The explanation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<PersonalRef>,
    },
    /// The result lies ready at the desk, and whoever applied was told.
    #[serde(rename = "case.result_announced.v1")]
    ResultAnnounced {},
    /// The result was handed over.
    #[serde(rename = "case.result_returned.v1")]
    ResultReturned {
        /// How it reached the applicant.
        channel: Channel,
        /// By when the applicant has to do what the decision asks for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follow_up: Option<Deadline>,
    },
    /// The holder did what the decision asked for.
    #[serde(rename = "case.follow_up_confirmed.v1")]
    FollowUpConfirmed {},
    /// A file was added: a paper of the dossier, or the result.
    #[serde(rename = "case.document_filed.v1")]
    DocumentFiled {
        /// Which part of the case it is.
        part: DocumentPart,
        /// Stands for it. What the commitment covers holds the digest of what the file contains.
        document: PersonalRef,
        /// What it is.
        media_type: MediaType,
        /// How many bytes it has.
        size: u64,
    },
    /// A case that was conducted elsewhere is recorded from here on.
    #[serde(rename = "case.history_imported.v1")]
    HistoryImported {
        /// Where it comes from.
        source: SourceTrace,
        /// Under which procedure it is recorded.
        procedure: ProcedureId,
        /// Which version of it.
        procedure_version: u32,
        /// How the dossier arrived.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
        /// The unit that handled it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// Who was responsible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        responsible: Option<ActorId>,
        /// When it arrived, in the source's own offset.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "time::serde::rfc3339::option"
        )]
        received_at: Option<OffsetDateTime>,
        /// When it was to end, in the source's own offset.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "time::serde::rfc3339::option"
        )]
        due_at: Option<OffsetDateTime>,
        /// What else is known of it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        attributes: BTreeMap<String, String>,
    },
    /// A step was completed elsewhere. Steps stand in the order of the source, not of time.
    #[serde(rename = "case.step_completed.v1")]
    StepCompleted {
        /// What was done.
        step: String,
        /// What people call it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// When, in the source's own offset.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "time::serde::rfc3339::option"
        )]
        at: Option<OffsetDateTime>,
        /// By whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<ActorId>,
        /// In which unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// Which transition of its life cycle the source recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transition: Option<String>,
        /// What else is known of it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        attributes: BTreeMap<String, String>,
    },
    /// A case that was conducted elsewhere ended there.
    #[serde(rename = "case.history_ended.v1")]
    HistoryEnded {
        /// When, in the source's own offset.
        #[serde(with = "time::serde::rfc3339")]
        ended_at: OffsetDateTime,
    },
}
