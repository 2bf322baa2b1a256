//! Which cases there are: one page at a time, in a stable order, counted up to a bound.

use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::CaseLine;
use crate::search::sought;

/// Which cases to list; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// With this status.
    pub status: Option<String>,
    /// Under this procedure.
    pub procedure: Option<String>,
    /// Whose turn is one of these agencies', or which wait for the opinion of one: a body, and those
    /// whose powers came to it.
    pub agency: Option<Vec<String>>,
    /// For which this official is responsible.
    pub officer: Option<Uuid>,
    /// Filed in this way.
    pub channel: Option<String>,
    /// Past their due date and not ended (true), or not so (false). A case that began to wait for
    /// its applicant in time is not overdue: its term stands still.
    pub overdue: Option<bool>,
    /// Ended in time (true) or late (false).
    pub on_time: Option<bool>,
    /// Ended (true) or open (false).
    pub ended: Option<bool>,
    /// With these words, perhaps unfinished, in name or code; diacritics do not matter.
    pub text: Option<String>,
    /// Which reached a point of their life in this time.
    pub within: Option<Within>,
    /// Which wait for the opinion of one of these agencies.
    pub awaiting: Option<Vec<String>>,
    /// Of those that wait for an opinion: past its term (true), or not so (false).
    pub opinion_late: Option<bool>,
}

/// A point of a case's life, and a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// Which point.
    pub milestone: Milestone,
    /// Where the time begins.
    pub from: OffsetDateTime,
    /// Where it ends.
    pub to: OffsetDateTime,
}

/// A point of a case's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// The dossier was filed.
    Filed,
    /// It was accepted as full and valid.
    Accepted,
    /// Processing ended.
    Ended,
    /// The result is due. A day's due dates lie at its end, which is the next day's beginning.
    Due,
}

impl Milestone {
    /// The name in statements and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Milestone::Filed => "filed",
            Milestone::Accepted => "accepted",
            Milestone::Ended => "ended",
            Milestone::Due => "due",
        }
    }
}

/// In which order to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What was filed last comes first, whenever Hoso learnt of it; what has no such time comes last.
    #[default]
    Newest,
    /// What is due first comes first; what is never due comes last.
    Due,
}

/// Where a page ended, and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// What the last line is ordered by: its due date, or when it was filed.
    pub at: Option<OffsetDateTime>,
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
    let Ok(words) = sought(filter.text.as_deref()) else {
        return Ok(vec![]);
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
            and ($3::text[] is null or agency = any($3) or exists (
                select from consultation
                where consultation.case_id = case_list.case_id and consultation.agency = any($3)
                    and answered_at is null and not case_closed))
            and ($4::uuid is null or officer = $4)
            and ($5::text is null or channel = $5)
            and ($6::boolean is null or coalesce(ended_at is null
                and due_at < $7 and (waits_from is null or due_at < waits_from), false) = $6)
            and ($8::boolean is null or (ended_at <= due_at) = $8)
            and ($9::boolean is null or (ended_at is not null) = $9)
            and ($10::text is null or to_tsvector('simple', search) @@ to_tsquery('simple', $10))
            and ($11::text is distinct from 'filed'
                or coalesce(received_at, '-infinity') >= $12
                    and coalesce(received_at, '-infinity') < $13)
            and ($11::text is distinct from 'accepted' or accepted_at >= $12 and accepted_at < $13)
            and ($11::text is distinct from 'ended' or ended_at >= $12 and ended_at < $13)
            and ($11::text is distinct from 'due' or due_at > $12 and due_at <= $13)
            and ($14::text[] is null or exists (
                select from consultation
                where consultation.case_id = case_list.case_id and consultation.agency = any($14)
                    and answered_at is null and not case_closed
                    and ($15::boolean is null
                        or coalesce(consultation.due_at < $7, false) = $15)))
            and ($16::bigint is null or (coalesce(received_at, '-infinity'), opened_position)
                < (coalesce($17::timestamptz, '-infinity'), $16))
        order by coalesce(received_at, '-infinity') desc, opened_position desc
        limit $18
        "#,
        filter.status,
        filter.procedure,
        filter.agency.as_deref(),
        filter.officer,
        filter.channel,
        filter.overdue,
        now,
        filter.on_time,
        filter.ended,
        words,
        filter.within.map(|it| it.milestone.name()),
        filter.within.map(|it| it.from),
        filter.within.map(|it| it.to),
        filter.awaiting.as_deref(),
        filter.opinion_late,
        after.map(|it| it.opened_position),
        after.and_then(|it| it.at),
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
            and ($3::text[] is null or agency = any($3) or exists (
                select from consultation
                where consultation.case_id = case_list.case_id and consultation.agency = any($3)
                    and answered_at is null and not case_closed))
            and ($4::uuid is null or officer = $4)
            and ($5::text is null or channel = $5)
            and ($6::boolean is null or coalesce(ended_at is null
                and due_at < $7 and (waits_from is null or due_at < waits_from), false) = $6)
            and ($8::boolean is null or (ended_at <= due_at) = $8)
            and ($9::boolean is null or (ended_at is not null) = $9)
            and ($10::text is null or to_tsvector('simple', search) @@ to_tsquery('simple', $10))
            and ($11::text is distinct from 'filed'
                or coalesce(received_at, '-infinity') >= $12
                    and coalesce(received_at, '-infinity') < $13)
            and ($11::text is distinct from 'accepted' or accepted_at >= $12 and accepted_at < $13)
            and ($11::text is distinct from 'ended' or ended_at >= $12 and ended_at < $13)
            and ($11::text is distinct from 'due' or due_at > $12 and due_at <= $13)
            and ($14::text[] is null or exists (
                select from consultation
                where consultation.case_id = case_list.case_id and consultation.agency = any($14)
                    and answered_at is null and not case_closed
                    and ($15::boolean is null
                        or coalesce(consultation.due_at < $7, false) = $15)))
            and ($16::bigint is null or (coalesce(due_at, 'infinity'), opened_position)
                > (coalesce($17::timestamptz, 'infinity'), $16))
        order by coalesce(due_at, 'infinity'), opened_position
        limit $18
        "#,
        filter.status,
        filter.procedure,
        filter.agency.as_deref(),
        filter.officer,
        filter.channel,
        filter.overdue,
        now,
        filter.on_time,
        filter.ended,
        words,
        filter.within.map(|it| it.milestone.name()),
        filter.within.map(|it| it.from),
        filter.within.map(|it| it.to),
        filter.awaiting.as_deref(),
        filter.opinion_late,
        after.map(|it| it.opened_position),
        after.and_then(|it| it.at),
        limit,
    )
    .fetch_all(pool)
    .await
}

