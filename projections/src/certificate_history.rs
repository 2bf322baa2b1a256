//! What happened to certificates that bind their holders, of all of them at once.

use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that happened to a certificate.
#[derive(Debug, Clone)]
pub struct CertificateEntry {
    /// Which certificate.
    pub certificate: Uuid,
    /// What happened; one of the names of `registry_entry`.
    pub what: String,
    /// When it was recorded.
    pub recorded_at: OffsetDateTime,
    /// When the result of the case behind it was handed over, if it was.
    pub returned_at: Option<OffsetDateTime>,
    /// The event's own data, as JSON.
    pub data: String,
    /// The procedure under which it was granted.
    pub procedure: String,
    /// The version that the case kept.
    pub procedure_version: i32,
    /// The number on the paper.
    pub number: String,
    /// The name on it; none once erased.
    pub name: Option<String>,
}

/// What happened to a certificate, or to every one that is neither revoked nor given up, in the order
/// of the log.
pub async fn of_all(pool: &PgPool, only: Option<Uuid>) -> sqlx::Result<Vec<CertificateEntry>> {
    sqlx::query_as!(
        CertificateEntry,
        r#"
        select entry.certificate as "certificate!", entry.what, entry.recorded_at, entry.data,
            (
                select min(recorded_at) from case_timeline
                where case_timeline.case_id = entry.case_id and type = 'case.result_returned.v1'
            ) as returned_at,
            case_list.procedure, case_list.procedure_version as "procedure_version!",
            certificate.number, certificate.name
        from registry_entry entry
            join certificate on certificate.certificate_id = entry.certificate
            join case_list on case_list.case_id = certificate.case_id
        where case when $1::uuid is null then certificate.status not in ('revoked', 'ended')
            else entry.certificate = $1 end
        order by entry.position
        "#,
        only,
    )
    .fetch_all(pool)
    .await
}
