//! What the National Public Service Portal is told, and what came of it.
//!
//! Invariant: a message is shown as sent only when the portal has confirmed it.

use std::time::Duration;

use serde::Serialize;
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// A message that is to be sent, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Messages of a case are sent in this order.
    pub number: i64,
    /// About which case.
    pub case_id: Uuid,
    /// After which of its events.
    pub case_version: i64,
    /// `dossier` or `progress`.
    pub kind: String,
    /// `waiting`, `sent` or `refused`.
    pub state: String,
    /// How often it was sent in vain.
    pub attempts: i32,
    /// What came of the last attempt, when not a confirmation.
    pub trouble: Option<String>,
    /// When the portal confirmed or refused it.
    #[serde(with = "time::serde::rfc3339::option")]
    pub settled_at: Option<OffsetDateTime>,
}

/// Puts messages up for sending: of a case that begins to be told of, or is already.
pub async fn enqueue(
    pool: &PgPool,
    case_id: Uuid,
    case_version: i64,
    kinds: &[String],
    begins: bool,
) -> sqlx::Result<()> {
    if begins {
        sqlx::query!(
            "insert into portal_dossier (case_id) values ($1) on conflict do nothing",
            case_id,
        )
        .execute(pool)
        .await?;
    }
    sqlx::query!(
        r#"
        insert into portal_message (case_id, case_version, kind)
        select $1, $2, kind
        from unnest($3::text[]) with ordinality as told (kind, place)
        where exists (select 1 from portal_dossier where case_id = $1)
        order by place
        on conflict do nothing
        "#,
        case_id,
        case_version,
        kinds,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// What can be sent now: of each case the first message that is not sent.
pub async fn sendable(pool: &PgPool, limit: i64) -> sqlx::Result<Vec<Message>> {
    sqlx::query_as!(
        Message,
        r#"
        select number, case_id, case_version, kind, state, attempts, trouble, settled_at
        from portal_message as message
        where state = 'waiting' and next_at <= now()
            and not exists (
                select 1 from portal_message as earlier
                where earlier.case_id = message.case_id and earlier.number < message.number
                    and earlier.state <> 'sent'
            )
        order by number
        limit $1
        "#,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// The portal has confirmed a message.
pub async fn sent(pool: &PgPool, number: i64) -> sqlx::Result<()> {
    settle(pool, number, "sent", None).await
}

/// The portal will not have a message.
pub async fn refused(pool: &PgPool, number: i64, why: &str) -> sqlx::Result<()> {
    settle(pool, number, "refused", Some(why)).await
}

async fn settle(pool: &PgPool, number: i64, state: &str, why: Option<&str>) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update portal_message
        set state = $2, trouble = $3, settled_at = now()
        where number = $1 and state = 'waiting'
        "#,
        number,
        state,
        why,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Nobody knows whether the portal has a message; it is sent again after a while.
pub async fn postponed(
    pool: &PgPool,
    number: i64,
    trouble: &str,
    wait: Duration,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update portal_message
        set attempts = attempts + 1, trouble = $2, next_at = now() + make_interval(secs => $3)
        where number = $1 and state = 'waiting'
        "#,
        number,
        trouble,
        wait.as_secs_f64(),
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The messages about a case, in order.
pub async fn of_case(pool: &PgPool, case_id: Uuid) -> sqlx::Result<Vec<Message>> {
    sqlx::query_as!(
        Message,
        r#"
        select number, case_id, case_version, kind, state, attempts, trouble, settled_at
        from portal_message
        where case_id = $1
        order by number
        "#,
        case_id,
    )
    .fetch_all(pool)
    .await
}

/// Lets refused messages of a case be sent again, and says how many those were.
pub async fn retry(pool: &PgPool, case_id: Uuid) -> sqlx::Result<u64> {
    let retried = sqlx::query!(
        r#"
        update portal_message
        set state = 'waiting', next_at = now(), settled_at = null
        where case_id = $1 and state = 'refused'
        "#,
        case_id,
    )
    .execute(pool)
    .await?;
    Ok(retried.rows_affected())
}

/// A dossier that the portal has confirmed all messages about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Which case.
    pub case_id: Uuid,
    /// The version of the case that the last message about the dossier told of.
    pub case_version: i64,
    /// The last message about the dossier.
    pub number: i64,
    /// Whether all was sent once more.
    pub resent: bool,
}

/// Dossiers that the portal was not asked about for so long.
pub async fn to_reconcile(
    pool: &PgPool,
    older_than: Duration,
    limit: i64,
) -> sqlx::Result<Vec<Confirmed>> {
    sqlx::query_as!(
        Confirmed,
        r#"
        select dossier.case_id, last.case_version, last.number, dossier.resent
        from portal_dossier as dossier
        join lateral (
            select case_version, number from portal_message
            where case_id = dossier.case_id and kind = 'dossier'
            order by number desc
            limit 1
        ) as last on true
        where (reconciled_at is null or reconciled_at < now() - make_interval(secs => $1))
            and not exists (
                select 1 from portal_message
                where case_id = dossier.case_id and state <> 'sent'
            )
        order by reconciled_at nulls first
        limit $2
        "#,
        older_than.as_secs_f64(),
        limit,
    )
    .fetch_all(pool)
    .await
}

/// The portal has what it was told.
pub async fn reconciled(pool: &PgPool, case_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update portal_dossier set reconciled_at = now(), resent = false where case_id = $1
        "#,
        case_id,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The portal has something else: all of it is sent once more.
pub async fn resend(pool: &PgPool, case_id: Uuid, why: &str) -> sqlx::Result<()> {
    let mut tx = pool.begin().await?;
    sqlx::query!(
        "update portal_dossier set reconciled_at = now(), resent = true where case_id = $1",
        case_id,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        r#"
        update portal_message
        set state = 'waiting', next_at = now(), settled_at = null, trouble = $2
        where case_id = $1
        "#,
        case_id,
        why,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// The portal still has something else after all was sent once more: somebody must look at it.
pub async fn disputed(pool: &PgPool, case_id: Uuid, number: i64, why: &str) -> sqlx::Result<()> {
    let mut tx = pool.begin().await?;
    sqlx::query!(
        "update portal_dossier set reconciled_at = now() where case_id = $1",
        case_id,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        r#"
        update portal_message
        set state = 'refused', trouble = $2, settled_at = now()
        where number = $1
        "#,
        number,
        why,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
