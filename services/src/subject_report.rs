//! A data subject's own report: everything that is kept about somebody, where it came from, and who
//! dealt with it, as far as the log knows.

use std::collections::BTreeMap;

use domain::SubjectId;
use eventstore::VaultError;
use projections::subject_record::{self, Handler, SubjectRecord};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::App;
use crate::documents::Told;
use crate::slips;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The vault failed.
    #[error("asking the vault")]
    Vault(#[from] VaultError),
    /// A read model failed.
    #[error("asking the read models")]
    ReadModels(#[from] sqlx::Error),
}

/// Everything that is kept about somebody. It is personal data, and is shown to them or for them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SubjectReport {
    /// Who.
    pub subject: Uuid,
    /// What kind of subject it is.
    pub kind: String,
    /// Since when something is kept.
    #[serde(with = "time::serde::rfc3339")]
    pub known_since: OffsetDateTime,
    /// When it was erased, if it was.
    #[serde(with = "time::serde::rfc3339::option")]
    pub erased_at: Option<OffsetDateTime>,
    /// What is kept, and what was and is erased.
    pub values: Vec<KeptValue>,
    /// Everybody who acted on what refers to it. Who only looked, the log does not know.
    #[schema(value_type = Vec<Object>)]
    pub handled_by: Vec<Handler>,
}

/// A value that is kept, or was.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct KeptValue {
    /// Names it.
    pub value: Uuid,
    /// What it is; none once erased.
    pub label: Option<String>,
    /// The value itself; none once erased, and none of a file or a paper, which is shown where its
    /// case is.
    pub text: Option<String>,
    /// The file that it tells of.
    #[schema(value_type = Option<Object>)]
    pub file: Option<Told>,
    /// Where the log refers to it.
    #[schema(value_type = Vec<Object>)]
    pub told_in: Vec<SubjectRecord>,
}

/// Everything that is kept about a subject; none if nothing ever was.
pub async fn report(app: &App, subject: SubjectId) -> Result<Option<SubjectReport>, ReportError> {
    let Some(known) = app.vault.known(subject.0).await? else {
        return Ok(None);
    };
    let mut told_in: BTreeMap<Uuid, Vec<SubjectRecord>> = BTreeMap::new();
    for record in subject_record::of_subject(&app.pool, subject.0).await? {
        told_in.entry(record.value).or_default().push(record);
    }
    let kept = app.vault.values_of(subject.0).await?;
    for (value, _) in &kept {
        told_in.entry(*value).or_default();
    }
    let labels: BTreeMap<Uuid, String> = kept.into_iter().collect();
    // Papers are no texts.
    let is_text = |it: &&Uuid| labels.get(it).is_some_and(|label| label != slips::LABEL);
    let texts: Vec<Uuid> = told_in.keys().filter(is_text).copied().collect();
    let mut revealed = app.vault.reveal(&texts).await?;
    let values = told_in.into_iter().map(|(value, told_in)| {
        let label = labels.get(&value).cloned();
        let text = revealed.remove(&value).flatten();
        let text = text.map(|it| it.expose().clone());
        let (text, file) = if label.as_deref() == Some(eventstore::DOCUMENT) {
            (None, text.and_then(|it| serde_json::from_str(&it).ok()))
        } else {
            (text, None)
        };
        KeptValue {
            value,
            label,
            text,
            file,
            told_in,
        }
    });
    let values = values.collect();
    Ok(Some(SubjectReport {
        subject: subject.0,
        kind: known.kind,
        known_since: known.created_at,
        erased_at: known.erased_at,
        values,
        handled_by: subject_record::handlers_of(&app.pool, subject.0).await?,
    }))
}
