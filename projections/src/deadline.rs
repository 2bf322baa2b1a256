//! Every term of every case, and why it ends where it ends.

mod fold;

use std::collections::HashMap;

use domain::calendar::{Deadline, Limit, Unit};
use domain::{Calendar, Law};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

pub(crate) use self::fold::change as apply_fact;
use crate::row::column;
use crate::{Desk, Fact, ProjectionError, ReadModel, iso_date};

/// A term of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadlineLine {
    /// Which case.
    pub case_id: Uuid,
    /// Which term: `intake`, `supplement`, `pause`, `consultation`, `opinion:AGENCY`, `forwarding`,
    /// `decision`, `total`, `delivery`, `follow_up`.
    pub clock: String,
    /// Who has to keep it.
    pub agency: String,
    /// Under which procedure.
    pub procedure: String,
    /// The day that started it; not counted itself.
    #[serde(with = "iso_date")]
    pub counted_from: Date,
    /// How long it is.
    pub limit_count: i32,
    /// In what that is counted.
    pub limit_unit: String,
    /// Its last day.
    #[serde(with = "iso_date")]
    pub due_on: Date,
    /// The moment it ends.
    #[serde(with = "time::serde::rfc3339")]
    pub due_at: OffsetDateTime,
    /// The calendar it was counted with; none where the law does not name one.
    pub calendar: Option<String>,
    /// The version of the calendar it was counted with.
    pub calendar_version: i32,
    /// The article that sets it.
    pub basis: String,
    /// The event that set it last.
    pub set_position: i64,
    /// Its last day as it was set first.
    #[serde(with = "iso_date")]
    pub first_due_on: Date,
    /// How often it moved.
    pub moved: i32,
    /// Since when it stands still, waiting for the applicant.
    #[serde(with = "iso_date::option")]
    pub paused_from: Option<Date>,
    /// When what it waits for was done.
    #[serde(with = "time::serde::rfc3339::option")]
    pub met_at: Option<OffsetDateTime>,
    /// Whether it no longer applies: the case ended before it, or another body was asked anew.
    pub dropped: bool,
    /// What moved it last: `supplement`, `reappointment` or `calendar`.
    pub moved_by: Option<String>,
    /// When it was noted to have ended unmet.
    #[serde(with = "time::serde::rfc3339::option")]
    pub missed_at: Option<OffsetDateTime>,
    /// Whether it is met only when the result is handed over, or lies ready for whoever applied.
    pub until_delivery: bool,
}

impl DeadlineLine {
    /// How long the term is; `None` if it is counted in something that this build does not know.
    #[must_use]
    pub fn limit(&self) -> Option<Limit> {
        Some(Limit {
            count: self.limit_count.try_into().ok()?,
            unit: Unit::named(&self.limit_unit)?,
        })
    }

    /// The term as the calendar counts it; `None` as [`DeadlineLine::limit`].
    #[must_use]
    pub fn term(&self) -> Option<Deadline> {
        Some(Deadline {
            counted_from: self.counted_from,
            limit: self.limit()?,
            due: self.due_on,
            hours: None,
            calendar_version: self.calendar_version.try_into().ok()?,
            basis: self.basis.clone(),
        })
    }

    /// The calendar with which the term was counted, also when it was corrected since.
    #[must_use]
    pub fn counted_with<'a>(&self, law: &'a Law) -> Option<&'a Calendar> {
        let id = self.calendar.as_deref()?.parse().ok()?;
        law.calendar_version(&id, self.calendar_version.try_into().ok()?)
    }
}

/// The terms of one case, in the order in which they were set.
pub async fn of_case(pool: &PgPool, case_id: Uuid) -> sqlx::Result<Vec<DeadlineLine>> {
    sqlx::query_as!(
        DeadlineLine,
        "select * from deadline where case_id = $1 order by set_position, clock",
        case_id,
    )
    .fetch_all(pool)
    .await
}

