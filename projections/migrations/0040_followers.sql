-- How far those who follow the log have come who write no read model: who hands papers out, and who
-- tells the National Public Service Portal.

create table projections.follower
(
    name     text   primary key,
    position bigint not null check (position >= 0)
);

comment on table projections.follower is 'How far those who follow the log have come who write no read model';
comment on column projections.follower.name is 'who follows';
comment on column projections.follower.position is 'the last event that was dealt with';
