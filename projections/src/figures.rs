//! Counts for the dashboard and for reports, over the lists as they stand.

use serde::Serialize;
use sqlx::PgPool;
use time::{Date, OffsetDateTime};

use crate::iso_date;

/// How many cases there are of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Of what.
    pub of: String,
    /// How many.
    pub cases: i64,
}

/// How cases stand against their due dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Timeliness {
    /// Ended by their due date.
    pub on_time: i64,
    /// Ended after it.
    pub late: i64,
    /// Not ended.
    pub without_end: i64,
    /// Of those that have not ended, past their due date.
    pub overdue: i64,
    /// Ended without ever having had a due date.
    pub without_due: i64,
}

/// How the cases that ended in a month stood against their due dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Month {
    /// Its first day.
    #[serde(with = "iso_date")]
    pub month: Date,
    /// Ended by their due date.
    pub on_time: i64,
    /// Ended after it.
    pub late: i64,
}

/// What a day brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Day {
    /// Dossiers filed.
    pub filed: i64,
    /// Dossiers accepted.
    pub accepted: i64,
    /// Cases ended.
    pub ended: i64,
    /// Cases due.
    pub due: i64,
}

/// Who is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Registered {
    /// Organisations that ever applied.
    pub organisations: i64,
    /// Organisations that hold a valid certificate.
    pub active: i64,
}

/// How many cases have each status.
pub async fn by_status(pool: &PgPool, procedure: Option<&str>) -> sqlx::Result<Vec<Count>> {
    sqlx::query_as!(
        Count,
        r#"
        select status as of, count(*) as "cases!" from case_list
        where $1::text is null or procedure = $1
        group by status order by count(*) desc, status
        "#,
        procedure,
    )
    .fetch_all(pool)
    .await
}

/// How many cases arrived in each way.
pub async fn by_channel(pool: &PgPool, procedure: Option<&str>) -> sqlx::Result<Vec<Count>> {
    sqlx::query_as!(
        Count,
        r#"
        select coalesce(channel, '') as "of!", count(*) as "cases!" from case_list
        where $1::text is null or procedure = $1
        group by channel order by count(*) desc, channel
        "#,
        procedure,
    )
    .fetch_all(pool)
    .await
}

/// How many cases there are under each procedure.
pub async fn by_procedure(pool: &PgPool) -> sqlx::Result<Vec<Count>> {
    sqlx::query_as!(
        Count,
        r#"
        select procedure as of, count(*) as "cases!" from case_list
        group by procedure order by count(*) desc, procedure
        "#,
    )
    .fetch_all(pool)
    .await
}

/// How cases stand against their due dates.
pub async fn timeliness(
    pool: &PgPool,
    procedure: Option<&str>,
    now: OffsetDateTime,
) -> sqlx::Result<Timeliness> {
    sqlx::query_as!(
        Timeliness,
        r#"
        select
            count(*) filter (where ended_at <= due_at) as "on_time!",
            count(*) filter (where ended_at > due_at) as "late!",
            count(*) filter (where ended_at is null) as "without_end!",
            count(*) filter (where ended_at is null and due_at < $2
                and (waits_from is null or due_at < waits_from)) as "overdue!",
            count(*) filter (where ended_at is not null and due_at is null) as "without_due!"
        from case_list
        where $1::text is null or procedure = $1
        "#,
        procedure,
        now,
    )
    .fetch_one(pool)
    .await
}

/// How the cases stood that ended in each month, the oldest month first. Months are those of the
/// given distance from UTC, in hours.
pub async fn by_month(
    pool: &PgPool,
    procedure: Option<&str>,
    since: OffsetDateTime,
    utc_offset_hours: i32,
) -> sqlx::Result<Vec<Month>> {
    sqlx::query_as!(
        Month,
        r#"
        select
            date_trunc('month', (ended_at at time zone 'UTC') + make_interval(hours => $3))::date
                as "month!",
            count(*) filter (where ended_at <= due_at) as "on_time!",
            count(*) filter (where ended_at > due_at) as "late!"
        from case_list
        where ended_at >= $2 and due_at is not null and ($1::text is null or procedure = $1)
        group by 1 order by 1
        "#,
        procedure,
        since,
        utc_offset_hours,
    )
    .fetch_all(pool)
    .await
}

/// What happened between two moments.
pub async fn day(
    pool: &PgPool,
    procedure: Option<&str>,
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> sqlx::Result<Day> {
    // Each count asks an index for the cases of the day, and not the table for all there ever were.
    sqlx::query_as!(
        Day,
        r#"
        select
            (select count(*) from case_list
                where coalesce(received_at, '-infinity') >= $2
                    and coalesce(received_at, '-infinity') < $3
                    and ($1::text is null or procedure = $1)) as "filed!",
            (select count(*) from case_list
                where accepted_at >= $2 and accepted_at < $3
                    and ($1::text is null or procedure = $1)) as "accepted!",
            (select count(*) from case_list
                where ended_at >= $2 and ended_at < $3
                    and ($1::text is null or procedure = $1)) as "ended!",
            (select count(*) from case_list
                where coalesce(due_at, 'infinity') > $2 and coalesce(due_at, 'infinity') <= $3
                    and ($1::text is null or procedure = $1)) as "due!"
        "#,
        procedure,
        from,
        to,
    )
    .fetch_one(pool)
    .await
}

/// How many cases are past their due date and have not ended. A case that began to wait for its
/// applicant in time is not among them: its term stands still.
pub async fn overdue(
    pool: &PgPool,
    procedure: Option<&str>,
    now: OffsetDateTime,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from case_list
        where ended_at is null and due_at < $2 and (waits_from is null or due_at < waits_from)
            and ($1::text is null or procedure = $1)
        "#,
        procedure,
        now,
    )
    .fetch_one(pool)
    .await
}

/// Who ever applied, and who holds a valid certificate.
pub async fn registered(pool: &PgPool) -> sqlx::Result<Registered> {
    sqlx::query_as!(
        Registered,
        r#"
        select
            (select count(*) from (
                select from case_list where applicant is not null group by applicant
            ) as applicants) as "organisations!",
            (select count(*) from (
                select from certificate where status = 'valid' group by holder
            ) as holders) as "active!"
        "#,
    )
    .fetch_one(pool)
    .await
}
