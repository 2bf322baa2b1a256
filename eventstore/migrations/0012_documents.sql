-- Where the files of people are stored, so that they can be deleted. What they are and are called
-- is a value of the vault.

create table eventstore.vault_object
(
    path    text        primary key,
    subject uuid        not null references eventstore.vault_subject,
    value   uuid        not null,
    due_at  timestamptz
);

comment on table eventstore.vault_object is 'Stored files of people';
comment on column eventstore.vault_object.path is 'where it is in the object store: made from its SHA-256';
comment on column eventstore.vault_object.subject is 'whom it is about';
comment on column eventstore.vault_object.value is 'the value of the vault that tells what it is';
comment on column eventstore.vault_object.due_at is
    'when it is to be deleted; null while it is kept, in the past once its subject is erased';

create index vault_object_subject on eventstore.vault_object (subject);
create index vault_object_due on eventstore.vault_object (due_at) where due_at is not null;

alter table eventstore.erasure add column documents bigint not null default 0;

comment on column eventstore.erasure.documents is 'how many of the values told of a file';
