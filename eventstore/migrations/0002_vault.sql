-- What must be forgettable: personal values, sealed with a key per data subject.
-- Events refer to them by id. Erasing a subject destroys the key and the rows.

create table eventstore.vault_key
(
    name    text  primary key,
    wrapped bytea not null
);

comment on table eventstore.vault_key is 'Keys of the vault itself, sealed with the master key';
comment on column eventstore.vault_key.name is
    'index: for blind look-ups and fingerprints; check: proves that the master key is the right one';
comment on column eventstore.vault_key.wrapped is 'nonce and ciphertext';

create table eventstore.vault_subject
(
    id          uuid        primary key,
    kind        text        not null,
    wrapped_key bytea,
    lookup      bytea       unique,
    created_at  timestamptz not null default now(),
    erased_at   timestamptz,

    check ((wrapped_key is null) = (erased_at is not null)),
    check (lookup is null or erased_at is null)
);

comment on table eventstore.vault_subject is 'Whoever personal values are about';
comment on column eventstore.vault_subject.id is 'an opaque id, which events may carry';
comment on column eventstore.vault_subject.kind is 'what kind of subject, such as an officer';
comment on column eventstore.vault_subject.wrapped_key is
    'the key of its values, sealed with the master key; null once erased';
comment on column eventstore.vault_subject.lookup is
    'HMAC of what identifies it, to find it again; null when it is not looked up, and once erased';
comment on column eventstore.vault_subject.created_at is 'when it was first met';
comment on column eventstore.vault_subject.erased_at is 'when its values were erased; null before';

create table eventstore.vault_value
(
    id      uuid  primary key,
    subject uuid  not null references eventstore.vault_subject,
    label   text  not null,
    sealed  bytea not null
);

comment on table eventstore.vault_value is 'Personal values, readable only with the key of their subject';
comment on column eventstore.vault_value.id is 'what events refer to';
comment on column eventstore.vault_value.subject is 'whom it is about';
comment on column eventstore.vault_value.label is 'what it is, such as full_name';
comment on column eventstore.vault_value.sealed is
    'nonce and ciphertext of the salt of its commitment and the value';

-- Erasing and reporting go through a subject's values.
create index vault_value_subject on eventstore.vault_value (subject);