/// Where a page of open terms ended, and the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The moment the last term ends.
    pub due_at: OffsetDateTime,
    /// Its case.
    pub case_id: Uuid,
    /// Which term it is.
    pub clock: String,
}

/// The open terms that end before a moment, the most urgent first, at most so many.
pub async fn open_before(
    pool: &PgPool,
    before: OffsetDateTime,
    agency: Option<&str>,
    limit: i64,
) -> sqlx::Result<Vec<DeadlineLine>> {
    open_page(pool, before, agency, None, limit).await
}

/// The next open terms after a place that end before a moment, the most urgent first.
pub async fn open_page(
    pool: &PgPool,
    before: OffsetDateTime,
    agency: Option<&str>,
    after: Option<&Place>,
    limit: i64,
) -> sqlx::Result<Vec<DeadlineLine>> {
    sqlx::query_as!(
        DeadlineLine,
        r#"
        select * from deadline
        where met_at is null and not dropped and paused_from is null
            and due_at < $1 and ($2::text is null or agency = $2)
            and ($3::timestamptz is null or (due_at, case_id, clock) > ($3, $4, $5))
        order by due_at, case_id, clock
        limit $6
        "#,
        before,
        agency,
        after.map(|it| it.due_at),
        after.map(|it| it.case_id),
        after.map(|it| it.clock.as_str()),
        limit,
    )
    .fetch_all(pool)
    .await
}

/// A case in which time brought something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// Which case.
    pub case_id: Uuid,
    /// Its term that ended first.
    pub clock: String,
    /// The last day of that term.
    pub due_on: Date,
}

/// The cases with an open term that ended before a moment, which nobody noted yet, after
/// a case, at most so many; each with the one that ended first.
pub async fn passed(
    pool: &PgPool,
    before: OffsetDateTime,
    after: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Passed>> {
    sqlx::query_as!(
        Passed,
        r#"
        select distinct on (case_id) case_id, clock, due_on
        from deadline
        where met_at is null and not dropped and paused_from is null and missed_at is null
            and due_at <= $1 and ($2::uuid is null or case_id > $2)
        order by case_id, due_at, clock
        limit $3
        "#,
        before,
        after,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// The cases after one that have an open term counted with an older version of their calendar, at
/// most so many.
pub async fn counted_before(
    pool: &PgPool,
    calendar: &str,
    calendar_version: i32,
    after: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"
        select distinct case_id
        from deadline
        where met_at is null and not dropped and calendar_version < $2
            and calendar = $1 and ($3::uuid is null or case_id > $3)
        order by case_id
        limit $4
        "#,
        calendar,
        calendar_version,
        after,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// Keeps the terms in step.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines;

impl ReadModel for Deadlines {
    fn name(&self) -> &'static str {
        "deadline.v2"
    }

    fn table(&self) -> &'static str {
        "deadline"
    }

    fn apply<'a>(
        &'a self,
        db: &'a mut PgConnection,
        facts: &'a [Fact],
        desk: &'a Desk,
    ) -> BoxFuture<'a, Result<(), ProjectionError>> {
        apply(db, facts, desk).boxed()
    }
}

async fn apply(db: &mut PgConnection, facts: &[Fact], desk: &Desk) -> Result<(), ProjectionError> {
    let events: Vec<_> = facts
        .iter()
        .filter_map(|fact| Some((fact, fact.event.case()?)))
        .filter(|(_, event)| fold::touches(event))
        .collect();
    if events.is_empty() {
        return Ok(());
    }
    let mut cases: Vec<Uuid> = events.iter().map(|it| it.0.recorded.stream_id).collect();
    cases.sort_unstable();
    cases.dedup();
    let before = load(db, &cases).await?;
    let mut terms = before.clone();
    for (fact, event) in events {
        let case = terms.entry(fact.recorded.stream_id).or_default();
        fold::change(case, fact, event, desk);
    }
    let was = |it: &DeadlineLine| before.get(&it.case_id)?.get(&it.clock);
    let mut rows: Vec<_> = terms.values().flat_map(HashMap::values).collect();
    // Most events change one term of their case and leave the others as they are.
    rows.retain(|it| was(it) != Some(*it));
    store(db, &rows).await
}

