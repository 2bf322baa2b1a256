-- Aid as it counts: an approval as it was changed last, and a report as the approval stood when the
-- report was acknowledged. What a change does not tell anew stays as it was.

truncate projections.aid;
delete from projections.checkpoint where name like 'aid.%';
delete from projections.held where model like 'aid.%';

alter table projections.aid add column decided_position bigint;
comment on column projections.aid.decided_position is 'the event that decided it';

create view projections.aid_counted as
select it.case_id, it.position, it.kind, it.procedure, it.approval, it.number, it.search,
    it.recipient, it.recipient_name, it.amount, it.currency, it.decided_at,
    case it.kind when 'approval' then valued.amount else it.amount end as value,
    case it.kind when 'approval' then coalesce(dated.stated_year, it.year) else it.year end
        as year,
    coalesce(reported.donor, given.donor) as donor,
    case when reported.donor is null then given.donor_name else it.donor_name end as donor_name,
    coalesce(reported.fields, aimed.fields, '{}') as fields,
    coalesce(reported.provinces, placed.provinces, '{}') as provinces,
    coalesce(reported.agency, managed.agency) as agency
from projections.aid as it
    cross join lateral (
        select case when it.kind <> 'approval' then it.donor end as donor,
            case when it.kind <> 'approval' and it.fields <> '{}' then it.fields end as fields,
            case when it.kind <> 'approval' and it.provinces <> '{}' then it.provinces end
                as provinces,
            case when it.kind <> 'approval' then it.agency end as agency
    ) as reported
    left join lateral (
        select told.amount from projections.aid as told
        where told.approval = it.approval and told.kind in ('approval', 'change')
            and told.status = 'approved' and it.kind = 'approval'
        order by told.decided_position desc limit 1
    ) as valued on true
    left join lateral (
        select told.stated_year from projections.aid as told
        where told.approval = it.approval and told.kind = 'change'
            and told.status = 'approved' and it.kind = 'approval' and told.stated_year is not null
        order by told.decided_position desc limit 1
    ) as dated on true
    left join lateral (
        select told.donor, told.donor_name from projections.aid as told
        where told.approval = it.approval and told.kind in ('approval', 'change')
            and told.status = 'approved' and told.donor is not null
            and (it.kind = 'approval' or told.decided_position < it.decided_position)
        order by told.decided_position desc limit 1
    ) as given on true
    left join lateral (
        select told.fields from projections.aid as told
        where told.approval = it.approval and told.kind in ('approval', 'change')
            and told.status = 'approved' and told.fields <> '{}'
            and (it.kind = 'approval' or told.decided_position < it.decided_position)
        order by told.decided_position desc limit 1
    ) as aimed on true
    left join lateral (
        select told.provinces from projections.aid as told
        where told.approval = it.approval and told.kind in ('approval', 'change')
            and told.status = 'approved' and told.provinces <> '{}'
            and (it.kind = 'approval' or told.decided_position < it.decided_position)
        order by told.decided_position desc limit 1
    ) as placed on true
    left join lateral (
        select told.agency from projections.aid as told
        where told.approval = it.approval and told.kind in ('approval', 'change')
            and told.status = 'approved' and told.agency is not null
            and (it.kind = 'approval' or told.decided_position < it.decided_position)
        order by told.decided_position desc limit 1
    ) as managed on true
where it.kind in ('approval', 'disbursement') and it.status = 'approved';

comment on view projections.aid_counted is 'What was approved and what was disbursed, as it counts';
comment on column projections.aid_counted.amount is 'what the dossier says';
comment on column projections.aid_counted.value is 'what counts: of an approval, what it was changed to last';
comment on column projections.aid_counted.year is 'the year it counts in; a change of the approval may move it';
comment on column projections.aid_counted.donor is 'who gives, as changed last';
comment on column projections.aid_counted.fields is 'the fields it is for, as changed last';
comment on column projections.aid_counted.provinces is 'the provinces it is for, as changed last';
comment on column projections.aid_counted.agency is 'who manages it, as changed last';

-- What was approved, with what became of it; whoever was merged leads to the survivor.
create view projections.aid_approved as
select aid.case_id, aid.position, aid.procedure, aid.number, aid.search, aid.amount, aid.value,
    aid.currency, aid.year, aid.fields, aid.provinces, aid.agency, aid.decided_at,
    coalesce(taker.survivor, aid.recipient) as recipient,
    coalesce(
        (
            select standing.name from projections.organisation_standing as standing
            where standing.organisation_id = taker.survivor
        ),
        (
            select latest.recipient_name from projections.aid as latest
            where latest.recipient = taker.survivor
            order by latest.position desc limit 1
        ),
        aid.recipient_name
    ) as recipient_name,
    coalesce(giver.survivor, aid.donor) as donor,
    coalesce(
        (
            select standing.name from projections.organisation_standing as standing
            where standing.organisation_id = coalesce(giver.survivor, aid.donor)
        ),
        aid.donor_name
    ) as donor_name,
    coalesce(
        (
            select sum(report.amount) from projections.aid as report
            where report.approval = aid.case_id and report.kind = 'disbursement'
                and report.status = 'approved'
        ),
        0
    ) as disbursed,
    exists (
        select from projections.aid as end_of
        where end_of.approval = aid.case_id and end_of.kind = 'closing'
            and end_of.status = 'approved'
    ) as closed
from projections.aid_counted as aid
    left join projections.organisation as giver on giver.organisation_id = aid.donor
    left join projections.organisation as taker on taker.organisation_id = aid.recipient
where aid.kind = 'approval';

comment on view projections.aid_approved is 'Aid that was approved, as it stands';
comment on column projections.aid_approved.recipient is 'who receives it: whoever survived of them';
comment on column projections.aid_approved.donor is 'who gives it: whoever survived of them';
comment on column projections.aid_approved.disbursed is 'what of it was disbursed, as far as that was acknowledged';
comment on column projections.aid_approved.closed is 'whether a closing report was acknowledged';
