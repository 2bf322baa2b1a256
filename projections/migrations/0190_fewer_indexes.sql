-- Most of what a change of a case's line costs are the entries in its indexes: one in each of them, unless the
-- line can be changed where it stands. What was filed is found by the order of the list; a case that goes on
-- is not among those that ended; and the lines have some room to change in.

drop index projections.case_list_received;
drop index projections.case_list_ended;
create index case_list_ended on projections.case_list (ended_at) where ended_at is not null;

alter table projections.case_list set (fillfactor = 80);
alter table projections.consultation set (fillfactor = 80);
