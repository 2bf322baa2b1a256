//! What the National Public Service Portal is told of a case.

use super::{Case, CaseEvent, Ending, Process, Waiting};
use crate::law::PauseKind;

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
    /// Yêu cầu thực hiện nghĩa vụ tài chính.
    FinancialDuty = 6,
    /// Công dân yêu cầu rút hồ sơ.
    Withdrawn = 7,
    /// Dừng xử lý.
    Stopped = 8,
    /// Đã xử lý xong.
    Processed = 9,
    /// Đã trả kết quả.
    Returned = 10,
}

impl PortalStatus {
    /// Every status, by its code.
    pub const ALL: [Self; 10] = [
        Self::NewlyRegistered,
        Self::Accepted,
        Self::NotAccepted,
        Self::InProcess,
        Self::SupplementRequested,
        Self::FinancialDuty,
        Self::Withdrawn,
        Self::Stopped,
        Self::Processed,
        Self::Returned,
    ];

    /// The code on the wire.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// Whether the portal lets a dossier pass from this status to another one, or begin with it.
    /// The table is derived from real systems; the standard's own text was not read.
    #[must_use]
    pub fn may_follow(self, before: Option<Self>) -> bool {
        use PortalStatus as P;

        let next: &[Self] = match before {
            None => &[P::NewlyRegistered, P::Accepted],
            Some(P::NewlyRegistered) => &[
                P::Accepted,
                P::NotAccepted,
                P::SupplementRequested,
                P::Withdrawn,
            ],
            Some(P::Accepted) => &[
                P::InProcess,
                P::SupplementRequested,
                P::FinancialDuty,
                P::Withdrawn,
                P::Stopped,
            ],
            Some(P::InProcess) => &[
                P::SupplementRequested,
                P::FinancialDuty,
                P::Withdrawn,
                P::Stopped,
                P::Processed,
            ],
            Some(P::SupplementRequested) => &[P::Accepted, P::InProcess, P::Withdrawn, P::Stopped],
            Some(P::FinancialDuty) => &[P::InProcess, P::Withdrawn, P::Stopped],
            Some(P::Processed) => &[P::Returned],
            Some(P::NotAccepted | P::Withdrawn | P::Stopped | P::Returned) => &[],
        };
        next.contains(&self)
    }

    /// The statuses that a dossier passes on its way to this one. Whoever decides on a dossier took it
    /// in and worked on it, whether or not anything was noted of that; the portal knows no way past.
    #[must_use]
    pub fn by_way_of(self, before: Option<Self>) -> &'static [Self] {
        use PortalStatus as P;

        if self != P::Processed {
            return &[];
        }
        match before {
            None | Some(P::NewlyRegistered) => &[P::Accepted, P::InProcess],
            Some(P::Accepted | P::SupplementRequested) => &[P::InProcess],
            Some(
                P::NotAccepted
                | P::InProcess
                | P::FinancialDuty
                | P::Withdrawn
                | P::Stopped
                | P::Processed
                | P::Returned,
            ) => &[],
        }
    }
}

/// What the portal is told when something has happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PortalMessage {
    /// How the dossier stands.
    Dossier,
    /// Which step was done.
    Progress,
}

impl PortalMessage {
    /// Its name in keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dossier => "dossier",
            Self::Progress => "progress",
        }
    }

    /// The message with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Dossier, Self::Progress]
            .into_iter()
            .find(|it| it.name() == name)
    }
}

impl CaseEvent {
    /// What the portal is told of this. It knows a dossier by its code, so that it hears of nothing
    /// before the dossier is accepted.
    #[must_use]
    pub fn portal_messages(&self) -> &'static [PortalMessage] {
        use PortalMessage as M;

