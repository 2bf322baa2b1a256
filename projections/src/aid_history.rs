//! What happened to approved aid itself, beside its cases, of all of it at once.

use domain::CaseId;
use domain::aid::AidEvent;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// Something that happened to aid.
#[derive(Debug, Clone)]
pub struct AidEntry {
    /// The case in which the aid was approved.
    pub approval: Uuid,
    /// The wire name of the event.
    pub name: String,
    /// The event's own data, as JSON.
    pub data: String,
    /// The number of the approval.
    pub number: Option<String>,
    /// Who owns the aid: whoever survived of them.
    pub owner: Uuid,
    /// Its name; none once erased.
    pub owner_name: Option<String>,
}

/// What happened to one aid, or to all, in the order of the log.
pub async fn of_all(pool: &PgPool, only: Option<Uuid>) -> sqlx::Result<Vec<AidEntry>> {
    sqlx::query_as!(
        AidEntry,
        r#"
        select entry.approval, entry.name, entry.data, aid.number,
            coalesce(taker.survivor, aid.recipient) as "owner!",
            coalesce(
                (
                    select standing.name from organisation_standing as standing
                    where standing.organisation_id = taker.survivor
                ),
                aid.recipient_name
            ) as owner_name
        from aid_history as entry
            join aid on aid.case_id = entry.approval
            left join organisation as taker on taker.organisation_id = aid.recipient
        where $1::uuid is null or entry.approval = $1
        order by entry.position
        "#,
        only,
    )
    .fetch_all(pool)
    .await
}

/// The next aid after one that is not closed and is known to run for a time, at most so much.
pub async fn running(pool: &PgPool, after: Option<Uuid>, limit: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"
        select approval from aid_history
        where $1::uuid is null or approval > $1
        group by approval
        having bool_or(name = 'aid.term_set.v1') and not bool_or(name = 'aid.closed.v1')
        order by approval
        limit $2
        "#,
        after,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// Keeps what happened to aid in step.
#[derive(Debug, Clone, Copy)]
pub struct AidHistory;

impl ReadModel for AidHistory {
    fn name(&self) -> &'static str {
        "aid_history.v1"
    }

    fn table(&self) -> &'static str {
        "aid_history"
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

async fn apply(db: &mut PgConnection, facts: &[Fact]) -> Result<(), ProjectionError> {
    let (mut positions, mut approvals, mut names, mut data) = (vec![], vec![], vec![], vec![]);
    for fact in facts {
        if let Event::Aid(event) = &fact.event {
            positions.push(fact.position());
            approvals.push(approval(event).0);
            names.push(fact.recorded.name.clone());
            data.push(fact.data().to_owned());
        }
    }
    if positions.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        r#"
        insert into aid_history (position, approval, name, data)
        select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[])
        "#,
        &positions[..],
        &approvals[..],
        &names[..],
        &data[..],
    )
    .execute(db)
    .await?;
    Ok(())
}

fn approval(event: &AidEvent) -> CaseId {
    match event {
        AidEvent::Closed { approval, .. }
        | AidEvent::Changed { approval, .. }
        | AidEvent::TermSet { approval, .. }
        | AidEvent::DutyFulfilled { approval, .. }
        | AidEvent::DutyReopened { approval, .. }
        | AidEvent::DutyWaived { approval, .. }
        | AidEvent::DutyMissed { approval, .. } => *approval,
    }
}