async fn load(
    db: &mut PgConnection,
    cases: &[Uuid],
) -> Result<HashMap<Uuid, HashMap<String, DeadlineLine>>, ProjectionError> {
    let rows = sqlx::query_as!(
        DeadlineLine,
        "select * from deadline where case_id = any($1)",
        cases,
    )
    .fetch_all(db)
    .await?;
    let mut terms: HashMap<Uuid, HashMap<String, DeadlineLine>> = HashMap::new();
    for row in rows {
        let case = terms.entry(row.case_id).or_default();
        case.insert(row.clock.clone(), row);
    }
    Ok(terms)
}

async fn store(db: &mut PgConnection, rows: &[&DeadlineLine]) -> Result<(), ProjectionError> {
    if rows.is_empty() {
        return Ok(());
    }
    // Columns: JSON would cost more than all else.
    sqlx::query!(
        r#"
        insert into deadline (case_id, clock, agency, procedure, counted_from, limit_count,
            limit_unit, due_on, due_at, calendar, calendar_version, basis, set_position,
            first_due_on, moved, paused_from, met_at, dropped, moved_by, missed_at, until_delivery)
        select unnest($1::uuid[]), unnest($2::text[]), unnest($3::text[]), unnest($4::text[]),
            unnest($5::date[]), unnest($6::integer[]), unnest($7::text[]), unnest($8::date[]),
            unnest($9::timestamptz[]), unnest($10::text[]), unnest($11::integer[]),
            unnest($12::text[]), unnest($13::bigint[]), unnest($14::date[]), unnest($15::integer[]),
            unnest($16::date[]), unnest($17::timestamptz[]), unnest($18::boolean[]),
            unnest($19::text[]), unnest($20::timestamptz[]), unnest($21::boolean[])
        on conflict (case_id, clock) do update set
            agency = excluded.agency,
            counted_from = excluded.counted_from,
            limit_count = excluded.limit_count,
            limit_unit = excluded.limit_unit,
            due_on = excluded.due_on,
            due_at = excluded.due_at,
            calendar = excluded.calendar,
            calendar_version = excluded.calendar_version,
            basis = excluded.basis,
            set_position = excluded.set_position,
            moved = excluded.moved,
            paused_from = excluded.paused_from,
            met_at = excluded.met_at,
            dropped = excluded.dropped,
            moved_by = excluded.moved_by,
            missed_at = excluded.missed_at,
            until_delivery = excluded.until_delivery
        "#,
        &column(rows, |it| it.case_id),
        &column(rows, |it| it.clock.as_str()) as &[&str],
        &column(rows, |it| it.agency.as_str()) as &[&str],
        &column(rows, |it| it.procedure.as_str()) as &[&str],
        &column(rows, |it| it.counted_from),
        &column(rows, |it| it.limit_count),
        &column(rows, |it| it.limit_unit.as_str()) as &[&str],
        &column(rows, |it| it.due_on),
        &column(rows, |it| it.due_at),
        &column(rows, |it| it.calendar.as_deref()) as &[Option<&str>],
        &column(rows, |it| it.calendar_version),
        &column(rows, |it| it.basis.as_str()) as &[&str],
        &column(rows, |it| it.set_position),
        &column(rows, |it| it.first_due_on),
        &column(rows, |it| it.moved),
        &column(rows, |it| it.paused_from) as &[Option<Date>],
        &column(rows, |it| it.met_at) as &[Option<OffsetDateTime>],
        &column(rows, |it| it.dropped),
        &column(rows, |it| it.moved_by.as_deref()) as &[Option<&str>],
        &column(rows, |it| it.missed_at) as &[Option<OffsetDateTime>],
        &column(rows, |it| it.until_delivery),
    )
    .execute(db)
    .await?;
    Ok(())
}
