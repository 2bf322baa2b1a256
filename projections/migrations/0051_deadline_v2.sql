-- The terms are built again from the log, since each stands still now that waits for the applicant,
-- and names the calendar it was counted with.

truncate projections.deadline;
delete from projections.checkpoint where name like 'deadline.%';
delete from projections.held where model like 'deadline.%';

alter table projections.deadline add column calendar text;

comment on column projections.deadline.calendar is 'the calendar it was counted with; null where the law does not name one';
