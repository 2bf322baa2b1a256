//! The forms on which papers are made out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Bilingual, EntryKind, Versioned};
use crate::calendar::iso_date;
use crate::form::{Day, TEXT};
use crate::{CertificateKind, ComponentId, FormId, ProcedureId};

/// A form that an authority prescribed.
///
/// It says itself which papers of which procedures are made out on it: forms are replaced by texts
/// that leave the procedures as they are, and a version that was published of those stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Names the form through all its versions.
    pub id: FormId,
    /// Counts the versions, from 1.
    #[schemars(range(min = 1, max = 99_999_999))]
    pub version: u32,
    /// Its number in the text that prescribes it, such as `03a`.
    #[schemars(regex(pattern = TEXT))]
    pub number: String,
    /// What people call it.
    pub title: Bilingual,
    /// The first day on which it is used.
    #[serde(with = "iso_date")]
    #[schemars(with = "Day")]
    pub valid_from: Date,
    /// The last day on which it is used; nothing while it is.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    #[schemars(with = "Day")]
    pub valid_to: Option<Date>,
    /// The papers of dossiers that are made out on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<FormUse>,
    /// The kinds of certificate that are made out on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateKind>,
    /// The text that prescribes it.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
    /// What of this entry nobody has checked against the legal text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = TEXT)))]
    pub unverified: Vec<String>,
}

/// A paper that is made out on a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormUse {
    /// In dossiers of which procedure.
    pub procedure: ProcedureId,
    /// Which paper of it.
    pub component: ComponentId,
}

impl Form {
    /// Whether this paper of this procedure is made out on it.
    #[must_use]
    pub fn is_for(&self, procedure: &ProcedureId, component: &ComponentId) -> bool {
        let mut used = self.components.iter();
        used.any(|it| it.procedure == *procedure && it.component == *component)
    }
}

impl Versioned for Form {
    const KIND: EntryKind = EntryKind::Form;

    fn name(&self) -> &str {
        self.id.as_str()
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn valid(&self) -> (Option<Date>, Option<Date>) {
        (Some(self.valid_from), self.valid_to)
    }
}
