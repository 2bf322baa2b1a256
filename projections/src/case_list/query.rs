use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::CaseLine;
use crate::search::prefix_query;

/// Which cases to list; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// With this status.
    pub status: Option<String>,
    /// Under this procedure.
    pub procedure: Option<String>,
    /// Whose turn is this agency's, or which wait for its opinion.
    pub agency: Option<String>,
    /// For which this official is responsible.
    pub officer: Option<Uuid>,
    /// Filed in this way.
    pub channel: Option<String>,
    /// Past their due date and not ended (true), or not so (false).
    pub overdue: Option<bool>,
    /// Ended in time (true) or late (false).
    pub on_time: Option<bool>,
    /// Ended (true) or open (false).
    pub ended: Option<bool>,
    /// With these words, perhaps unfinished, in name or code; diacritics do not matter.
    pub text: Option<String>,
}

/// In which order to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What was filed last comes first.
    #[default]
    Newest,
    /// What is due first comes first; what is never due comes last.
    Due,
}

/// Where a page ended, and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The due date of the last line, in the order of due dates.
    pub due_at: Option<OffsetDateTime>,
    /// The first event of the last line.
    pub opened_position: i64,
}

/// The next lines after the cursor, at most so many.
pub async fn list(
    pool: &PgPool,
    filter: &Filter,
    order: Order,
    after: Option<Cursor>,
    now: OffsetDateTime,
    limit: i64,
) -> sqlx::Result<Vec<CaseLine>> {
    let words = match filter.text.as_deref().map(prefix_query) {
        // A text without a word in it finds nothing.
        Some(None) => return Ok(vec![]),
        Some(words) => words,
        None => None,
    };
    match order {
        Order::Newest => newest(pool, filter, words, after, now, limit).await,
        Order::Due => due(pool, filter, words, after, now, limit).await,
    }
}

async fn newest(
    pool: &PgPool,
    filter: &Filter,
    words: Option<String>,
    after: Option<Cursor>,
    now: OffsetDateTime,
    limit: i64,
) -> sqlx::Result<Vec<CaseLine>> {
    sqlx::query_as!(
        CaseLine,
        r#"
        select * from case_list
        where ($1::text is null or status = $1)
            and ($2::text is null or procedure = $2)
            and ($3::text is null or agency = $3 or exists (
                select from consultation
                where consultation.case_id = case_list.case_id and consultation.agency = $3
                    and answered_at is null and not case_closed))
            and ($4::uuid is null or officer = $4)
            and ($5::text is null or channel = $5)
            and ($6::boolean is null or coalesce(ended_at is null and due_at < $7, false) = $6)
            and ($8::boolean is null or (ended_at <= due_at) = $8)
            and ($9::boolean is null or (ended_at is not null) = $9)
            and ($10::text is null or to_tsvector('simple', search) @@ to_tsquery('simple', $10))
            and ($11::bigint is null or opened_position < $11)
        order by opened_position desc
        limit $12
        "#,
        filter.status,
        filter.procedure,
        filter.agency,
        filter.officer,
        filter.channel,
        filter.overdue,
        now,
        filter.on_time,
        filter.ended,
        words,
        after.map(|it| it.opened_position),
        limit,
    )
    .fetch_all(pool)
    .await
}

async fn due(
    pool: &PgPool,
    filter: &Filter,
    words: Option<String>,
    after: Option<Cursor>,
    now: OffsetDateTime,
    limit: i64,
) -> sqlx::Result<Vec<CaseLine>> {
    sqlx::query_as!(
        CaseLine,
        r#"
        select * from case_list
        where ($1::text is null or status = $1)
            and ($2::text is null or procedure = $2)
            and ($3::text is null or agency = $3 or exists (
                select from consultation
                where consultation.case_id = case_list.case_id and consultation.agency = $3
                    and answered_at is null and not case_closed))
            and ($4::uuid is null or officer = $4)
            and ($5::text is null or channel = $5)
            and ($6::boolean is null or coalesce(ended_at is null and due_at < $7, false) = $6)
            and ($8::boolean is null or (ended_at <= due_at) = $8)
            and ($9::boolean is null or (ended_at is not null) = $9)
            and ($10::text is null or to_tsvector('simple', search) @@ to_tsquery('simple', $10))
            and ($11::bigint is null or (coalesce(due_at, 'infinity'), opened_position)
                > (coalesce($12::timestamptz, 'infinity'), $11))
        order by coalesce(due_at, 'infinity'), opened_position
        limit $13
        "#,
        filter.status,
        filter.procedure,
        filter.agency,
        filter.officer,
        filter.channel,
        filter.overdue,
        now,
        filter.on_time,
        filter.ended,
        words,
        after.map(|it| it.opened_position),
        after.and_then(|it| it.due_at),
        limit,
    )
    .fetch_all(pool)
    .await
}

/// The line of one case.
pub async fn one(pool: &PgPool, case_id: Uuid) -> sqlx::Result<Option<CaseLine>> {
    sqlx::query_as!(
        CaseLine,
        "select * from case_list where case_id = $1",
        case_id
    )
    .fetch_optional(pool)
    .await
}

/// The cases that have this code, or are called so by their source; a few at most.
pub async fn with_code(pool: &PgPool, code: &str) -> sqlx::Result<Vec<CaseLine>> {
    sqlx::query_as!(
        CaseLine,
        "select * from case_list where code = $1 order by opened_position limit 10",
        code
    )
    .fetch_all(pool)
    .await
}
