//! What can be asked of the aid that was approved.

use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::AidLine;
use crate::search::sought;

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
    /// Who receives it: whoever survived of them.
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
    /// The fields it is for, as changed last.
    pub fields: Vec<String>,
    /// The provinces it is for, as changed last.
    pub provinces: Vec<String>,
    /// The year of the approval, or that it was moved to.
    pub year: Option<i32>,
    /// Who manages it, as changed last.
    pub agency: Option<String>,
    /// When it was approved.
    pub decided_at: Option<OffsetDateTime>,
    /// Whether a closing report was acknowledged.
    pub closed: bool,
    /// Its first day, as changed last; none where no dossier said so.
    pub runs_from: Option<Date>,
    /// Its last day, as changed last.
    pub runs_until: Option<Date>,
}

/// Which approvals to list; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Approved in this year.
    pub year: Option<i32>,
    /// Given by this organisation, or by one that was merged with it.
    pub donor: Option<Uuid>,
    /// Given by an organisation that was founded under the law of this country.
    pub home: Option<String>,
    /// Received by this organisation, or by one that was merged with it.
    pub recipient: Option<Uuid>,
    /// Closed, or not.
    pub closed: Option<bool>,
    /// For this field.
    pub field: Option<String>,
    /// For one of these provinces; any when none is named.
    pub provinces: Vec<String>,
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
    let Ok(words) = sought(filter.text.as_deref()) else {
        return Ok(vec![]);
    };
    sqlx::query_as!(
        Approved,
        r#"
        select case_id as "case_id!", position as "position!", procedure as "procedure!", number,
            recipient as "recipient!", recipient_name, donor, donor_name,
            trim_scale(amount)::text as "amount!", trim_scale(value)::text as "value!",
            trim_scale(disbursed)::text as "disbursed!", currency as "currency!",
            fields as "fields!", provinces as "provinces!", year, agency, decided_at,
            closed as "closed!", term.runs_from as "runs_from?", term.runs_until as "runs_until?"
        from aid_approved
            left join lateral (
                select (entry.data::json #>> '{term,runs,from}')::date as runs_from,
                    (entry.data::json #>> '{term,runs,until}')::date as runs_until
                from aid_history as entry
                where entry.approval = aid_approved.case_id and entry.name = 'aid.term_set.v1'
                order by entry.position desc
                limit 1
            ) as term on true
        where ($1::integer is null or year = $1)
            and ($2::uuid is null or donor = coalesce(
                (select survivor from organisation where organisation_id = $2), $2
            ))
            and ($3::text is null or $3 = any(fields))
            and ($4::text[] = '{}' or provinces && $4)
            and ($5::text is null or currency = $5)
            and ($6::text is null or to_tsvector('simple', search) @@ to_tsquery('simple', $6)
                or donor in (
                    select coalesce(survivor, organisation_id) from organisation
                    where to_tsvector('simple', search) @@ to_tsquery('simple', $6)
                ))
            and ($7::text is null or donor in (
                select organisation_id from organisation_standing where home = $7
            ))
            and ($8::uuid is null or recipient = coalesce(
                (select survivor from organisation where organisation_id = $8), $8
            ))
            and ($9::boolean is null or closed = $9)
            and ($10::uuid is null or case_id = $10)
            and ($11::bigint is null or position < $11)
        order by position desc
        limit $12
        "#,
        filter.year,
        filter.donor,
        filter.field,
        &filter.provinces,
        filter.currency,
        words,
        filter.home,
        filter.recipient,
        filter.closed,
        filter.case_id,
        before,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// How many approvals there are.
pub async fn count(pool: &PgPool, filter: &Filter) -> sqlx::Result<i64> {
    let Ok(words) = sought(filter.text.as_deref()) else {
        return Ok(0);
    };
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from aid_approved
        where ($1::integer is null or year = $1)
            and ($2::uuid is null or donor = coalesce(
                (select survivor from organisation where organisation_id = $2), $2
            ))
            and ($3::text is null or $3 = any(fields))
            and ($4::text[] = '{}' or provinces && $4)
            and ($5::text is null or currency = $5)
            and ($6::text is null or to_tsvector('simple', search) @@ to_tsquery('simple', $6)
                or donor in (
                    select coalesce(survivor, organisation_id) from organisation
                    where to_tsvector('simple', search) @@ to_tsquery('simple', $6)
                ))
            and ($7::text is null or donor in (
                select organisation_id from organisation_standing where home = $7
            ))
            and ($8::uuid is null or recipient = coalesce(
                (select survivor from organisation where organisation_id = $8), $8
            ))
            and ($9::boolean is null or closed = $9)
        "#,
        filter.year,
        filter.donor,
        filter.field,
        &filter.provinces,
        filter.currency,
        words,
        filter.home,
        filter.recipient,
        filter.closed,
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
        select aid.case_id, aid.position, aid.kind, aid.procedure, aid.approval, aid.status,
            aid.number, coalesce(taker.survivor, aid.recipient) as "recipient!",
            aid.recipient_name, coalesce(giver.survivor, aid.donor) as donor, aid.donor_name,
            aid.search, trim_scale(aid.amount)::text as "amount!", aid.currency, aid.fields,
            aid.provinces, aid.stated_year, aid.year, aid.agency, aid.filed_at, aid.decided_at,
            aid.decided_position
        from aid
            left join organisation as giver on giver.organisation_id = aid.donor
            left join organisation as taker on taker.organisation_id = aid.recipient
        where aid.approval = $1
        order by aid.position
        "#,
        approval,
    )
    .fetch_all(pool)
    .await
}

/// What was approved and disbursed in a year, or ever, each currency for itself. What is for a province
/// that was merged counts where the second list puts those of the first.
pub async fn totals(
    pool: &PgPool,
    by: Dimension,
    year: Option<i32>,
    (merged, into): (&[String], &[String]),
) -> sqlx::Result<Vec<Total>> {
    sqlx::query_as!(
        Total,
        r#"
        with told as (
            select counted.kind = 'approval' as is_approval, counted.currency, counted.value,
                key.of
            from aid_counted as counted
                left join organisation as giver on giver.organisation_id = counted.donor
                left join lateral (
                    select distinct coalesce(succession.heir, each.of) as of
                    from unnest(case $1
                            when 'year' then array[counted.year::text]
                            when 'donor'
                                then array[coalesce(giver.survivor, counted.donor)::text]
                            when 'field' then counted.fields
                            else counted.provinces
                        end) as each (of)
                        left join unnest($2::text[], $3::text[]) as succession (of, heir)
                            on $1 = 'province' and succession.of = each.of
                ) as key on true
            where $4::integer is null or counted.year = $4
        )
        select told.of, donor.name as "name?", told.currency as "currency!",
            count(*) filter (where is_approval) as "approvals!",
            trim_scale(coalesce(sum(value) filter (where is_approval), 0))::text as "approved!",
            trim_scale(coalesce(sum(value) filter (where not is_approval), 0))::text
                as "disbursed!"
        from told
            left join organisation_standing as donor
                on $1 = 'donor' and donor.organisation_id::text = told.of
        group by told.of, donor.name, told.currency
        order by told.of desc nulls last, told.currency
        "#,
        by.name(),
        merged,
        into,
        year,
    )
    .fetch_all(pool)
    .await
}
