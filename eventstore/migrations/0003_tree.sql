-- The Merkle tree over the log (RFC 6962) and what was signed about it. The leaf at index n is the
-- document of the event at position n + 1. All of it is appended to, and never edited.

-- Of the tree, the hashes of perfect subtrees with 256^level leaves: whatever lies between follows
-- from at most 256 of them. They are kept in runs, since a row for each would cost three times as much.
create table eventstore.tree_hashes
(
    level  smallint not null check (level between 0 and 7),
    first  bigint   not null check (first >= 0),
    hashes bytea    not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),

    primary key (level, first)
);

comment on table eventstore.tree_hashes is
    'Hashes of the Merkle tree over the log, in runs that never cross a multiple of 256; append-only';
comment on column eventstore.tree_hashes.level is
    'what is hashed: 0 for events, n for perfect subtrees over 256^n events';
comment on column eventstore.tree_hashes.first is 'which of its level the first hash belongs to, from 0';
comment on column eventstore.tree_hashes.hashes is 'the hashes, 32 bytes each, of one after another';

-- Hashes do not compress.
alter table eventstore.tree_hashes alter column hashes set storage external;

create table eventstore.log_key
(
    from_size    bigint      primary key check (from_size >= 0),
    verifier_key text        not null,
    added_at     timestamptz not null default now()
);

comment on table eventstore.log_key is 'With which keys checkpoints are signed; append-only';
comment on column eventstore.log_key.from_size is
    'the smallest checkpoint it signs; it is current until the next one';
comment on column eventstore.log_key.verifier_key is 'its public half, in the form of C2SP signed notes';
comment on column eventstore.log_key.added_at is 'when it became current';

create table eventstore.checkpoint
(
    size    bigint      primary key check (size >= 0),
    note    text        not null,
    made_at timestamptz not null default now()
);

comment on table eventstore.checkpoint is 'What the log has signed about its first events; append-only';
comment on column eventstore.checkpoint.size is 'how many events it covers';
comment on column eventstore.checkpoint.note is 'the checkpoint: a signed note in the form of C2SP';
comment on column eventstore.checkpoint.made_at is 'when it was signed';

create table eventstore.cosignature
(
    size      bigint      not null references eventstore.checkpoint,
    witness   text        not null,
    signature text        not null,
    added_at  timestamptz not null default now(),

    primary key (size, witness)
);

comment on table eventstore.cosignature is 'What outside witnesses have signed about checkpoints; append-only';
comment on column eventstore.cosignature.size is 'which checkpoint';
comment on column eventstore.cosignature.witness is 'the verifier key of the witness';
comment on column eventstore.cosignature.signature is 'the line that is added to the checkpoint''s note';
comment on column eventstore.cosignature.added_at is 'when it was received';

create trigger tree_hashes_is_append_only
    before update or delete or truncate on eventstore.tree_hashes
    for each statement execute function eventstore.refuse_edit();

create trigger log_key_is_append_only
    before update or delete or truncate on eventstore.log_key
    for each statement execute function eventstore.refuse_edit();

create trigger checkpoint_is_append_only
    before update or delete or truncate on eventstore.checkpoint
    for each statement execute function eventstore.refuse_edit();

create trigger cosignature_is_append_only
    before update or delete or truncate on eventstore.cosignature
    for each statement execute function eventstore.refuse_edit();

comment on column eventstore.command.fingerprint is
    'HMAC of its name and body: tells a repeat from another command under the same id; empty where the events '
    'came with an export, which does not tell, so that a repeat is refused instead of believed';
