//! Cases that have ended: what retention is counted from.

use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// A case that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedCase {
    /// Which case.
    pub case_id: Uuid,
    /// Its first event; orders the list.
    pub opened_position: i64,
    /// The dossier code, or what its source calls it.
    pub code: Option<String>,
    /// Under which procedure.
    pub procedure: String,
    /// How it ended.
    pub outcome: String,
    /// When.
    pub ended_at: OffsetDateTime,
    /// Who applied.
    pub applicant: Option<Uuid>,
    /// Whether a case of the same applicant goes on.
    pub applicant_goes_on: bool,
}

/// The next cases that ended before a moment, in the order in which they began, at most so many.
pub async fn before(
    pool: &PgPool,
    ended_before: OffsetDateTime,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<EndedCase>> {
    sqlx::query_as!(
        EndedCase,
        r#"
        select case_id, opened_position, code, procedure, outcome as "outcome!",
            ended_at as "ended_at!", applicant,
            exists (
                select from case_list as other
                where other.applicant = case_list.applicant and other.ended_at is null
            ) or exists (
                select from certificate
                where holder = case_list.applicant and status = 'valid'
            ) as "applicant_goes_on!"
        from case_list
        where ended_at < $1 and outcome is not null and opened_position > $2
        order by opened_position
        limit $3
        "#,
        ended_before,
        after,
        limit,
    )
    .fetch_all(pool)
    .await
}
