use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::{CaseEvent, CaseRejection};
use crate::calendar::Deadline;
use crate::law::{Procedure, Rules};
use crate::{
    Acting, ActorId, AgencyId, Calendar, ComponentId, DossierCode, FieldId, Law, Party,
    PersonalRef, ProcedureId, ProvinceId, Role, SubjectId,
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
    pub(super) officer: Option<ActorId>,
    pub(super) supplements_requested: u32,
    /// The day from which the case waits for the applicant, while it does.
    pub(super) waits_from: Option<Date>,
}

/// A dossier that is being processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub(super) dossier: Dossier,
    pub(super) code: DossierCode,
    pub(super) deadline: Deadline,
    pub(super) consultations: BTreeMap<AgencyId, Consultation>,
    pub(super) forwarded: bool,
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
    IntakeRefused,
    /// The applicant took the dossier back.
    Withdrawn,
    /// Processing ended without a decision.
    Stopped,
}

/// The status codes that are synchronised with the National Public Service Portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum PortalStatus {
    /// Mới đăng ký.
    NewlyRegistered = 1,
    /// Được tiếp nhận.
    Accepted = 2,
    /// Không được tiếp nhận.
    NotAccepted = 3,
    /// Đang xử lý.
    InProcess = 4,
    /// Yêu cầu bổ sung giấy tờ.
    SupplementRequested = 5,
    /// Công dân yêu cầu rút hồ sơ.
    Withdrawn = 7,
    /// Dừng xử lý.
    Stopped = 8,
    /// Đã xử lý xong.
    Processed = 9,
    /// Đã trả kết quả.
    Returned = 10,
}

impl Case {
    /// The portal's status; none while nothing is filed, and none for what is only recorded.
    #[must_use]
    pub fn portal_status(&self) -> Option<PortalStatus> {
        match self {
            Case::Unfiled | Case::Recorded { .. } => None,
            Case::Intake(dossier) if dossier.waits_from.is_some() => {
                Some(PortalStatus::SupplementRequested)
            }
            Case::Intake(_) => Some(PortalStatus::NewlyRegistered),
            Case::InProcess(process) if process.dossier.waits_from.is_some() => {
                Some(PortalStatus::SupplementRequested)
            }
            Case::InProcess(process) if process.consultations.is_empty() && !process.forwarded => {
                Some(PortalStatus::Accepted)
            }
            Case::InProcess(_) => Some(PortalStatus::InProcess),
            Case::Decided(_) => Some(PortalStatus::Processed),
            Case::Closed(Ending::Returned(_)) => Some(PortalStatus::Returned),
            Case::Closed(Ending::IntakeRefused) => Some(PortalStatus::NotAccepted),
            Case::Closed(Ending::Withdrawn) => Some(PortalStatus::Withdrawn),
            Case::Closed(Ending::Stopped) => Some(PortalStatus::Stopped),
        }
    }

    /// The procedure the case is conducted under, once it is filed and until it is closed.
    #[must_use]
    pub fn procedure(&self) -> Option<(&ProcedureId, u32)> {
        self.dossier().map(|it| (&it.procedure, it.version))
    }

