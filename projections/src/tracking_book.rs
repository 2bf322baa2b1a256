//! The book of a year in which a body keeps the dossiers that it accepted, in their order.

use sqlx::PgPool;
use time::OffsetDateTime;

/// A line of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookLine {
    /// The code of the dossier.
    pub code: String,
    /// Under which procedure.
    pub procedure: String,
    /// Who applies; nothing once erased.
    pub name: Option<String>,
    /// When it was accepted.
    pub accepted_at: OffsetDateTime,
    /// When the result is due.
    pub due_at: Option<OffsetDateTime>,
    /// When the case ended.
    pub ended_at: Option<OffsetDateTime>,
    /// Where it stands.
    pub status: String,
}

/// The dossiers that a body accepted from a moment up to another one.
pub async fn of_body(
    pool: &PgPool,
    receiver: &str,
    (from, to): (OffsetDateTime, OffsetDateTime),
    limit: i64,
) -> sqlx::Result<Vec<BookLine>> {
    sqlx::query_as!(
        BookLine,
        r#"
        select code as "code!", procedure, name, accepted_at as "accepted_at!", due_at, ended_at,
            status
        from case_list
        where receiver = $1 and accepted_at >= $2 and accepted_at < $3 and code is not null
        order by accepted_at, length(code), code
        limit $4
        "#,
        receiver,
        from,
        to,
        limit,
    )
    .fetch_all(pool)
    .await
}
