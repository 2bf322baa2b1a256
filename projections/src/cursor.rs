//! How far those who follow the log have come who write no read model.

use eventstore::Position;
use sqlx::PgPool;

/// Where a follower is to go on; it begins here if it never did.
pub async fn begin(pool: &PgPool, name: &str, here: Position) -> sqlx::Result<Position> {
    let position = sqlx::query_scalar!(
        r#"
        with begun as (
            insert into follower (name, position) values ($1, $2)
            on conflict (name) do nothing
            returning position
        )
        select position as "position!" from begun
        union all
        select position from follower where name = $1
        limit 1
        "#,
        name,
        here.0,
    )
    .fetch_one(pool)
    .await?;
    Ok(Position(position))
}

/// Says that a follower has come so far. It never goes back.
pub async fn advance(pool: &PgPool, name: &str, to: Position) -> sqlx::Result<()> {
    sqlx::query!(
        "update follower set position = greatest(position, $2) where name = $1",
        name,
        to.0,
    )
    .execute(pool)
    .await?;
    Ok(())
}
