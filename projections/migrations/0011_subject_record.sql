-- Where the log refers to what is kept about somebody. It holds no personal values itself.

create table projections.subject_record
(
    position    bigint      not null,
    value       uuid        not null,
    subject     uuid        not null,
    field       text        not null,
    stream_kind text        not null,
    stream_id   uuid        not null,
    type        text        not null,
    recorded_at timestamptz not null,
    actor       uuid        not null,
    agency      text,
    role        text        not null,

    primary key (position, value)
);

comment on table projections.subject_record is 'Where the log refers to what is kept about somebody';
comment on column projections.subject_record.position is 'the event that refers to it';
comment on column projections.subject_record.value is 'the value in the vault';
comment on column projections.subject_record.subject is 'whom it is about';
comment on column projections.subject_record.field is 'the member of the event that refers to it';
comment on column projections.subject_record.stream_kind is 'what kind of thing the event happened to';
comment on column projections.subject_record.stream_id is 'which thing it happened to';
comment on column projections.subject_record.type is 'what happened, as its wire name';
comment on column projections.subject_record.recorded_at is 'when it was recorded';
comment on column projections.subject_record.actor is 'who told it';
comment on column projections.subject_record.agency is 'on behalf of which agency';
comment on column projections.subject_record.role is 'in which role';

create index subject_record_subject on projections.subject_record (subject, position);
