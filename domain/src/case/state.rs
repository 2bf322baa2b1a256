//! Where a case stands: what its rules need of its history, and no more.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;
use uuid::Uuid;

use super::{CaseEvent, CaseRejection, Clocks, OpinionKind, Particulars, Waiting};
use crate::calendar::Deadline;
use crate::law::Rules;
use crate::{
    Acting, ActorId, AgencyId, Calendar, CaseId, ComponentId, DossierCode, FeeId, FieldId, Law,
    PersonalRef, ProcedureId, ProvinceId, SubjectId,
};

/// Where a case stands: no more than the rules need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Case {
    /// Nothing has happened yet.
    #[default]
    Unfiled,
    /// Filed; the receiver checks the components.
    Intake(Dossier),
    /// Accepted; the legal term runs.
    InProcess(Box<Process>),
    /// Decided; the result waits to be handed over.
    Decided(Decided),
    /// Handed over; the holder has yet to do what the decision asks for.
    Returned(Decided),
    /// Over.
    Closed(Ending),
    /// Conducted elsewhere.
    Recorded {
        /// Whether it ended there.
        ended: bool,
    },
}

/// What was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    pub(super) procedure: ProcedureId,
    pub(super) version: u32,
    pub(super) filed_by: ActorId,
    pub(super) applicant: SubjectId,
    pub(super) name: PersonalRef,
    pub(super) components: BTreeSet<ComponentId>,
    pub(super) fields: Vec<FieldId>,
    pub(super) provinces: Vec<ProvinceId>,
    pub(super) home_registration_until: Option<Date>,
    pub(super) particulars: Particulars,
    pub(super) officer: Option<ActorId>,
    /// The files that were added.
    pub(super) documents: BTreeSet<Uuid>,
    pub(super) supplements_requested: u32,
    /// What the case waits for, while it waits for the applicant.
    pub(super) waiting: Option<Waiting>,
    /// The fees that were paid.
    pub(super) paid: BTreeSet<FeeId>,
    /// How often another day was set for the result.
    pub(super) reappointments: u32,
    /// The terms that have not ended.
    pub(super) clocks: Clocks,
}

/// A dossier that is being processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub(super) dossier: Dossier,
    pub(super) code: DossierCode,
    /// The day from which the legal term was counted first: that of acceptance.
    pub(super) accepted: Date,
    pub(super) deadline: Deadline,
    pub(super) consultations: BTreeMap<AgencyId, Consultation>,
    /// What the bodies said that answered.
    pub(super) opinions: BTreeMap<AgencyId, OpinionKind>,
    /// Those that were named for being late.
    pub(super) escalated: BTreeSet<AgencyId>,
    /// Whether the bodies met.
    pub(super) met: bool,
    pub(super) forwarded: bool,
    /// Whether a fee was asked for: the portal then knows it as being processed.
    pub(super) payment_asked: bool,
}

/// How far the consultation of one body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consultation {
    /// The letter is on its way.
    Requested,
    /// The body has the letter.
    Received,
    /// The body gave its opinion.
    Answered,
}

/// A case that has been decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub(super) dossier: Dossier,
    pub(super) outcome: Outcome,
    /// Whether the result lies ready, and whoever applied was told.
    pub(super) announced: bool,
}

/// How a case was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// In favour.
    Granted,
    /// Against.
    Refused,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The result was handed over.
    Returned(Outcome),
    /// The dossier was not taken in.
    IntakeRefused {
        /// Whether a supplement had been asked for before.
        after_supplement: bool,
    },
    /// The applicant took the dossier back.
    Withdrawn,
    /// Processing ended without a decision.
    Stopped,
}

impl Case {
    /// The procedure the case is conducted under, once it is filed and until it is closed.
    #[must_use]
    pub fn procedure(&self) -> Option<(&ProcedureId, u32)> {
        self.dossier().map(|it| (&it.procedure, it.version))
    }

    /// The case that approved the aid which this one is about, until it is closed.
    #[must_use]
    pub fn approval(&self) -> Option<CaseId> {
        let approval = self.dossier()?.particulars.approval.as_ref();
        approval.map(|it| it.case)
    }

