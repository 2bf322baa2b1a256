-- Tables that can be thrown away and built again from the log. Statements elsewhere name them
-- without their schema, so that a rebuild can fill a second set beside the live one.

create table projections.checkpoint
(
    name     text   primary key,
    position bigint not null
);

comment on table projections.checkpoint is 'How far each read model has read the log';
comment on column projections.checkpoint.name is 'the read model and the version of its form';
comment on column projections.checkpoint.position is 'the last event it holds';

create table projections.case_list
(
    case_id           uuid        primary key,
    opened_position   bigint      not null unique,
    position          bigint      not null,
    version           bigint      not null,
    procedure         text        not null,
    procedure_version integer     not null,
    status            text        not null,
    code              text,
    applicant         uuid,
    name              text,
    search            text        not null,
    channel           text,
    unit              text,
    receiver          text,
    agency            text,
    officer           uuid,
    received_at       timestamptz,
    accepted_at       timestamptz,
    due_at            timestamptz,
    waits_from        date,
    resumes_as        text,
    ended_at          timestamptz,
    outcome           text
);

comment on table projections.case_list is 'One line per case, as it stands';
comment on column projections.case_list.case_id is 'which case';
comment on column projections.case_list.opened_position is 'its first event; orders the list';
comment on column projections.case_list.position is 'its last event';
comment on column projections.case_list.version is 'how many events it has';
comment on column projections.case_list.procedure is 'under which procedure';
comment on column projections.case_list.procedure_version is 'the version that it keeps';
comment on column projections.case_list.status is 'where it stands';
comment on column projections.case_list.code is 'the dossier code, or what its source calls it';
comment on column projections.case_list.applicant is 'who applies';
comment on column projections.case_list.name is 'the applicant''s name; null once erased';
comment on column projections.case_list.search is 'name and code without diacritics, in lower case';
comment on column projections.case_list.channel is 'how the dossier arrived';
comment on column projections.case_list.unit is 'the unit that handled it, where the source says';
comment on column projections.case_list.receiver is 'who took it in';
comment on column projections.case_list.agency is 'whose turn it is; null once closed';
comment on column projections.case_list.officer is 'the official responsible';
comment on column projections.case_list.received_at is 'when it was filed';
comment on column projections.case_list.accepted_at is 'when it was accepted as full and valid';
comment on column projections.case_list.due_at is 'the moment its legal term ends';
comment on column projections.case_list.waits_from is 'since when it waits for the applicant';
comment on column projections.case_list.resumes_as is 'the status it goes back to when the applicant comes back';
comment on column projections.case_list.ended_at is 'when processing ended, by a decision or otherwise';
comment on column projections.case_list.outcome is 'how processing ended';

create index case_list_status on projections.case_list (status, opened_position);
create index case_list_procedure on projections.case_list (procedure, opened_position);
create index case_list_agency on projections.case_list (agency, opened_position);
create index case_list_officer on projections.case_list (officer, opened_position);
create index case_list_due on projections.case_list
    (coalesce(due_at, 'infinity'::timestamptz), opened_position);
create index case_list_search on projections.case_list using gin (to_tsvector('simple', search));

create table projections.case_timeline
(
    position    bigint      primary key,
    case_id     uuid        not null,
    version     bigint      not null,
    type        text        not null,
    recorded_at timestamptz not null,
    occurred_at timestamptz,
    actor       uuid        not null,
    agency      text,
    role        text        not null,
    data        text        not null
);

comment on table projections.case_timeline is 'What happened to each case';
comment on column projections.case_timeline.position is 'where the event stands in the log';
comment on column projections.case_timeline.case_id is 'which case';
comment on column projections.case_timeline.version is 'where the event stands in the case';
comment on column projections.case_timeline.type is 'its wire name';
comment on column projections.case_timeline.recorded_at is 'when it was recorded';
comment on column projections.case_timeline.occurred_at is 'when it happened, where it was imported';
comment on column projections.case_timeline.actor is 'who did it';
comment on column projections.case_timeline.agency is 'on behalf of which agency';
comment on column projections.case_timeline.role is 'in which role';
comment on column projections.case_timeline.data is 'the event''s own data, as JSON; no personal values';

create unique index case_timeline_case on projections.case_timeline (case_id, version);

create table projections.consultation
(
    case_id      uuid        not null,
    agency       text        not null,
    position     bigint      not null,
    procedure    text        not null,
    requested_at timestamptz not null,
    received_at  timestamptz,
    due_at       timestamptz,
    answered_at  timestamptz,
    opinion      text,
    case_closed  boolean     not null,

    primary key (case_id, agency)
);

comment on table projections.consultation is 'Who was asked for an opinion, and what came of it';
comment on column projections.consultation.case_id is 'about which case';
comment on column projections.consultation.agency is 'the body asked';
comment on column projections.consultation.position is 'the event that asked it';
comment on column projections.consultation.procedure is 'under which procedure';
comment on column projections.consultation.requested_at is 'when it was asked';
comment on column projections.consultation.received_at is 'when the letter arrived';
comment on column projections.consultation.due_at is 'the moment its term ends; from its own receipt';
comment on column projections.consultation.answered_at is 'when it gave its opinion';
comment on column projections.consultation.opinion is 'the direction of its opinion';
comment on column projections.consultation.case_closed is 'whether the case ended without waiting for it';

