-- What moved a term, and whether somebody noted that it was missed.

alter table projections.deadline
    add column moved_by text,
    add column missed_at timestamptz;

comment on column projections.deadline.moved_by is
    'what moved it last: supplement, reappointment or calendar';
comment on column projections.deadline.missed_at is 'when it was noted to have ended unmet';

comment on column projections.deadline.clock is
    'which term: intake, supplement, consultation, opinion:AGENCY, forwarding, decision, total';

-- Until now nothing but a supplement moved a term.
update projections.deadline set moved_by = 'supplement' where moved > 0;

-- After a correction of a calendar, the terms counted before it are looked for.
create index deadline_counted on projections.deadline (calendar_version, case_id)
    where met_at is null and not dropped;
