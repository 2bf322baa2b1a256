//! Destroying what is kept about somebody, in the transaction that says so.

use sqlx::postgres::PgConnection;

use super::decide::Plan;

/// Destroys the keys and values of whomever the accepted appends erase, and notes what that was.
pub(super) async fn erase(db: &mut PgConnection, plan: &Plan<'_>) -> sqlx::Result<()> {
    for (append, (first, _)) in &plan.accepted {
        if append.erase.is_empty() {
            continue;
        }
        // Waits for whoever is just storing a value of them outside an append.
        sqlx::query!(
            "select id from eventstore.vault_subject where id = any($1) order by id for update",
            &append.erase,
        )
        .fetch_all(&mut *db)
        .await?;
        sqlx::query!(
            r#"
            with gone as (
                delete from eventstore.vault_value where subject = any($1) returning subject, label
            ), files as (
                update eventstore.vault_object set due_at = $3 where subject = any($1)
            ), noted as (
                insert into eventstore.erasure
                    (subject, kind, position, erased_at, sealed, labels, documents)
                select id, kind, $2, $3,
                    (select count(*) from gone where gone.subject = id),
                    array(select distinct label from gone where gone.subject = id order by label),
                    (select count(*) from gone where gone.subject = id and label = $4)
                from eventstore.vault_subject
                where id = any($1)
                on conflict (subject) do nothing
            )
            update eventstore.vault_subject
            set wrapped_key = null, lookup = null, master = null, erased_at = $3
            where id = any($1) and erased_at is null
            "#,
            &append.erase,
            first.0,
            append.at,
            crate::DOCUMENT,
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}