create index consultation_waiting on projections.consultation (agency, position)
    where answered_at is null and not case_closed;

create table projections.deadline
(
    case_id           uuid        not null,
    clock             text        not null,
    agency            text        not null,
    procedure         text        not null,
    counted_from      date        not null,
    limit_count       integer     not null,
    limit_unit        text        not null,
    due_on            date        not null,
    due_at            timestamptz not null,
    calendar_version  integer     not null,
    basis             text        not null,
    set_position      bigint      not null,
    first_due_on      date        not null,
    moved             integer     not null,
    paused_from       date,
    met_at            timestamptz,
    dropped           boolean     not null,

    primary key (case_id, clock)
);

comment on table projections.deadline is 'Every term of every case, and why it ends where it ends';
comment on column projections.deadline.case_id is 'which case';
comment on column projections.deadline.clock is 'which term: intake, consultation, opinion:AGENCY, forwarding, decision, total';
comment on column projections.deadline.agency is 'who has to keep it';
comment on column projections.deadline.procedure is 'under which procedure';
comment on column projections.deadline.counted_from is 'the day that started it; not counted itself';
comment on column projections.deadline.limit_count is 'how long it is';
comment on column projections.deadline.limit_unit is 'in what that is counted';
comment on column projections.deadline.due_on is 'its last day';
comment on column projections.deadline.due_at is 'the moment it ends';
comment on column projections.deadline.calendar_version is 'the version of the calendar it was counted with';
comment on column projections.deadline.basis is 'the article that sets it';
comment on column projections.deadline.set_position is 'the event that set it last';
comment on column projections.deadline.first_due_on is 'its last day as it was set first';
comment on column projections.deadline.moved is 'how often it moved';
comment on column projections.deadline.paused_from is 'since when it stands still, waiting for the applicant';
comment on column projections.deadline.met_at is 'when what it waits for was done';
comment on column projections.deadline.dropped is 'whether the case ended before it';

create index deadline_open on projections.deadline (due_at) where met_at is null and not dropped;

create table projections.certificate
(
    certificate_id uuid   primary key,
    position       bigint not null unique,
    case_id        uuid   not null,
    kind           text   not null,
    number         text   not null,
    holder         uuid   not null,
    name           text,
    search         text   not null,
    fields         text[] not null,
    provinces      text[] not null,
    valid_from     date   not null,
    valid_until    date   not null,
    status         text   not null
);

comment on table projections.certificate is 'Every certificate, as it stands';
comment on column projections.certificate.certificate_id is 'which certificate';
comment on column projections.certificate.position is 'the event that issued it; orders the list';
comment on column projections.certificate.case_id is 'the case that granted it';
comment on column projections.certificate.kind is 'its kind';
comment on column projections.certificate.number is 'the number on the paper';
comment on column projections.certificate.holder is 'who holds it';
comment on column projections.certificate.name is 'the holder''s name; null once erased';
comment on column projections.certificate.search is 'name and number without diacritics, in lower case';
comment on column projections.certificate.fields is 'the fields of operation';
comment on column projections.certificate.provinces is 'the provinces of operation';
comment on column projections.certificate.valid_from is 'the day of issue';
comment on column projections.certificate.valid_until is 'its last day';
comment on column projections.certificate.status is 'valid or expired';

create index certificate_case on projections.certificate (case_id);
create index certificate_ends on projections.certificate (valid_until) where status = 'valid';

create table projections.audit_trail
(
    position     bigint      primary key,
    recorded_at  timestamptz not null,
    actor        uuid        not null,
    agency       text,
    role         text        not null,
    command      text        not null,
    command_id   uuid        not null,
    stream_kind  text        not null,
    stream_id    uuid        not null,
    version      bigint      not null,
    type         text        not null,
    procedure    text,
    ground       text,
    reason       uuid
);

comment on table projections.audit_trail is 'Who did what, when, in which role, by which command, why';
comment on column projections.audit_trail.position is 'where the event stands in the log';
comment on column projections.audit_trail.recorded_at is 'when';
comment on column projections.audit_trail.actor is 'who; the name is in the vault';
comment on column projections.audit_trail.agency is 'on behalf of which agency';
comment on column projections.audit_trail.role is 'in which role';
comment on column projections.audit_trail.command is 'by which command';
comment on column projections.audit_trail.command_id is 'the command''s id';
comment on column projections.audit_trail.stream_kind is 'to what kind of thing';
comment on column projections.audit_trail.stream_id is 'to which thing';
comment on column projections.audit_trail.version is 'where the event stands in its stream';
comment on column projections.audit_trail.type is 'what happened, as its wire name';
comment on column projections.audit_trail.procedure is 'under which procedure';
comment on column projections.audit_trail.ground is 'why: the ground that was named';
comment on column projections.audit_trail.reason is 'why: the text in the vault';

create index audit_trail_stream on projections.audit_trail (stream_id, position);
create index audit_trail_actor on projections.audit_trail (actor, position);
create index audit_trail_command on projections.audit_trail (command_id);
