//! What a procedure is about, and who is competent for what in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Bilingual, Law, Rules, TermLimit};
use crate::form::TEXT;
use crate::money::Currency;
use crate::{AgencyId, CertificateKind, Code, ProcedureId, ProvinceId, TraitId};

/// What a favourable decision brings about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultKind {
    /// The kind of certificate, or of another paper.
    pub certificate: CertificateKind,
    /// What people call that kind; nothing where another procedure says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Bilingual>,
    /// What becomes of it.
    #[serde(default, skip_serializing_if = "Effect::is_issue")]
    pub effect: Effect,
    /// Whether the certificate was issued before, and is only entered: no paper is made of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub entered: bool,
    /// How many years it is valid at most; nothing where a validity is not limited or not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 99))]
    pub validity_years_max: Option<u8>,
    /// From when an extension counts.
    #[serde(default, skip_serializing_if = "ExtensionFrom::is_end")]
    pub extension_from: ExtensionFrom,
    /// What the holder has to do afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
    /// The article that limits the validity, or names the result.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// What becomes of a certificate by a favourable decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is issued.
    #[default]
    Issue,
    /// It is valid for longer.
    Extend,
    /// It has the fields, provinces and seat that were applied for.
    Amend,
    /// It has another number.
    Reissue,
    /// Its holder has to stop for a while.
    Suspend,
    /// Its holder may go on.
    Reactivate,
    /// It is taken away.
    Revoke,
    /// Its holder gave it up.
    End,
    /// There is no certificate, but a decision and perhaps a paper.
    Approve,
}

impl Law {
    /// What people call a kind of certificate, or of another paper: what the newest version says that
    /// says it of some procedure.
    #[must_use]
    pub fn kind_title(&self, kind: &CertificateKind) -> Option<&Bilingual> {
        let rules = self
            .versions()
            .filter_map(|it| Some((it.version, it.rules()?)));
        let results = rules.map(|(version, it)| (version, &it.result));
        let of_kind = results.filter(|(_, it)| it.certificate == *kind && it.title.is_some());
        let newest = of_kind.max_by_key(|(version, _)| *version)?;
        newest.1.title.as_ref()
    }
}

impl Effect {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks with a reference"
    )]
    pub(crate) fn is_issue(&self) -> bool {
        *self == Effect::Issue
    }
}

/// From when an extension counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionFrom {
    /// From the last day of the certificate.
    #[default]
    End,
    /// From the decision.
    Decision,
}

impl ExtensionFrom {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks with a reference"
    )]
    fn is_end(&self) -> bool {
        *self == ExtensionFrom::End
    }
}

/// What somebody has to do once the decision was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// What people call it.
    pub title: Bilingual,
    /// In what time.
    pub term: TermLimit,
}

/// The certificate that a case is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upon {
    /// The kinds that it may be of.
    pub kinds: Vec<CertificateKind>,
    /// How long before its last day a dossier is filed at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<TermLimit>,
    /// The article.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// The approval of aid that a case is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Under {
    /// The procedures by which the aid may have been approved.
    pub procedures: Vec<ProcedureId>,
    /// Whether a favourable decision ends the aid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closes: bool,
    /// Whether dossiers about aid that was approved while this version was in force are filed under
    /// it after its last day, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outlasts: bool,
    /// The duty under the approval that a dossier fulfils by being filed; it stays so unless the
    /// dossier is not taken in, refused, taken back or stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfils: Option<Code>,
    /// The article; says so when it was not verified.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// Where the applicant is to have its seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// The provinces in one of which it is.
    pub provinces: Vec<ProvinceId>,
    /// The article.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// Something that an application may declare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trait {
    /// Names it.
    pub id: TraitId,
    /// What people call it.
    pub title: Bilingual,
    /// The article that makes it matter.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// Who receives and who decides where something is declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Competence {
    /// What has to be declared, any of it; nothing when it fits always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<TraitId>,
    /// Who has to have decided on the approval that the application is about, any of them; nothing
    /// when it fits whoever did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approved_by: Vec<AgencyId>,
    /// Whether the body that decided on that approval receives and decides; where that was not kept,
    /// the managing agency does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub issuer: bool,
    /// Whether the managing agency that the application names receives and decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub managing_agency: bool,
    /// Who receives, where somebody else does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<AgencyId>,
    /// Who decides, where somebody else does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decider: Option<AgencyId>,
    /// The article.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// Whether all fields and provinces count for the choice of consultees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsulteeScope {
    /// All that the dossier names.
    #[default]
    Whole,
    /// Those that the certificate does not have yet, and those that it is to lose.
    Change,
}

impl ConsulteeScope {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks with a reference"
    )]
    pub(super) fn is_whole(&self) -> bool {
        *self == ConsulteeScope::Whole
    }
}

/// Who is asked beside the others when something is declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsultedWhen {
    /// What has to be declared.
    pub when: TraitId,
    /// Whether its being declared means that nobody is asked at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nobody: bool,
    /// Who is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ask: Vec<AgencyId>,
    /// The article.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// The value that an application states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Valued {
    /// The currencies it may be in; any when none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub currencies: Vec<Currency>,
    /// What the registry of aid makes of such a case. When absent, one that names an approval
    /// changes it, and any other approves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_as: Option<AidPart>,
    /// The article.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// What a case about aid is to the registry of aid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AidPart {
    /// It approves aid.
    Approval,
    /// It changes what was approved.
    Change,
    /// It reports what was disbursed.
    Disbursement,
    /// It reports the end.
    Closing,
}

impl AidPart {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Change => "change",
            Self::Disbursement => "disbursement",
            Self::Closing => "closing",
        }
    }
}

impl Rules {
    /// What a case is to the registry of aid, that names an approval or none; nothing where it states
    /// no value.
    #[must_use]
    pub fn aid_part(&self, names_an_approval: bool) -> Option<AidPart> {
        let otherwise = if names_an_approval {
            AidPart::Change
        } else {
            AidPart::Approval
        };
        let value = self.value.as_ref()?;
        Some(value.counts_as.unwrap_or(otherwise))
    }
}
