-- What the National Public Service Portal is told. Which messages there are follows from the log;
-- what came of each does not, and is asked of the portal again where this table is lost.

create table projections.portal_message
(
    number       bigint      generated always as identity primary key,
    case_id      uuid        not null,
    case_version bigint      not null,
    kind         text        not null check (kind in ('dossier', 'progress')),
    state        text        not null default 'waiting'
        check (state in ('waiting', 'sent', 'refused')),
    attempts     integer     not null default 0,
    next_at      timestamptz not null default now(),
    trouble      text,
    settled_at   timestamptz,

    unique (case_id, case_version, kind)
);

comment on table projections.portal_message is 'What the National Public Service Portal is told';
comment on column projections.portal_message.number is 'messages of a case are sent in this order';
comment on column projections.portal_message.case_id is 'about which case';
comment on column projections.portal_message.case_version is 'after which of its events';
comment on column projections.portal_message.kind is 'how the dossier stands, or which step was done';
comment on column projections.portal_message.state is
    'waiting to be sent; sent, when the portal has confirmed it; refused, when it will not have it';
comment on column projections.portal_message.attempts is 'how often it was sent in vain';
comment on column projections.portal_message.next_at is 'not before then';
comment on column projections.portal_message.trouble is 'what came of the last attempt, when not a confirmation';
comment on column projections.portal_message.settled_at is 'when the portal confirmed or refused it';

-- Whoever sends looks for the first message of each case that is not sent.
create index portal_message_unsent on projections.portal_message (case_id, number)
    where state <> 'sent';

create table projections.portal_dossier
(
    case_id       uuid        primary key,
    reconciled_at timestamptz,
    resent        boolean     not null default false
);

comment on table projections.portal_dossier is 'The dossiers that the portal was told of';
comment on column projections.portal_dossier.case_id is 'which case';
comment on column projections.portal_dossier.reconciled_at is 'when the portal was last asked what it has';
comment on column projections.portal_dossier.resent is
    'that all was sent once more, because the portal had something else';
