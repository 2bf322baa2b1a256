-- What happened to approved aid itself, beside its cases: from when to when it runs, which reports
-- its owner filed, need not make or missed, and its end. What is owed follows from that and the
-- catalogue, and is in no table.

create table projections.aid_history
(
    position bigint not null primary key,
    approval uuid   not null,
    name     text   not null,
    data     text   not null
);

comment on table projections.aid_history is 'What happened to approved aid itself, beside its cases';
comment on column projections.aid_history.position is 'where the event stands in the log';
comment on column projections.aid_history.approval is 'the case in which the aid was approved';
comment on column projections.aid_history.name is 'the wire name of the event';
comment on column projections.aid_history.data is 'its data, as JSON; they hold no personal values';

create index aid_history_approval on projections.aid_history (approval, position);
