//! What the indices of Decision 766/QĐ-TTg count, over the lists as they stand.

use sqlx::PgPool;
use sqlx::postgres::types::PgInterval;
use time::{OffsetDateTime, UtcOffset};

/// Of what to count, and when.
#[derive(Debug, Clone, Copy)]
pub struct Span<'a> {
    /// From this moment on.
    pub from: OffsetDateTime,
    /// Before this moment.
    pub to: OffsetDateTime,
    /// Dossiers of this procedure only.
    pub procedure: Option<&'a str>,
    /// Dossiers that this body received only.
    pub agency: Option<&'a str>,
    /// How far the clocks of the administration are from UTC.
    pub offset: UtcOffset,
}

/// How many dossiers, and papers of dossiers, there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexCounts {
    /// Accepted in the time.
    pub accepted: i64,
    /// Of these, settled in time, or still in time.
    pub in_time: i64,
    /// Of these, filed online.
    pub filed_online: i64,
    /// Of these, confirmed by the portal.
    pub synchronised: i64,
    /// The procedures of which one was filed online.
    pub procedures_filed_online: i64,
    /// For which a payment was asked in the time.
    pub with_fee: i64,
    /// Of these, paid online.
    pub paid_online: i64,
    /// Decided in the time.
    pub decided: i64,
    /// Of these, with a file of the result.
    pub with_result_file: i64,
    /// Papers of the dossiers accepted in the time.
    pub components: i64,
    /// Of these, with a file.
    pub components_with_file: i64,
}

/// Counts what happened in the time.
///
/// A dossier is settled in time when it ended by its due date. While it waits, the day from which it
/// waits counts for its end, also when it ended waiting, because nobody brought what was asked for;
/// where it has not ended, the end of the time does. With more than one request for a supplement it is
/// late.
#[expect(
    clippy::too_many_lines,
    reason = "one statement, so that all is counted at one moment"
)]
pub async fn count(
    pool: &PgPool,
    span: Span<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<IndexCounts> {
    let clocks = PgInterval {
        months: 0,
        days: 0,
        microseconds: i64::from(span.offset.whole_seconds()) * 1_000_000,
    };
    sqlx::query_as!(
        IndexCounts,
        r#"
        with of_these as (
            select case_id, procedure, channel, accepted_at, due_at, ended_at, waits_from, outcome
            from case_list
            where ($3::text is null or procedure = $3) and ($4::text is null or receiver = $4)
        ),
        accepted as (
            select of_these.*, (
                select count(*) from case_timeline
                where case_timeline.case_id = of_these.case_id
                    and type = 'case.supplement_requested.v1'
            ) as supplements, (
                select (last.data::jsonb ->> 'waits_from')::date from case_timeline last
                where last.case_id = of_these.case_id and outcome in ('stopped', 'withdrawn')
                    and type in ('case.supplement_requested.v1', 'case.paused.v1')
                    and not exists (
                        select from case_timeline later
                        where later.case_id = last.case_id and later.position > last.position
                            and later.type in
                                ('case.dossier_supplemented.v1', 'case.resumed.v1')
                    )
                order by last.position desc
                limit 1
            ) as ended_waiting_from
            from of_these
            where accepted_at >= $1 and accepted_at < $2
        ),
        asked as (
            select distinct case_id from case_timeline join of_these using (case_id)
            where type = 'case.paused.v1' and recorded_at >= $1 and recorded_at < $2
                and data::jsonb #>> '{pause,kind}' = 'payment'
        ),
        decided as (
            select case_id from of_these
            where ended_at >= $1 and ended_at < $2 and outcome in ('granted', 'refused')
        ),
        paper as (
            select distinct case_id, component
            from accepted join case_timeline using (case_id),
                jsonb_array_elements_text(data::jsonb -> 'components') as component
            where type in ('case.dossier_submitted.v1', 'case.dossier_supplemented.v1')
        )
        select
            (select count(*) from accepted) as "accepted!",
            (select count(*) from accepted
                where supplements <= 1
                    and coalesce(
                        ended_waiting_from::timestamp at time zone $6::interval, ended_at,
                        waits_from::timestamp at time zone $6::interval, least($5, $2)
                    ) <= due_at) as "in_time!",
            (select count(*) from accepted where channel = 'online') as "filed_online!",
            (select count(distinct case_id) from portal_message join accepted using (case_id)
                where kind = 'dossier' and state = 'sent') as "synchronised!",
            (select count(distinct procedure) from accepted
                where channel = 'online') as "procedures_filed_online!",
            (select count(*) from asked) as "with_fee!",
            (select count(distinct case_id) from case_timeline join asked using (case_id)
                where type = 'case.resumed.v1'
                    and data::jsonb ->> 'paid_by' = 'online') as "paid_online!",
            (select count(*) from decided) as "decided!",
            (select count(distinct case_id) from case_timeline join decided using (case_id)
                where type = 'case.document_filed.v1'
                    and data::jsonb ->> 'part' = 'result') as "with_result_file!",
            (select count(*) from paper) as "components!",
            (select count(*) from paper where exists (
                select from case_timeline
                where case_timeline.case_id = paper.case_id
                    and type = 'case.document_filed.v1'
                    and data::jsonb #>> '{part,component}' = paper.component
            )) as "components_with_file!"
        "#,
        span.from,
        span.to,
        span.procedure,
        span.agency,
        now,
        clocks,
    )
    .fetch_one(pool)
    .await
}
