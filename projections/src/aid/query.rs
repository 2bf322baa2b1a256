use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::AidLine;
use crate::search::prefix_query;

/// Aid that was approved, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approved {
    /// The case that approved it.
    pub case_id: Uuid,
    /// Its first event; orders the list.
    pub position: i64,
    /// Under which procedure.
    pub procedure: String,
    /// The number of the decision.
    pub number: Option<String>,
    /// Who receives it.
    pub recipient: Uuid,
    /// Its name; none once erased.
    pub recipient_name: Option<String>,
    /// Who gives it, where it was told: whoever survived of them.
    pub donor: Option<Uuid>,
    /// Its name; none once erased.
    pub donor_name: Option<String>,
    /// What was approved at first.
    pub amount: String,
    /// What it was changed to last, or else what was approved.
    pub value: String,
    /// What of it was disbursed, as far as that was acknowledged.
    pub disbursed: String,
    /// The currency of all three.
    pub currency: String,
    /// The fields it is for.
    pub fields: Vec<String>,
    /// The provinces it is for.
    pub provinces: Vec<String>,
    /// The year of the approval.
    pub year: Option<i32>,
    /// Who manages it.
    pub agency: Option<String>,
    /// When it was approved.
    pub decided_at: Option<OffsetDateTime>,
    /// Whether a closing report was acknowledged.
    pub closed: bool,
}

/// Which approvals to list; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Approved in this year.
    pub year: Option<i32>,
    /// Given by this organisation, or by one that was merged with it.
    pub donor: Option<Uuid>,
    /// For this field.
    pub field: Option<String>,
    /// For this province.
    pub province: Option<String>,
    /// In this currency.
    pub currency: Option<String>,
    /// With these words, perhaps unfinished, in a name or the number; diacritics do not matter.
    pub text: Option<String>,
    /// Approved in this case.
    pub case_id: Option<Uuid>,
}

/// By what aid is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The year: of the approval, and that a report is about.
    Year,
    /// Who gives.
    Donor,
    /// The field. Aid for several counts in each of them.
    Field,
    /// The province. Aid for several counts in each of them.
    Province,
}

/// What was approved and disbursed, added up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Of which year, donor, field or province; none where that was not told.
    pub of: Option<String>,
    /// What the donor is called; none for others, and once erased.
    pub name: Option<String>,
    /// The currency of both sums.
    pub currency: String,
    /// How many approvals.
    pub approvals: i64,
    /// What was approved, as changed last.
    pub approved: String,
    /// What was disbursed.
    pub disbursed: String,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 4] = [Self::Year, Self::Donor, Self::Field, Self::Province];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Donor => "donor",
            Self::Field => "field",
            Self::Province => "province",
        }
    }

    /// The dimension with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// The next approvals before a position, those filed last first, at most so many.
