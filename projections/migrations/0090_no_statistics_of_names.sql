-- What Postgres gathers about a column to plan with, it keeps in the clear: the most common names, and others as
-- bounds, until the table is next analysed. An erasure must not wait for that, so nothing is gathered about columns that
-- hold names. Naming the type of a column again drops what was gathered about it, and makes the index anew.

alter table projections.case_list alter column name set statistics 0, alter column search set statistics 0;
alter table projections.certificate alter column name set statistics 0, alter column search set statistics 0;

alter table projections.case_list alter column name type text, alter column search type text;
alter table projections.certificate alter column name type text, alter column search type text;

alter index projections.case_list_search alter column 1 set statistics 0;

alter table projections.organisation alter column name set statistics 0, alter column search set statistics 0;
alter table projections.aid
    alter column recipient_name set statistics 0,
    alter column donor_name set statistics 0,
    alter column search set statistics 0;

alter table projections.organisation alter column name type text, alter column search type text;
alter table projections.aid
    alter column recipient_name type text,
    alter column donor_name type text,
    alter column search type text;

alter index projections.organisation_search alter column 1 set statistics 0;
alter index projections.aid_search alter column 1 set statistics 0;