    /// The code of the dossier, while the case is in process.
    #[must_use]
    pub fn code(&self) -> Option<&DossierCode> {
        match self {
            Case::InProcess(process) => Some(&process.code),
            Case::Unfiled
            | Case::Intake(_)
            | Case::Decided(_)
            | Case::Returned(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => None,
        }
    }

    pub(super) fn dossier(&self) -> Option<&Dossier> {
        match self {
            Case::Intake(dossier) => Some(dossier),
            Case::InProcess(process) => Some(&process.dossier),
            Case::Decided(decided) | Case::Returned(decided) => Some(&decided.dossier),
            Case::Unfiled | Case::Closed(_) | Case::Recorded { .. } => None,
        }
    }

    /// The case in process, or why it is not.
    pub(super) fn in_process(&self) -> Result<&Process, CaseRejection> {
        match self {
            Case::InProcess(process) => Ok(process),
            Case::Unfiled => Err(CaseRejection::NotSubmitted),
            Case::Intake(_) => Err(CaseRejection::NotAccepted),
            Case::Decided(_) => Err(CaseRejection::AlreadyDecided),
            Case::Returned(_) | Case::Closed(_) => Err(CaseRejection::Closed),
            Case::Recorded { .. } => Err(CaseRejection::OnlyRecorded),
        }
    }

    /// The dossier of a case that is open and undecided, or why there is none.
    pub(super) fn undecided(&self) -> Result<&Dossier, CaseRejection> {
        match self {
            Case::Intake(dossier) => Ok(dossier),
            Case::InProcess(process) => Ok(&process.dossier),
            Case::Unfiled => Err(CaseRejection::NotSubmitted),
            Case::Decided(_) => Err(CaseRejection::AlreadyDecided),
            Case::Returned(_) | Case::Closed(_) => Err(CaseRejection::Closed),
            Case::Recorded { .. } => Err(CaseRejection::OnlyRecorded),
        }
    }

    /// The dossier of a case in which terms may run, or why none do.
    pub(super) fn with_terms(&self) -> Result<&Dossier, CaseRejection> {
        match self {
            Case::Intake(dossier) => Ok(dossier),
            Case::InProcess(process) => Ok(&process.dossier),
            Case::Decided(decided) | Case::Returned(decided) => Ok(&decided.dossier),
            Case::Unfiled => Err(CaseRejection::NotSubmitted),
            Case::Closed(_) => Err(CaseRejection::Closed),
            Case::Recorded { .. } => Err(CaseRejection::OnlyRecorded),
        }
    }

    pub(super) fn after(self, event: &CaseEvent) -> Self {
        self.next(event).with_dossier(|it| it.clocks.after(event))
    }

    /// The terms that have not ended.
    #[must_use]
    pub fn clocks(&self) -> Option<&Clocks> {
        self.dossier().map(|it| &it.clocks)
    }

    fn next(self, event: &CaseEvent) -> Self {
        use CaseEvent as E;

        match event {
            E::DossierSubmitted { .. } => Dossier::filed(event).map_or(self, Case::Intake),
            E::OfficerAssigned { officer } => {
                self.with_dossier(|dossier| dossier.officer = Some(*officer))
            }
            E::SupplementRequested {
                missing,
                waits_from,
                ..
            } => self.with_dossier(|dossier| {
                dossier.supplements_requested += 1;
                dossier.waiting = Some(Waiting::Supplement {
                    since: *waits_from,
                    missing: missing.clone(),
                });
            }),
            E::DossierSupplemented {
                components,
                deadline,
                ..
            } => self
                .with_dossier(|dossier| {
                    dossier.waiting = None;
                    dossier.components.extend(components.iter().cloned());
                })
                .with_process(|process| process.deadline = deadline.clone()),
            E::DossierAccepted {
                code,
                procedure_version,
                deadline,
                ..
            } => self.accepted(code, *procedure_version, deadline),
            E::ConsultationRequested { agency } => {
                self.with_consultation(agency, Consultation::Requested)
            }
            E::ConsultationReceived { agency, .. } => {
                self.with_consultation(agency, Consultation::Received)
            }
            E::ConsultationEscalated { agency } => self.with_process(|process| {
                process.escalated.insert(agency.clone());
            }),
            E::OpinionGiven {
                agency, opinion, ..
            } => self
                .with_consultation(agency, Consultation::Answered)
                .with_process(|process| {
                    process.opinions.insert(agency.clone(), *opinion);
                }),
            E::MeetingHeld { .. } => self.with_process(|process| process.met = true),
            E::CasePaused { .. } | E::CaseResumed { .. } => self.waits(event),
            E::Reappointed { deadline, .. } => self.reappointed(deadline),
            E::DeadlinesRecounted { moved, .. } => self.recounted(moved),
            E::DossierForwarded { .. } => self.with_process(|process| process.forwarded = true),
            E::CertificateGranted(_)
            | E::CertificateChanged { .. }
            | E::ApplicationApproved { .. } => self.decided(Outcome::Granted),
            E::ApplicationRefused { .. } => self.decided(Outcome::Refused),
            E::IntakeRefused { .. } => self.not_taken_in(),
            E::DossierWithdrawn { .. } => Case::Closed(Ending::Withdrawn),
            E::ProcessingStopped { .. } => Case::Closed(Ending::Stopped),
            E::ResultAnnounced {} | E::ResultReturned { .. } => self.delivered(event),
            E::FollowUpConfirmed {} => self.followed_up(),
            E::DocumentFiled { document, .. } => self.with_dossier(|dossier| {
                dossier.documents.insert(document.value);
            }),
            E::HistoryImported { .. } => Case::Recorded { ended: false },
            E::CaseRipened { .. } | E::DeadlineMissed { .. } | E::StepCompleted { .. } => self,
            E::HistoryEnded { .. } => Case::Recorded { ended: true },
        }
    }

    fn not_taken_in(self) -> Self {
        let dossier = self.dossier();
        let after_supplement = dossier.is_some_and(|it| it.supplements_requested > 0);
        Case::Closed(Ending::IntakeRefused { after_supplement })
    }

    pub(super) fn with_dossier(mut self, change: impl FnOnce(&mut Dossier)) -> Self {
        match &mut self {
            Case::Intake(dossier) => change(dossier),
            Case::InProcess(process) => change(&mut process.dossier),
            Case::Decided(decided) | Case::Returned(decided) => change(&mut decided.dossier),
            Case::Unfiled | Case::Closed(_) | Case::Recorded { .. } => (),
        }
        self
    }

    pub(super) fn with_process(mut self, change: impl FnOnce(&mut Process)) -> Self {
        if let Case::InProcess(process) = &mut self {
            change(process);
        }
        self
    }

    fn with_consultation(self, agency: &AgencyId, stage: Consultation) -> Self {
        self.with_process(|process| {
            process.consultations.insert(agency.clone(), stage);
        })
    }

    fn accepted(self, code: &DossierCode, version: u32, deadline: &Deadline) -> Self {
        let Case::Intake(dossier) = self else {
            return self;
        };
        Case::InProcess(Box::new(Process {
            dossier: Dossier { version, ..dossier },
            code: code.clone(),
            accepted: deadline.counted_from,
            deadline: deadline.clone(),
            consultations: BTreeMap::new(),
            opinions: BTreeMap::new(),
            escalated: BTreeSet::new(),
            met: false,
            forwarded: false,
            payment_asked: false,
        }))
    }

    fn decided(self, outcome: Outcome) -> Self {
        let dossier = match self {
            Case::InProcess(process) => process.dossier,
            // Where nothing is accepted, the decision follows at the desk.
            Case::Intake(dossier) => dossier,
            Case::Unfiled
            | Case::Decided(_)
            | Case::Returned(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => return self,
        };
        Case::Decided(Decided {
            dossier,
            outcome,
            announced: false,
        })
    }

    pub(super) fn returned(self, asks_for_more: bool) -> Self {
        match self {
            Case::Decided(decided) if asks_for_more => Case::Returned(decided),
            Case::Decided(decided) => Case::Closed(Ending::Returned(decided.outcome)),
            Case::Unfiled
            | Case::Intake(_)
            | Case::InProcess(_)
            | Case::Returned(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => self,
        }
    }

    fn followed_up(self) -> Self {
        let Case::Returned(decided) = self else {
            return self;
        };
        Case::Closed(Ending::Returned(decided.outcome))
    }
}

/// The calendar of the rules, as it stands.
pub(super) fn calendar<'a>(law: &'a Law, rules: &Rules) -> Result<&'a Calendar, CaseRejection> {
    law.calendar(&rules.calendar)
        .ok_or_else(|| CaseRejection::CalendarMissing {
            calendar: rules.calendar.clone(),
        })
}

pub(super) fn not_in_force(procedure: &ProcedureId) -> CaseRejection {
    CaseRejection::ProcedureNotInForce {
        procedure: procedure.clone(),
    }
}

/// Whether somebody acts for the body that holds these powers now.
pub(crate) fn holds(law: &Law, rules: &Rules, powers_of: &AgencyId, by: &Acting) -> bool {
    let (Some(agency), Ok(calendar)) = (by.party.agency(), calendar(law, rules)) else {
        return false;
    };
    law.holder_on(powers_of, calendar.day_of(by.at))
        .is_some_and(|it| it.id == *agency)
}