    /// The code of the dossier, while the case is in process.
    #[must_use]
    pub fn code(&self) -> Option<&DossierCode> {
        match self {
            Case::InProcess(process) => Some(&process.code),
            Case::Unfiled
            | Case::Intake(_)
            | Case::Decided(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => None,
        }
    }

    /// The part that somebody plays in this case.
    #[must_use]
    pub fn role_of(&self, by: &Acting, law: &Law) -> Role {
        let agency = match &by.party {
            Party::Applicant => return Role::Applicant,
            Party::System => return Role::System,
            Party::Agency(agency) => agency,
        };
        let rules = self.dossier().and_then(|it| it.rules(law).ok());
        if rules.is_some_and(|it| holds(law, it, &it.receiver, by)) {
            Role::Receiver
        } else if rules.is_some_and(|it| holds(law, it, &it.decider, by)) {
            Role::Decider
        } else if self.consultation_of(agency).is_some() {
            Role::Consultee
        } else {
            Role::Outsider
        }
    }

    pub(super) fn dossier(&self) -> Option<&Dossier> {
        match self {
            Case::Intake(dossier) => Some(dossier),
            Case::InProcess(process) => Some(&process.dossier),
            Case::Decided(decided) => Some(&decided.dossier),
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
            Case::Closed(_) => Err(CaseRejection::Closed),
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
            Case::Closed(_) => Err(CaseRejection::Closed),
            Case::Recorded { .. } => Err(CaseRejection::OnlyRecorded),
        }
    }

    fn consultation_of(&self, agency: &AgencyId) -> Option<Consultation> {
        match self {
            Case::InProcess(process) => process.consultations.get(agency).copied(),
            Case::Unfiled
            | Case::Intake(_)
            | Case::Decided(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => None,
        }
    }

    pub(super) fn after(self, event: &CaseEvent) -> Self {
        use CaseEvent as E;

        match event {
            E::DossierSubmitted { .. } => Dossier::filed(event).map_or(self, Case::Intake),
            E::OfficerAssigned { officer } => {
                self.with_dossier(|dossier| dossier.officer = Some(*officer))
            }
            E::SupplementRequested { waits_from, .. } => self.with_dossier(|dossier| {
                dossier.supplements_requested += 1;
                dossier.waits_from = Some(*waits_from);
            }),
            E::DossierSupplemented {
                components,
                deadline,
            } => self
                .with_dossier(|dossier| {
                    dossier.waits_from = None;
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
            E::OpinionGiven { agency, .. } => {
                self.with_consultation(agency, Consultation::Answered)
            }
            E::DossierForwarded { .. } => self.with_process(|process| process.forwarded = true),
            E::CertificateGranted(_) => self.decided(Outcome::Granted),
            E::ApplicationRefused { .. } => self.decided(Outcome::Refused),
            E::IntakeRefused { .. } => Case::Closed(Ending::IntakeRefused),
            E::DossierWithdrawn { .. } => Case::Closed(Ending::Withdrawn),
            E::ProcessingStopped { .. } => Case::Closed(Ending::Stopped),
            E::ResultReturned { .. } => self.returned(),
            E::HistoryImported { .. } => Case::Recorded { ended: false },
            E::StepCompleted { .. } => self,
            E::HistoryEnded { .. } => Case::Recorded { ended: true },
        }
    }

    fn with_dossier(mut self, change: impl FnOnce(&mut Dossier)) -> Self {
        match &mut self {
            Case::Intake(dossier) => change(dossier),
            Case::InProcess(process) => change(&mut process.dossier),
            Case::Decided(decided) => change(&mut decided.dossier),
            Case::Unfiled | Case::Closed(_) | Case::Recorded { .. } => (),
        }
        self
    }

    fn with_process(mut self, change: impl FnOnce(&mut Process)) -> Self {
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
            deadline: deadline.clone(),
            consultations: BTreeMap::new(),
            forwarded: false,
        }))
    }

    fn decided(self, outcome: Outcome) -> Self {
        let Case::InProcess(process) = self else {
            return self;
        };
        Case::Decided(Decided {
            dossier: process.dossier,
            outcome,
        })
    }

    fn returned(self) -> Self {
        let Case::Decided(decided) = self else {
            return self;
        };
        Case::Closed(Ending::Returned(decided.outcome))
    }
}

impl Dossier {
    fn filed(event: &CaseEvent) -> Option<Self> {
        let CaseEvent::DossierSubmitted {
            procedure,
            procedure_version,
            filed_by,
            applicant,
            name,
            components,
            fields,
            provinces,
            home_registration_until,
            ..
        } = event
        else {
            return None;
        };
        Some(Self {
            procedure: procedure.clone(),
            version: *procedure_version,
            filed_by: *filed_by,
            applicant: *applicant,
            name: name.clone(),
            components: components.iter().cloned().collect(),
            fields: fields.clone(),
            provinces: provinces.clone(),
            home_registration_until: *home_registration_until,
            officer: None,
            supplements_requested: 0,
            waits_from: None,
        })
    }

    /// The version of the procedure that the case keeps.
    pub(super) fn law<'a>(&self, law: &'a Law) -> Result<&'a Procedure, CaseRejection> {
        law.procedure(&self.procedure, self.version)
            .ok_or_else(|| not_in_force(&self.procedure))
    }

    /// The rules that the case keeps.
    pub(super) fn rules<'a>(&self, law: &'a Law) -> Result<&'a Rules, CaseRejection> {
        self.law(law)?.rules().ok_or(CaseRejection::OnlyRecorded)
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
pub(super) fn holds(law: &Law, rules: &Rules, powers_of: &AgencyId, by: &Acting) -> bool {
    let (Some(agency), Ok(calendar)) = (by.party.agency(), calendar(law, rules)) else {
        return false;
    };
    law.holder_on(powers_of, calendar.day_of(by.at))
        .is_some_and(|it| it.id == *agency)
}
