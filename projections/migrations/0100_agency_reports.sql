-- What became of the reports that agencies owe. What they owe follows from the catalogue and is in no
-- table: a row comes with the first thing that happens to a report.

create table projections.agency_report
(
    report   text   not null,
    agency   text   not null,
    period   text   not null,
    version  bigint not null,
    due      date   not null,
    missed   boolean not null,
    done_on  date,
    decision text,
    position bigint not null,

    primary key (report, agency, period)
);

comment on table projections.agency_report is 'What became of the reports that agencies owe';
comment on column projections.agency_report.report is 'which report';
comment on column projections.agency_report.agency is 'who owes it';
comment on column projections.agency_report.period is 'for which period: 2026, 2026-H1 or 2026-03';
comment on column projections.agency_report.version is 'the version of the report that held for the period';
comment on column projections.agency_report.due is 'the last day, as it was when that happened';
comment on column projections.agency_report.missed is 'whether the last day passed without it';
comment on column projections.agency_report.done_on is 'the day on which it was made; null where it was not';
comment on column projections.agency_report.decision is 'the number of the decision that it need not be made; null where there is none';
comment on column projections.agency_report.position is 'the last event that said something of it';

create index agency_report_agency on projections.agency_report (agency, period);