        match self {
            CaseEvent::DossierAccepted { .. }
            | CaseEvent::CasePaused { .. }
            | CaseEvent::CaseResumed { .. }
            | CaseEvent::SupplementRequested { .. }
            | CaseEvent::DossierSupplemented { .. }
            | CaseEvent::ConsultationRequested { .. }
            | CaseEvent::DossierForwarded { .. }
            | CaseEvent::CaseRipened { .. }
            | CaseEvent::CertificateGranted(_)
            | CaseEvent::ApplicationRefused { .. }
            | CaseEvent::DossierWithdrawn { .. }
            | CaseEvent::ProcessingStopped { .. }
            | CaseEvent::CertificateChanged { .. }
            | CaseEvent::ApplicationApproved { .. }
            | CaseEvent::Reappointed { .. }
            | CaseEvent::DeadlinesRecounted { .. }
            | CaseEvent::ResultReturned { .. } => &[M::Dossier, M::Progress],
            CaseEvent::OfficerAssigned { .. }
            | CaseEvent::ConsultationReceived { .. }
            | CaseEvent::ConsultationEscalated { .. }
            | CaseEvent::MeetingHeld { .. }
            | CaseEvent::ResultAnnounced {}
            | CaseEvent::OpinionGiven { .. } => &[M::Progress],
            CaseEvent::DossierSubmitted { .. }
            | CaseEvent::IntakeRefused { .. }
            | CaseEvent::DeadlineMissed { .. }
            | CaseEvent::DocumentFiled { .. }
            | CaseEvent::HistoryImported { .. }
            | CaseEvent::StepCompleted { .. }
            | CaseEvent::FollowUpConfirmed {}
            | CaseEvent::HistoryEnded { .. } => &[],
        }
    }
}

impl Case {
    /// The statuses that the portal sees one after another when an event makes this case the other;
    /// none where it stays as it was.
    #[must_use]
    pub fn portal_moves(&self, after: &Case) -> Vec<PortalStatus> {
        let (before, now) = (self.portal_status(), after.portal_status());
        let moved = now.filter(|_| before != now);
        let passed = moved.map_or(&[][..], |it| it.by_way_of(before));
        passed.iter().copied().chain(moved).collect()
    }

    /// The portal's status; none while nothing is filed, and none for what is only recorded.
    ///
    /// The portal knows no way back from a requested supplement to a new registration, nor from
    /// there to a refusal at the desk: until a supplemented dossier is accepted it keeps the
    /// status, and where it is refused the portal sees a stop.
    #[must_use]
    pub fn portal_status(&self) -> Option<PortalStatus> {
        match self {
            Case::Unfiled | Case::Recorded { .. } => None,
            Case::Intake(dossier) if dossier.supplements_requested > 0 => {
                Some(PortalStatus::SupplementRequested)
            }
            Case::Intake(_) => Some(PortalStatus::NewlyRegistered),
            Case::InProcess(process) => Some(process.portal_status()),
            Case::Decided(_) => Some(PortalStatus::Processed),
            Case::Returned(_) | Case::Closed(Ending::Returned(_)) => Some(PortalStatus::Returned),
            Case::Closed(Ending::IntakeRefused {
                after_supplement: false,
            }) => Some(PortalStatus::NotAccepted),
            Case::Closed(Ending::Withdrawn) => Some(PortalStatus::Withdrawn),
            Case::Closed(
                Ending::Stopped
                | Ending::IntakeRefused {
                    after_supplement: true,
                },
            ) => Some(PortalStatus::Stopped),
        }
    }
}

impl Process {
    /// The portal knows supplements and payments; of other pauses it is told only that the due day
    /// moved. Once a fee was asked for it knows no way back to "accepted".
    fn portal_status(&self) -> PortalStatus {
        match &self.dossier.waiting {
            Some(Waiting::Supplement { .. }) => PortalStatus::SupplementRequested,
            Some(Waiting::Paused { pause, .. }) if pause.kind() == PauseKind::Payment => {
                PortalStatus::FinancialDuty
            }
            Some(Waiting::Paused { .. }) | None => {
                let untouched = self.consultations.is_empty() && !self.is_with_decider();
                if untouched && !self.payment_asked {
                    PortalStatus::Accepted
                } else {
                    PortalStatus::InProcess
                }
            }
        }
    }
}
