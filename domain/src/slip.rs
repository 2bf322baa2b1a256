//! What people are handed: which event calls for which paper, and that it was handed out.
//!
//! A slip is a function of a case's history up to the event that calls for it. Its bytes hold names,
//! so they are in the vault; what stands in the log commits to them.

#[cfg(test)]
mod tests;

use std::convert::Infallible;

use serde::{Deserialize, Serialize};

use crate::case::{CaseEvent, CertificateChange};
use crate::law::Rules;
use crate::{Acting, Aggregate, CaseId, Language, Law, PersonalRef, SubjectId};

/// The papers about one case. The names on the wire never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlipKind {
    /// Receipt with appointment date.
    Receipt,
    /// Request to supplement the dossier.
    SupplementRequest,
    /// Refusal, of the dossier or of the application.
    Refusal,
    /// Apology, with a new date.
    Apology,
    /// Notice that processing stopped.
    StoppingNotice,
    /// Who handed the dossier to whom, and when.
    ControlSlip,
    /// The certificate that was granted.
    Certificate,
}

/// A form in which a paper is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For printing, signing and archiving.
    Pdf,
    /// For reading on a screen.
    Html,
}

/// One rendition of a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipFile {
    /// Its language.
    pub language: Language,
    /// Its form.
    pub format: Format,
    /// SHA-256 over a random salt of 32 bytes and the bytes, in unpadded base64url; the salt is
    /// printed nowhere and shown to whoever holds the paper.
    pub digest: String,
    /// Where the vault keeps salt and bytes.
    pub kept: PersonalRef,
}

/// What happened to a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum SlipEvent {
    /// It was handed out, and its bytes were kept.
    #[serde(rename = "slip.issued.v1")]
    Issued(SlipIssue),
}

/// What is handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipIssue {
    /// About which case.
    pub case: CaseId,
    /// After which of its events, which called for it.
    pub case_version: u32,
    /// Which paper.
    pub kind: SlipKind,
    /// The same in every language and form.
    pub files: Vec<SlipFile>,
    /// Whose data it quotes beside that of the applicant: with any of them it is erased.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<SubjectId>,
}

/// A slip: handed out once, and the same ever after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slip {
    issued: Option<SlipIssue>,
}

impl SlipKind {
    /// Every kind, in the order of their forms.
    pub const ALL: [Self; 7] = [
        Self::Receipt,
        Self::SupplementRequest,
        Self::Refusal,
        Self::Apology,
        Self::StoppingNotice,
        Self::ControlSlip,
        Self::Certificate,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::SupplementRequest => "supplement-request",
            Self::Refusal => "refusal",
            Self::Apology => "apology",
            Self::StoppingNotice => "stopping-notice",
            Self::ControlSlip => "control-slip",
            Self::Certificate => "certificate",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The catalogue's name for the form that it is made out on; nothing for a certificate, whose form
    /// says for which kinds it is.
    #[must_use]
    pub fn form(self) -> Option<&'static str> {
        match self {
            Self::Receipt => Some("DESK-RECEIPT"),
            Self::SupplementRequest => Some("DESK-SUPPLEMENT"),
            Self::Refusal => Some("DESK-REFUSAL"),
            Self::Apology => Some("DESK-APOLOGY"),
            Self::StoppingNotice => Some("DESK-STOP"),
            Self::ControlSlip => Some("DESK-CONTROL"),
            Self::Certificate => None,
        }
    }
}

impl Format {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::Pdf, Self::Html];

    /// How names of such files end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
        }
    }
}