pub async fn approvals(
    pool: &PgPool,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<Approved>> {
    let words = match filter.text.as_deref().map(prefix_query) {
        // A text without a word in it finds nothing.
        Some(None) => return Ok(vec![]),
        Some(words) => words,
        None => None,
    };
    sqlx::query_as!(
        Approved,
        r#"
        select aid.case_id, aid.position, aid.procedure, aid.number, aid.recipient,
            aid.recipient_name, coalesce(giver.survivor, aid.donor) as donor, aid.donor_name,
            trim_scale(aid.amount)::text as "amount!",
            trim_scale(coalesce(changed.amount, aid.amount))::text as "value!",
            trim_scale(coalesce(paid.amount, 0))::text as "disbursed!",
            aid.currency, aid.fields, aid.provinces, aid.year, aid.agency, aid.decided_at,
            exists (
                select from aid as end_of
                where end_of.approval = aid.case_id and end_of.kind = 'closing'
                    and end_of.status = 'approved'
            ) as "closed!"
        from aid
            left join organisation as giver on giver.organisation_id = aid.donor
            left join lateral (
                select amount from aid as change
                where change.approval = aid.case_id and change.kind = 'change'
                    and change.status = 'approved'
                order by change.decided_at desc, change.position desc
                limit 1
            ) as changed on true
            left join lateral (
                select sum(amount) as amount from aid as report
                where report.approval = aid.case_id and report.kind = 'disbursement'
                    and report.status = 'approved'
            ) as paid on true
        where aid.kind = 'approval' and aid.status = 'approved'
            and ($1::integer is null or aid.year = $1)
            and ($2::uuid is null or coalesce(giver.survivor, aid.donor) = coalesce(
                (select survivor from organisation where organisation_id = $2), $2
            ))
            and ($3::text is null or $3 = any(aid.fields))
            and ($4::text is null or $4 = any(aid.provinces))
            and ($5::text is null or aid.currency = $5)
            and ($6::text is null or to_tsvector('simple', aid.search) @@ to_tsquery('simple', $6))
            and ($7::uuid is null or aid.case_id = $7)
            and ($8::bigint is null or aid.position < $8)
        order by aid.position desc
        limit $9
        "#,
        filter.year,
        filter.donor,
        filter.field,
        filter.province,
        filter.currency,
        words,
        filter.case_id,
        before,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// How many approvals there are.
pub async fn count(pool: &PgPool, filter: &Filter) -> sqlx::Result<i64> {
    let words = match filter.text.as_deref().map(prefix_query) {
        Some(None) => return Ok(0),
        Some(words) => words,
        None => None,
    };
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from aid
            left join organisation as giver on giver.organisation_id = aid.donor
        where aid.kind = 'approval' and aid.status = 'approved'
            and ($1::integer is null or aid.year = $1)
            and ($2::uuid is null or coalesce(giver.survivor, aid.donor) = coalesce(
                (select survivor from organisation where organisation_id = $2), $2
            ))
            and ($3::text is null or $3 = any(aid.fields))
            and ($4::text is null or $4 = any(aid.provinces))
            and ($5::text is null or aid.currency = $5)
            and ($6::text is null or to_tsvector('simple', aid.search) @@ to_tsquery('simple', $6))
        "#,
        filter.year,
        filter.donor,
        filter.field,
        filter.province,
        filter.currency,
        words,
    )
    .fetch_one(pool)
    .await
}

/// What happened under an approval, itself included, in the order in which it was filed; before a
/// decision too.
pub async fn under_approval(pool: &PgPool, approval: Uuid) -> sqlx::Result<Vec<AidLine>> {
    sqlx::query_as!(
        AidLine,
        r#"
        select case_id, position, kind, procedure, approval, status, number, recipient,
            recipient_name, donor, donor_name, search, trim_scale(amount)::text as "amount!",
            currency, fields, provinces, stated_year, year, agency, filed_at, decided_at
        from aid
        where approval = $1
        order by position
        "#,
        approval,
    )
    .fetch_all(pool)
    .await
}

/// What was approved and disbursed, each currency for itself. What is for a province that was merged
/// counts where the second list puts those of the first.
pub async fn totals(
    pool: &PgPool,
    by: Dimension,
    (merged, into): (&[String], &[String]),
) -> sqlx::Result<Vec<Total>> {
    sqlx::query_as!(
        Total,
        r#"
        with sum_of as (
            select true as is_approval, aid.currency, aid.year, aid.donor, aid.fields,
                aid.provinces, coalesce(changed.amount, aid.amount) as amount
            from aid
                left join lateral (
                    select amount from aid as change
                    where change.approval = aid.case_id and change.kind = 'change'
                        and change.status = 'approved'
                    order by change.decided_at desc, change.position desc
                    limit 1
                ) as changed on true
            where aid.kind = 'approval' and aid.status = 'approved'
            union all
            select false, report.currency, report.year, coalesce(report.donor, approval.donor),
                case when report.fields = '{}' then coalesce(approval.fields, '{}')
                    else report.fields end,
                case when report.provinces = '{}' then coalesce(approval.provinces, '{}')
                    else report.provinces end,
                report.amount
            from aid as report
                left join aid as approval on approval.case_id = report.approval
            where report.kind = 'disbursement' and report.status = 'approved'
        ), told as (
            select sum_of.*, key.of
            from sum_of
                left join organisation as giver on giver.organisation_id = sum_of.donor
                left join lateral (
                    select distinct coalesce(succession.heir, each.of) as of
                    from unnest(case $1
                            when 'year' then array[sum_of.year::text]
                            when 'donor'
                                then array[coalesce(giver.survivor, sum_of.donor)::text]
                            when 'field' then sum_of.fields
                            else sum_of.provinces
                        end) as each (of)
                        left join unnest($2::text[], $3::text[]) as succession (of, heir)
                            on $1 = 'province' and succession.of = each.of
                ) as key on true
        )
        select told.of, donor.name as "name?", told.currency as "currency!",
            count(*) filter (where is_approval) as "approvals!",
            trim_scale(coalesce(sum(amount) filter (where is_approval), 0))::text as "approved!",
            trim_scale(coalesce(sum(amount) filter (where not is_approval), 0))::text
                as "disbursed!"
        from told
            left join organisation as donor
                on $1 = 'donor' and donor.organisation_id::text = told.of
        group by told.of, donor.name, told.currency
        order by told.of desc nulls last, told.currency
        "#,
        by.name(),
        merged,
        into,
    )
    .fetch_all(pool)
    .await
}
