//! What a favourable decision brings about, and what is owed afterwards.

use domain::law;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Bilingual, Term};

/// What a favourable decision issues.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ResultKind {
    /// The kind of certificate, or of another paper.
    certificate: String,
    /// What people call that kind; nothing where another procedure says.
    title: Option<Bilingual>,
    /// How many years it is valid at most; nothing where a validity is not limited.
    validity_years_max: Option<u8>,
    /// What becomes of the certificate.
    #[schema(value_type = ResultEffect)]
    effect: law::Effect,
    /// Whether the certificate was issued before, and is only entered.
    entered: bool,
    /// From when an extension counts.
    #[schema(value_type = ExtensionCounts)]
    extension_from: law::ExtensionFrom,
    /// What the holder has to do after the hand-over, and in what time.
    follow_up: Option<FollowUp>,
    /// The article that limits the validity.
    basis: String,
}

/// What becomes of a certificate by a favourable decision.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes domain::law::Effect in OpenAPI")]
enum ResultEffect {
    Issue,
    Extend,
    Amend,
    Reissue,
    Suspend,
    Reactivate,
    Revoke,
    End,
    Approve,
}

/// From when an extension counts.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes domain::law::ExtensionFrom in OpenAPI")]
enum ExtensionCounts {
    /// From the last day of the certificate.
    End,
    /// From the decision.
    Decision,
}

/// What somebody has to do once the decision was handed over.
#[derive(Debug, Serialize, ToSchema)]
struct FollowUp {
    /// What people call it.
    title: Bilingual,
    /// In what time.
    term: Term,
}

/// What the holder of a certificate, or the owner of aid, owes after the decision.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DutyRule)]
pub(super) struct Duty {
    /// Names the duty.
    id: String,
    /// What has to be done.
    title: Bilingual,
    /// By when, as a catalogue says it: a table with one of `after_issue`, `after_certificate`,
    /// `after_receipt`, `after_each_receipt`, `after_change`, `yearly`, `before_end`, `within`,
    /// `each_period` and `after_end`.
    #[schema(value_type = Object, example = json!({ "after_receipt": { "count": 10, "unit": "working_days" } }))]
    due: law::DutyTerm,
    /// The article.
    basis: String,
}

impl From<&law::ResultKind> for ResultKind {
    fn from(it: &law::ResultKind) -> Self {
        Self {
            certificate: it.certificate.to_string(),
            title: it.title.as_ref().map(Bilingual::from),
            validity_years_max: it.validity_years_max,
            effect: it.effect,
            entered: it.entered,
            extension_from: it.extension_from,
            follow_up: it.follow_up.as_ref().map(FollowUp::from),
            basis: it.basis.clone(),
        }
    }
}

impl From<&law::FollowUp> for FollowUp {
    fn from(it: &law::FollowUp) -> Self {
        Self {
            title: (&it.title).into(),
            term: (&it.term).into(),
        }
    }
}

impl From<&law::Duty> for Duty {
    fn from(it: &law::Duty) -> Self {
        Self {
            id: it.id.to_string(),
            title: (&it.title).into(),
            due: it.due,
            basis: it.basis.clone(),
        }
    }
}
