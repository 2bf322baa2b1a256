//! Who receives and who decides, where that depends on what a dossier says.

use domain::law;
use serde::Serialize;
use utoipa::ToSchema;

use super::names;

/// Who receives and who decides where something is declared.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Competence {
    /// What has to be declared, any of it; nothing when it fits always.
    when: Vec<String>,
    /// Who has to have decided on the approval that the application is about, any of them; nothing when
    /// it fits whoever did.
    approved_by: Vec<String>,
    /// Who receives, where somebody else does than `receiver` of the rules.
    receiver: Option<String>,
    /// Who decides, where somebody else does than `decider` of the rules.
    decider: Option<String>,
    /// Whether the managing agency that the application names receives and decides.
    managing_agency: bool,
    /// Whether the body that decided on the approval receives and decides.
    issuer: bool,
    /// The article.
    basis: String,
}

impl From<&law::Competence> for Competence {
    fn from(it: &law::Competence) -> Self {
        Self {
            when: names(&it.when),
            approved_by: names(&it.approved_by),
            receiver: it.receiver.as_ref().map(ToString::to_string),
            decider: it.decider.as_ref().map(ToString::to_string),
            managing_agency: it.managing_agency,
            issuer: it.issuer,
            basis: it.basis.clone(),
        }
    }
}
