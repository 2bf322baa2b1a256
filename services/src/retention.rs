//! What has been kept for as long as the catalogue says, and is due to be erased.

use domain::law::{Law, RetentionClass};
use eventstore::VaultError;
use projections::ended_case::{self, EndedCase};
use serde::Serialize;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::App;
use crate::clock::derived_id;
use crate::confide::texts_of_case;

/// How many cases to look at in one go.
const BATCH: i64 = 1_000;

/// Why it could not be found out.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// A read model failed.
    #[error("asking the read models")]
    ReadModels(#[from] sqlx::Error),
    /// The vault failed.
    #[error("asking the vault")]
    Vault(#[from] VaultError),
}

/// A case whose time is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// Which case.
    pub case: Uuid,
    /// The dossier code, or what its source calls it.
    pub code: Option<String>,
    /// How it ended.
    pub outcome: String,
    /// The day on which it ended.
    #[serde(with = "iso_date")]
    pub ended_on: Date,
    /// The class that it belongs to, with its version.
    pub class: String,
    /// The last day on which it is kept.
    #[serde(with = "iso_date")]
    pub kept_until: Date,
    /// The text that sets it.
    pub basis: String,
    /// What of the class nobody has checked against the legal text.
    pub unverified: Vec<String>,
    /// Whose data are to be erased, unless they are already.
    pub subjects: Vec<Uuid>,
    /// The applicant, whose data stay because a case or a certificate of theirs goes on.
    pub stays: Option<Uuid>,
}

/// What is known about retention as of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Retention {
    /// The cases whose time is over, in the order in which they began.
    pub due: Vec<Due>,
    /// How many cases have ended that no class is about.
    pub unclassified: u64,
}

time::serde::format_description!(iso_date, Date, "[year]-[month]-[day]");

/// The cases whose time is over on a day, and whose data are not all erased.
pub async fn due(app: &App, on: Date) -> Result<Retention, RetentionError> {
    let law = app.law.current();
    let end = on.midnight().assume_utc();
    let mut retention = Retention::default();
    let mut after = 0;
    loop {
        let cases = ended_case::before(&app.pool, end, after, BATCH).await?;
        let Some(last) = cases.last() else {
            return Ok(retention);
        };
        after = last.opened_position;
        for case in cases {
            let Some(class) = law.retention_of(&case.procedure, &case.outcome) else {
                retention.unclassified += 1;
                continue;
            };
            let ended_on = day_of(&law, &case.procedure, case.ended_at);
            if class.until(ended_on) < on {
                retention.due.extend(one(app, case, ended_on, class).await?);
            }
        }
    }
}

async fn one(
    app: &App,
    case: EndedCase,
    ended_on: Date,
    class: &RetentionClass,
) -> Result<Option<Due>, RetentionError> {
    let own = [
        derived_id(case.case_id, "representative"),
        texts_of_case(case.case_id).id,
    ];
    let applicant = case.applicant.filter(|_| !case.applicant_goes_on);
    let mut subjects = vec![];
    for subject in own.into_iter().chain(applicant) {
        let known = app.vault.known(subject).await?;
        if known.is_some_and(|it| it.erased_at.is_none()) {
            subjects.push(subject);
        }
    }
    if subjects.is_empty() {
        return Ok(None);
    }
    Ok(Some(Due {
        case: case.case_id,
        code: case.code,
        outcome: case.outcome,
        ended_on,
        class: format!("{}.v{}", class.id, class.version),
        kept_until: class.until(ended_on),
        basis: class.basis.clone(),
        unverified: class.unverified.clone(),
        subjects,
        stays: case.applicant.filter(|_| case.applicant_goes_on),
    }))
}

/// The day of a moment, where the case was conducted.
fn day_of(law: &Law, procedure: &str, at: OffsetDateTime) -> Date {
    let procedure = procedure.parse().ok();
    let rules = procedure.and_then(|it| law.newest_procedure(&it)?.rules());
    let calendar = rules.and_then(|it| law.calendar(&it.calendar));
    calendar.map_or(at.date(), |it| it.day_of(at))
}
