//! What happened to organisations, newest first.

use sqlx::PgPool;
use uuid::Uuid;

use super::{Place, RegistryEntry};

/// What happened to an organisation and to those that were merged into it, the newest first, before
/// an entry, at most so much.
pub async fn of_organisation(
    pool: &PgPool,
    organisation: Uuid,
    before: Option<Place>,
    limit: i64,
) -> sqlx::Result<Vec<RegistryEntry>> {
    sqlx::query_as!(
        RegistryEntry,
        r#"
        select * from registry_entry
        where organisation in (
                select $1::uuid
                union all
                select organisation_id from organisation where survivor = $1
            )
            and ($2::bigint is null or (position, ordinal) < ($2, $3::integer))
        order by position desc, ordinal desc
        limit $4
        "#,
        organisation,
        before.map(|it| it.position),
        before.map(|it| it.ordinal),
        limit,
    )
    .fetch_all(pool)
    .await
}

/// What became of the certificates of an organisation and of those that were merged into it, and when
/// they were, in the order of the log.
pub async fn of_its_certificates(
    pool: &PgPool,
    organisation: Uuid,
) -> sqlx::Result<Vec<RegistryEntry>> {
    sqlx::query_as!(
        RegistryEntry,
        r#"
        select * from registry_entry
        where organisation in (
                select $1::uuid
                union all
                select organisation_id from organisation where survivor = $1
            )
            and (what = 'merged' or what like 'certificate\_%')
        order by position, ordinal
        "#,
        organisation,
    )
    .fetch_all(pool)
    .await
}

/// What happened to a certificate, the newest first, before an entry, at most so much.
pub async fn of_certificate(
    pool: &PgPool,
    certificate: Uuid,
    before: Option<Place>,
    limit: i64,
) -> sqlx::Result<Vec<RegistryEntry>> {
    sqlx::query_as!(
        RegistryEntry,
        r#"
        select * from registry_entry
        where certificate = $1
            and ($2::bigint is null or (position, ordinal) < ($2, $3::integer))
        order by position desc, ordinal desc
        limit $4
        "#,
        certificate,
        before.map(|it| it.position),
        before.map(|it| it.ordinal),
        limit,
    )
    .fetch_all(pool)
    .await
}
