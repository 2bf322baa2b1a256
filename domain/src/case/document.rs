//! Files of a case: the papers of the dossier, and its result.

use serde::{Deserialize, Serialize};

use super::intake::not_allowed;
use super::state::{Dossier, holds};
use super::{Case, CaseEvent, CaseRejection};
use crate::law::Rules;
use crate::{Acting, ComponentId, Law, PersonalRef, Role};

/// Which part of a case a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentPart {
    /// A component of the dossier.
    Component(ComponentId),
    /// What was decided, as the applicant gets it.
    Result,
}

/// What a file is, by what it contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// A document for printing.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// A picture without loss.
    #[serde(rename = "image/png")]
    Png,
    /// A photograph.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A text of a word processor.
    #[serde(rename = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    Docx,
    /// Several files in one.
    #[serde(rename = "application/zip")]
    Zip,
    /// A text in UTF-8.
    #[serde(rename = "text/plain")]
    Text,
}

impl MediaType {
    /// Every kind of file that is taken in.
    pub const ALL: [MediaType; 6] = [
        MediaType::Pdf,
        MediaType::Png,
        MediaType::Jpeg,
        MediaType::Docx,
        MediaType::Zip,
        MediaType::Text,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            MediaType::Pdf => "application/pdf",
            MediaType::Png => "image/png",
            MediaType::Jpeg => "image/jpeg",
            MediaType::Docx => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            MediaType::Zip => "application/zip",
            MediaType::Text => "text/plain",
        }
    }
}

/// A file that is to belong to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledDocument {
    /// Which part of the case it is.
    pub part: DocumentPart,
    /// Stands for it: its name, its address and the digest of what it contains are in the vault.
    pub document: PersonalRef,
    /// What it is.
    pub media_type: MediaType,
    /// How many bytes it has.
    pub size: u64,
}

impl Case {
    pub(super) fn file_document(
        &self,
        filed: &FiledDocument,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let known_before = self
            .dossier()
            .is_some_and(|it| it.documents.contains(&filed.document.value));
        if known_before {
            return Ok(vec![]);
        }
        match &filed.part {
            DocumentPart::Component(component) => {
                let dossier = self.undecided()?;
                let rules = dossier.rules(law)?;
                dossier.applicants_own(rules, by, law)?;
                known(std::slice::from_ref(component), rules)?;
            }
            DocumentPart::Result => {
                let dossier = self.decided_dossier()?;
                let rules = dossier.rules(law)?;
                let holds = |body| holds(law, rules, body, by);
                let of = &dossier.particulars;
                if !holds(rules.decider_of(of)) && !holds(rules.receiver_of(of)) {
                    return not_allowed(Role::Decider);
                }
            }
        }
        Ok(vec![CaseEvent::DocumentFiled {
            part: filed.part.clone(),
            document: filed.document.clone(),
            media_type: filed.media_type,
            size: filed.size,
        }])
    }

    /// The dossier of a case that is decided and not closed, or why there is none.
    pub(super) fn decided_dossier(&self) -> Result<&Dossier, CaseRejection> {
        match self {
            Case::Decided(decided) => Ok(&decided.dossier),
            Case::Returned(_) | Case::Closed(_) => Err(CaseRejection::Closed),
            Case::Intake(_) | Case::InProcess(_) => Err(CaseRejection::NotDecided),
            Case::Unfiled => Err(CaseRejection::NotSubmitted),
            Case::Recorded { .. } => Err(CaseRejection::OnlyRecorded),
        }
    }
}

/// Makes sure that the procedure knows these papers, and that there is one.
pub(super) fn known(components: &[ComponentId], rules: &Rules) -> Result<(), CaseRejection> {
    let needs_some = rules.components.iter().any(|it| it.required);
    if components.is_empty() && needs_some {
        return Err(CaseRejection::NoComponents);
    }
    let unknown = |it: &&ComponentId| !rules.components.iter().any(|known| known.id == **it);
    match components.iter().find(unknown) {
        None => Ok(()),
        Some(component) => Err(CaseRejection::UnknownComponent {
            component: component.clone(),
        }),
    }
}
