//! Who is and who was a focal point of a province. Names are in the vault alone.

use domain::focal_point::{FocalPointEvent, Naming, Point};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// Somebody who is or was a focal point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FocalPointLine {
    /// The event that named them.
    pub position: i64,
    /// Of which province.
    pub province: String,
    /// For what; one of the names of `FocalRole`.
    pub role: String,
    /// The body that the office belongs to.
    pub agency: String,
    /// What kind of office it is; one of the names of `Office`.
    pub office: String,
    /// The person, as the vault knows them.
    pub person: Uuid,
    /// The value of the vault that names them.
    pub name: Uuid,
    /// The value of the vault that says how to reach them.
    pub contact: Option<Uuid>,
    /// Since when they are.
    pub named_at: OffsetDateTime,
    /// On behalf of which agency they were named.
    pub named_by: Option<String>,
    /// Until when they were; none while they are.
    pub until_at: Option<OffsetDateTime>,
}

/// Which focal points to list; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this province.
    pub province: Option<String>,
    /// For this.
    pub role: Option<String>,
    /// Also those who are none any more.
    pub former: bool,
}

/// The next focal points before a position, those named last first, at most so many.
pub async fn list(
    pool: &PgPool,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<FocalPointLine>> {
    sqlx::query_as!(
        FocalPointLine,
        r#"
        select * from focal_point
        where ($1::text is null or province = $1)
            and ($2::text is null or role = $2)
            and ($3 or until_at is null)
            and ($4::bigint is null or position < $4)
        order by position desc
        limit $5
        "#,
        filter.province,
        filter.role,
        filter.former,
        before,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// Keeps the focal points in step.
#[derive(Debug, Clone, Copy)]
pub struct FocalPoints;

impl ReadModel for FocalPoints {
    fn name(&self) -> &'static str {
        "focal_point.v1"
    }

    fn table(&self) -> &'static str {
        "focal_point"
    }

    fn apply<'a>(
        &'a self,
        db: &'a mut PgConnection,
        facts: &'a [Fact],
        _: &'a Desk,
    ) -> BoxFuture<'a, Result<(), ProjectionError>> {
        apply(db, facts).boxed()
    }
}

/// Few are ever named, so each event has statements of its own.
async fn apply(db: &mut PgConnection, facts: &[Fact]) -> Result<(), ProjectionError> {
    for fact in facts {
        let Event::FocalPoint(event) = &fact.event else {
            continue;
        };
        match event {
            FocalPointEvent::Named(naming) => begin(db, fact, naming).await?,
            FocalPointEvent::Replaced(naming) => {
                end(db, fact, &naming.point).await?;
                begin(db, fact, naming).await?;
            }
            FocalPointEvent::Vacated { point } => end(db, fact, point).await?,
        }
    }
    Ok(())
}

async fn begin(db: &mut PgConnection, fact: &Fact, naming: &Naming) -> Result<(), ProjectionError> {
    sqlx::query!(
        r#"
        insert into focal_point
            (position, province, role, agency, office, person, name, contact, named_at, named_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        "#,
        fact.position(),
        naming.point.province.as_str(),
        naming.point.role.name(),
        naming.agency.as_str(),
        naming.office.name(),
        naming.name.subject.0,
        naming.name.value,
        naming.contact.as_ref().map(|it| it.value),
        fact.recorded.recorded_at,
        fact.envelope.cause.agency,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn end(db: &mut PgConnection, fact: &Fact, point: &Point) -> Result<(), ProjectionError> {
    sqlx::query!(
        r#"
        update focal_point set until_at = $3
        where province = $1 and role = $2 and until_at is null
        "#,
        point.province.as_str(),
        point.role.name(),
        fact.recorded.recorded_at,
    )
    .execute(db)
    .await?;
    Ok(())
}
