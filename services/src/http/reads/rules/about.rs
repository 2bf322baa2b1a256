//! What a dossier has to be about, beside its papers.

use domain::law;
use serde::Serialize;
use utoipa::ToSchema;

use super::names;

/// The approval of aid that a case has to be about.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Under {
    /// The procedures by which the aid may have been approved.
    procedures: Vec<String>,
    /// Whether a favourable decision ends the aid.
    closes: bool,
    /// Whether aid that was approved while this version was in force is dealt with under it after its
    /// last day, too.
    outlasts: bool,
    /// The duty under the approval that a dossier fulfils by being filed.
    fulfils: Option<String>,
    /// The article.
    basis: String,
}

/// Where applicants may be at home.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Home {
    /// The countries under whose law no applicant was founded, by their letters in ISO 3166-1.
    #[schema(example = json!(["VN"]))]
    not_in: Vec<String>,
    /// The article.
    basis: String,
}

/// The value that an application states.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ValueRule)]
pub(super) struct Value {
    /// The currencies it may be in; any of ISO 4217 when none is named.
    currencies: Vec<String>,
    /// What the registry of aid makes of such a case: `approval`, `change`, `disbursement` or `closing`.
    /// When absent, one that names an approval changes it, and any other approves.
    #[schema(value_type = Option<String>, example = "approval")]
    counts_as: Option<&'static str>,
    /// The article.
    basis: String,
}

impl From<&law::Under> for Under {
    fn from(it: &law::Under) -> Self {
        Self {
            procedures: names(&it.procedures),
            closes: it.closes,
            outlasts: it.outlasts,
            fulfils: it.fulfils.as_ref().map(ToString::to_string),
            basis: it.basis.clone(),
        }
    }
}

impl From<&law::Home> for Home {
    fn from(it: &law::Home) -> Self {
        Self {
            not_in: names(&it.not_in),
            basis: it.basis.clone(),
        }
    }
}

impl From<&law::Valued> for Value {
    fn from(it: &law::Valued) -> Self {
        Self {
            currencies: names(&it.currencies),
            counts_as: it.counts_as.map(law::AidPart::name),
            basis: it.basis.clone(),
        }
    }
}
