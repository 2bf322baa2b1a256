-- A legal term may last until the result is there: what is measured goes by it, and not by the decision.

truncate projections.handling;
delete from projections.checkpoint where name like 'handling.%';
delete from projections.held where model like 'handling.%';

comment on column projections.handling.days_late is
    'how many days after the due day what the legal term was set for was done; negative before it';
