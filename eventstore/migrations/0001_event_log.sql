-- Every event of every stream, in the one order everybody agrees on.
-- `document` is the event; all other columns but `position` are copies of what it says, for look-up.
create table eventstore.event
(
    position    bigint      primary key,
    stream_kind text        not null,
    stream_id   uuid        not null,
    version     bigint      not null check (version > 0),
    type        text        not null,
    recorded_at timestamptz not null,
    command_id  uuid        not null,
    document    bytea       not null,

    unique (stream_id, version)
);

comment on table eventstore.event is
    'Every event of every stream, in the one order everybody agrees on; append-only';
comment on column eventstore.event.position is
    'where the event stands among all events, from 1, gapless and visible in order';
comment on column eventstore.event.stream_kind is 'what kind of thing the event happened to';
comment on column eventstore.event.stream_id is 'which thing it happened to';
comment on column eventstore.event.version is 'where it stands in its stream, from 1, gapless';
comment on column eventstore.event.type is 'its wire name, with the version of its form';
comment on column eventstore.event.recorded_at is 'when the command that caused it was given';
comment on column eventstore.event.command_id is 'the command that caused it';
comment on column eventstore.event.document is
    'the whole event: one CloudEvents 1.0 document in the bytes of RFC 8785, which are what is hashed';

-- Documents are small and read whole and often: compressing them costs more than it saves.
alter table eventstore.event alter column document set storage external;

-- The last position handed out. Whoever appends moves its only row, which is what makes
-- positions gapless and visible in order.
create table eventstore.head
(
    only_row boolean primary key default true check (only_row),
    position bigint  not null
);

comment on table eventstore.head is 'The end of the log: one row, moved by every append';
comment on column eventstore.head.only_row is 'true, so that there is one row only';
comment on column eventstore.head.position is 'the last position handed out; 0 when the log is empty';

insert into eventstore.head (position) values (0);

-- Which commands were carried out, so that a repeated one appends nothing.
create table eventstore.command
(
    id             uuid        primary key,
    fingerprint    bytea       not null,
    first_position bigint      not null,
    last_position  bigint      not null,
    recorded_at    timestamptz not null
);

comment on table eventstore.command is 'Which commands were carried out, and where their events stand';
comment on column eventstore.command.id is 'the id its sender gave it';
comment on column eventstore.command.fingerprint is
    'HMAC of its name and body: tells a repeat from another command under the same id';
comment on column eventstore.command.first_position is 'its first event';
comment on column eventstore.command.last_position is 'its last event';
comment on column eventstore.command.recorded_at is 'when it was given';

-- Keys that one stream at a time may hold. They follow from the events and can be built again.
create table eventstore.claim
(
    key      text   primary key,
    holder   uuid   not null,
    position bigint not null
);

comment on table eventstore.claim is 'Keys that one stream at a time may hold';
comment on column eventstore.claim.key is 'what is claimed, such as a dossier code; never personal data';
comment on column eventstore.claim.holder is 'the stream that holds it';
comment on column eventstore.claim.position is 'the first event of the append that took it';

-- History is appended to, never edited.
create function eventstore.refuse_edit() returns trigger
    language plpgsql as
$$
begin
    raise exception '%.% is append-only', tg_table_schema, tg_table_name
        using errcode = 'restrict_violation';
end;
$$;

comment on function eventstore.refuse_edit() is 'Refuses whatever would change history';

create trigger event_is_append_only
    before update or delete or truncate on eventstore.event
    for each statement execute function eventstore.refuse_edit();

create trigger command_is_append_only
    before update or truncate on eventstore.command
    for each statement execute function eventstore.refuse_edit();
