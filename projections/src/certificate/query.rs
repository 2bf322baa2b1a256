//! Which certificates there are.

use sqlx::PgPool;
use time::Date;
use uuid::Uuid;

use super::CertificateLine;
use crate::search::sought;

/// Which certificates to list; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// With this status.
    pub status: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Granted in this case.
    pub case_id: Option<Uuid>,
    /// Held by this organisation, or by one that was merged with it.
    pub holder: Option<Uuid>,
    /// Held by an organisation that was founded under the law of this country.
    pub home: Option<String>,
    /// For this field.
    pub field: Option<String>,
    /// For one of these provinces; any when none is named.
    pub provinces: Vec<String>,
    /// Ending on this day or before.
    pub ends_by: Option<Date>,
    /// With these words, perhaps unfinished, in name or number; diacritics do not matter.
    pub text: Option<String>,
}

/// The next certificates before a position, the newest first, at most so many.
pub async fn list(
    pool: &PgPool,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<CertificateLine>> {
    let Ok(words) = sought(filter.text.as_deref()) else {
        return Ok(vec![]);
    };
    sqlx::query_as!(
        CertificateLine,
        r#"
        select * from certificate
        where ($1::text is null or status = $1)
            and ($2::text is null or kind = $2)
            and ($3::uuid is null or case_id = $3)
            and ($4::date is null or valid_until <= $4)
            and ($5::text is null or to_tsvector('simple', search) @@ to_tsquery('simple', $5))
            and ($6::bigint is null or position < $6)
            and ($7::uuid is null or holder in (
                select $7
                union all
                select organisation_id from organisation
                where $7 in (organisation_id, survivor)
                    or survivor = (select survivor from organisation where organisation_id = $7)
                union all
                select survivor from organisation where organisation_id = $7
            ))
            and ($8::text is null or $8 = any(fields))
            and ($9::text[] = '{}' or provinces && $9)
            and ($10::text is null or holder in (
                select organisation_id from organisation_standing where home = $10
            ))
        order by position desc
        limit $11
        "#,
        filter.status,
        filter.kind,
        filter.case_id,
        filter.ends_by,
        words,
        before,
        filter.holder,
        filter.field,
        &filter.provinces,
        filter.home,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// How many certificates there are.
pub async fn count(pool: &PgPool, filter: &Filter) -> sqlx::Result<i64> {
    let Ok(words) = sought(filter.text.as_deref()) else {
        return Ok(0);
    };
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from certificate
        where ($1::text is null or status = $1)
            and ($2::text is null or kind = $2)
            and ($3::uuid is null or case_id = $3)
            and ($4::date is null or valid_until <= $4)
            and ($5::text is null or to_tsvector('simple', search) @@ to_tsquery('simple', $5))
            and ($6::text is null or $6 = any(fields))
            and ($7::text[] = '{}' or provinces && $7)
            and ($8::text is null or holder in (
                select organisation_id from organisation_standing where home = $8
            ))
        "#,
        filter.status,
        filter.kind,
        filter.case_id,
        filter.ends_by,
        words,
        filter.field,
        &filter.provinces,
        filter.home,
    )
    .fetch_one(pool)
    .await
}

/// One certificate.
pub async fn one(pool: &PgPool, id: Uuid) -> sqlx::Result<Option<CertificateLine>> {
    sqlx::query_as!(
        CertificateLine,
        "select * from certificate where certificate_id = $1",
        id,
    )
    .fetch_optional(pool)
    .await
}

/// Certificates valid or suspended whose last day is before this day, without that being recorded, at
/// most so many.
pub async fn past_their_end(pool: &PgPool, today: Date, limit: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"
        select certificate_id from certificate
        where status in ('valid', 'suspended') and not lapsed and valid_until < $1
        order by valid_until, certificate_id
        limit $2
        "#,
        today,
        limit,
    )
    .fetch_all(pool)
    .await
}
