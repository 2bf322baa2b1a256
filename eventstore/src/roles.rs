//! The roles of the database: what the service may do with the log.

use sqlx::postgres::{PgConnection, PgPool};

/// The role that the service runs as: it adds to the log and cannot change it.
pub const SERVICE_ROLE: &str = "hoso_service";

/// Makes the roles that the service and its operators run as, and says what they may do with the log.
/// It takes the schema's owner, who must be allowed to make roles unless they are there.
///
/// # Errors
/// If the database refuses.
pub async fn grant(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(include_str!("../roles.sql"))
        .execute(db)
        .await?;
    Ok(())
}

/// Whether whoever has logged in may take on the service's role, and that role may use the log.
///
/// # Errors
/// If the database cannot be asked, or holds no log.
pub async fn may_serve(pool: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select coalesce(bool_or(
            pg_has_role(oid, 'member') and has_schema_privilege(oid, 'eventstore', 'usage')
        ), false) as "may!"
        from pg_roles
        where rolname = $1
        "#,
        SERVICE_ROLE,
    )
    .fetch_one(pool)
    .await
}
