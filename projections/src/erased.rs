//! Whether read models still show somebody who was erased.

use sqlx::PgPool;
use uuid::Uuid;

/// Whether any read model shows the name of a subject.
pub async fn shows_name_of(pool: &PgPool, subject: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (select from case_list where applicant = $1 and name is not null)
            or exists (select from certificate where named = $1 and name is not null)
            or exists (select from organisation where organisation_id = $1 and search <> '')
            or exists (
                select from organisation_statement where organisation = $1 and name is not null
            )
            or exists (select from aid where recipient = $1 and recipient_name is not null)
            or exists (select from aid where donor = $1 and donor_name is not null) as "shown!"
        "#,
        subject,
    )
    .fetch_one(pool)
    .await
}