/// How many cases there are; whoever counts to `at_most` stops there.
pub async fn count(
    pool: &PgPool,
    filter: &Filter,
    now: OffsetDateTime,
    at_most: i64,
) -> sqlx::Result<i64> {
    let Ok(words) = sought(filter.text.as_deref()) else {
        return Ok(0);
    };
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from (
            select from case_list
            where ($1::text is null or status = $1)
                and ($2::text is null or procedure = $2)
                and ($3::text[] is null or agency = any($3) or exists (
                    select from consultation
                    where consultation.case_id = case_list.case_id and consultation.agency = any($3)
                        and answered_at is null and not case_closed))
                and ($4::uuid is null or officer = $4)
                and ($5::text is null or channel = $5)
                and ($6::boolean is null or coalesce(ended_at is null
                and due_at < $7 and (waits_from is null or due_at < waits_from), false) = $6)
                and ($8::boolean is null or (ended_at <= due_at) = $8)
                and ($9::boolean is null or (ended_at is not null) = $9)
                and ($10::text is null or to_tsvector('simple', search) @@ to_tsquery('simple', $10))
                and ($11::text is distinct from 'filed'
                    or coalesce(received_at, '-infinity') >= $12
                        and coalesce(received_at, '-infinity') < $13)
                and ($11::text is distinct from 'accepted' or accepted_at >= $12 and accepted_at < $13)
                and ($11::text is distinct from 'ended' or ended_at >= $12 and ended_at < $13)
                and ($11::text is distinct from 'due' or due_at > $12 and due_at <= $13)
                and ($14::text[] is null or exists (
                    select from consultation
                    where consultation.case_id = case_list.case_id and consultation.agency = any($14)
                        and answered_at is null and not case_closed
                        and ($15::boolean is null
                            or coalesce(consultation.due_at < $7, false) = $15)))
            limit $16
        ) as found
        "#,
        filter.status,
        filter.procedure,
        filter.agency.as_deref(),
        filter.officer,
        filter.channel,
        filter.overdue,
        now,
        filter.on_time,
        filter.ended,
        words,
        filter.within.map(|it| it.milestone.name()),
        filter.within.map(|it| it.from),
        filter.within.map(|it| it.to),
        filter.awaiting.as_deref(),
        filter.opinion_late,
        at_most,
    )
    .fetch_one(pool)
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
