//! What the National Public Service Portal is told of a case.

use super::{Case, Ending};

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
            Case::InProcess(process) if process.dossier.waiting.is_some() => {
                Some(PortalStatus::SupplementRequested)
            }
            Case::InProcess(process) if process.consultations.is_empty() && !process.forwarded => {
                Some(PortalStatus::Accepted)
            }
            Case::InProcess(_) => Some(PortalStatus::InProcess),
            Case::Decided(_) => Some(PortalStatus::Processed),
            Case::Closed(Ending::Returned(_)) => Some(PortalStatus::Returned),
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
