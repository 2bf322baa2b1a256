-- What a read model holds back: an event that it cannot take, and whatever follows in the same
-- stream, until somebody has it tried again. All other streams go on.

create table projections.held
(
    model       text        not null,
    stream_id   uuid        not null,
    stream_kind text        not null,
    position    bigint      not null,
    version     bigint      not null,
    type        text        not null,
    error       text        not null,
    since       timestamptz not null default now(),

    primary key (model, stream_id)
);

comment on table projections.held is 'Streams that a read model holds back from an event on that it cannot take';
comment on column projections.held.model is 'the read model and the version of its form';
comment on column projections.held.stream_id is 'which stream it holds back';
comment on column projections.held.stream_kind is 'what kind of stream that is';
comment on column projections.held.position is 'the event that it cannot take; later ones of the stream wait with it';
comment on column projections.held.version is 'where that event stands in its stream';
comment on column projections.held.type is 'its wire name';
comment on column projections.held.error is 'why it cannot take it; no personal values';
comment on column projections.held.since is 'since when it holds the stream back';

create index held_stream on projections.held (stream_id);

-- Read together with the position and locked with it, so that whoever applies events knows at no
-- cost that there is nothing to hold back, and never by an old snapshot.
alter table projections.checkpoint add column held bigint not null default 0;

comment on column projections.checkpoint.held is 'how many streams the read model holds back';
