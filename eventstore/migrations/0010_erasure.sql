-- What was erased, and what proves it. None of it says anything about anybody.

create table eventstore.erasure
(
    subject    uuid        primary key,
    kind       text        not null,
    position   bigint      not null,
    erased_at  timestamptz not null,
    sealed     bigint      not null,
    labels     text[]      not null,
    done       boolean     not null default false
);

comment on table eventstore.erasure is 'Whose values were erased, written in the transaction that erased them';
comment on column eventstore.erasure.subject is 'whose';
comment on column eventstore.erasure.kind is 'what kind of subject it is';
comment on column eventstore.erasure.position is 'the first event of the append that erased them';
comment on column eventstore.erasure.erased_at is 'when';
comment on column eventstore.erasure.sealed is 'how many values were destroyed';
comment on column eventstore.erasure.labels is 'what they were, such as full_name';
comment on column eventstore.erasure.done is 'whether nothing is left in read models and among files either';

create index erasure_open on eventstore.erasure (position) where not done;

create table eventstore.erasure_certificate
(
    subject  uuid        primary key references eventstore.erasure,
    document text        not null,
    note     text,
    made_at  timestamptz not null default now()
);

comment on table eventstore.erasure_certificate is 'What proves an erasure to those who ordered it; append-only';
comment on column eventstore.erasure_certificate.subject is 'whose values were erased';
comment on column eventstore.erasure_certificate.document is 'the certificate: one line of canonical JSON';
comment on column eventstore.erasure_certificate.note is 'the same, signed as checkpoints are; null where the log is not signed';
comment on column eventstore.erasure_certificate.made_at is 'when it was made';

create trigger erasure_certificate_is_append_only
    before update or delete or truncate on eventstore.erasure_certificate
    for each statement execute function eventstore.refuse_edit();