impl CaseEvent {
    /// The paper that is handed out when this has happened.
    #[must_use]
    pub fn slip(&self) -> Option<SlipKind> {
        match self {
            CaseEvent::DossierAccepted { .. } => Some(SlipKind::Receipt),
            CaseEvent::SupplementRequested { .. } => Some(SlipKind::SupplementRequest),
            CaseEvent::IntakeRefused { .. } | CaseEvent::ApplicationRefused { .. } => {
                Some(SlipKind::Refusal)
            }
            CaseEvent::DossierWithdrawn { .. } | CaseEvent::ProcessingStopped { .. } => {
                Some(SlipKind::StoppingNotice)
            }
            CaseEvent::Reappointed { .. } => Some(SlipKind::Apology),
            CaseEvent::CertificateGranted(_) => Some(SlipKind::Certificate),
            CaseEvent::CertificateChanged { change, .. } => change.paper(),
            CaseEvent::OfficerAssigned { .. }
            | CaseEvent::DossierForwarded { .. }
            | CaseEvent::ApplicationApproved { .. }
            | CaseEvent::ResultReturned { .. } => Some(SlipKind::ControlSlip),
            CaseEvent::DossierSubmitted { .. }
            | CaseEvent::DossierSupplemented { .. }
            | CaseEvent::ConsultationRequested { .. }
            | CaseEvent::ConsultationReceived { .. }
            | CaseEvent::OpinionGiven { .. }
            | CaseEvent::ConsultationEscalated { .. }
            | CaseEvent::MeetingHeld { .. }
            | CaseEvent::CaseRipened { .. }
            | CaseEvent::ResultAnnounced {}
            | CaseEvent::FollowUpConfirmed {}
            | CaseEvent::CasePaused { .. }
            | CaseEvent::CaseResumed { .. }
            | CaseEvent::DeadlinesRecounted { .. }
            | CaseEvent::DeadlineMissed { .. }
            | CaseEvent::DocumentFiled { .. }
            | CaseEvent::HistoryImported { .. }
            | CaseEvent::StepCompleted { .. }
            | CaseEvent::HistoryEnded { .. } => None,
        }
    }
}

impl SlipKind {
    /// Whether such a paper is handed out under these rules, for a dossier that was accepted or not:
    /// a certificate that only enters one of before is not printed again, and nothing is controlled
    /// before there is a dossier with a code.
    #[must_use]
    pub fn is_handed_out(self, rules: &Rules, accepted: bool) -> bool {
        match self {
            Self::Certificate => !rules.result.entered,
            Self::ControlSlip => accepted,
            Self::Receipt
            | Self::SupplementRequest
            | Self::Refusal
            | Self::Apology
            | Self::StoppingNotice => true,
        }
    }
}

impl CertificateChange {
    /// The paper that is handed out when this becomes of a certificate: it, as it says then.
    #[must_use]
    pub fn paper(&self) -> Option<SlipKind> {
        match self {
            CertificateChange::Extended { .. }
            | CertificateChange::Amended { .. }
            | CertificateChange::Reissued { .. } => Some(SlipKind::Certificate),
            CertificateChange::Suspended { .. }
            | CertificateChange::Reactivated {}
            | CertificateChange::Revoked { .. }
            | CertificateChange::Ended {} => None,
        }
    }
}

impl Slip {
    /// The name of a case's slip, from which its stream is found.
    #[must_use]
    pub fn name(case_version: u32) -> String {
        format!("slip/{case_version}")
    }

    /// What was handed out.
    #[must_use]
    pub fn issued(&self) -> Option<&SlipIssue> {
        self.issued.as_ref()
    }
}

impl Aggregate for Slip {
    const KIND: &'static str = "slip";

    type Command = SlipIssue;
    type Event = SlipEvent;
    type Rejection = Infallible;

    fn decide(&self, issue: &SlipIssue, _: &Acting, _: &Law) -> Result<Vec<SlipEvent>, Infallible> {
        Ok(match self.issued {
            None => vec![SlipEvent::Issued(issue.clone())],
            Some(_) => vec![],
        })
    }

    fn evolve(self, event: &SlipEvent) -> Self {
        match event {
            SlipEvent::Issued(issue) => Self {
                issued: Some(issue.clone()),
            },
        }
    }
}
