//! Comparing two tables of the same form, and making one like the other.

use eventstore::Position;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::{SCHEMA, run};
use crate::{ReadModel, checkpoint};

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// How far both read the log.
    pub position: Position,
    /// How many rows the rebuilt one has.
    pub rows: i64,
    /// How many streams the live one holds back, and how many the rebuilt one had to.
    pub held: (i64, i64),
    /// In what they differ; nothing when they are equal.
    pub difference: Option<Difference>,
}

/// In what two read models differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How many rows one has and the other has not, or has otherwise.
    pub rows: i64,
    /// The first of them by its key, as the live one has it: a JSON object.
    pub live: Option<String>,
    /// The same row as the rebuilt one has it.
    pub rebuilt: Option<String>,
}

/// Compares the rows of both, in one snapshot.
pub(super) async fn compare(
    db: &mut PgConnection,
    model: &dyn ReadModel,
    position: Position,
) -> sqlx::Result<Comparison> {
    let both = Both::of(db, model).await?;
    let Both {
        pairs,
        differs,
        first_key,
        order,
    } = &both;
    let counts =
        format!("select count({first_key}), count(*) filter (where {differs}) from {pairs}");
    let counts = row(db, counts).await?;
    let (rows, different): (i64, i64) = (counts.try_get(0)?, counts.try_get(1)?);
    let held = held(db, model).await?;
    if different == 0 {
        return Ok(Comparison {
            position,
            rows,
            held,
            difference: None,
        });
    }
    let first = format!(
        "select to_jsonb(live)::text, to_jsonb(rebuilt)::text
         from {pairs} where {differs} order by {order} limit 1"
    );
    let first = row(db, first).await?;
    let difference = Difference {
        rows: different,
        live: first.try_get(0)?,
        rebuilt: first.try_get(1)?,
    };
    Ok(Comparison {
        position,
        rows,
        held,
        difference: Some(difference),
    })
}

/// Makes the live rows like the rebuilt ones, and leaves alone those that are.
pub(super) async fn replace(db: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<()> {
    let table = model.table();
    let keys = primary_key(db, table).await?;
    let same = same_key(&keys);
    let (live, rebuilt) = (format!("projections.{table}"), format!("{SCHEMA}.{table}"));
    let statements = format!(
        "delete from {live} live where not exists (
             select from {rebuilt} rebuilt where {same} and live *= rebuilt);
         insert into {live} select * from {rebuilt} rebuilt where not exists (
             select from {live} live where {same});"
    );
    run(db, statements).await?;
    replace_held(db, model).await
}

/// The live one holds back then what the rebuilt one had to.
async fn replace_held(db: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<()> {
    let name = model.name();
    let statements = format!(
        "delete from projections.held where model = '{name}';
         insert into projections.held select * from {SCHEMA}.held where model = '{name}';"
    );
    run(db, statements).await?;
    checkpoint::count_held(db, name).await
}

/// How many streams the live one holds back, and how many the rebuilt one.
async fn held(db: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<(i64, i64)> {
    let name = model.name();
    let counts = format!(
        "select (select count(*) from projections.held where model = '{name}'),
             (select count(*) from {SCHEMA}.held where model = '{name}')"
    );
    let counts = row(db, counts).await?;
    Ok((counts.try_get(0)?, counts.try_get(1)?))
}

/// Parts of statements about both tables, row beside row.
struct Both {
    pairs: String,
    differs: String,
    first_key: String,
    order: String,
}

impl Both {
    async fn of(db: &mut PgConnection, model: &dyn ReadModel) -> sqlx::Result<Self> {
        let table = model.table();
        let keys = primary_key(db, table).await?;
        let (first, same) = (&keys[0], same_key(&keys));
        let order: Vec<_> = keys
            .iter()
            .map(|key| format!("coalesce(live.{key}, rebuilt.{key})"))
            .collect();
        Ok(Self {
            pairs: format!("projections.{table} live full join {SCHEMA}.{table} rebuilt on {same}"),
            // Compares the bytes of rows, so it holds for columns of every type.
            differs: format!(
                "(live.{first} is null or rebuilt.{first} is null or live *<> rebuilt)"
            ),
            first_key: format!("rebuilt.{first}"),
            order: order.join(", "),
        })
    }
}

fn same_key(keys: &[String]) -> String {
    let same: Vec<_> = keys
        .iter()
        .map(|key| format!("live.{key} = rebuilt.{key}"))
        .collect();
    same.join(" and ")
}

/// The columns of a read model's primary key, quoted as statements need them.
async fn primary_key(db: &mut PgConnection, table: &str) -> sqlx::Result<Vec<String>> {
    let keys = sqlx::query_scalar!(
        r#"
        select quote_ident(attname) as "name!"
        from pg_index
        join pg_attribute on attrelid = indrelid and attnum = any(indkey)
        where indrelid = to_regclass('projections.' || $1::text) and indisprimary
        order by array_position(indkey, attnum)
        "#,
        table,
    )
    .fetch_all(db)
    .await?;
    if keys.is_empty() {
        return Err(sqlx::Error::RowNotFound);
    }
    Ok(keys)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the statement names the table of a read model, which is a constant of ours"
)]
async fn row(db: &mut PgConnection, statement: String) -> sqlx::Result<PgRow> {
    sqlx::query(AssertSqlSafe(statement)).fetch_one(db).await
}
