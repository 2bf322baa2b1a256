//! Who is and who was a focal point of a province. Names are in the vault alone.

use domain::focal_point::{FocalPointEvent, Naming, Point};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::column;
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
    /// The province that theirs belongs to now, where it is none any more.
    pub heir: Option<String>,
}

/// A province that is none any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Which one.
    pub province: String,
    /// The one that it belongs to now.
    pub heir: String,
    /// Since when it does; nothing where nobody knows.
    pub ended_at: Option<OffsetDateTime>,
}

/// Which focal points to list; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this province; with former ones, also of those that belong to it now.
    pub province: Option<String>,
    /// For this.
    pub role: Option<String>,
    /// Also those who are none any more.
    pub former: bool,
}

/// The next focal points before a position, those named last first, at most so many. With a province
/// its focal points come to their end.
pub async fn list(
    pool: &PgPool,
    filter: &Filter,
    gone: &[Gone],
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<FocalPointLine>> {
    sqlx::query_as!(
        FocalPointLine,
        r#"
        with told as (
            select focal_point.*, gone.heir, least(until_at, gone.ended_at) as really_until
            from focal_point
                left join unnest($6::text[], $7::text[], $8::timestamptz[])
                    as gone (of, heir, ended_at) on gone.of = province
        )
        select position as "position!", province as "province!", role as "role!",
            agency as "agency!", office as "office!", person as "person!", name as "name!",
            contact, named_at as "named_at!", named_by, really_until as until_at, heir
        from told
        where ($1::text is null or province = $1 or $3 and heir = $1)
            and ($2::text is null or role = $2)
            and ($3 or really_until is null)
            and ($4::bigint is null or position < $4)
        order by position desc
        limit $5
        "#,
        filter.province,
        filter.role,
        filter.former,
        before,
        limit,
        &column(gone, |it| it.province.clone()),
        &column(gone, |it| it.heir.clone()),
        &column(gone, |it| it.ended_at) as &[Option<OffsetDateTime>],
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
